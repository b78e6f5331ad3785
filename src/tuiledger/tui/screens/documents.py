"""The list of documents, of one client or of all, with a filter that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from tuiledger.domain.documents import Direction, State
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.answers import Asked, ask_answer, asks
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import STATES
from tuiledger.tui.lists import asking, marking, shelves
from tuiledger.tui.lists.fields import document_fields
from tuiledger.tui.lists.source import Source, Stored
from tuiledger.tui.lists.turning import next_of
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import document_origin
from tuiledger.tui.totals import document_name, total_cell, total_text
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import direction_word, kind_word, sentence

if TYPE_CHECKING:
    from tuiledger.ports import DocumentRow

_STATES: Final = (None, *State)
_DIRECTIONS: Final = (None, *Direction)


class Documents(Listing):
    """Documents, newest first; enter opens one, r answers what a held one asks."""

    VIEW = "documents"
    EMPTY = N_("No document of this client yet: {} brings in files, {} shows all clients.")
    EMPTY_KEYS = (
        general.Import,
        work.AllClients,
    )
    EXPLAINS = True
    MARKS = True
    OFFERS: ClassVar = (Open, work.State, work.Answer, work.Direction, work.AllClients)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "documents"

    def __init__(self, state: State | None = None) -> None:
        super().__init__()
        self._first_state = state
        self._of_all = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Date"), 10, name="date", spare=1),
            Column(_("Client"), 10, least=110, name="client"),
            Column(_("Direction"), 9, least=110, name="direction"),
            Column(_("Type"), 4, name="type", spare=2),
            Column(_("Number"), 10, grow=1, name="number"),
            Column(_("Party"), 15, grow=5, name="party"),
            Column(_("Total"), 12, right=True, name="total"),
            Column(_("State"), 12, name="state"),
        )

    def source(self) -> Source:
        from tuiledger.ports import DocumentFilter

        company = None if self._of_all else self.bench.company
        wanted = DocumentFilter(company_id=company.id if company else None)
        return Stored(wanted, document_fields(), _row, shelves.documents())

    def on_mount(self) -> None:
        if self._first_state:
            self.asked = asking.with_choice(self.asked, "state", self._first_state, self.source().fields)

    def remember(self) -> None:
        # What somebody was led to is not what she asked for herself.
        if self._first_state is None:
            super().remember()

    def path(self) -> Sequence[str]:
        company = None if self._of_all else self.bench.company
        return (company.name if company else _("all clients"), _("Documents"))

    def explain(self, row: Row) -> str:
        return _explanation(row.record)

    def inspect(self, row: Row) -> Inspection:
        return partial(document_origin, document_id=row.key)

    @property
    def _document(self) -> DocumentRow | None:
        row = self.current
        return row.record if row else None

    # commands

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        if row:
            self.app.push_screen(DocumentView(row.key))

    def do_state(self) -> None:
        self._turn("state", _STATES)

    def do_direction(self) -> None:
        self._turn("direction", _DIRECTIONS)

    def _turn(self, field: str, values: Sequence[State | Direction | None]) -> None:
        """Ask for the next of ``values``; the filter says so in its own words."""
        present = asking.choice_of(self.asked, field)
        following = next_of([value and value.value for value in values], present)
        self.ask(asking.with_choice(self.asked, field, following, self.source().fields))

    def do_all_clients(self) -> None:
        self._of_all = not self._of_all
        self.show_another()

    def do_answer(self) -> None:
        """Answer what the marked documents ask, or the one under the cursor."""
        marking.concerned(self, lambda reader, keys: reader.document_rows(keys), self._answer)

    def _answer(self, rows: Sequence[DocumentRow], unseen: Set[int]) -> None:
        asked = [Asked(row.id, _name(row), row.hold) for row in rows if asks(row.state, row.hold)]
        if asked:
            hidden = sum(each.id in unseen for each in asked)
            idle = len(rows) - len(asked)
            ask_answer(self, asked, unseen=hidden, idle=idle, then=partial(marking.unmark, self))
        else:
            self.bench.say(_("None of the marked documents asks anything"), "warn")

    def why_not_answer(self) -> str | None:
        row = self._document
        asking = self.grid.selection or (row and asks(row.state, row.hold))
        return None if asking else _("this document asks nothing")


def _name(row: DocumentRow) -> str:
    return document_name(row.number, row.party_name, row)


def _row(row: DocumentRow) -> Row:
    sign = STATES[row.state]
    return Row(
        row.id,
        (
            Cell(date_text(row.date), "dim", row.date),
            Cell(row.company_code, "dim"),
            Cell(direction_word(row.direction), "dim", row.direction.value),
            Cell(row.type_code, "dim"),
            Cell(row.number),
            Cell(row.party_name),
            total_cell(row),
            Cell(sign.text, sign.tone, row.state.value),
        ),
        row,
    )


def _explanation(row: DocumentRow) -> str:
    """What the document under the cursor is, and why it waits."""
    template = _("{} {} to {}, {}") if row.direction is Direction.ISSUED else _("{} {} from {}, {}")
    what = template.format(kind_word(row.kind).capitalize(), row.number, row.party_name, total_text(row))
    if row.hold:
        why = sentence(row.hold)
        return f"{what}\n{STATES[row.state].text}: {why}" + ("  " + _("r answers") if asks(row.state, row.hold) else "")
    more = "  " + _("P posts it, r sets it aside") if row.state is State.READY else ""
    return f"{what}\n{STATES[row.state].text}{more}"
