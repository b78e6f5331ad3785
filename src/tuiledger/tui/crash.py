"""The report a failed workbench leaves on the terminal, once the screen is given back."""

from __future__ import annotations

from rich.text import Text

from tuiledger.text.last_words import last_words


def report(error: BaseException | None) -> Text:
    """The last words about ``error``, as text that no terminal takes for anything else."""
    return Text(last_words(error))
