"""The journal (prima nota) of a client."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from tuiledger.domain.journal import Journal
from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists import asking, shelves
from tuiledger.tui.lists.fields import entry_fields
from tuiledger.tui.lists.source import Source, Stored
from tuiledger.tui.lists.turning import next_of
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import entry_origin
from tuiledger.tui.widgets.columns import Cell, Cents, Column, Row
from tuiledger.tui.words import journal_word, protocols_text

if TYPE_CHECKING:
    from tuiledger.ports import EntryRow

_JOURNALS: Final = (None, *(journal.value for journal in Journal))


class Entries(Listing):
    """Entries, newest first; enter opens one."""

    VIEW = "entries"
    EMPTY = N_("Nothing is posted yet: {} shows what is ready.")
    EMPTY_KEYS = (general.Posting,)
    OFFERS: ClassVar = (Open, work.OtherJournal, work.Document)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "entries"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Date"), 10, name="date"),
            Column(_("Journal"), 10, least=100, name="journal"),
            Column(_("No."), 5, right=True, name="number"),
            Column(_("Description"), 18, grow=5, name="description"),
            Column(_("Protocols"), 12, grow=1, name="protocols", spare=1),
            Column(_("Amount"), 12, right=True, name="amount"),
        )

    def source(self) -> Source:
        from tuiledger.ports import EntryFilter

        company = self.bench.company
        wanted = EntryFilter(company_id=company.id if company else None)
        return Stored(wanted, entry_fields(), _row, shelves.entries())

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else "", _("Journal"))

    def inspect(self, row: Row) -> Inspection:
        return partial(entry_origin, entry_id=row.key)

    def do_open(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        row = self.current
        if row:
            self.app.push_screen(EntryView(row.key))

    def do_other_journal(self) -> None:
        following = next_of(_JOURNALS, asking.choice_of(self.asked, "journal"))
        self.ask(asking.with_choice(self.asked, "journal", following, self.source().fields))

    def do_document(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        if row and row.record.document_id is not None:
            self.app.push_screen(DocumentView(row.record.document_id))

    def why_not_document(self) -> str | None:
        row = self.current
        return None if row and row.record.document_id is not None else _("the entry stands for no document")


def _row(row: EntryRow) -> Row:
    undone = row.reversed_by is not None
    tone = "dim" if undone else ""
    sign = f"{glyphs().warn} " if undone else f"{glyphs().arrow} " if row.reverses_id else ""
    return Row(
        row.id,
        (
            Cell(date_text(row.date), "dim", row.date),
            Cell(journal_word(row.journal), "dim", row.journal.value),
            Cell(str(row.number), "dim", row.number),
            Cell(sign + row.description, tone, row.description),
            Cell(protocols_text(row.protocols), "dim", row.protocols),
            Cell(amount_text(row.amount), tone, Cents(row.amount)),
        ),
        row,
    )
