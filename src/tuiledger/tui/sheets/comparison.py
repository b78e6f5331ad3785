"""Two documents side by side: what is equal, what differs, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tuiledger.domain.documents import ClientDocument, Document, Instalment
from tuiledger.domain.duplicates import Difference, Pair, PairState
from tuiledger.text.amounts import amount_text, decimal_text, rate_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import STATES, glyphs
from tuiledger.tui.sheets.layout import BLANK, field, heading, table
from tuiledger.tui.totals import total_text
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import kind_word, reason_word, wall_time

if TYPE_CHECKING:
    from tuiledger.ports import Source

Side = tuple[ClientDocument, Sequence["Source"]]


def comparison_page(pair: Pair, left: Side, right: Side, width: int) -> list[Line]:
    """Both documents field by field, the reasons, and what each answer does."""
    marks = glyphs()
    rows = []
    for name, first, second in fields(left[0].document, right[0].document):
        equal = first == second
        tone = "" if equal else "warn"
        sign = Cell(marks.equal, "dim") if equal else Cell(marks.differs, "warn")
        rows.append((Cell(name, "dim"), sign, Cell(first, tone), Cell(second, tone)))
    for name, first, second in _circumstances(left, right):
        rows.append((Cell(name, "dim"), Cell(marks.none, "dim"), Cell(first, "dim"), Cell(second, "dim")))
    columns = (
        Column("", 14),
        Column("", 1),
        Column(_("there first"), 10, grow=1),
        Column(_("came later"), 10, grow=1),
    )
    lines = [*table(columns, rows, width), BLANK]
    lines += field(_("Why"), "; ".join(map(reason_word, pair.reasons)), width)
    lines += _decision(pair, width)
    return lines


def fields(left: Document, right: Document) -> Iterable[Difference]:
    """The fields of both documents that a person compares, as texts."""
    return (
        Difference(_("Number"), left.number, right.number),
        Difference(_("Date"), date_text(left.date), date_text(right.date)),
        Difference(_("Type"), _type(left), _type(right)),
        Difference(_("Seller"), left.seller.name or "", right.seller.name or ""),
        Difference(_("Buyer"), left.buyer.name or "", right.buyer.name or ""),
        Difference(_("Total"), total_text(left), total_text(right)),
        Difference(_("VAT summary"), _summary(left), _summary(right)),
        Difference(_("Lines"), _lines(left), _lines(right)),
        Difference(_("Payments"), _payments(left), _payments(right)),
    )


def _type(document: Document) -> str:
    return f"{document.type_code} {kind_word(document.kind)}"


def _summary(document: Document) -> str:
    # Sorted as the comparison itself sorts, so that equal rows read equal.
    rows = sorted(document.vat_summary, key=lambda row: (row.rate, row.nature or "", row.taxable))
    return " + ".join(
        f"{amount_text(row.taxable)} {row.nature or rate_text(row.rate)} {row.exigibility or 'I'}" for row in rows
    )


def _lines(document: Document) -> str:
    described = "; ".join(f"{line.description} {decimal_text(line.total)}" for line in document.lines[:3])
    return f"{len(document.lines)}: {described}" if document.lines else ""


def _payments(document: Document) -> str:
    return "; ".join(_payment(payment) for payment in document.payments[:3])


def _payment(payment: Instalment) -> str:
    due = date_text(payment.due_date) if payment.due_date else ""
    return f"{due} {amount_text(payment.amount)} {payment.iban or ''}".strip()


def _circumstances(left: Side, right: Side) -> Iterable[tuple[str, str, str]]:
    yield _("State"), STATES[left[0].state].text, STATES[right[0].state].text
    yield _("Source"), _source(left[1]), _source(right[1])
    yield _("Document"), str(left[0].id), str(right[0].id)


def _source(sources: Sequence[Source]) -> str:
    if not sources:
        return ""
    first = sources[0]
    return f"{date_text(first.received_at.date())} {first.member or first.ref.rsplit('/', 1)[-1]}"


def _decision(pair: Pair, width: int) -> list[Line]:
    if pair.state is PairState.OPEN:
        return [
            *field("s", _("the same: the later one is set aside and never posted"), width),
            *field("d", _("different: the later one goes on to posting"), width),
        ]
    if pair.state is PairState.LAPSED:
        return field(_("Decision"), _("nothing to decide: one of the two does not count"), width)
    said = _("the same") if pair.state is PairState.SAME else _("different")
    when = wall_time(pair.decided_at) if pair.decided_at else ""
    return [
        *field(_("Decision"), "  ".join(part for part in (said, pair.decided_by or "", when) if part), width, "ok"),
        *field(_("Reason"), pair.reason or "", width),
        *field("u", _("opens the question again"), width),
    ]


def deliveries_page(document: ClientDocument, sources: Sequence[Source], width: int) -> list[Line]:
    """A document that was delivered more than once, and recognised as one."""
    inner = document.document
    lines = [heading(f"{kind_word(inner.kind).capitalize()} {inner.number}", width)]
    lines += field(_("Seller"), inner.seller.name or "", width)
    lines += field(_("Total"), total_text(inner), width)
    lines += field(_("Decision"), _("one document, by its content: it is in the books once"), width, "ok")
    for source in sources:
        place = f"{source.ref} {glyphs().arrow} {source.member}" if source.member else source.ref
        lines += field(wall_time(source.received_at), place, width)
    return lines
