"""The first picture comes before the books are opened, and the terminal is left as it was found."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

#: What takes longer to import than the whole first picture may.
HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "lxml",
    "alembic",
    "pydantic",
    "orjson",
    "psycopg",
    "cryptography",
    "stdnum",
    "babel",
)

FIRST_PAINT = """
import sys
from tuiledger.tui.app import WorkbenchApp
heavy = {heavy!r}
def books():
    raise SystemExit
app = WorkbenchApp(books)
async def look(pilot):
    pass
def opening(doing):
    print(*(name for name in heavy if name in sys.modules), "painted", file=sys.stderr)
    app.exit()
app.jobs.open = opening
app.run(headless=True, size=(80, 24))
"""


def test_nothing_of_the_store_is_imported_before_the_first_picture() -> None:
    code = FIRST_PAINT.format(heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.split() == ["painted"]


def test_screens_other_than_the_first_are_imported_when_they_are_wanted() -> None:
    code = "import sys, tuiledger.tui.app; print(*sorted(m for m in sys.modules if m.startswith('tuiledger.tui.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "tuiledger.tui.screens.home" in loaded
    others = ("documents", "posting", "entries", "registers", "imports", "duplicates", "help")
    assert not [name for name in others if f"tuiledger.tui.screens.{name}" in loaded]
    assert not [name for name in loaded if ".dialogs." in name or ".sheets." in name]


def test_no_more_widgets_are_imported_at_the_start_than_by_the_smallest_application() -> None:
    code = "import sys, {}; print(*(m for m in sys.modules if m.startswith('textual.widgets._')))"
    ours, smallest = (
        set(subprocess.run([sys.executable, "-c", code.format(module)], capture_output=True, text=True).stdout.split())
        for module in ("tuiledger.tui.app", "textual.app, textual.widgets._static")
    )
    assert ours - smallest == set()


class Terminal:
    """The program in a terminal of its own, and every byte it wrote."""

    def __init__(self, place: Path, *arguments: str) -> None:
        self.output = b""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", TUILEDGER_LANG="en", TUILEDGER_DB=str(place))
            os.environ.update(
                HOME=str(place.parent), XDG_STATE_HOME=str(place.parent), XDG_CONFIG_HOME=str(place.parent)
            )
            code = f"from tuiledger.tui.opening import open_workbench; raise SystemExit(open_workbench({str(place)!r}))"
            os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What is written within ``seconds``, or nothing."""
        ready, _, _ = select.select([self.handle], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            data = b""
        self.output += data
        return data

    def until(self, there: Callable[[bytes], bool]) -> None:
        """Read until the output is as wanted."""
        end = time.monotonic() + 60
        while not there(self.output):
            assert time.monotonic() < end, self.output[-2000:]
            self.read(1)

    def press(self, keys: str) -> None:
        os.write(self.handle, keys.encode())

    def quiet(self) -> int:
        """Bytes written in an idle second, after the program has come to rest."""
        while self.read(1):
            pass
        before = len(self.output)
        self.read(1)
        return len(self.output) - before

    def ended(self) -> int:
        """The exit code; what is left of the output is read."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.read(0.2)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.1):
                    pass
                os.close(self.handle)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError("the program did not end")


#: What a terminal is switched to while the program runs, and back to when it ends.
MODES = ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?25l", b"\x1b[?25h"), (b"\x1b[?2004h", b"\x1b[?2004l"))


def restored(output: bytes) -> bool:
    return all(output.rfind(off) > output.rfind(on) >= 0 for on, off in MODES)


def test_the_terminal_is_left_as_it_was_and_rests_when_nothing_happens(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "books.db")
    terminal.until(lambda output: b"No client yet" in output)
    assert terminal.quiet() == 0
    terminal.press("?")
    terminal.until(lambda output: b"what the cell counts" in output)
    assert terminal.quiet() == 0
    terminal.press("q")
    terminal.press("Q")
    assert terminal.ended() == 0
    assert restored(terminal.output)
    assert b"\x1b[?1003h" not in terminal.output, "the terminal keeps its own selecting with the mouse"


@pytest.mark.parametrize(("name", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_program_in_order(tmp_path: Path, name: signal.Signals, code: int) -> None:
    terminal = Terminal(tmp_path / "books.db")
    terminal.until(lambda output: b"No client yet" in output)
    os.kill(terminal.pid, name)
    assert terminal.ended() == code
    assert restored(terminal.output)


def test_books_that_cannot_be_opened_are_said_with_the_next_step(tmp_path: Path) -> None:
    place = tmp_path / "books.db"
    place.write_bytes(b"this is not a database, whatever its name says\n" * 200)
    terminal = Terminal(place)
    terminal.until(lambda output: b"could not be opened" in output)
    terminal.press("q")
    assert terminal.ended() == 3
    assert restored(terminal.output)
    assert place.read_bytes().startswith(b"this is not a database")
