"""Words and figures as people read them: cleaned, redacted, formatted, translated."""
