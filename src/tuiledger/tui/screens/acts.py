"""What was done to the books: by whom, when, in order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import general
from tuiledger.tui.commands.command import Command
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.changes import act_detail
from tuiledger.tui.sheets.inspection import act_origin, act_word
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.ports import Act, Reader

#: Acts that are held at once; the command line lists them all.
_MOST = 10_000


class ActLog(Listing):
    """The act log, newest first. Nothing is ever taken out of it."""

    VIEW = "acts"
    EMPTY = N_("Nothing was done to these books yet: {} brings in the first files.")
    EMPTY_KEYS = (general.Import,)
    EXPLAINS = True
    OFFERS: ClassVar[tuple[type[Command], ...]] = ()
    GUIDE = "acts"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("When"), 19, name="when"),
            Column(_("Who"), 10, name="who"),
            Column(_("What"), 24, grow=1, name="what"),
            Column(_("On what"), 14, name="subject", spare=1),
            Column(_("Detail"), 16, grow=1, least=100, name="detail"),
        )

    def source(self) -> Source:
        return Records(_read, _row, self.columns_declared, fields_of(self.columns_declared, days=("when",)))

    def path(self) -> Sequence[str]:
        return (_("Act log"),)

    def inspect(self, row: Row) -> Inspection:
        return partial(act_origin, act=row.record)

    def explain(self, row: Row) -> str:
        act: Act = row.record
        return "\n".join(part for part in (f"{act.actor}: {act_word(act)}  {act.subject}", act_detail(act)) if part)


def _read(reader: Reader) -> Sequence[Act]:
    return reader.acts(0, _MOST)


def _row(place: int, act: Act) -> Row:
    return Row(
        place,
        (
            Cell(wall_time(act.at), "dim", act.at),
            Cell(act.actor),
            Cell(act_word(act), "", act.verb),
            Cell(act.subject),
            Cell(act_detail(act), "dim"),
        ),
        act,
    )
