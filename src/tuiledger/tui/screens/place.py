"""What all full screens share: the frame, the way to the books, and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _
from tuiledger.tui import appearance
from tuiledger.tui.commands.command import Command, bindings, key_text
from tuiledger.tui.commands.general import GENERAL, Back, Commands, Help
from tuiledger.tui.jobs import Answered, Job
from tuiledger.tui.undoing import take_back
from tuiledger.tui.widgets.columns import Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.lines import JobLine, KeyHint, KeyLine, TopLine
from tuiledger.tui.widgets.pages import PAGE

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.tui.app import WorkbenchApp
    from tuiledger.tui.workbench import Workbench

T = TypeVar("T")
STYLES: Final = Path(__file__).resolve().parents[1] / "styles"
#: How a list gets its rows: (reader, offset, limit).
Fetch = Callable[["Reader", int, int], Sequence[Row]]
#: Columns from which a list has room for a pane beside it.
WIDE: Final = 160


class Place(Screen[None]):
    """A full screen: top line, body, job line, key line.

    The framework calls the handlers (``on_…``) of every class of a screen, the screen's own first; none calls another.

    A subclass names its ``GUIDE`` and ``OFFERS``, yields its :meth:`body`, and reads what it shows in :meth:`load`,
    which is called whenever the screen comes into sight.
    """

    OFFERS: ClassVar[tuple[type[Command], ...]] = ()
    #: Commands of every screen whose keys mean something else here: they are found by name.
    COVERS: ClassVar[tuple[type[Command], ...]] = ()
    #: Name of the page of help, a file in ``help/<language>``.
    GUIDE: ClassVar[str] = ""

    BINDINGS: ClassVar = bindings(*GENERAL)
    # The framework declares these two as plain attributes.
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-normal"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-flat"), (16, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "Grid, Sheet"

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield from self.body()
        yield JobLine()
        yield KeyLine()
        notice = _("This window is too small: tuiledger needs 60 columns and 16 lines.")
        yield Static(Content(notice), id="too-small", markup=False)

    def body(self) -> Iterable[Widget]:
        """The widgets between the lines of the frame."""
        return ()

    def load(self) -> None:
        """Ask the books for what the screen shows."""

    # where one is

    def path(self) -> Sequence[str]:
        """Names from the outermost place to this one."""
        return ()

    def badges(self) -> Sequence[str]:
        """What must not be forgotten while looking at this screen, such as a filter."""
        return ()

    def count(self) -> str:
        """Which row of how many."""
        for grid in self.query(Grid):
            if grid.total:
                return _("{} of {}").format(grid.cursor + 1, grid.total)
        return ""

    @property
    def bench(self) -> WorkbenchApp:
        """The application."""
        return cast("WorkbenchApp", self.app)

    @property
    def workbench(self) -> Workbench:
        """The open books; only for what happens after they have been read."""
        workbench = self.bench.jobs.workbench
        if workbench is None:
            raise RuntimeError("the books are not open yet")
        return workbench

    def refresh_frame(self) -> None:
        """Say anew where one is, what is under way, and which keys there are."""
        if self.is_mounted:
            self.query_one(TopLine).show(self.path(), (*self.bench.badges(), *self.badges()), self.count())
            self.query_one(JobLine).show(*self.bench.notices.line)
            self.query_one(KeyLine).show([self._hint(command) for command in self.commands() if command.hint])

    def keys_changed(self) -> None:
        """Other keys are in force; the frame is drawn anew by itself."""

    def _hint(self, command: type[Command]) -> KeyHint:
        wanted = command in (Commands, Help, Back)
        return KeyHint(key_text(command.keys(self)), command.label(self), command.available(self) is True, wanted)

    def on_mount(self) -> None:
        # The first screen may be there later than the books, whose first word is to be read on it.
        if len(self.app.screen_stack) > 1:
            self.bench.hush()
        self.refresh_frame()

    def on_screen_resume(self) -> None:
        self.refresh_frame()
        self.load()

    def on_grid_moved(self) -> None:
        self.refresh_frame()

    # asking the books

    def read(self, ask: Callable[[Reader], T], then: Callable[[T], None], *, group: str = "", doing: str = "") -> None:
        """Ask the books in a thread; ``then`` gets the value. A newer read of the same ``group`` replaces an older.

        ``doing`` is the title of the report when it fails.
        """
        name = f"{type(self).__name__}-{id(self)}-{group}"
        self.bench.jobs.read(self, ask, then, group=name, doing=doing or _("The books could not be read"))

    def read_list(self, grid: Grid, count: Callable[[Reader], int], fetch: Fetch) -> None:
        """Fill ``grid`` from the books: its length and first page now, others as they come into sight."""
        grid.fetch = fetch

        def first(reader: Reader) -> tuple[int, Sequence[Row]]:
            return count(reader), fetch(reader, 0, PAGE)

        self.read(first, lambda answer: grid.show(*answer), group=f"list-{grid.id}")

    def on_grid_wanted(self, wanted: Grid.Wanted) -> None:
        grid, offset = wanted.grid, wanted.offset
        fetch = grid.fetch
        if fetch is None:
            return
        self.read(
            lambda reader: fetch(reader, offset, wanted.limit),
            partial(grid.supply, wanted.ticket, offset),
            group=f"page-{grid.id}-{offset}",
        )

    def on_answered(self, answered: Answered) -> None:
        if self.is_mounted:
            answered.tell()

    def run_job(self, job: Job) -> None:
        """Start long work, or say why not."""
        if not self.bench.jobs.run(job):
            self.bench.say(_("Another job is under way: wait for it, or stop it with X."), "warn")
        self.bench.job_started()

    def write(self, doing: str, act: Callable[[Workbench], T], then: Callable[[T], None]) -> None:
        """Change the books by one act, as a job; ``then`` gets what came of it."""

        def steps(workbench: Workbench) -> Iterator[T]:
            yield act(workbench)

        self.run_job(Job(doing, steps, lambda items: then(items[0]) if items else None))

    # commands

    def commands(self) -> tuple[type[Command], ...]:
        """What can be done here, the screen's own first."""
        return (*self.OFFERS, *(command for command in GENERAL if command not in self.OFFERS))

    def action_run_command(self, wanted: str) -> None:
        """Run the command with the id ``wanted``, or say why it is not available."""
        for command in self.commands():
            if command.id() == wanted:
                reason = command.available(self)
                if reason is True:
                    command.run(self)
                else:
                    self.bench.say(f"{command.title()}: {reason}", "warn")
                return

    def remember(self) -> None:
        """Keep how the screen stands, for the next time."""

    def do_import(self) -> None:
        """Go where files are brought in, and ask which."""
        from tuiledger.tui.screens.imports import Imports

        self.app.push_screen(Imports(ask=True))

    def do_undo(self) -> None:
        if act := self.bench.undoing.last:
            take_back(self, act)

    def why_not_undo(self) -> str | None:
        return None if self.bench.undoing.last else _("nothing of this session can be taken back")

    def do_work(self) -> None:
        self.bench.aside("work")

    def do_notices(self) -> None:
        self.bench.aside("notices")

    def do_read_clouds(self) -> None:
        from tuiledger.tui.reading_clouds import read_clouds

        read_clouds(self)

    def do_readings(self) -> None:
        self.bench.aside("readings")

    def do_problems(self) -> None:
        self.bench.aside("problems")

    def do_act_log(self) -> None:
        self.bench.aside("acts")

    def do_settings(self) -> None:
        self.bench.aside("settings")

    def do_tour(self) -> None:
        self.bench.aside("tour")

    def do_back(self) -> None:
        self.bench.hush()
        self.bench.back()

    def do_close(self) -> None:
        self.bench.hush()
        if not self.bench.close():
            self.bench.say(_("This is the first screen: q or Q leaves the program."))

    def do_quit(self) -> None:
        self.bench.leave()

    def do_reload(self) -> None:
        self.bench.hush()
        self.refresh_frame()
        self.load()

    def do_stop_job(self) -> None:
        self.bench.jobs.stop()

    def why_not_stop_job(self) -> str | None:
        return None if self.bench.jobs.running else _("no job is under way")

    def do_switch_theme(self) -> None:
        appearance.switch_theme(self.bench)

    def do_save_picture(self) -> None:
        appearance.save_picture(self.bench)

    def do_help(self) -> None:
        from tuiledger.tui.screens.help import HelpPage

        self.app.push_screen(HelpPage(self))

    def do_commands(self) -> None:
        from tuiledger.tui.dialogs.palette import Palette

        def run(command: type[Command] | None) -> None:
            if command:
                self.action_run_command(command.id())

        self.app.push_screen(Palette(self), run)
