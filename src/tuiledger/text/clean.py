"""Text from outside made safe to show: nothing in it can steer a terminal, hide, or turn the reading direction.

Everything that enters passes through :func:`clean` once, at the boundary; the original stays in the stored bytes. What
would be invisible or dangerous becomes a visible mark, so that a deceiving name looks odd instead of looking right.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import is_normalized, normalize

#: C0 except newline and tab, DEL, C1, soft hyphen, bidirectional controls, line and paragraph separators, characters
#: without width, fillers that look like nothing, surrogates, private use, annotations, non-characters, tags and
#: variation selectors beyond the common ones.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_BREAKS: Final = str.maketrans({"\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", "\t": " "})
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else f"\u27e6U+{code:04X}\u27e7"


def clean(text: str, limit: int | None = None) -> str:
    """``text`` in normal form C with every unsafe character replaced by a visible mark; newlines and tabs stay.

    Args:
        text: as it came from a file, a cloud or an exception.
        limit: the most characters to keep; a longer text is cut and ends with an ellipsis.
    """
    # Nearly every text is plain ASCII, and two passes in C settle that.
    if not (text.isascii() and text.isprintable()):
        if not is_normalized("NFC", text):
            text = normalize("NFC", text)
        if _UNSAFE.search(text) is not None:
            text = _UNSAFE.sub(_mark, text.replace("\r\n", "\n"))
    if limit is not None and len(text) > limit:
        return text[: max(limit - 1, 0)] + _ELLIPSIS[: max(limit, 0)]
    return text


def clean_line(text: str, limit: int | None = None) -> str:
    """:func:`clean` for a place of one line: a newline becomes an arrow, a tab a space."""
    text = clean(text)
    if "\n" in text or "\t" in text:
        text = text.translate(_BREAKS)
    return clean(text, limit)
