"""Text as an e-invoice may hold it: Basic Latin and Latin-1 alone (FatturaPA 1.2.3, the String…LatinType types)."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Signs that have no place in Latin-1, as a typist would write them.
_WRITTEN: Final = str.maketrans({
    "\N{EURO SIGN}": "EUR", "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2039": "<", "\u203a": ">", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "\u2015": "-", "\u2212": "-", "\u2026": "...", "\u2022": "*", "\u2032": "'", "\u2033": '"', "\u2122": "(TM)",
    "\u0152": "OE", "\u0153": "oe", "\u0141": "L", "\u0142": "l", "\u0110": "D", "\u0111": "d", "\u0131": "i",
    "\u1e9e": "SS", "\xa0": " ", "\xad": "",
})  # fmt: skip


def latin(text: str, limit: int, *, basic: bool = False) -> str:
    """``text`` on one line in Latin-1, with single spaces, cut to ``limit`` characters.

    Letters with marks beyond Latin-1 lose the marks; what has no likeness becomes a question mark.

    Args:
        text: as it stands in the books.
        limit: the most characters the element takes.
        basic: only ASCII is allowed.
    """
    if not (text.isascii() and text.isprintable()):
        plain = unicodedata.normalize("NFC", text).translate(_WRITTEN)
        text = "".join(map(_likeness, plain))
        if basic:
            text = "".join(char if char.isascii() else _base(char) for char in text)
    return " ".join(text.split())[:limit].rstrip()


def _likeness(char: str) -> str:
    if char.isspace():
        return " "
    if char.isprintable():
        return char if ord(char) < 0x100 else _base(char)
    return ""


def _base(char: str) -> str:
    """A letter without its marks, a sign as its plain form, or a question mark."""
    if unicodedata.combining(char):
        return ""
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return plain if plain.isprintable() and plain else "?"
