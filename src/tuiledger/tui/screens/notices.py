"""What was said in this session, newest first; errors with their whole report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import general
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.tui.notices import Notice

#: How a tone is told.
_SIGNS: Final = {
    "ok": Sign("ok", "ok", N_("done")),
    "warn": Sign("warn", "warn", N_("warning")),
    "error": Sign("error", "error", N_("error")),
    "": Sign("none", "dim", N_("note")),
}


class NoticeList(Listing):
    """Notices of this session; enter opens the report behind an error."""

    VIEW = "notices"
    EMPTY = N_("Nothing was said yet in this session: {} shows what was done, {} the work.")
    EMPTY_KEYS = (
        general.ActLog,
        general.Work,
    )
    EXPLAINS = True
    OFFERS: ClassVar = (Open,)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "notices"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("When"), 19, name="when"),
            Column(_("Kind"), 12, name="kind"),
            Column(_("What was said"), 20, grow=1, name="text"),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("when",))
        return Records(lambda _reader: list(self.bench.notices), _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Notices"),)

    def explain(self, row: Row) -> str:
        notice: Notice = row.record
        return f"{notice.text}\n{notice.failure.next_step}" if notice.failure else notice.text

    def do_open(self) -> None:
        from tuiledger.tui.dialogs.report import Report

        row = self.current
        if row and row.record.failure:
            self.app.push_screen(Report(row.record.failure))

    def why_not_open(self) -> str | None:
        row = self.current
        return None if row and row.record.failure else _("there is no report behind this notice")


def _row(place: int, notice: Notice) -> Row:
    sign = _SIGNS.get(notice.tone, _SIGNS[""])
    return Row(
        place,
        (
            Cell(wall_time(notice.at), "dim", notice.at),
            Cell(sign.text, sign.tone, notice.tone or "note"),
            Cell(notice.text),
        ),
        notice,
    )
