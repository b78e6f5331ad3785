"""Pairs of documents that may be one: side by side, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Container
from textual.widget import Widget

from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.screens.place import STYLES, Place
from tuiledger.tui.sheets.comparison import Side, comparison_page, deliveries_page
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Build, Sheet
from tuiledger.tui.words import reason_word

if TYPE_CHECKING:
    from tuiledger.domain.documents import ClientDocument
    from tuiledger.ports import DocumentRow, Reader, Source

_SIGNS = {
    PairState.OPEN: Sign("warn", "warn", N_("to decide")),
    PairState.SAME: Sign("ok", "ok", N_("the same")),
    PairState.DIFFERENT: Sign("none", "dim", N_("different")),
}
#: More pairs than a person decides in a sitting are not read at once.
_MOST = 1000


class Question(NamedTuple):
    """One line of the list: a pair, or a document that was delivered again and recognised."""

    document: DocumentRow | None
    pair: Pair | None
    sources: Sequence[Source] = ()


class Duplicates(Place):
    """Pairs above, both documents below; s and d decide, u undoes."""

    OFFERS: ClassVar = (work.Same, work.Different, work.Undo, work.Decided)
    BINDINGS: ClassVar = bindings(*OFFERS)
    CSS_PATH = STYLES / "panes.tcss"
    GUIDE = "duplicates"
    AUTO_FOCUS = "Grid"

    def __init__(self) -> None:
        super().__init__()
        self._decided = False
        self._questions: Sequence[Question] = ()

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("State"), 14),
            Column(_("Date"), 10),
            Column(_("Number"), 10, grow=1),
            Column(_("Party"), 12, grow=2),
            Column(_("Total"), 13, right=True),
            Column(_("Why"), 20, grow=2, least=120),
        )
        grid = Grid(columns, ident="pairs")
        grid.empty_text = _("Nothing to decide: o shows what was decided and what was delivered again.")
        yield Container(grid, Sheet(ident="comparison"), id="panes")

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else _("all clients"), _("Duplicates"))

    def badges(self) -> Sequence[str]:
        return (_("WITH DECIDED"),) if self._decided else ()

    def load(self) -> None:
        company = self.bench.company
        self.read(partial(_questions, company_id=company.id if company else None, decided=self._decided), self._take)

    def _take(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        rows = [_row(place, question) for place, question in enumerate(questions)]
        self.query_one(Grid).show(len(rows), rows)
        self.refresh_frame()

    def on_grid_moved(self) -> None:
        super().on_grid_moved()
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

    def _delivered(self, document: ClientDocument | None, sources: Sequence[Source]) -> None:
        if document:
            self._show(partial(deliveries_page, document, sources))

    def _show(self, build: Build) -> None:
        self.query_one(Sheet).show(build, top=True)

    def _current(self) -> Question | None:
        row = self.query_one(Grid).current
        return self._questions[row.key] if row and row.key < len(self._questions) else None

    def _pair(self) -> Pair | None:
        question = self._current()
        return question.pair if question else None

    # commands

    def why_not_same(self) -> str | None:
        pair = self._pair()
        return None if pair and pair.state is PairState.OPEN else _("there is nothing to decide here")

    why_not_different = why_not_same

    def why_not_undo(self) -> str | None:
        pair = self._pair()
        return None if pair and pair.state is not PairState.OPEN else _("nothing is decided here")

    def do_same(self) -> None:
        self._ask_reason(_("Why are they the same document? (may be empty)"), same=True)

    def do_different(self) -> None:
        self._ask_reason(_("Why are they two documents? (may be empty)"), same=False)

    def _ask_reason(self, question: str, *, same: bool) -> None:
        from tuiledger.tui.dialogs.ask import Ask

        pair = self._pair()
        if pair is None or pair.id is None:
            return
        ident = pair.id

        def take(reason: str | None) -> None:
            if reason is not None:
                self.write(_("The decision"), lambda bench: bench.decide_pair(ident, same, reason), self._said)

        self.app.push_screen(Ask(question, optional=True), take)

    def do_undo(self) -> None:
        pair = self._pair()
        if pair is not None and pair.id is not None:
            ident = pair.id
            self.write(_("The decision"), lambda bench: bench.undo_pair(ident), self._said)

    def _said(self, pair: Pair) -> None:
        self.bench.say(_SIGNS[pair.state].text, _SIGNS[pair.state].tone)

    def do_decided(self) -> None:
        self._decided = not self._decided
        self.query_one(Grid).cursor = 0
        self.load()


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
    sign = _SIGNS[pair.state] if pair else Sign("ok", "dim", N_("recognised"))
    why = "; ".join(map(reason_word, pair.reasons)) if pair else _("delivered again")
    return Row(
        place,
        (
            Cell(sign.text, sign.tone),
            Cell(date_text(document.date) if document else "", "dim"),
            Cell(document.number if document else ""),
            Cell(document.party_name if document else ""),
            Cell(amount_text(document.total, document.currency) if document else ""),
            Cell(why, "dim"),
        ),
    )
