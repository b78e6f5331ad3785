"""The terminal face: screens that show what the books hold and commands that act on it."""
