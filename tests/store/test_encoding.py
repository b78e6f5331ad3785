"""A document's content survives being kept, whatever it holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.documents import (
    Address,
    Attachment,
    Document,
    Finding,
    Fund,
    Hold,
    Instalment,
    Kind,
    Line,
    PartyDetails,
    Related,
    VatSummary,
    Withholding,
)
from tuiledger.store.encoding import detail_bytes, hold_columns, read_document, read_hold, summary_bytes

texts = st.text(st.characters(codec="utf-8"), max_size=12)
maybe = st.none() | texts
amounts = st.integers(-(10**16), 10**16)
rates = st.integers(0, 10_000)
prices = st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**9), max_value=10**9)


def tuples(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """A few of them."""
    return st.lists(of, max_size=3).map(tuple)


pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
addresses = st.none() | st.builds(Address, maybe, maybe, maybe, maybe, maybe)
party = st.builds(PartyDetails, maybe, maybe, maybe, maybe, addresses)
lines = st.builds(
    Line, st.integers(1, 9999), texts, st.none() | prices, maybe, st.none() | prices, prices, rates, maybe,
    st.booleans(), maybe, pairs, pairs,
)  # fmt: skip
documents = st.builds(
    Document,
    format=texts,
    type_code=texts,
    kind=st.sampled_from(Kind),
    number=texts,
    date=st.dates(),
    currency=st.just("EUR"),
    seller=party,
    buyer=party,
    lines=tuples(lines),
    vat_summary=tuples(st.builds(VatSummary, rates, maybe, amounts, amounts, maybe, amounts, maybe)),
    withholding=tuples(st.builds(Withholding, texts, amounts, st.none() | rates, maybe)),
    funds=tuples(st.builds(Fund, texts, amounts, st.none() | rates, st.none() | amounts, rates, maybe, st.booleans())),
    stamp_duty=st.none() | amounts,
    discount=amounts,
    rounding=st.none() | amounts,
    total_declared=st.none() | amounts,
    payments=tuples(st.builds(Instalment, texts, amounts, st.none() | st.dates(), maybe)),
    related=tuples(st.builds(Related, texts, texts, st.none() | st.dates(), maybe, maybe)),
    deliveries=tuples(st.dates()),
    attachments=tuples(st.builds(Attachment, texts, maybe, st.none() | amounts, maybe, maybe)),
    causes=tuples(texts),
    regime=maybe,
    issuer=maybe,
    repeats_numbers=st.booleans(),
    position=st.integers(1, 999),
    findings=tuples(st.builds(Finding, texts, texts, tuples(texts))),
)


@given(documents)
def test_every_document_comes_back_as_it_was(document: Document) -> None:
    header = (document.type_code, document.kind.value, document.number, document.date.isoformat(), document.currency)
    summary, detail = summary_bytes(document), detail_bytes(document)
    assert read_document(*header, summary, detail) == document
    planned = read_document(*header, summary)
    assert planned.lines == ()
    assert (planned.vat_summary, planned.withholding, planned.funds) == (
        document.vat_summary,
        document.withholding,
        document.funds,
    )
    assert planned.seller == document.seller._replace(address=None)


@given(st.none() | st.builds(Hold, texts, texts, tuples(texts), tuples(texts)))
def test_every_hold_comes_back_as_it_was(hold: Hold | None) -> None:
    assert read_hold(*hold_columns(hold)) == hold


def test_decimals_keep_every_digit() -> None:
    line = Line(1, "x", Decimal("0.00000001"), None, Decimal("12345678901234567.12345678"), Decimal("-0.10"), 0)
    document = Document(
        "FPR12", "TD01", Kind.INVOICE, "1", datetime.date(2026, 1, 1), "EUR", PartyDetails("a"),
        PartyDetails("b"), lines=(line,),
    )  # fmt: skip
    again = read_document("TD01", "invoice", "1", "2026-01-01", "EUR", summary_bytes(document), detail_bytes(document))
    assert [str(value) for value in again.lines[0][2:6] if isinstance(value, Decimal)] == [
        "1E-8",
        "12345678901234567.12345678",
        "-0.10",
    ]
