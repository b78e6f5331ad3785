"""One value changed in the text of a TOML file; every other line, with its comments and its order, stays as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile

from tuiledger.config.choices import NAME
from tuiledger.config.statements import Statement, statements


def literal(value: str | int | bool) -> str:
    """``value`` as TOML writes it."""
    if isinstance(value, bool | int):
        return str(value).lower()
    # TOML's basic strings are JSON's, but for the one control character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def with_value(text: str, path: Sequence[str], value: str | int | bool) -> str:
    """``text`` with ``value`` at ``path`` (tables and key), in its place if it stands there, else as a new line."""
    found, (*table, key) = tuple(statements(text)), path
    for statement in found:
        if statement.path == tuple(path) and not statement.head:
            return text[: statement.start] + literal(value) + text[statement.end :]
    line = f"{_name(key)} = {literal(value)}"
    section = _section(found, tuple(table))
    if section:
        return _inserted(text, _line_end(text, section[-1].end), line)
    if table:
        gap = "\n" if text.strip() else ""
        return _inserted(text, len(text), f"{gap}[{'.'.join(map(_name, table))}]\n{line}")
    return _inserted(text, _before(text, found[0].begin) if found else len(text), line)


def without_value(text: str, path: Sequence[str]) -> str:
    """``text`` without the line at ``path``; a comment at its end goes with it, one above it stays."""
    for statement in statements(text):
        if statement.path == tuple(path) and not statement.head:
            start = text.rfind("\n", 0, statement.begin) + 1
            return text[:start] + text[_line_end(text, statement.end) :]
    return text


def _name(name: str) -> str:
    return name if NAME.fullmatch(name) else literal(name)


def _section(found: Sequence[Statement], table: tuple[str, ...]) -> Sequence[Statement]:
    """The statements of a table, its head among them; those before the first head for the table without a name."""
    for place, statement in enumerate(found):
        if statement.head and statement.path == table:
            return (statement, *takewhile(lambda one: not one.head, found[place + 1 :]))
    return () if table else tuple(takewhile(lambda one: not one.head, found))


def _line_end(text: str, place: int) -> int:
    """Where the line of ``place`` ends, its newline included."""
    return text.find("\n", place) + 1 or len(text)


def _before(text: str, place: int) -> int:
    """Where the comment directly above the line of ``place`` begins, or that line."""
    place = text.rfind("\n", 0, place) + 1
    while place and text[text.rfind("\n", 0, place - 1) + 1 : place].lstrip().startswith("#"):
        place = text.rfind("\n", 0, place - 1) + 1
    return place


def _inserted(text: str, place: int, lines: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text[:place]
    if before and not before.endswith("\n"):
        before += newline
    return before + lines.replace("\n", newline) + newline + text[place:]
