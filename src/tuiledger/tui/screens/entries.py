"""The journal (prima nota) of a client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.widget import Widget

from tuiledger.domain.journal import Journal
from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.filters import next_of
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import PAGE, Grid
from tuiledger.tui.words import journal_word, protocols_text

if TYPE_CHECKING:
    from tuiledger.ports import Cursor, EntryFilter, EntryRow, Reader

_JOURNALS: Final = (None, *Journal)


class Entries(Place):
    """Entries, newest first; enter opens one."""

    OFFERS: ClassVar = (Open, work.OtherJournal, work.Document)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "entries"

    def __init__(self) -> None:
        super().__init__()
        self._journal: Journal | None = None
        self._documents: dict[int, int | None] = {}

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Date"), 10),
            Column(_("Journal"), 9, least=100),
            Column(_("No."), 5, right=True),
            Column(_("Description"), 18, grow=5),
            Column(_("Protocols"), 12, grow=1),
            Column(_("Amount"), 12, right=True),
        )
        grid = Grid(columns, ident="entries")
        grid.empty_text = _("Nothing is posted yet: 4 shows what is ready.")
        yield grid

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else "", _("Journal"))

    def badges(self) -> Sequence[str]:
        return (f"{_('FILTER')} {journal_word(self._journal)}",) if self._journal else ()

    def load(self) -> None:
        from tuiledger.ports import EntryFilter

        company = self.bench.company
        wanted = EntryFilter(company_id=company.id if company else None, journal=self._journal)
        pages = EntryPages(wanted)
        documents = self._documents = {}

        def fetch(reader: Reader, offset: int, limit: int) -> Sequence[Row]:
            rows = pages.at(reader, offset, limit)
            documents.update((row.id, row.document_id) for row in rows)
            return [_row(row) for row in rows]

        self.read_list(self.query_one(Grid), lambda reader: reader.count_entries(wanted), fetch)
        self.refresh_frame()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        row = self.query_one(Grid).current
        if row:
            self.app.push_screen(EntryView(row.key))

    def why_not_open(self) -> str | None:
        return None if self.query_one(Grid).current else _("nothing is under the cursor")

    def do_other_journal(self) -> None:
        self._journal = next_of(_JOURNALS, self._journal)
        self.query_one(Grid).cursor = 0
        self.load()

    def do_document(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        document_id = self._document_id()
        if document_id is not None:
            self.app.push_screen(DocumentView(document_id))

    def why_not_document(self) -> str | None:
        return None if self._document_id() is not None else _("the entry stands for no document")

    def _document_id(self) -> int | None:
        row = self.query_one(Grid).current
        return self._documents.get(row.key) if row else None


class EntryPages:
    """Pages of entries at any offset, by a walk that remembers the last row of every page it passed."""

    def __init__(self, wanted: EntryFilter) -> None:
        self._wanted = wanted
        self._marks: dict[int, Cursor | None] = {0: None}

    def at(self, reader: Reader, offset: int, limit: int) -> list[EntryRow]:
        """Rows ``offset`` to ``offset + limit``."""
        from tuiledger.ports import Cursor

        start = max(mark for mark in self._marks if mark <= offset)
        while True:
            cursor = self._marks[start]
            # Far away, larger steps: only the last row of each is kept.
            step = limit if start == offset else min(offset - start, 25 * PAGE)
            rows = reader.entries(self._wanted, cursor, step)
            if rows:
                self._marks[start + len(rows)] = Cursor(rows[-1].date, rows[-1].id)
            if start == offset or len(rows) < step:
                return rows if start == offset else []
            start += len(rows)


def _row(row: EntryRow) -> Row:
    undone = row.reversed_by is not None
    tone = "dim" if undone else ""
    sign = f"{glyphs().warn} " if undone else f"{glyphs().arrow} " if row.reverses_id else ""
    return Row(
        row.id,
        (
            Cell(date_text(row.date), "dim"),
            Cell(journal_word(row.journal), "dim"),
            Cell(str(row.number), "dim"),
            Cell(sign + row.description, tone),
            Cell(protocols_text(row.protocols), "dim"),
            Cell(amount_text(row.amount), tone),
        ),
    )
