"""However it is ended, the program gives the terminal back as it was, and the books are sound."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.terminal.harness import ALTERNATE, ENTER, Terminal, workbench
from tests.terminal.places import at_home, open_at

from tuiledger.sandbox.many import write_many

#: What asks a terminal to tell of the mouse instead of selecting with it.
MOUSE = {b"[?1000h", b"[?1002h", b"[?1003h"}
SIGNALS = [(signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def asked(books: Path, *command: str) -> Any:
    """What the command line answers about the books."""
    arguments = [sys.executable, "-m", "tuiledger", "--db", str(books), *command, "--json"]
    done = subprocess.run(arguments, capture_output=True, text=True)
    # 1 says that something waits for a person, such as documents that are held.
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr
    return json.loads(done.stdout)


def importing(books: Path, delivery: Path) -> Terminal:
    """A workbench in the middle of an import."""
    terminal = open_at(books, "imports")
    terminal.press("I")
    terminal.paste(str(delivery))
    terminal.rest()
    terminal.send(ENTER)
    terminal.until(lambda: "X stops it" in terminal.text, "began to import")
    return terminal


def taken_in_after_all(books: Path, delivery: Path) -> bool:
    """Whether the same import, done again, brings in what is missing and nothing twice, and the books are sound."""
    done = asked(books, "import", str(delivery))
    held = asked(books, "documents", "list")["total"]
    return done["refused"] == 0 and held == 241 + 300 and bool(asked(books, "check", "--deep")["ok"])


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """Files that are not in the books yet."""
    write_many(tmp_path / "more", 300, seed=2, lines=(1, 2))
    return tmp_path / "more"


@pytest.mark.parametrize(("name", "code"), SIGNALS)
def test_a_signal_ends_it_with_its_code_and_gives_the_terminal_back(
    books: Path, name: signal.Signals, code: int
) -> None:
    with open_at(books, "documents") as terminal:
        terminal.signal(name)
        assert terminal.ended() == code
        assert terminal.modes_left_on() == set()


@pytest.mark.parametrize(("name", "code"), SIGNALS)
def test_a_signal_before_the_first_picture_ends_it_too(books: Path, name: signal.Signals, code: int) -> None:
    with workbench(books) as terminal:
        terminal.until_written(ALTERNATE)
        terminal.signal(name)
        # Before the program can take signals, the system ends it.
        assert terminal.ended() in (code, -name)


@pytest.mark.parametrize(("name", "code"), SIGNALS)
def test_a_signal_in_the_middle_of_an_import_leaves_sound_books(
    books: Path, delivery: Path, name: signal.Signals, code: int
) -> None:
    with importing(books, delivery) as terminal:
        terminal.signal(name)
        assert terminal.ended() == code
        assert terminal.modes_left_on() == set()
    assert taken_in_after_all(books, delivery)


def test_a_terminal_that_goes_away_ends_it(books: Path) -> None:
    with open_at(books, "documents") as terminal:
        terminal.hang_up()
        assert terminal.ended() in (129, 0, 3)
    assert asked(books, "check")["ok"]


def test_a_terminal_that_goes_away_in_the_middle_of_an_import_leaves_sound_books(books: Path, delivery: Path) -> None:
    with importing(books, delivery) as terminal:
        terminal.hang_up()
        terminal.ended()
    assert taken_in_after_all(books, delivery)


@pytest.mark.parametrize("keys", ["Q", "\x03", "q"])
def test_leaving_by_a_key_gives_the_terminal_back(books: Path, keys: str) -> None:
    with workbench(books) as terminal:
        at_home(terminal)
        terminal.send(keys)
        assert terminal.ended() == 0
        assert terminal.modes_left_on() == set()
        assert not MOUSE & set(bytes(terminal.output).split(b"\x1b")), (
            "the terminal keeps its own selecting with the mouse"
        )
