"""The guides hold to the program: the same ones in every language, of a day, naming keys that there are."""

from __future__ import annotations

import datetime
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.source import PACKAGE

from tuiledger.services.find import DOCUMENT_FIELDS, QueryError, read_query
from tuiledger.text.translation import LANGUAGES, set_language
from tuiledger.tui import screens
from tuiledger.tui.commands.command import Command, key_text
from tuiledger.tui.commands.general import GENERAL
from tuiledger.tui.commands.lists import LISTS, MARKS, Open
from tuiledger.tui.commands.offers import MOVES
from tuiledger.tui.screens.document import DocumentView
from tuiledger.tui.screens.entry import EntryView
from tuiledger.tui.screens.help import spoken
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.screens.place import Place

FOLDER = PACKAGE / "help"
GUIDES = sorted(FOLDER.rglob("*.md"))
KEY = re.compile(r"`([^`]+)`")
#: Screens that a guide leads to, beside its own.
LEADS_TO: dict[str, tuple[type[Place], ...]] = {"document": (EntryView,), "inspector": (DocumentView,)}
#: Guides that speak of writing, which is said yes to with a key of the question.
ASKS = {"posting": {"y"}, "entry": {"y"}, "tour": {"y"}}


def places() -> Iterator[type[Place]]:
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for _name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Place) and kind.__module__ == loaded.__name__ and kind.GUIDE:
                yield kind


PLACES = list(places())


def commands_of(place: type[Place]) -> set[type[Command]]:
    listed = (*LISTS, *(MARKS if place.MARKS else ())) if issubclass(place, Listing) else ()
    return {*place.OFFERS, *listed, *GENERAL}


def keys_of(*commands: type[Command]) -> set[str]:
    """The keys as a guide in the language in force may write them."""
    keys = {key for command in commands for key in command.key.split(",")}
    return {spoken(form) for key in keys for form in (key, key_text(key))}


def named(path: Path) -> set[str]:
    return {spoken(key) for key in KEY.findall(path.read_text(encoding="utf-8"))}


def of(path: Path) -> str:
    """A guide as a failure names it."""
    return f"{path.parent.name}/{path.name}"


def test_every_language_has_the_same_guides() -> None:
    found = {folder.name: {path.stem for path in folder.glob("*.md")} for folder in FOLDER.iterdir() if folder.is_dir()}
    assert set(found) == set(LANGUAGES)
    assert found["it"] == found["en"] == found["fr"]


def test_every_screen_has_its_guide_and_every_guide_its_screen() -> None:
    assert {place.GUIDE for place in PLACES} | {"lists"} == {path.stem for path in GUIDES}


@pytest.mark.parametrize("path", GUIDES, ids=of)
def test_a_guide_begins_with_its_day_and_its_title(path: Path) -> None:
    first, empty, title, *_rest = path.read_text(encoding="utf-8").splitlines()
    day = re.fullmatch(r"<!-- (\d{4}-\d{2}-\d{2}) -->", first)
    assert day and datetime.date.fromisoformat(day[1]).year >= 2026
    assert not empty and re.fullmatch(r"# \S.*", title)


@pytest.mark.parametrize("path", GUIDES, ids=of)
def test_a_guide_is_written_with_what_the_help_page_can_show(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("`") % 2 == 0
    assert max(map(len, text.splitlines())) <= 120
    assert not re.search(r"\*\*|^##|^\||^\d+\.|\[.*\]\(", text, re.MULTILINE)


@pytest.mark.parametrize("path", GUIDES, ids=of)
def test_a_guide_names_only_keys_that_there_are(path: Path) -> None:
    set_language(path.parent.name)
    its_own = [place for place in PLACES if path.stem in ("tour", place.GUIDE)]
    commands = {command for place in (*its_own, *LEADS_TO.get(path.stem, ())) for command in commands_of(place)}
    known = keys_of(*GENERAL, *LISTS, *MARKS, *commands) | ASKS.get(path.stem, set())
    moves = {spoken(key) for move in MOVES for key in move.keys.split(",")}
    assert named(path) - known - moves == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_guide_names_every_key_of_its_screen(place: type[Place], language: str) -> None:
    set_language(language)
    keys = named(FOLDER / language / f"{place.GUIDE}.md")
    assert [command.id() for command in place.OFFERS if not keys & keys_of(command)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_of_every_list_and_of_every_screen_are_named_once_for_all(language: str) -> None:
    set_language(language)
    lists, home = named(FOLDER / language / "lists.md"), named(FOLDER / language / "home.md")
    assert [command.id() for command in (*LISTS, *MARKS) if command is not Open and not lists & keys_of(command)] == []
    figures = {str(figure) for figure in range(1, 10)}
    everywhere = [command for command in GENERAL if not keys_of(command) & figures]
    assert [command.id() for command in everywhere if not home & keys_of(command)] == []


@pytest.mark.parametrize("path", [path for path in GUIDES if path.stem in ("documents", "lists", "tour")], ids=of)
def test_what_a_guide_types_into_a_filter_is_understood(path: Path) -> None:
    set_language(path.parent.name)
    examples = re.findall(r"(?<!\S)[^\W\d]+[:>]\S*[\w]", path.read_text(encoding="utf-8"))
    assert examples
    wrong = []
    for example in examples:
        try:
            read_query(example, DOCUMENT_FIELDS)
        except QueryError as error:
            wrong.append((example, error.message))
    assert wrong == []
