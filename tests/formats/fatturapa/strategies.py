"""Documents as strategies: whatever a valid e-invoice can say."""

from __future__ import annotations

import datetime
import string
from decimal import Decimal
from hashlib import sha256

from hypothesis import strategies as st

from tuiledger.domain.documents import (
    KINDS,
    Address,
    Attachment,
    Document,
    Fund,
    Instalment,
    Line,
    PartyDetails,
    Related,
    VatSummary,
    Withholding,
)
from tuiledger.formats.fatturapa.write import Transmission

TRANSMISSION = Transmission("IT", "99900000016", "00001", "ABC1234")
PDF = b"%PDF-1.4\n%%EOF\n"
COPY = Attachment("a.pdf", "PDF", len(PDF), sha256(PDF).hexdigest(), "Copy")
SELLER = PartyDetails(
    "Officina Meccanica Olmo S.r.l.", "IT", "99900000016", "99900000016",
    Address("Via delle Querce 7", "40100", "Bologna", "BO", "IT"),
)  # fmt: skip
BUYER = PartyDetails(
    "Caffè Città & Figli S.n.c.", "IT", "99900000024", "99900000024",
    Address("Corso Lungo 12", "20100", "Milano", "MI", "IT"),
)  # fmt: skip

_WRITABLE = string.ascii_letters + string.digits + "àèìòù&<>'\"/.-§°"
_CENTS = st.integers(-(10**9), 10**9)
_DAYS = st.dates(datetime.date(1970, 1, 1), datetime.date(2099, 12, 31))
_RATES = st.sampled_from((400, 500, 1000, 2200))
_NATURES = st.sampled_from(("N1", "N2.1", "N2.2", "N3.1", "N4", "N5", "N6.3"))
_RELATED_ORDER = ("order", "contract", "agreement", "receipt", "invoice")


def texts(limit: int, alphabet: str = _WRITABLE) -> st.SearchStrategy[str]:
    """Texts of one word that the schema takes as they are."""
    return st.text(alphabet, min_size=1, max_size=limit)


def _decimals(least: int = -(10**8), finest: int = 8) -> st.SearchStrategy[Decimal]:
    """Numbers of up to ``finest`` decimals."""
    digits, places = st.integers(least, 10**8), st.integers(0, finest)
    return st.builds(lambda digits, places: Decimal(digits).scaleb(-places), digits, places)


def _pairs(key: int, value: int) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    return st.lists(st.tuples(texts(key, string.ascii_letters), texts(value)), max_size=2).map(tuple)


@st.composite
def _lines(draw: st.DrawFn) -> tuple[Line, ...]:
    made = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        nature = draw(st.none() | _NATURES)
        made.append(
            Line(
                number=number,
                description=draw(texts(60)),
                quantity=draw(st.none() | _decimals(1, 2)),
                unit=draw(st.none() | texts(10, string.ascii_uppercase)),
                unit_price=draw(_decimals()),
                total=draw(_decimals()),
                rate=0 if nature else draw(_RATES),
                nature=nature,
                withheld=draw(st.booleans()),
                kind=draw(st.sampled_from((None, "SC", "PR", "AB", "AC"))),
                article_codes=draw(_pairs(35, 35)),
                extra=draw(_pairs(10, 60)),
            )
        )
    return tuple(made)


_SUMMARIES = st.builds(
    VatSummary,
    rate=_RATES,
    nature=st.none() | _NATURES,
    taxable=_CENTS,
    tax=_CENTS,
    exigibility=st.sampled_from((None, "I", "D", "S")),
    rounding=st.integers(-50, 50),
    reference=st.none() | texts(100),
)
_WITHHOLDINGS = st.builds(
    Withholding,
    kind=st.sampled_from(("RT01", "RT02", "RT03", "RT06")),
    amount=_CENTS,
    rate=st.integers(0, 10_000),
    reason=st.sampled_from(("A", "Q", "ZO")),
)
_FUNDS = st.builds(
    Fund,
    kind=st.sampled_from(("TC01", "TC22")),
    amount=_CENTS,
    rate=st.integers(0, 10_000),
    taxable=st.none() | _CENTS,
    vat_rate=_RATES,
    nature=st.none() | _NATURES,
    withheld=st.booleans(),
)
_INSTALMENTS = st.builds(
    Instalment,
    method=st.sampled_from(("MP01", "MP05", "MP12")),
    amount=_CENTS,
    due_date=st.none() | _DAYS,
    iban=st.sampled_from((None, "IT60X0542811101000000123456")),
)
_RELATED = st.builds(
    Related,
    kind=st.sampled_from(_RELATED_ORDER),
    number=texts(20, string.ascii_letters + "/-"),
    date=st.none() | _DAYS,
    cup=st.none() | texts(15, string.digits),
    cig=st.none() | texts(10, string.digits),
)


@st.composite
def ordinary(draw: st.DrawFn) -> Document:
    """A document that an FPR12 file can hold, arithmetic aside."""
    type_code = draw(st.sampled_from([code for code in KINDS if code not in ("TD07", "TD08", "TD09")]))
    return Document(
        format="FPR12",
        type_code=type_code,
        kind=KINDS[type_code],
        number=draw(texts(20, string.ascii_letters + string.digits + "/-.")),
        date=draw(_DAYS),
        currency=draw(st.sampled_from(("EUR", "USD", "JPY"))),
        seller=SELLER,
        buyer=BUYER,
        lines=draw(_lines()),
        vat_summary=draw(st.lists(_SUMMARIES, min_size=1, max_size=3).map(tuple)),
        withholding=draw(st.lists(_WITHHOLDINGS, max_size=2).map(tuple)),
        funds=draw(st.lists(_FUNDS, max_size=2).map(tuple)),
        stamp_duty=draw(st.none() | st.integers(1, 1000)),
        discount=draw(st.just(0) | st.integers(-1000, 1000)),
        rounding=draw(st.none() | st.integers(-99, 99)),
        total_declared=draw(st.none() | _CENTS),
        payments=draw(st.lists(_INSTALMENTS, max_size=3).map(tuple)),
        related=tuple(sorted(draw(st.lists(_RELATED, max_size=3)), key=lambda one: _RELATED_ORDER.index(one.kind))),
        deliveries=draw(st.lists(_DAYS, max_size=2).map(tuple)),
        attachments=draw(st.sampled_from(((), (COPY,)))),
        causes=draw(st.lists(texts(200), max_size=2).map(tuple)),
        regime="RF01",
        repeats_numbers=draw(st.booleans()),
    )


@st.composite
def simplified(draw: st.DrawFn) -> Document:
    """A document that an FSM10 file can hold."""
    rows: list[VatSummary] = []
    made: list[Line] = []
    kinds = st.sampled_from(((400, None), (2200, None), (0, "N4")))
    for rate, nature in draw(st.lists(kinds, min_size=1, unique=True)):
        nets = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=3))
        for net in nets:
            total = Decimal(net).scaleb(-2)
            made.append(Line(len(made) + 1, draw(texts(60)), None, None, None, total, rate, nature))
        reference = draw(st.none() | texts(100))
        rows.append(VatSummary(rate, nature, sum(nets), sum(nets) * rate // 10_000, None, 0, reference))
    type_code = draw(st.sampled_from(("TD07", "TD08", "TD09")))
    return Document(
        format="FSM10",
        type_code=type_code,
        kind=KINDS[type_code],
        number=draw(texts(20, string.ascii_letters + string.digits)),
        date=draw(_DAYS),
        currency="EUR",
        seller=SELLER,
        buyer=draw(st.sampled_from((BUYER, BUYER._replace(name=None, address=None)))),
        lines=tuple(made),
        vat_summary=tuple(rows),
        stamp_duty=draw(st.sampled_from((None, 200))),
        related=() if type_code == "TD07" else (Related("invoice", "7", datetime.date(2026, 1, 31)),),
        regime="RF19",
    )
