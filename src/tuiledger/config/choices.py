"""What can be chosen, in one place for the model of the settings and for what the first picture needs of them."""

from __future__ import annotations

import re
from typing import Final, Literal

Language = Literal["auto", "it", "en", "fr"]
GlyphSet = Literal["auto", "unicode", "ascii"]
Inspector = Literal["auto", "open", "closed"]
CopyFormat = Literal["tsv", "json", "markdown"]
Base = Literal["dark", "light"]

#: The themes that are built in; further ones stand in ``[themes.NAME]``.
THEMES: Final = ("dark", "light", "high-contrast", "ansi")
THEME: Final = "dark"

#: The colours of a theme of one's own; what it leaves out is that of its base.
COLOURS: Final = (
    "primary", "secondary", "accent", "success", "warning", "error", "foreground", "background", "surface", "panel",
    "line_cursor", "line_cursor_idle", "faint",
)  # fmt: skip
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
#: How the name of a theme or the id of a command is written.
NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
