"""The real program in a terminal of its own: keys in, bytes out, and the screen that they paint.

Nothing here sleeps for a while and hopes: every wait is for a condition, and gives up loudly.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import pyte

#: Seconds after which a wait has failed: long, because a busy machine is no failure.
PATIENCE: Final = 60.0
#: A program that wrote nothing and computed nothing for so many seconds has come to rest.
_REST: Final = 0.15
_REST_WORK: Final = 0.01
#: What the tests' own surroundings may say to a terminal program, and must not.
_FOREIGN: Final = (
    "COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "SSH_TTY", "SSH_CONNECTION", "TMUX", "TERM_PROGRAM", "COLUMNS",
    "LINES", "TEXTUAL_COLOR_SYSTEM", "TUILEDGER_DB", "PYTHONUTF8", "PYTHONIOENCODING",
)  # fmt: skip
#: Sequences that the emulator does not know and would print: keyboard protocol, questions to the terminal, titles.
_UNKNOWN: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b[P\]][^\x07\x1b]*(?:\x07|\x1b\\)")
_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY: Final = re.compile(rb"\x1b\[([<>])[0-9;]*u")
#: Private modes that are on in a terminal nobody has touched: wrapping lines, and the cursor.
_ON_AT_FIRST: Final = frozenset({7, 25})

ENTER: Final = "\r"
ESCAPE: Final = "\x1b"
DOWN: Final = "\x1b[B"
UP: Final = "\x1b[A"
RIGHT: Final = "\x1b[C"
PAGE_DOWN: Final = "\x1b[6~"
#: Switches to the screen that full-screen programs draw on: the first thing a workbench writes.
ALTERNATE: Final = b"\x1b[?1049h"


class Terminal:
    """A program in a pseudo-terminal.

    Args:
        command: the program and its arguments.
        columns, lines: the size from the first moment.
        env: what its environment has beside ours; None takes a variable away.
        folder: where it runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str | None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.output = bytearray()
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._painted = 0
        self.handle, self._slave = pty.openpty()
        self._set_size(columns, lines)
        self.modes_at_first = termios.tcgetattr(self._slave)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=_environment(env or {}),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_take_the_terminal,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program, if it still runs, and the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()
        if self._slave >= 0:
            os.close(self._slave)
            self._slave = -1

    # what is written

    def read(self, seconds: float = 0.0) -> bytes:
        """What the program writes within ``seconds``, as soon as there is anything."""
        if self.handle < 0 or not select.select([self.handle], [], [], seconds)[0]:
            return b""
        with suppress(OSError):
            data = os.read(self.handle, 1 << 16)
            self.output += data
            return data
        return b""

    def until(self, there: Callable[[], bool], what: str = "", patience: float = PATIENCE) -> None:
        """Read until ``there`` holds, for ``patience`` seconds at most.

        Raises:
            TimeoutError: it never does; the screen is in the message.
        """
        end = time.monotonic() + patience
        while not there():
            if time.monotonic() > end:
                raise TimeoutError(f"never {what or 'as expected'}; the screen is\n{self.text}")
            self.read(0.1)

    def until_shown(self, *texts: str) -> None:
        """Read until every one of ``texts`` stands on the screen."""
        self.until(lambda: all(text in self.text for text in texts), f"showed {texts}")

    def until_written(self, data: bytes) -> None:
        """Read until ``data`` is among the bytes written so far."""
        self.until(lambda: data in self.output, f"wrote {data!r}")

    def rest(self) -> Self:
        """Read until the program neither writes, nor computes, nor waits for the processor or the disk."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            before = self.processor_time
            if self.read(_REST) or self.processor_time - before > _REST_WORK:
                continue
            # Threads that hand one lock around all wait for a moment: looked at several times, one of them works.
            if not self.alive or all(_sleeps(self.process.pid) and not self.read(0.01) for _ in range(4)):
                return self
        raise TimeoutError(f"never came to rest; the screen is\n{self.text}")

    def idle_bytes(self, seconds: float) -> bytes:
        """What is written in ``seconds`` in which nobody does anything."""
        return idle_together([self], seconds)[0]

    # what is shown

    @property
    def display(self) -> list[str]:
        """The lines of the screen."""
        new = bytes(self.output[self._painted :])
        # A sequence may be cut in two by the reading; its first half waits.
        cut = new.rfind(b"\x1b")
        whole = new if cut < 0 or len(new) - cut > 64 or _ended(new[cut:]) else new[:cut]
        self._painted += len(whole)
        self._stream.feed(_UNKNOWN.sub(b"", whole))
        return list(self.screen.display)

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.display)

    # what is done to the program

    def send(self, keys: str | bytes) -> None:
        """Write ``keys`` as a keyboard would, reading what the program writes meanwhile."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            _, writable, _ = select.select([], [self.handle], [], 0.1)
            if writable:
                data = data[os.write(self.handle, data[:1024]) :]
            self.read()

    def press(self, *keys: str) -> Self:
        """Send keys one after another, each when the one before has been dealt with."""
        for key in keys:
            self.send(key)
            self.rest()
        return self

    def paste(self, text: str) -> None:
        """Paste as terminals do that know where a paste begins and ends."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, lines: int) -> None:
        """Change the size; the program is told by a signal."""
        self._set_size(columns, lines)
        self.screen.resize(lines, columns)

    def _set_size(self, columns: int, lines: int) -> None:
        # Set on the side of the keyboard, so that the kernel signals the program as it does for a real window.
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def signal(self, name: signal.Signals) -> None:
        """Send a signal to the program alone."""
        self.process.send_signal(name)

    # what becomes of the program

    @property
    def alive(self) -> bool:
        """Whether the program runs."""
        return self.process.poll() is None

    def ended(self) -> int:
        """Wait for the end; the exit code, negative where a signal killed the program."""
        self.until(lambda: not self.alive, "ended")
        while self.read(0.05):
            pass
        return self.process.returncode

    @property
    def processor_time(self) -> float:
        """Seconds of processor time that the program has used, over all its threads; 0 when it has ended."""
        return process_time_of(self.process.pid)

    def modes_left_on(self) -> set[str]:
        """What the program switched in the terminal and did not switch back; empty when it left well."""
        state = {mode: mode in _ON_AT_FIRST for mode in _ON_AT_FIRST}
        for numbers, how in _MODE.findall(bytes(self.output)):
            state.update((int(number), how == b"h") for number in numbers.split(b";"))
        changed = {f"mode {mode}" for mode, on in state.items() if on != (mode in _ON_AT_FIRST)}
        pushed = [how for how in _KITTY.findall(bytes(self.output))]
        if pushed.count(b">") != pushed.count(b"<"):
            changed.add("keyboard protocol")
        if termios.tcgetattr(self._slave) != self.modes_at_first:
            changed.add("line discipline")
        return changed


def process_time_of(pid: int) -> float:
    """Processor time in seconds that a running process has used so far, over all its threads."""
    used = 0
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError), open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                used += int(file.read().split()[0])
    except OSError:
        return 0.0
    return used / 1e9


def _sleeps(pid: int) -> bool:
    """Whether every thread of a process waits for something to happen: none runs, or would on a quieter machine."""
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError), open(f"/proc/{pid}/task/{thread}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] not in ("S", "I", "Z", "X"):
                    return False
    return True


def idle_together(terminals: Sequence[Terminal], seconds: float) -> list[bytes]:
    """What each program writes in ``seconds`` in which nobody does anything to any of them."""
    end, before = time.monotonic() + seconds, [len(terminal.output) for terminal in terminals]
    by_handle = {terminal.handle: terminal for terminal in terminals}
    while (left := end - time.monotonic()) > 0:
        for handle in select.select(list(by_handle), [], [], left)[0]:
            by_handle[handle].read()
    return [bytes(terminal.output[start:]) for terminal, start in zip(terminals, before, strict=True)]


def workbench(
    books: Path | str,
    *arguments: str,
    columns: int = 80,
    lines: int = 24,
    env: Mapping[str, str | None] | None = None,
    folder: Path | None = None,
) -> Terminal:
    """The workbench on ``books``, in a terminal."""
    command = [sys.executable, "-m", "tuiledger", "--db", str(books), *arguments]
    return Terminal(command, columns=columns, lines=lines, env=env, folder=folder)


def _take_the_terminal() -> None:
    """Make the terminal the program's own, so that it is told when it goes away, whoever does not want to be told."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    ours |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "TUILEDGER_LANG": "en"}
    return {name: value for name, value in {**ours, **changes}.items() if value is not None}


def _ended(sequence: bytes) -> bool:
    """Whether ``sequence``, which begins with an escape, is whole."""
    if sequence[1:2] == b"[":
        return bool(re.match(rb"\x1b\[[0-9;:<>=?]*[ -/]*[@-~]", sequence))
    if sequence[1:2] in (b"P", b"]"):
        return b"\x07" in sequence or b"\x1b\\" in sequence
    return len(sequence) > 1
