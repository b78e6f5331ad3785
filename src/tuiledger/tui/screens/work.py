"""The work under way and done in this session: how far, how fast, and what stopping would leave behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.widgets import Static

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands.command import Command
from tuiledger.tui.commands.general import Import, StopJob
from tuiledger.tui.glyphs import Sign, glyphs
from tuiledger.tui.jobs import JobState
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.tui.jobs import JobRecord

_SIGNS: Final = {
    JobState.RUNNING: Sign("part", "part", N_("under way")),
    JobState.STOPPING: Sign("part", "warn", N_("stopping")),
    JobState.DONE: Sign("ok", "ok", N_("done")),
    JobState.STOPPED: Sign("warn", "warn", N_("stopped")),
    JobState.FAILED: Sign("error", "error", N_("failed")),
}
#: Seconds between two looks at work under way; nothing is drawn while nothing changes.
_LOOK: Final = 0.5
_BAR: Final = 24


class Work(Listing):
    """Jobs of this session, newest first; X stops the one under way after its page."""

    VIEW = "work"
    EMPTY = N_("No work was started in this session, quitting is safe: {} brings in files.")
    EMPTY_KEYS = (Import,)
    EXPLAINS = True
    OFFERS: ClassVar[tuple[type[Command], ...]] = (StopJob,)
    GUIDE = "work"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Began"), 19, name="began", spare=1),
            Column(_("Work"), 10, grow=1, name="work"),
            Column(_("State"), 14, name="state"),
            Column(_("Done"), 16, right=True, name="done"),
            Column(_("A second"), 11, right=True, least=90, name="rate"),
            Column(_("Took"), 9, right=True, name="took", spare=2),
        )

    def source(self) -> Source:
        def read(_reader: object) -> Sequence[JobRecord]:
            return list(reversed(self.bench.jobs.records))

        fields = fields_of(self.columns_declared, days=("began",), counts=("done",))
        return Records(read, _row, self.columns_declared, fields)

    def on_mount(self) -> None:
        self.set_interval(_LOOK, self._look)

    def _look(self) -> None:
        if self.is_current and self.bench.jobs.running:
            self.load()

    def arrived(self) -> None:
        row = self.current
        if row:
            self.query_one("#explanation", Static).update(Content(self.explain(row)), layout=False)

    def path(self) -> Sequence[str]:
        return (_("Work"),)

    def explain(self, row: Row) -> str:
        record: JobRecord = row.record
        if record.state not in (JobState.RUNNING, JobState.STOPPING):
            return _("Nothing is under way. Quitting is safe.")
        bar = _bar(record.done, record.total)
        left = "  " + _("about {} left").format(_time(record.left)) if record.left is not None else ""
        safe = _(
            "X stops after the page being written. What is written stays whole, so quitting is safe: it asks first."
        )
        return f"{bar}{left}  {record.doing}\n{safe}"


def _bar(done: int, total: int | None) -> str:
    """How far, in characters; a count alone where the end is not known."""
    if not total:
        return count_text(done)
    full = min(_BAR * done // total, _BAR)
    return f"{glyphs().bar * full}{glyphs().rest * (_BAR - full)} {min(100 * done // total, 100)} %"


def _time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def _row(place: int, record: JobRecord) -> Row:
    sign = _SIGNS[record.state]
    done = count_text(record.done) + (f"/{count_text(record.total)}" if record.total else "")
    return Row(
        place,
        (
            Cell(wall_time(record.at), "dim", record.at),
            Cell(record.name),
            Cell(sign.text, sign.tone, record.state.value),
            Cell(done, "", record.done),
            Cell(count_text(int(record.rate)), "dim", int(record.rate)),
            Cell(_time(record.seconds), "dim", int(record.seconds)),
        ),
        record,
    )
