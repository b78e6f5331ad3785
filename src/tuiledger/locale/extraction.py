"""The messages of the program, read from its source.

A message is a literal string in ``_("…")``, ``N_("…")``, ``translate("…")`` or ``ngettext("…", "…", n)``, or an
argument of a value that carries it to where it is shown, such as ``Finding("00421", "…")``. A command of the workbench
has two: its name as words, and its docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

#: Functions whose first argument is a message.
MARKERS: Final = frozenset({"_", "N_", "translate"})
#: Values that carry messages: the positions of those among their arguments.
CARRIERS: Final = {
    "Account": (1, 3),
    "Finding": (1,),
    "Hold": (1,),
    "Note": (1,),
    "Problem": (1,),
    "Refusal": (1,),
    "SettingsProblem": (1,),
    "StoreError": (1,),
    "VaultError": (1,),
}
#: How the classes end whose subclasses are commands.
COMMAND: Final = "Command"
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

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
        if isinstance(node, ast.ClassDef) and _is_command(node):
            yield from (Message(text, None, place, node.lineno) for text in _of_command(node))
        elif isinstance(node, ast.Call):
            where = (place, node.lineno)
            if _name(node.func) == "ngettext":
                singular, plural = (_literals(argument, where) for argument in node.args[:2])
                yield from (Message(one, many, *where) for one, many in zip(singular, plural, strict=True))
            else:
                for argument in _message_arguments(node):
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


def _message_arguments(call: ast.Call) -> list[ast.expr]:
    name = _name(call.func)
    if name in MARKERS:
        return call.args[:1]
    if name not in CARRIERS:
        return []
    named = [keyword.value for keyword in call.keywords if keyword.arg == "message"]
    return named + [call.args[position] for position in CARRIERS[name] if position < len(call.args)]


def _is_command(node: ast.ClassDef) -> bool:
    return not node.name.endswith(COMMAND) and any(_name(base).endswith(COMMAND) for base in node.bases)


def _of_command(command: ast.ClassDef) -> list[str]:
    first, *rest = _WORDS.split(command.name)
    help_text = " ".join((ast.get_docstring(command) or "").split())
    return [" ".join((first, *map(str.lower, rest))), *([help_text] if help_text else [])]


def _literals(argument: ast.expr, where: tuple[str, int]) -> list[str]:
    """The texts ``argument`` may be. A name or the result of a call was marked where it was written."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text] if text else []
        case ast.IfExp(body=yes, orelse=no):
            return _literals(yes, where) + _literals(no, where)
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format")):
            raise UnreadableMessage("{}:{}: a message must be a literal".format(*where))
        case _:
            return []
