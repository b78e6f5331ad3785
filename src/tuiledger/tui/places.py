"""The places of the workbench, made when they are first wanted."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final, NamedTuple, cast

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place


class Address(NamedTuple):
    """Where the screen of a place is: its module among the screens, its class, and whether it is about one client."""

    module: str
    kind: str
    needs_client: bool = False


PLACES: Final = {
    "home": Address("home", "Home"),
    "documents": Address("documents", "Documents"),
    "duplicates": Address("duplicates", "Duplicates"),
    "posting": Address("posting", "PostingQueue", needs_client=True),
    "entries": Address("entries", "Entries", needs_client=True),
    "registers": Address("registers", "Registers", needs_client=True),
    "trial_balance": Address("trial_balance", "TrialBalance", needs_client=True),
    "imports": Address("imports", "Imports"),
    "companies": Address("companies", "Companies"),
    "connections": Address("connections", "Connections"),
}

#: Screens over a place, reached from everywhere and left again.
ASIDES: Final = {
    "work": Address("work", "Work"),
    "notices": Address("notices", "NoticeList"),
    "acts": Address("acts", "ActLog"),
    "settings": Address("settings", "SettingsPage"),
    "tour": Address("tour", "Tour"),
    "readings": Address("readings", "Readings"),
    "problems": Address("problems", "Problems"),
}


def make(name: str) -> Place:
    """The screen of the place or aside ``name``, made now."""
    address = PLACES.get(name) or ASIDES[name]
    made = getattr(importlib.import_module(f"tuiledger.tui.screens.{address.module}"), address.kind)()
    return cast("Place", made)


def is_at(screen: object, name: str) -> bool:
    """Whether ``screen`` is that of the place or aside ``name``."""
    return type(screen).__name__ == (PLACES.get(name) or ASIDES[name]).kind
