"""Documents for the books' own tests, and entries written out the way an accountant writes them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tuiledger.domain.chart import ITALIAN_CHART, Chart
from tuiledger.domain.documents import (
    KINDS,
    ClientDocument,
    Direction,
    Document,
    Fund,
    Hold,
    Kind,
    PartyDetails,
    State,
    VatSummary,
    Withholding,
)  # fmt: skip
from tuiledger.domain.journal import EntryPlan
from tuiledger.domain.money import decimal_text, round_half_up
from tuiledger.domain.posting import PostingRules, plan
from tuiledger.domain.vat import RegisterRow

CHART = Chart(ITALIAN_CHART)
RULES = PostingRules(1, CHART)
DAY = datetime.date(2026, 3, 10)
OLMO = PartyDetails("Olmo S.r.l.", "IT", "99900000016", "99900000016")
BIANCHI = PartyDetails("Bianchi S.p.A.", "IT", "99900000123")


def row(taxable: int, rate: int = 2200, tax: int | None = None, **fields: Any) -> VatSummary:
    """A summary row; ``taxable`` in cents, the tax computed where it is not given."""
    tax = round_half_up(Decimal(taxable * rate) / 10_000) if tax is None else tax
    return VatSummary(rate, fields.pop("nature", None), taxable, tax, **fields)


def invoice(*rows: VatSummary, code: str = "TD01", **fields: Any) -> Document:
    """A document of type ``code``: by default number 7 of 10 March 2026, Olmo to Bianchi, without a declared total."""
    return Document(
        format="FPR12",
        type_code=code,
        kind=fields.pop("kind", KINDS.get(code, Kind.UNKNOWN)),
        number=fields.pop("number", "7"),
        date=fields.pop("date", DAY),
        currency=fields.pop("currency", "EUR"),
        seller=fields.pop("seller", OLMO),
        buyer=fields.pop("buyer", BIANCHI),
        vat_summary=rows or (row(10_000),),
        **fields,
    )


def issued(document: Document, *decisions: str, **fields: Any) -> ClientDocument:
    """``document`` on the books of its issuer."""
    return _kept(Direction.ISSUED, document, decisions, fields)


def received(document: Document, *decisions: str, **fields: Any) -> ClientDocument:
    """``document`` on the books of its recipient."""
    return _kept(Direction.RECEIVED, document, decisions, fields)


def _kept(
    direction: Direction, document: Document, decisions: tuple[str, ...], fields: dict[str, Any]
) -> ClientDocument:
    return ClientDocument(
        1, 1, direction, document, 5, State.READY, "f" * 64, decisions=frozenset(decisions), **fields
    )  # fmt: skip


def entry(document: ClientDocument, rules: PostingRules = RULES) -> EntryPlan:
    """The entry ``document`` becomes; a hold fails the test with its reason."""
    outcome = plan(document, rules)
    assert isinstance(outcome, EntryPlan), outcome
    return outcome


def hold(document: ClientDocument, rules: PostingRules = RULES) -> Hold:
    """Why ``document`` waits; an entry fails the test."""
    outcome = plan(document, rules)
    assert isinstance(outcome, Hold), outcome
    return outcome


def lines(planned: EntryPlan) -> list[str]:
    """The lines as a journal page shows them: ``D Customers 122.00``."""
    return [
        f"{'D' if line.amount > 0 else 'C'} {CHART.accounts[line.account].name} {decimal_text(abs(line.amount))}"
        for line in planned.lines
    ]


def registers(planned: EntryPlan) -> list[str]:
    """The register rows: ``sales 2026-03: 22.00% 100.00 + 22.00``, with series, exigibility and nature when special."""
    return [_register(register) for register in planned.registers]


def _register(register: RegisterRow) -> str:
    series = f"/{register.series}" if register.series else ""
    rows = []
    for vat in register.rows:
        text = f"{decimal_text(vat.rate)}% {decimal_text(vat.taxable)} + {decimal_text(vat.tax)}"
        text += f" {vat.nature}" if vat.nature else ""
        text += f" {vat.exigibility}" if vat.exigibility != "I" else ""
        text += f" lost {decimal_text(vat.non_deductible)}" if vat.non_deductible else ""
        rows.append(text)
    return f"{register.register.value}{series} {register.period}: " + ", ".join(rows)


def codes(planned: EntryPlan) -> list[str]:
    """The codes of the entry's notes."""
    return [note.code for note in planned.notes]


_RATES = ((2200, None), (1000, None), (400, None), (0, "N1"), (0, "N2.2"), (0, "N4"), (0, "N6.7"), (0, "N3.1"))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of every known type, with totals that meet, differ a little, differ much or are missing."""
    code = draw(st.sampled_from(sorted(set(KINDS) - {"TD29"})))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        rate, nature = draw(st.sampled_from(_RATES))
        taxable = draw(st.integers(-5_000_00, 1_000_000_00))
        exigibility = draw(st.sampled_from((None, "I", "D", "S"))) if nature is None else None
        rows.append(row(taxable, rate, nature=nature, exigibility=exigibility))
    total = sum(each.taxable + each.tax for each in rows)
    stamp, discount = draw(st.sampled_from((None, 200))), draw(st.sampled_from((0, 0, -1_050, 300)))
    rounding = draw(st.sampled_from((None, None, 2, -3, 40)))
    withheld = draw(st.sampled_from((0, 0, 2_000)))
    parts = [stamp or 0, discount, rounding or 0, -withheld, draw(st.sampled_from((0, 0, 1, -4, 77)))]
    declared = draw(st.none() | st.just(total + sum(part for part in parts if draw(st.booleans()))))
    return invoice(
        *rows,
        code=code,
        date=draw(st.dates(datetime.date(2025, 12, 1), datetime.date(2026, 12, 31))),
        stamp_duty=stamp,
        discount=discount,
        rounding=rounding,
        total_declared=declared,
        withholding=(Withholding("RT01", withheld),) if withheld else (),
        funds=(Fund("TC01", draw(st.integers(0, 9_999))),) if draw(st.booleans()) else (),
        regime=draw(st.sampled_from((None, "RF01", "RF17", "RF19"))),
        deliveries=tuple(draw(st.lists(st.dates(datetime.date(2025, 11, 1), datetime.date(2026, 12, 31)), max_size=2))),
    )


@st.composite
def client_documents(draw: st.DrawFn) -> ClientDocument:
    """Such documents on either side, with answers a person may have given."""
    answers = ("accept-summary", "as-credit", "as-written", "both-registers", "sales-register", "account:5080")
    said = draw(st.lists(st.sampled_from(answers), max_size=4, unique=True))
    return (issued if draw(st.booleans()) else received)(draw(documents()), *said)
