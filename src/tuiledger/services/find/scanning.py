"""What was typed, cut into words and conditions; nothing is understood yet but where one begins and ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

_HEAD: Final = re.compile(r"((?:[^ :=<>!]|!(?!=))*)(!=|<=|>=|[:=<>])")
_BARE: Final = re.compile(r"[^ ]*")
_PART: Final = re.compile(r"[^ ,]*")
_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"?')


class Part(NamedTuple):
    """A piece of a value between commas, without the quotes it was in."""

    text: str
    quoted: bool


class Piece(NamedTuple):
    """A word or a condition; ``sign`` is empty for a word, whose text is then the only part.

    ``at`` is its place in the text, ``source`` what stands there.
    """

    at: int
    source: str
    negated: bool
    head: str
    sign: str
    parts: tuple[Part, ...]

    @property
    def value(self) -> str:
        """The value as one text, its pieces held together by commas again."""
        return ",".join(part.text for part in self.parts)


def pieces(text: str, is_condition: Callable[[str, str], bool]) -> Iterator[Piece]:
    """The words and conditions of one line, in order.

    Args:
        text: separated by spaces; a quote that is not closed runs to the end.
        is_condition: tells of a head and what stands behind its sign whether they are a condition, or text.
    """
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        negated = text[at] == "-" and text[at + 1 : at + 2] not in ("", " ")
        start = at + negated
        head = _HEAD.match(text, start)
        if text[start] == '"':
            part, end = _quoted(text, start)
            yield Piece(at, text[at:end], negated, "", "", (Part(part, True),))
        elif head and is_condition(head[1], text[head.end() : head.end() + 2]):
            parts, end = _parts(text, head.end())
            yield Piece(at, text[at:end], negated, head[1], head[2], parts)
        else:
            end = _end(_BARE, text, start)
            yield Piece(at, text[at:end], negated, "", "", (Part(text[start:end], False),))
        at = end


def _parts(text: str, at: int) -> tuple[tuple[Part, ...], int]:
    found = []
    while True:
        if text[at : at + 1] == '"':
            part, end = _quoted(text, at)
            more = _end(_PART, text, end)
            found.append(Part(part + text[end:more], True))
            at = more
        else:
            end = _end(_PART, text, at)
            found.append(Part(text[at:end], False))
            at = end
        if text[at : at + 1] != ",":
            return tuple(found), at
        at += 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    match = _QUOTED.match(text, at)
    return (match[1].replace('""', '"'), match.end()) if match else ("", at)


def _end(shape: re.Pattern[str], text: str, at: int) -> int:
    match = shape.match(text, at)
    return match.end() if match else at
