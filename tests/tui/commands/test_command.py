"""Commands are declared once and hold together: keys, ids, words and what they do."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from typing import Any

import pytest
from textual.binding import Binding

from tuiledger.text.translation import LANGUAGES, set_language
from tuiledger.tui import screens
from tuiledger.tui.commands.command import Command, bindings, key_text
from tuiledger.tui.commands.general import GENERAL, PlaceCommand
from tuiledger.tui.commands.offers import OFFERS
from tuiledger.tui.screens.help import HelpPage, guide
from tuiledger.tui.screens.list_place import ListPlace
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Sheet

#: Keys that terminals, multiplexers or flow control swallow or cannot tell apart.
SWALLOWED = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+left_square_bracket"}


def places() -> list[type[Place]]:
    found = []
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for _name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Place) and kind is not Place and kind.__module__ == loaded.__name__:
                found.append(kind)
    return found


def commands_of(place: type[Place]) -> list[type[Command]]:
    """Every command of a screen, its own first."""
    offered = {offer.screen: offer for offer in OFFERS}.get(place.__name__)
    own = list(offered.commands()) if offered else list(place.OFFERS)
    return [*own, *(command for command in GENERAL if command not in own)]


def all_commands() -> list[type[Command]]:
    return list(dict.fromkeys(command for place in places() for command in commands_of(place)))


@pytest.mark.parametrize("place", places())
def test_no_two_commands_of_a_screen_share_a_key_or_an_id(place: type[Place]) -> None:
    commands = commands_of(place)
    assert set(place.COVERS) <= set(GENERAL)
    shown = [command for command in commands if command not in place.COVERS]
    keys = Counter(key for command in shown for key in command.key.split(","))
    assert [key for key, times in keys.items() if times > 1] == []
    assert max(Counter(command.id() for command in commands).values()) == 1


@pytest.mark.parametrize("place", places())
def test_every_command_of_a_screen_can_be_done_there(place: type[Place]) -> None:
    for command in commands_of(place):
        if not issubclass(command, PlaceCommand):
            assert callable(getattr(place, f"do_{command._method()}", None)), command


def test_no_command_depends_on_a_key_that_terminals_swallow() -> None:
    keys = {key for command in all_commands() for key in command.key.split(",")}
    assert not keys & SWALLOWED
    assert not [key for key in keys if key.startswith("alt+")]


def test_only_leaving_works_above_a_field_of_text() -> None:
    assert [command.id() for command in all_commands() if command.priority] == ["quit"]


def test_escape_is_never_the_only_key() -> None:
    assert [command for command in all_commands() if command.key == "escape"] == []


@pytest.mark.parametrize("command", all_commands())
def test_a_command_says_what_it_is_and_does(command: type[Command]) -> None:
    assert command.title()[0].isupper()
    assert command.help().endswith(".")
    assert all(binding.id == command.id() for binding in bindings(command) if isinstance(binding, Binding))


@pytest.mark.parametrize("widget", [Grid, Sheet])
def test_moving_about_takes_no_key_of_a_command(widget: Any) -> None:
    moving = {key for binding in widget.BINDINGS for key in binding.key.split(",")}
    own = {key for command in all_commands() for key in command.key.split(",")}
    assert moving & own <= {"enter", "space"}


def test_keys_are_written_as_people_know_them() -> None:
    assert [key_text(key) for key in ("slash", "question_mark,f1", "enter", "P")] == ["/", "?", "enter", "P"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_its_guide_in_every_language(language: str) -> None:
    set_language(language)
    texts = {place.__name__: guide(place.GUIDE) for place in places() if place not in (HelpPage, ListPlace, Listing)}
    assert [name for name, text in texts.items() if not text.startswith("# ")] == []
