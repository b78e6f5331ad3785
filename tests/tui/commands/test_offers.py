"""The table of commands that is known without a screen is what the screens offer."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from textual.binding import Binding

from tuiledger.config.keymap import resolve
from tuiledger.config.keys import key_names
from tuiledger.tui import screens
from tuiledger.tui.commands.general import GENERAL
from tuiledger.tui.commands.lists import LISTS, MARKS
from tuiledger.tui.commands.offers import MOVES, OFFERS, declarations, groups
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Sheet


def places() -> Iterator[type[Place]]:
    """The screens that offer something of their own."""
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for _name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Place) and kind.__module__ == loaded.__name__ and kind not in (Place, Listing):
                yield kind


@pytest.mark.parametrize("place", list(places()))
def test_a_screen_offers_what_the_table_says(place: type[Place]) -> None:
    offered = {*place.OFFERS, *(LISTS if issubclass(place, Listing) else ())} - {*GENERAL}
    if issubclass(place, Listing) and place.MARKS:
        offered |= {*MARKS}
    [told] = [set(offer.commands()) for offer in OFFERS if offer.screen == place.__name__] or [set()]
    told_ids, offered_ids = {command.id() for command in told}, {command.id() for command in offered}
    assert told_ids == offered_ids, f"commands/offers.py must say what {place.__name__} offers"


def test_the_table_names_no_screen_that_is_not_there() -> None:
    assert {offer.screen for offer in OFFERS} <= {place.__name__ for place in places()}


def test_moving_about_is_what_the_widgets_declare() -> None:
    declared = {
        binding.id: binding.key
        for widget in (Grid, Sheet)
        for binding in widget.BINDINGS
        if isinstance(binding, Binding)
    }
    assert {move.id: move.keys for move in MOVES} == declared


def test_every_command_stands_under_a_heading() -> None:
    grouped = {command for group in groups() for command in group.commands}
    assert grouped == {*GENERAL, *LISTS, *MARKS, *(command for offer in OFFERS for command in offer.own)}


def test_a_command_has_one_set_of_keys_and_no_wish_is_needed_to_make_them_fit() -> None:
    keys: dict[str, set[str]] = {}
    for declared in declarations():
        keys.setdefault(declared.id, set()).add(declared.keys)
    assert [command for command, several in keys.items() if len(several) > 1] == []
    plain = resolve(declarations(), {})
    assert resolve(declarations(), {command: ",".join(plain.keys_of(command)) for command in keys}) == plain


@pytest.mark.parametrize("command", [one for one in dict.fromkeys(declared.id for declared in declarations())])
def test_every_key_is_called_as_settings_call_it(command: str) -> None:
    declared = next(one for one in declarations() if one.id == command)
    assert ",".join(key_names(declared.keys)) == declared.keys


def test_the_table_is_known_without_the_framework() -> None:
    code = "import sys, tuiledger.tui.commands.offers; print({'textual', 'rich'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
