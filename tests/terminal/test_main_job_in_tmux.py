"""The main job with keys alone, in a terminal of 80 by 24: from no books at all to registers and a trial balance."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from tests.terminal.harness import ENTER, PATIENCE, workbench
from tests.terminal.test_endings import asked

from tuiledger.sandbox.many import write_many

_INVOICES = 40


class Seat(Protocol):
    """A place to sit at: a keyboard and a screen."""

    def send(self, keys: str) -> None:
        """Type."""

    def until_shown(self, *texts: str) -> None:
        """Look until every text can be read."""


class Tmux:
    """The program in a window of tmux, driven as a person at another terminal would."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self._name = name
        variables = [part for item in env.items() for part in ("-e", "=".join(item))]
        self._run("new-session", "-d", "-x", "80", "-y", "24", *variables, *command)

    def _run(self, *arguments: str) -> str:
        tmux = ["tmux", "-L", self._name, "-f", "/dev/null", *arguments]
        return subprocess.run(tmux, capture_output=True, text=True, check=True).stdout

    def send(self, keys: str) -> None:
        """Type ``keys``, none of which is taken for a name of a key."""
        self._run("send-keys", "-l", keys)

    def until_shown(self, *texts: str) -> None:
        """Look until every text can be read."""
        end = time.monotonic() + PATIENCE
        while not all(text in (shown := self._run("capture-pane", "-p")) for text in texts):
            assert time.monotonic() < end, f"never showed {texts}; the screen is\n{shown}"

    def until_left(self) -> None:
        """Wait until the program, and with it the session, is gone."""
        end = time.monotonic() + PATIENCE
        ask = ["tmux", "-L", self._name, "has-session"]
        while subprocess.run(ask, capture_output=True).returncode == 0:
            assert time.monotonic() < end, self._run("capture-pane", "-p")

    def close(self) -> None:
        """End the server of this test."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], capture_output=True)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A folder of invoices, and one file that is none."""
    write_many(tmp_path / "in", _INVOICES, lines=(1, 2))
    (tmp_path / "in" / "note.txt").write_text("not an invoice", encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def tmux(own_home: Path, tmp_path: Path) -> Iterator[Tmux]:
    """The workbench on books that are not there yet, in tmux."""
    if not shutil.which("tmux"):
        pytest.skip("tmux is not on this machine")
    env = {name: os.environ[name] for name in os.environ if name.startswith(("XDG_", "PYTHON"))}
    env |= {"HOME": str(own_home), "TUILEDGER_LANG": "en", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "tuiledger", "--db", str(tmp_path / "books.db")]
    window = Tmux(f"tuiledger-{os.getpid()}-{tmp_path.name}", command, env)
    yield window
    window.close()


def do_the_main_job(seat: Seat, delivery: Path) -> None:
    """Every step waits for what a person would wait for."""
    seat.until_shown("Workbench", "No client")
    seat.send("I")
    seat.until_shown("Which file, folder or archive")
    seat.send(str(delivery))
    seat.until_shown(str(delivery)[-15:])
    seat.send(ENTER)
    seat.until_shown("Companies that are not registered yet")
    seat.send("2")
    seat.until_shown(f"{_INVOICES} new")
    seat.until_shown("refused", "note.txt")
    seat.send("1")
    seat.until_shown("Workbench", "Olmo")
    seat.send("4")
    seat.until_shown("Posting", "balanced")
    seat.send("P")
    seat.until_shown(f"Post {_INVOICES} documents", "nothing is written")
    seat.send("y")
    seat.until_shown(f"{_INVOICES} documents posted")
    seat.send("5")
    seat.until_shown("Journal", f"of {_INVOICES}")
    seat.send("6")
    seat.until_shown("VAT register")
    seat.send("x")
    seat.until_shown("VAT register purchases", "Fornitore")
    seat.send("7")
    seat.until_shown("Trial balance", "balanced")
    seat.send("Q")


def assert_done(books: Path) -> None:
    """The books hold every received invoice, posted once, and balance."""
    posted = _INVOICES
    assert asked(books, "documents", "list", "--state", "posted")["total"] == posted
    assert asked(books, "entries", "list")["total"] == posted
    assert asked(books, "check", "--deep")["ok"]


def test_the_main_job_is_done_with_keys_alone_in_tmux(tmux: Tmux, tmp_path: Path, delivery: Path) -> None:
    do_the_main_job(tmux, delivery)
    tmux.until_left()
    assert_done(tmp_path / "books.db")


def test_the_main_job_is_done_with_keys_alone_in_a_bare_terminal(tmp_path: Path, delivery: Path) -> None:
    books = tmp_path / "books.db"
    with workbench(books) as terminal:
        do_the_main_job(terminal, delivery)
        assert terminal.ended() == 0
        assert terminal.modes_left_on() == set()
    assert_done(books)
