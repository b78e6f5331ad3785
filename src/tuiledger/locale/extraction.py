"""The messages of the program, read from its source.

A message is a literal string in ``_("…")``, ``N_("…")``, ``translate("…")`` or ``ngettext("…", "…", n)``, or the second
argument (or ``message=``) of a value that carries a message to where it is shown, such as ``Finding("00421", "…")``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

#: Functions whose first argument is a message.
MARKERS: Final = frozenset({"_", "N_", "translate"})
#: Values whose second argument is a message, after a stable code.
CARRIERS: Final = frozenset({"Finding", "Hold", "Note", "Problem", "Refusal", "StoreError"})

PACKAGE: Final = Path(__file__).resolve().parents[1]


class Message(NamedTuple):
    """One message: ``id`` is the singular, ``plural`` its plural if it counts; ``place`` is relative to ``src``."""

    id: str
    plural: str | None
    place: str
    line: int


class UnreadableMessage(ValueError):
    """A message that is put together as the program runs: no catalogue can hold it."""


def messages_of(source: str, place: str) -> Iterator[Message]:
    """The messages of one module.

    Raises:
        UnreadableMessage: an f-string, a sum or a formatted text where a message should stand.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            where = (place, node.lineno)
            if _name(node.func) == "ngettext":
                singular, plural = (_literals(argument, where) for argument in node.args[:2])
                yield from (Message(one, many, *where) for one, many in zip(singular, plural, strict=True))
            else:
                argument = _message_argument(node)
                if argument is not None:
                    yield from (Message(text, None, *where) for text in _literals(argument, where))


def messages() -> list[Message]:
    """Every message of the program, in the order of its modules."""
    found: list[Message] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        found.extend(messages_of(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE.parent).as_posix()))
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _message_argument(call: ast.Call) -> ast.expr | None:
    name = _name(call.func)
    if name in MARKERS:
        return call.args[0] if call.args else None
    if name not in CARRIERS:
        return None
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "message"), None)
    return call.args[1] if len(call.args) > 1 else named


def _literals(argument: ast.expr, where: tuple[str, int]) -> list[str]:
    """The texts ``argument`` may be. A name or a call's result was marked where it was written."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text] if text else []
        case ast.IfExp(body=yes, orelse=no):
            return _literals(yes, where) + _literals(no, where)
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format" | "join")):
            raise UnreadableMessage("{}:{}: a message must be a literal".format(*where))
        case _:
            return []
