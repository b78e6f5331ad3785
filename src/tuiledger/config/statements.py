"""Where a setting stands in the text of a TOML file, which the standard library's reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tuiledger.config.problems import shown

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY: Final = re.compile(rf"[ \t]*({_PART})[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
#: A piece of a value: a text of either kind, a comment, a bracket, an end of line, or anything else.
_PIECE: Final = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{}\n]|[^"'\#\[\]{}\n]+""",
    re.DOTALL,
)


class Statement(NamedTuple):
    """A ``key = value`` or, with an empty value, the head ``[table]``: its whole path, its line and its value's span.

    ``begin`` is where the statement begins, ``start`` and ``end`` enclose the value; a head has both at its own end.
    """

    path: tuple[str, ...]
    line: int
    begin: int
    start: int
    end: int
    head: bool = False


def statements(text: str) -> Iterator[Statement]:
    """The statements of ``text``, which the standard library has read as TOML."""
    table: tuple[str, ...] = ()
    begin, line, counted = _after_blank(text, 0), 1, 0
    while begin < len(text):
        line, counted = line + text.count("\n", counted, begin), begin
        head = text[begin] == "["
        path, place = _path(text, begin + (2 if text.startswith("[[", begin) else 1 if head else 0))
        if head:
            table = path
            end = place + (2 if text.startswith("]]", place) else 1)
            yield Statement(path, line, begin, end, end, True)
        else:
            start = place + 1 + len(text[place + 1 :]) - len(text[place + 1 :].lstrip(" \t"))
            end = _value_end(text, start)
            yield Statement(table + path, line, begin, start, end)
        begin = _after_blank(text, end)


def line_of(found: Sequence[Statement], name: str) -> int | None:
    """The line of the setting or table ``name`` (its path with dots, as :func:`shown` writes it).

    One without a line of its own is where the first of what it holds stands, else where what holds it stands.
    """
    lines = {shown(".".join(statement.path)): statement.line for statement in reversed(found)}
    if name in lines:
        return lines[name]
    inside = [line for other, line in lines.items() if other.startswith(f"{name}.")]
    around = [(len(other), line) for other, line in lines.items() if name.startswith(f"{other}.")]
    return min(inside) if inside else max(around)[1] if around else None


def _after_blank(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def _path(text: str, place: int) -> tuple[tuple[str, ...], int]:
    """The dotted key at ``place``, and where it ends."""
    parts: list[str] = []
    while match := _KEY.match(text, place):
        part, place = match[1], match.end()
        parts.append(tomllib.loads(f"it = {part}")["it"] if part[0] in "\"'" else part)
        if text[place : place + 1] != ".":
            break
        place += 1
    return tuple(parts), place


def _value_end(text: str, place: int) -> int:
    """Where the value that begins at ``place`` ends: before the comment or the end of its line, outside brackets."""
    depth, end = 0, place
    while match := _PIECE.match(text, place):
        piece, place = match[0], match.end()
        if depth == 0 and piece[0] in "#\n":
            break
        depth += (piece in ("[", "{")) - (piece in ("]", "}"))
        if piece[0] not in "#\n" and piece.strip():
            end = match.start() + len(piece.rstrip(" \t\r"))
    return end
