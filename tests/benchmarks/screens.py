"""The workbench in a terminal: its first picture against a minimal program's, large books against small ones."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.books import filled
from tests.benchmarks.measuring import Figure, at_most, process_time_of

_MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("READY-MARK")
Minimal().run()
"""
_CONTROLS = re.compile(
    rb"\x1b\[[0-9;:<>=?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1bP[^\x1b]*\x1b\\|\x1b[=>78cM]"
)
_PATIENCE = 60.0


class Terminal:
    """A program in a terminal of 100 by 30."""

    def __init__(self, command: list[str]) -> None:
        self._seen = b""
        self._started = time.monotonic()
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", TUILEDGER_LANG="en")
            os.execv(command[0], command)  # noqa: S606
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    def until(self, text: bytes) -> tuple[float, float]:
        """Processor time and time of the clock, since the start or the last key, until ``text`` can be read."""
        while text not in _CONTROLS.sub(b"", self._seen):
            if time.monotonic() - self._started > _PATIENCE:
                raise TimeoutError(_CONTROLS.sub(b"", self._seen)[-2000:].decode(errors="replace"))
            if select.select([self._end], [], [], 0.5)[0]:
                self._seen += os.read(self._end, 1 << 16)
        return process_time_of(self._pid), time.monotonic() - self._started

    def key(self, key: bytes) -> None:
        """Press a key; what was written before is forgotten."""
        self._seen = b""
        self._started = time.monotonic()
        os.write(self._end, key)

    def close(self) -> None:
        """End the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.close(self._end)
        os.waitpid(self._pid, 0)


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """First paint; home and documents of large and small books."""
    minimal = scratch / "minimal.py"
    minimal.write_text(_MINIMAL)
    small, large = max(20, int(1_000 * size)), max(40, int(100_000 * size))
    books = {"small": filled(scratch / "small.db", small), "large": filled(scratch / "large.db", large)}
    times: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name, command, mark in (
            ("minimal", [sys.executable, str(minimal)], b"READY-MARK"),
            ("workbench", [sys.executable, "-m", "tuiledger", "--db", str(books["small"])], b"tuiledger"),
        ):
            terminal = Terminal(command)
            times.setdefault(name, []).append(terminal.until(mark))
            terminal.close()
        for name, path in books.items():
            for place, spent in _walk(path):
                times.setdefault(f"{place} {name}", []).append(spent)
    found = {name: median(cpu for cpu, _ in values) for name, values in times.items()}
    clock = {name: round(median(wall for _, wall in values), 4) for name, values in times.items()}
    yield at_most(
        "first picture of the workbench, against a minimal Textual program",
        found["workbench"] / found["minimal"],
        1.5,
        {name: found[name] for name in ("workbench", "minimal")},
        clock={name: clock[name] for name in ("workbench", "minimal")},
    )
    for place in ("home", "documents"):
        sides = {f"{place} {name}": found[f"{place} {name}"] for name in books}
        yield at_most(
            f"{place} on {large} documents, against {small}",
            found[f"{place} large"] / found[f"{place} small"],
            1.2,
            sides,
            clock={name: clock[name] for name in sides},
        )


def _walk(path: Path) -> Iterator[tuple[str, tuple[float, float]]]:
    """Open the workbench, wait for the matrix, and go to the documents."""
    terminal = Terminal([sys.executable, "-m", "tuiledger", "--db", str(path)])
    before = terminal.until(b"Alfa Srl")
    yield "home", before
    terminal.key(b"2")
    after = terminal.until(b"Fornitore")
    yield "documents", (after[0] - before[0], after[1])
    terminal.close()
