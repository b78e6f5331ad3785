"""Leaving while work is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.choose import Choose

if TYPE_CHECKING:
    from tuiledger.tui.app import WorkbenchApp
    from tuiledger.tui.jobs import Job


class Leaving(Choose):
    """The question whether to leave; it is asked once at a time."""


def ask_leaving(app: WorkbenchApp, job: Job) -> None:
    """Ask whether ``job`` is stopped after its page, waited for, or goes on with the workbench open."""
    if isinstance(app.screen, Leaving):
        return
    answers = (
        ("stay", _("stay: the work goes on")),
        ("wait", _("leave as soon as it is done")),
        ("stop", _("stop it after the page it is writing, then leave")),
    )

    def take(answer: str | None) -> None:
        if answer in ("wait", "stop"):
            app.jobs.leaving = True
            if answer == "stop":
                app.jobs.stop()
            if not app.jobs.running:
                app.leave(asked=True)

    about = _("{} is under way. What is written stays whole; what is not reached can be done again.").format(job.name)
    app.push_screen(Leaving(_("Leave now?"), answers, about=about), take)
