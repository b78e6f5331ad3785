"""Pairs of documents that may be one: side by side, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.widget import Widget

from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.deciding import SIGNS, Doubt, ask_decision, reopen
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.lists import marking
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.comparison import Side, comparison_page, deliveries_page
from tuiledger.tui.sheets.inspection import pair_origin
from tuiledger.tui.totals import document_name, total_cell
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.sheet import Build, Sheet
from tuiledger.tui.words import reason_word

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument
    from tuiledger.ports import DocumentRow, Reader
    from tuiledger.ports import Source as Delivery

#: More pairs than a person decides in a sitting are not read at once.
_MOST = 1000


class Question(NamedTuple):
    """One line of the list: a pair, or a document that was delivered again and recognised."""

    document: DocumentRow | None
    pair: Pair | None
    sources: Sequence[Delivery] = ()


class Duplicates(Listing):
    """Pairs above, both documents below; s and d decide, u opens the question again."""

    VIEW = "duplicates"
    EMPTY = N_("Nothing to decide: {} shows what was decided and what was delivered again.")
    EMPTY_KEYS = (work.Decided,)
    MARKS = True
    OFFERS: ClassVar = (work.Same, work.Different, work.Reopen, work.Decided, Open)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "duplicates"
    INSPECTS = False

    def __init__(self) -> None:
        super().__init__()
        self._decided = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("State"), 14, name="state"),
            Column(_("Date"), 10, name="date", spare=1),
            Column(_("Number"), 10, grow=1, name="number"),
            Column(_("Party"), 12, grow=2, name="party"),
            Column(_("Total"), 13, right=True, name="total"),
            Column(_("Why"), 20, grow=2, least=120, name="why"),
        )

    def body(self) -> Iterable[Widget]:
        (panes,) = super().body()
        yield panes
        yield Sheet(ident="comparison")

    def source(self) -> Source:
        company = self.bench.company
        read = partial(_questions, company_id=company.id if company else None, decided=self._decided)
        fields = fields_of(self.columns_declared, days=("date",), amounts=("total",))
        return Records(read, _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else _("all clients"), _("Duplicates"))

    def badges(self) -> Sequence[str]:
        return (*([_("WITH DECIDED")] if self._decided else []), *super().badges())

    def on_grid_moved(self) -> None:
        question = self._current()
        if question is None:
            self._show(lambda _width: ())
        elif question.pair is not None:
            pair = question.pair
            self.read(partial(_sides, pair=pair), partial(self._compare, pair), group="sides")
        elif question.document is not None:
            sources, ident = question.sources, question.document.id
            self.read(
                lambda reader: reader.document(ident), lambda found: self._delivered(found, sources), group="sides"
            )

    def _compare(self, pair: Pair, sides: tuple[Side, Side] | None) -> None:
        if sides:
            self._show(partial(comparison_page, pair, *sides))

    def _delivered(self, document: ClientDocument | None, sources: Sequence[Delivery]) -> None:
        if document:
            self._show(partial(deliveries_page, document, sources))

    def _show(self, build: Build) -> None:
        self.query_one("#comparison", Sheet).show(build, top=True)

    def _current(self) -> Question | None:
        row = self.current
        return row.record if row else None

    def _pair(self) -> Pair | None:
        question = self._current()
        return question.pair if question else None

    def inspect(self, row: Row) -> Inspection:
        question: Question = row.record
        ids = (question.pair.left, question.pair.right) if question.pair else ()
        return partial(pair_origin, document_ids=ids or ([question.document.id] if question.document else []))

    # commands

    def why_not_same(self) -> str | None:
        pair = self._pair()
        asks = self.grid.selection or (pair and pair.state is PairState.OPEN)
        return None if asks else _("there is nothing to decide here")

    why_not_different = why_not_same

    def why_not_reopen(self) -> str | None:
        pair = self._pair()
        decided = pair is not None and pair.state in (PairState.SAME, PairState.DIFFERENT)
        return None if decided or self.grid.selection else _("nothing is decided here")

    def do_same(self) -> None:
        self._decide(same=True)

    def do_different(self) -> None:
        self._decide(same=False)

    def do_open(self) -> None:
        """Go to the later document of the pair."""
        from tuiledger.tui.screens.document import DocumentView

        question = self._current()
        if question and question.document:
            self.app.push_screen(DocumentView(question.document.id))

    def _decide(self, *, same: bool) -> None:
        def then(questions: Sequence[Question], unseen: Set[int]) -> None:
            doubts = _doubts(questions, PairState.OPEN)
            if doubts:
                hidden = sum(doubt.id in unseen for doubt in doubts)
                ask_decision(self, doubts, same=same, unseen=hidden, then=partial(marking.unmark, self))
            else:
                self.bench.say(_("None of the marked pairs is to be decided"), "warn")

        marking.concerned(self, _asked_for, then)

    def do_reopen(self) -> None:
        def then(questions: Sequence[Question], unseen: Set[int]) -> None:
            doubts = _doubts(questions, PairState.SAME, PairState.DIFFERENT)
            if doubts:
                hidden = sum(doubt.id in unseen for doubt in doubts)
                reopen(self, doubts, unseen=hidden, then=partial(marking.unmark, self))
            else:
                self.bench.say(_("None of the marked pairs is decided"), "warn")

        marking.concerned(self, _asked_for, then)

    def do_decided(self) -> None:
        self._decided = not self._decided
        self.show_another()


def _doubts(questions: Sequence[Question], *states: PairState) -> list[Doubt]:
    """The pairs that stand in one of ``states``."""
    pairs = [(question.pair, question.document) for question in questions if question.pair]
    return [
        Doubt(pair.id, _name(document), pair)
        for pair, document in pairs
        if pair.id is not None and pair.state in states
    ]


def _name(document: DocumentRow | None) -> str:
    if document is None:
        return ""
    return document_name(document.number, document.party_name, document)


def _asked_for(reader: Reader, keys: Sequence[int]) -> Sequence[Question]:
    """The pairs with these keys; the key of a document that was delivered again is none of a pair."""
    pairs = [pair for key in keys if key > 0 and (pair := reader.pair(key))]
    documents = {row.id: row for row in reader.document_rows([pair.right for pair in pairs])}
    return [Question(documents.get(pair.right), pair) for pair in pairs]


def _questions(reader: Reader, *, company_id: int | None, decided: bool) -> Sequence[Question]:
    from tuiledger.ports import DocumentFilter

    pairs = reader.pairs(company_id, None if decided else PairState.OPEN)[:_MOST]
    again = reader.delivered_again(company_id)[:_MOST] if decided else ()
    ids = (*(pair.right for pair in pairs), *(ident for ident, _code, _sources in again))
    documents = {row.id: row for row in reader.documents(DocumentFilter(ids=ids), limit=len(ids))} if ids else {}
    return [
        *(Question(documents.get(pair.right), pair) for pair in pairs),
        *(Question(documents.get(ident), None, sources) for ident, _code, sources in again),
    ]


def _sides(reader: Reader, *, pair: Pair) -> tuple[Side, Side] | None:
    left, right = reader.document(pair.left), reader.document(pair.right)
    if left is None or right is None:
        return None
    return (left, reader.sources(left.id)), (right, reader.sources(right.id))


def _row(place: int, question: Question) -> Row:
    document, pair = question.document, question.pair
    sign = SIGNS[pair.state] if pair else Sign("ok", "dim", N_("recognised"))
    why = "; ".join(map(reason_word, pair.reasons)) if pair else _("delivered again")
    return Row(
        # A document that was delivered again is no pair: its key must not be taken for one.
        pair.id if pair and pair.id is not None else -(document.id if document else place),
        (
            Cell(sign.text, sign.tone),
            Cell(date_text(document.date) if document else "", "dim", document.date if document else None),
            Cell(document.number if document else ""),
            Cell(document.party_name if document else ""),
            _amount(document),
            Cell(why, "dim"),
        ),
        question,
    )


def _amount(document: DocumentRow | None) -> Cell:
    return total_cell(document) if document else Cell("")
