"""The application: it paints first, opens the books in a thread, and goes from place to place."""

from __future__ import annotations

import asyncio
import importlib
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual.app import App
from textual.binding import Binding

from tuiledger.text.amounts import count_text
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_, _, set_language, translate
from tuiledger.tui import output_guard
from tuiledger.tui.glyphs import choose
from tuiledger.tui.jobs import Failed, JobEnded, JobMoved, Jobs, Opened
from tuiledger.tui.screens.home import Home
from tuiledger.tui.screens.place import Place
from tuiledger.tui.themes import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from textual.screen import Screen

    from tuiledger.domain.parties import Company
    from tuiledger.ports import Clock
    from tuiledger.tui.workbench import Workbench

#: Places by name: their module among the screens, their class, and whether they show one client's books.
PLACES: Final = {
    "home": ("home", "Home", False),
    "documents": ("documents", "Documents", False),
    "duplicates": ("duplicates", "Duplicates", False),
    "posting": ("posting", "PostingQueue", True),
    "entries": ("entries", "Entries", True),
    "registers": ("registers", "Registers", True),
    "trial_balance": ("trial_balance", "TrialBalance", True),
    "imports": ("imports", "Imports", False),
}

#: Exit codes of a program that a signal ended, as shells tell them.
_SIGNALS: Final = {signal.SIGTERM: 143, signal.SIGHUP: 129}


class WorkbenchApp(App[None]):
    """The workbench of a studio.

    Args:
        open_workbench: opens the books; called in a thread after the first paint.
        read_only: nothing that writes is available.
        language: it, en or fr; without it, what the environment asks for.
    """

    CSS_PATH = Path(__file__).parent / "styles" / "app.tcss"
    TITLE = "tuiledger"
    ENABLE_COMMAND_PALETTE = False
    # Nothing of the framework's own: every key of the workbench is declared by a command.
    BINDINGS: ClassVar = [Binding("ctrl+q", "nothing", show=False, id="nothing")]

    def __init__(
        self, open_workbench: Callable[[], Workbench], *, read_only: bool = False, language: str | None = None
    ) -> None:
        output_guard.install()
        if language:
            set_language(language)
        choose()
        super().__init__()
        self.animation_level = "none"
        self.read_only = read_only
        self.company: Company | None = None
        self.notice: tuple[str, str] = (_("Opening the books…"), "")
        self.jobs = Jobs(self, open_workbench)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def get_default_screen(self) -> Screen[Any]:
        return Home()

    def on_mount(self) -> None:
        self._heed_signals()
        self.call_after_refresh(self.jobs.open, _("The books could not be opened"))

    def action_help_quit(self) -> None:
        """Control and C, where no field of text takes it to copy: leave, also from a dialog."""
        self.leave()

    def action_nothing(self) -> None:
        """A key that does nothing, so that the framework's own meaning of it is gone."""

    # places

    def go(self, place: str) -> None:
        """Go to a place from anywhere: the one it was reached from is left."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if place != "home":
            self.push_screen(self.place(place))

    def place(self, name: str) -> Place:
        """The screen ``name``, made now; its module is imported when it is first wanted."""
        module, kind, _needs = PLACES[name]
        made = getattr(importlib.import_module(f"tuiledger.tui.screens.{module}"), kind)()
        return cast(Place, made)

    def why_not_go(self, place: str) -> bool | str:
        """True, or why ``place`` cannot be gone to."""
        return _("choose a client first") if PLACES[place][2] and self.company is None else True

    @property
    def can_go_back(self) -> bool:
        """Whether another screen lies below."""
        return len(self.screen_stack) > 1

    def back(self) -> None:
        """Leave the screen; from the first one, the program."""
        if self.can_go_back:
            self.pop_screen()
        else:
            self.leave()

    def leave(self, code: int = 0) -> None:
        """End the program; a job under way stops after its page."""
        self.jobs.stop()
        self.exit(return_code=code)

    # what is said

    def badges(self) -> Sequence[str]:
        """What holds for every screen."""
        demo = self.jobs.workbench is not None and self.jobs.workbench.demo
        return [text for text, on in ((_("READ-ONLY"), self.read_only), (_("DEMO"), demo)) if on]

    def say(self, text: str, tone: str = "") -> None:
        """Say one sentence on the job line; ``tone`` is ok, warn, error or nothing."""
        self.notice = (clean_line(text, 300), tone)
        self.refresh_frame()

    def hush(self) -> None:
        """Forget the last notice, unless it tells of work under way."""
        if self.jobs.workbench and not self.jobs.running:
            self.notice = ("", "")

    def refresh_frame(self) -> None:
        """Draw the frame of every place that is open anew, also below a dialog."""
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.refresh_frame()

    def on_opened(self, opened: Opened) -> None:
        self.notice = ("", "")
        self.jobs.opened()
        self.refresh_frame()

    def on_failed(self, failed: Failed) -> None:
        from tuiledger.tui.dialogs.report import Report

        self.say(failed.failure.title, "error")
        self.push_screen(Report(failed.failure), lambda _done: self.leave(3) if failed.fatal else None)

    # jobs

    def job_started(self) -> None:
        """Say that a job is under way."""
        if self.jobs.running:
            self.say(self.jobs.running.name)

    def on_job_moved(self, moved: JobMoved) -> None:
        job = self.jobs.running
        if job:
            done, total, doing = moved.progress
            counted = f"{count_text(done)}/{count_text(total)}" if total else count_text(done)
            self.say("  ".join(part for part in (job.name, counted, _("X stops it"), doing) if part))

    def on_job_ended(self, ended: JobEnded) -> None:
        self.jobs.ended()
        if ended.failure:
            self.on_failed(Failed(ended.failure))
        else:
            self.say(translate(N_("{}: stopped") if ended.stopped else N_("{}: done"), ended.job.name), "ok")
            ended.job.then(ended.items)
        for screen in self.screen_stack:
            if isinstance(screen, Place) and screen.is_current:
                screen.load()

    # the terminal

    def switch_theme(self) -> None:
        """From dark to light and back."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def save_picture(self) -> None:
        """Save what is shown as an SVG file in the current folder."""
        try:
            path = self.save_screenshot(path=".")
        except OSError as error:
            self.say(str(error), "error")
        else:
            self.say(translate(N_("Saved as {}"), path), "ok")

    def _heed_signals(self) -> None:
        """End well when the terminal goes away or the system asks: the page under way is finished, then we leave."""
        loop = asyncio.get_running_loop()
        for name, code in _SIGNALS.items():
            try:
                loop.add_signal_handler(name, self.leave, code)
            except (NotImplementedError, RuntimeError, ValueError):
                return  # not the main thread, or a system without signals

    def _fatal_error(self) -> None:
        """End after an error nobody caught: a report without the values of variables, and without secrets."""
        from tuiledger.tui.crash import report

        self._exit_renderables.append(report(self._exception))
        self._close_messages_no_wait()


def books_at(
    place: str, *, create: bool = False, demo: bool = False, clock: Clock | None = None
) -> Callable[[], Workbench]:
    """What opens the books at ``place``; called in a thread, so that nothing of the store is imported before."""

    def books() -> Workbench:
        from tuiledger import bootstrap
        from tuiledger.tui.workbench import Workbench

        time = clock or bootstrap.system_clock()
        return Workbench(bootstrap.open_books(place, create=create, clock=time), time, bootstrap.actor(), demo)

    return books


def open_workbench(place: str, *, read_only: bool = False, demo: bool = False, mouse: bool = False) -> int:
    """Open the workbench on the books at ``place`` (a path or URL) and stay until it is left; gives the exit code.

    Books that are not there yet are made, unless they are opened for reading only. Without ``mouse`` the terminal keeps
    its own selecting and copying.
    """
    app = WorkbenchApp(books_at(place, create=not read_only, demo=demo), read_only=read_only)
    try:
        app.run(mouse=mouse)
    finally:
        if app.jobs.workbench:
            app.jobs.workbench.store.close()
    return app.return_code or 0
