"""What is said of work: that it began, how far it is, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.jobs import Failed

if TYPE_CHECKING:
    from tuiledger.tui.app import WorkbenchApp
    from tuiledger.tui.jobs import JobEnded, JobMoved


def started(app: WorkbenchApp) -> None:
    """Say that a job is under way."""
    if app.jobs.running:
        app.notices.show(app.jobs.running.name)
        app.refresh_frame()


def moved(app: WorkbenchApp, moved: JobMoved) -> None:
    """Say how far it is."""
    job = app.jobs.running
    if job:
        app.jobs.moved(moved.progress)
        done, total, doing = moved.progress
        counted = f"{count_text(done)}/{count_text(total)}" if total else count_text(done)
        app.notices.show("  ".join(part for part in (job.name, counted, _("X stops it"), doing) if part))
        app.refresh_frame()


def ended(app: WorkbenchApp, ended: JobEnded) -> None:
    """Say how it ended, hand on what it gave, and show the books as they are now."""
    app.jobs.ended(ended)
    if ended.failure:
        # Who was about to leave must see what went wrong first.
        app.jobs.leaving = False
        app.on_failed(Failed(ended.failure))
        if ended.job.piecewise and ended.items:
            ended.job.then(ended.items)
    else:
        if ended.stopped or not ended.job.quiet:
            app.say(translate(N_("{}: stopped") if ended.stopped else N_("{}: done"), ended.job.name), "ok")
        ended.job.then(ended.items)
    if app.jobs.leaving:
        app.leave(asked=True)
    app.refresh_place()
