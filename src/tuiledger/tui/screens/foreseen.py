"""What reading the clouds would change, document by document, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from tuiledger.domain.documents import Direction
from tuiledger.domain.foresight import Foreseen, Foresight, Unreadable
from tuiledger.domain.pulls import Change
from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.differing import differing
from tuiledger.text.translation import N_, _, translate
from tuiledger.text.words import CHANGES
from tuiledger.tui.commands import clouds
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.reading_clouds import read_clouds
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import document_origin
from tuiledger.tui.widgets.columns import Cell, Cents, Column, Row
from tuiledger.tui.words import direction_word

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place

_SIGNS: Final = {
    Change.NEW: ("part", "part"),
    Change.JOINS: ("ok", "ok"),
    Change.CHANGED: ("part", "part"),
    Change.DIFFERS: ("warn", "warn"),
    Change.SINCE_POSTING: ("warn", "warn"),
    Change.GONE: ("warn", "warn"),
    Change.MISSING: ("warn", "warn"),
    Change.REFUSED: ("error", "error"),
}


class WouldChange(Listing):
    """The documents that a reading would bring, change or miss; nothing was written to find out."""

    VIEW = "foreseen"
    EMPTY = N_("A reading would change nothing: all that the clouds have is here.")
    EXPLAINS = True
    OFFERS: ClassVar = (Open, clouds.ReadClouds)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "readings"

    def __init__(self, seen: Sequence[Foresight], codes: Sequence[str]) -> None:
        super().__init__()
        self._seen, self._codes = seen, codes

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("What"), 16, name="change"),
            Column(_("Client"), 8, name="client", spare=1),
            Column(_("Direction"), 9, least=110, name="direction"),
            Column(_("Date"), 10, name="date", spare=2),
            Column(_("Number"), 14, name="number"),
            Column(_("Party"), 14, grow=2, name="party"),
            Column(_("Total"), 13, right=True, name="total"),
        )

    def source(self) -> Source:
        found: list[Foreseen | Unreadable] = []
        for each in self._seen:
            found += (*each.unreadable, *each.items)
        fields = fields_of(self.columns_declared, days=("date",), amounts=("total",))
        return Records(lambda _reader: found, _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Readings of the clouds"), _("what a reading would change"))

    def explain(self, row: Row) -> str:
        return f"{_explained(row.record)}\n" + _("Nothing was written yet: S reads it in.")

    def inspect(self, row: Row) -> Inspection | None:
        number = _ours(row.record)
        return None if number is None else partial(document_origin, document_id=number)

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        number = _ours(row.record) if row else None
        if number is not None:
            self.app.push_screen(DocumentView(number))

    def why_not_open(self) -> str | None:
        number = _ours(self.current.record) if self.current else None
        return None if number is not None else _("it is not a document here yet")

    def do_read_clouds(self) -> None:
        """Read what was shown, and leave: what is shown is so no more."""
        place = cast("Place", self.app.screen_stack[-2])
        self.app.pop_screen()
        read_clouds(place, self._codes)


def _ours(record: Foreseen | Unreadable) -> int | None:
    """The document here that something is listed of."""
    return record.document_id if isinstance(record, Foreseen) else None


def _explained(record: Foreseen | Unreadable) -> str:
    """Why something is listed, in a sentence."""
    if not isinstance(record, Foreseen):
        return translate(record.message, *record.values)
    if record.refusal:
        return translate(record.refusal.message, *record.refusal.values)
    told = [differing(one, _currency(record)) for one in record.differs]
    return "; ".join(_("{}: {} here, {} there").format(*one) for one in told) or f"{_(CHANGES[record.change])}."


def _currency(item: Foreseen) -> str:
    return item.document.currency if item.document else "EUR"


def _row(place: int, record: Foreseen | Unreadable) -> Row:
    if not isinstance(record, Foreseen):
        sign = Sign("error", "error", N_("cannot be read"))
        empty = Cell("", "dim")
        head = (Cell(sign.text, sign.tone), Cell(record.company))
        return Row(place, (*head, empty, empty, Cell(record.kind), empty, empty), record)
    document, sign = record.document, Sign(*_SIGNS[record.change], CHANGES[record.change])
    party = document and (document.buyer if record.direction is Direction.ISSUED else document.seller)
    total = 0 if document is None else document.total if document.total_declared is None else document.total_declared
    return Row(
        place,
        (
            Cell(sign.text, sign.tone, record.change.value),
            Cell(record.company),
            Cell(direction_word(record.direction), "dim", record.direction.value),
            Cell(date_text(document.date) if document else "", "dim", document.date if document else None),
            Cell(document.number if document else f"{record.kind} {record.remote_id}"),
            Cell((party.name or "") if party else ""),
            Cell(amount_text(total, _currency(record)) if document else "", "", Cents(total, _currency(record))),
        ),
        record,
    )
