"""The application: it paints first, opens the books in a thread, and goes from place to place."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.events import Event, Key

from tuiledger.text.translation import _, set_language
from tuiledger.tui import output_guard, progress
from tuiledger.tui.glyphs import choose
from tuiledger.tui.jobs import Answered, Failed, Jobs, Opened
from tuiledger.tui.lists.clipboard import Given, give
from tuiledger.tui.memory import Memory
from tuiledger.tui.notices import Notices
from tuiledger.tui.places import PLACES, is_at, make
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.restoring import Judgement, apply, restore
from tuiledger.tui.screens.home import Home
from tuiledger.tui.screens.place import Place
from tuiledger.tui.signals import heed_resizes, heed_signals
from tuiledger.tui.themes import THEMES
from tuiledger.tui.undoing import Undoable, Undoing

if TYPE_CHECKING:
    from textual.screen import Screen

    from tuiledger.config.keymap import Keymap
    from tuiledger.domain.parties import Company
    from tuiledger.tui.failures import Failure
    from tuiledger.tui.workbench import Workbench


class WorkbenchApp(App[None]):
    """The workbench of a studio.

    Args:
        open_workbench: opens the books; called in a thread after the first paint.
        read_only: nothing that writes is available.
        language: it, en or fr; without it, what the settings or the environment ask for.
        preferences: how a person wants it; without them, as it was made.
        memory: how a person left it.
    """

    CSS_PATH = Path(__file__).parent / "styles" / "app.tcss"
    TITLE = "tuiledger"
    ENABLE_COMMAND_PALETTE = False
    # Every key of the workbench is declared by a command.
    BINDINGS: ClassVar = [Binding("ctrl+q", "nothing", show=False, id="nothing")]

    def __init__(
        self,
        open_workbench: Callable[[], Workbench],
        *,
        read_only: bool = False,
        language: str | None = None,
        preferences: Preferences | None = None,
        memory: Memory | None = None,
    ) -> None:
        output_guard.install()
        self.preferences = preferences or Preferences()
        if language or self.preferences.language:
            set_language(language or self.preferences.language)
        choose(self.preferences.encoding)
        # Without colour the framework would paint in shades of grey, unless colours are the terminal's own.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.animation_level = "none"
        self.read_only = read_only
        #: Why the books cannot be reached for now; empty while they can.
        self.lost = ""
        self.company: Company | None = None
        self.memory = memory or Memory()
        #: The keys in force, where a person wants others than were declared.
        self.keymap: Keymap | None = None
        self.notices, self.undoing = Notices(), Undoing()
        self.notices.show(_("Opening the books…"))
        #: Whether a key has been pressed in this session.
        self.touched = False
        self.said_first = ""
        self.jobs = Jobs(self, open_workbench)
        for theme in (*THEMES, *self.preferences.themes):
            self.register_theme(theme)
        self.theme = self.preferences.theme if self.preferences.theme in self.available_themes else THEMES[0].name

    def get_default_screen(self) -> Screen[Any]:
        return Home()

    def on_mount(self) -> None:
        heed_signals(self.leave)
        heed_resizes()
        self.jobs.open_soon(_("The books could not be opened"))

    async def on_event(self, event: Event) -> None:
        """Note that a person is at work: from then on nobody is carried elsewhere."""
        self.touched = self.touched or isinstance(event, Key)
        await super().on_event(event)

    def action_help_quit(self) -> None:
        """Control and C, where no field of text takes it to copy: leave, also from a dialog."""
        self.leave()

    def action_nothing(self) -> None:
        """A key that does nothing, so that the framework's own meaning of it is gone."""

    # places

    def go(self, place: str) -> None:
        """Go to a place from anywhere: the one it was reached from is left, and what was said there with it."""
        self.hush()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.memory.place, self.memory.company = place, self.company.code if self.company else ""
        if place != "home":
            self.push_screen(make(place))

    def aside(self, name: str) -> None:
        """Open a screen over the present one, unless it is that one."""
        if not is_at(self.screen, name):
            self.push_screen(make(name))

    def refresh_place(self) -> None:
        """Read the screen that is shown anew."""
        for screen in self.screen_stack:
            # A screen that was just opened reads by itself once it stands.
            if isinstance(screen, Place) and screen.is_current and screen.is_mounted:
                screen.load()

    def why_not_go(self, place: str) -> bool | str:
        """True, or why ``place`` cannot be gone to."""
        return _("choose a client first") if PLACES[place].needs_client and self.company is None else True

    @property
    def can_go_back(self) -> bool:
        """Whether another screen lies below."""
        return len(self.screen_stack) > 1

    def back(self) -> None:
        """Leave the screen; from the first one, the program."""
        if not self.close():
            self.leave()

    def close(self) -> bool:
        """Leave the screen, unless it is the first one; whether it was left."""
        if self.can_go_back:
            self.pop_screen()
            return True
        return False

    def leave(self, code: int = 0, *, asked: bool = False) -> None:
        """End the program; while work is under way, ask first what becomes of it.

        Args:
            code: the exit code; one that a signal asks for is never asked back.
            asked: the person has said that the work may stop.
        """
        job = self.jobs.running
        if job and not (asked or code):
            from tuiledger.tui.dialogs.leaving import ask_leaving

            ask_leaving(self, job)
            return
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.remember()
        self.jobs.stop()
        self.exit(return_code=code)

    # what is said

    def badges(self) -> Sequence[str]:
        """What holds for every screen."""
        bench = self.jobs.workbench
        held = ((_("DEMO"), bench.demo), (_("ONLY {}").format(bench.only), bench.only)) if bench else ()
        return [text for text, on in ((_("BOOKS LOST"), self.lost), (_("READ-ONLY"), self.read_only), *held) if on]

    def say(self, text: str, tone: str = "", failure: Failure | None = None) -> None:
        """Say one sentence on the job line, and keep it among the notices."""
        self.notices.say(text, tone, self.jobs.now(), failure)
        self.refresh_frame()

    def hush(self) -> None:
        """Clear the job line, unless it tells of work under way."""
        if self.jobs.workbench and not self.jobs.running:
            self.notices.show("")

    def refresh_frame(self) -> None:
        """Draw the frame of every place that is open anew, also below a dialog."""
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.refresh_frame()

    def on_opened(self, opened: Opened) -> None:
        self.notices.show("")
        self.jobs.opened()
        if self.said_first:
            self.say(self.said_first, "warn")
        restore(self)
        self.refresh_frame()

    def on_answered(self, answered: Answered) -> None:
        answered.tell()

    def judged(self, judgement: Judgement, changed: str = "") -> None:
        """The settings have been read in full; ``changed`` names the one that a person has just set."""
        apply(self, judgement, changed)

    def on_failed(self, failed: Failed) -> None:
        """Say what went wrong; books that cannot be reached are told by a banner, not by a window each time."""
        from tuiledger.tui.dialogs.report import Report

        self.say(failed.failure.title + ": " + failed.failure.cause, "error", failed.failure)
        known, self.lost = self.lost, failed.failure.cause if failed.lost else self.lost
        self.refresh_frame()
        if known and failed.lost:
            return  # the banner says it already
        if not any(isinstance(screen, Report) for screen in self.screen_stack):
            self.push_screen(Report(failed.failure), lambda _done: self.leave(3) if failed.fatal else None)

    def on_found_again(self) -> None:
        """The books answer again."""
        self.lost = ""
        self.say(_("The books can be reached again"), "ok")

    # jobs

    job_started = progress.started
    on_job_moved = progress.moved
    on_job_ended = progress.ended

    def undoable(self, title: str, *backs: Callable[[Workbench], Any]) -> None:
        """Remember an act that ``backs`` take back, the last of them first."""
        self.undoing.done(Undoable(title, backs))

    # preferences

    def give(self, text: str) -> Given:
        """Give ``text`` to the person's own terminal, and to a file."""
        return give(self, text, self.preferences.state_folder, self.preferences.copy_limit)

    def _fatal_error(self) -> None:
        """End after an error nobody caught: a report without the values of variables, and without secrets."""
        from tuiledger.tui.crash import report

        self._exit_renderables.append(report(self._exception, self.preferences.state_folder))
        self._close_messages_no_wait()
