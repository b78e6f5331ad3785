"""Every command with the screen it belongs to: what keymaps are resolved by, and the printed key table."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuiledger.tui.commands import lists
from tuiledger.tui.commands.command import Command
from tuiledger.tui.commands.general import GENERAL

if TYPE_CHECKING:
    from tuiledger.config.keymap import KeyDeclaration
    from tuiledger.tui.screens.place import Place


class KeyRow(NamedTuple):
    """One line of the key table; ``screen`` is empty for what works everywhere."""

    id: str
    keys: str
    screen: str
    title: str
    help: str


def screens() -> Sequence[type[Place]]:
    """Every full screen of the program, in alphabetic order."""
    from tuiledger.tui import screens as package
    from tuiledger.tui.screens.place import Place

    found: dict[str, type[Place]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        for name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Place) and kind.__module__ == loaded.__name__:
                found[name] = kind
    return [found[name] for name in sorted(found)]


def commands_of(screen: type[Place]) -> Sequence[type[Command]]:
    """What a screen offers beside what works everywhere."""
    from tuiledger.tui.screens.listing import Listing

    shared: tuple[type[Command], ...] = ()
    if issubclass(screen, Listing):
        shared = (*(lists.MARKS if screen.MARKS else ()), *lists.LISTS)
    own = [command for command in screen.OFFERS if command not in GENERAL]
    return [*own, *(command for command in shared if command not in own)]


def declarations() -> list[KeyDeclaration]:
    """The commands as the keymap takes them."""
    from tuiledger.config.keymap import KeyDeclaration

    declared = [KeyDeclaration(command.id(), command.key) for command in GENERAL]
    for screen in screens():
        declared += [KeyDeclaration(each.id(), each.key, screen.__name__) for each in commands_of(screen)]
    return declared


def key_table() -> Iterator[KeyRow]:
    """The table of all keys, in the language in force: everywhere first, then lists, then each screen's own."""
    for command in GENERAL:
        yield KeyRow(command.id(), command.key, "", command.title(), command.help())
    shared = (*lists.LISTS, *lists.MARKS)
    for command in shared:
        yield KeyRow(command.id(), command.key, "Listing", command.title(), command.help())
    for screen in screens():
        for command in commands_of(screen):
            if command not in shared:
                yield KeyRow(command.id(), command.key, screen.__name__, command.title(), command.help())
