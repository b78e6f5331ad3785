"""The pictures of the documentation, drawn from the running program: every screen, in several sizes, as SVG."""

from __future__ import annotations

import asyncio
import datetime
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.pilot import Pilot

from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.opening import books_at
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tuiledger.ports import Clock
    from tuiledger.tui.workbench import Workbench

#: Columns and lines of the terminals that are drawn.
SIZES: Final = ((80, 24), (120, 36), (200, 60))

#: Seconds between two looks at whether anything is still to be done.
_LOOK: Final = 0.005

#: Each picture: its name, and the keys that lead to it from the picture before.
WALK: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("home", ()),
    ("palette", ("colon",)),
    ("documents", ("escape", "2")),
    ("document", ("enter",)),
    ("inspector", ("q", "i")),
    ("filter", ("2", "slash", *"total>1000")),
    ("marks", ("escape", "A")),
    ("export", ("E",)),
    ("held", ("escape", "U", "s", "s")),
    ("answer", ("r",)),
    ("duplicates", ("escape", "3")),
    ("posting", ("4",)),
    ("last-look", ("P",)),
    ("posted", ("y",)),
    ("journal", ("5",)),
    ("entry", ("enter",)),
    ("registers", ("6", "m")),
    ("trial-balance", ("7",)),
    ("ledger", ("enter",)),
    ("companies", ("9",)),
    ("imports", ("8",)),
    ("import", ("enter",)),
    ("help", ("question_mark",)),
    ("work", ("q", "w")),
    ("notices", ("q", "n")),
    ("acts", ("q", "L")),
    ("settings", ("q", "comma")),
    ("tour", ("q", "f2")),
)
#: The pictures of the clouds, on books whose connection is proved and nothing is linked yet.
CLOUD_WALK: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("connections", ("0",)),
    ("first-connection", ("a",)),
    ("linking", ("escape", "enter")),
    ("suggestion", ("i",)),
    ("link-all", ("escape", "A")),
    ("read", ("y", "q", "q", "S")),
    ("would-change", ("3",)),
    ("readings", ("S", "W")),
)


#: Quiet looks before a picture is taken: nobody waits for pictures, and each must be the last state.
_PATIENCE: Final = 8


class StillClock:
    """A clock that stands still, so that the same books give the same pictures."""

    def now(self) -> datetime.datetime:
        """A morning in November."""
        return datetime.datetime(2026, 11, 20, 8, 30, tzinfo=datetime.UTC)

    def today(self) -> datetime.date:
        """The day of that morning."""
        return self.now().date()


#: Rich names its styles after a hash of the whole picture; a name of ours keeps pictures comparable.
_SERIAL: Final = re.compile(r"terminal-\d+")
#: What Rich writes so that a viewer fetches a font and knows the library: a picture of ours asks nobody for anything.
_FETCHED: Final = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)


def render(
    place: str,
    folder: Path,
    sizes: Sequence[tuple[int, int]] = SIZES,
    clock: Clock | None = None,
    walk: Sequence[tuple[str, Sequence[str]]] = WALK,
) -> list[Path]:
    """Draw every screen on the books at ``place`` and give the files that were written, in the order of the walk.

    Each walk starts from a copy of the books and posts what is ready for the first client that has something ready.

    Args:
        place: path or URL of the books.
        folder: where ``<name>-<columns>x<lines>.svg`` are written; it is made when it is missing.
        sizes: columns and lines of each terminal.
        clock: gives the moments that are shown; the same moments give the same pictures.
        walk: the pictures, and the keys that lead to each from the one before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="tuiledger-picture-") as scratch:
            copy = str(Path(scratch) / "books.db")
            original = books_at(place, clock=clock)().store
            original.backup(copy)
            original.close()
            written.extend(asyncio.run(_walk(books_at(copy, clock=clock), folder, size, walk)))
    return written


async def settled(app: WorkbenchApp, pilot: Pilot[None], rounds: int = 3) -> None:
    """Wait until everything that was asked of the books has been answered and drawn: for ``rounds`` quiet looks."""
    quiet = 0
    while quiet < rounds:
        # How busy the processor is tells nothing on a shared machine: what counts is that nobody has anything to do.
        quiet = quiet + 1 if _nothing_waits(app) else 0
        await pilot.pause(_LOOK)


def _nothing_waits(app: WorkbenchApp) -> bool:
    if app.jobs.running or any(not worker.is_finished for worker in app.workers):
        return False
    if any(prompt.listening for prompt in app.screen.query(Prompt)):
        return False
    nodes = [node for screen in app.screen_stack for node in screen.walk_children(with_self=True)]
    return all(node.message_queue_size == 0 for node in (app, *nodes))


def _choose_client(app: WorkbenchApp) -> None:
    """Put the cursor on the first client that has something ready."""
    if app.jobs.workbench is None:
        return
    with app.jobs.workbench.store.reading() as reader:
        busy = {status.company.id for status in reader.home() if status.ready}
    grid = app.screen.query_one(Grid)
    rows = (grid.row(index) for index in range(grid.total or 0))
    grid.cursor = next((index for index, row in enumerate(rows) if row and row.key in busy), 0)


async def _walk(
    books: Callable[[], Workbench], folder: Path, size: tuple[int, int], walk: Sequence[tuple[str, Sequence[str]]]
) -> list[Path]:
    app = WorkbenchApp(books)
    written = []
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot, _PATIENCE)
        _choose_client(app)
        await settled(app, pilot, _PATIENCE)
        for name, keys in walk:
            for key in keys:
                await pilot.press(key)
                await settled(app, pilot, _PATIENCE)
            path = folder / f"{name}-{size[0]}x{size[1]}.svg"
            path.write_text(_FETCHED.sub("", _SERIAL.sub("terminal", app.export_screenshot())), encoding="utf-8")
            written.append(path)
    if app.jobs.workbench:
        app.jobs.workbench.store.close()
    return written
