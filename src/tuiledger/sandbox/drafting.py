"""Documents drafted from what was sold: the sums follow from the lines, as an invoicing program would make them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tuiledger.domain.documents import KINDS, Document, Fund, Instalment, Line, PartyDetails, VatSummary, Withholding
from tuiledger.domain.money import minor_from_decimal, round_half_up


class Item(NamedTuple):
    """What stands on a line; ``price`` is in minor units and negative for what is taken off.

    ``reduced`` is the share taken off the line, in percent.
    """

    description: str
    price: int
    quantity: int = 1
    rate: int = 2200
    nature: str | None = None
    withheld: bool = False
    reduced: int = 0
    kind: str | None = None


#: Words of the law that an invoice quotes for what bears no tax.
REFERENCES = {
    "N1": "Escluso art. 15 DPR 633/72",
    "N2.1": "Non soggetto art. 7-ter DPR 633/72",
    "N2.2": "Operazione in regime forfettario L. 190/2014",
    "N3.1": "Non imponibile art. 8 c. 1 lett. a) DPR 633/72",
    "N3.2": "Non imponibile art. 41 DL 331/93",
    "N3.5": "Non imponibile art. 8 c. 1 lett. c) DPR 633/72",
    "N4": "Esente art. 10 DPR 633/72",
    "N5": "Regime del margine DL 41/95",
    "N6.3": "Inversione contabile art. 17 c. 6 lett. a) DPR 633/72",
    "N6.7": "Inversione contabile art. 17 c. 6 lett. a-ter) DPR 633/72",
    "N7": "IVA assolta in altro Stato UE",
}


def draft(
    type_code: str,
    seller: PartyDetails,
    buyer: PartyDetails,
    number: str,
    day: datetime.date,
    items: Sequence[Item],
    *,
    regime: str = "RF01",
    exigibility: str = "I",
    funds: tuple[Fund, ...] = (),
    withholding: tuple[Withholding, ...] = (),
    currency: str = "EUR",
) -> Document:
    """A document whose VAT summary, total and payment follow from ``items`` and ``funds``."""
    lines = tuple(_line(place, item) for place, item in enumerate(items, 1))
    simplified = type_code in ("TD07", "TD08", "TD09")
    summary = _summary(lines, funds, None if simplified else exigibility)
    total = sum(row.taxable + row.tax for row in summary)
    kept = sum(row.amount for row in withholding)
    split = sum(row.tax for row in summary if row.exigibility == "S")
    due = day + datetime.timedelta(days=30)
    return Document(
        format="FSM10" if simplified else "FPR12",
        type_code=type_code,
        kind=KINDS[type_code],
        number=number,
        date=day,
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=tuple(line._replace(quantity=None, unit=None, unit_price=None) for line in lines)
        if simplified
        else lines,
        vat_summary=summary,
        withholding=withholding,
        funds=funds,
        total_declared=None if simplified else total,
        payments=() if simplified else (Instalment("MP05", total - kept - split, due, "IT60X0542811101000000123456"),),
        causes=() if simplified else ("Merce o servizio già reso, salvo quanto convenuto",),
        regime=regime,
    )


def resum(document: Document) -> Document:
    """The document with its declared total made anew from summary, discount and rounding, and paid at once."""
    total = document.total + document.discount + (document.rounding or 0)
    due = document.date + datetime.timedelta(days=30)
    return document._replace(total_declared=total, payments=(Instalment("MP05", total, due),))


def pension(net: int, kind: str, rate: int, *, withheld: bool = False) -> Fund:
    """A pension-fund contribution of ``rate`` on ``net``, taxed at the ordinary rate."""
    return Fund(kind, round_half_up(Decimal(net * rate) / 10_000), rate, net, 2200, None, withheld)


def withheld(base: int, kind: str = "RT01", rate: int = 2000, reason: str = "A") -> Withholding:
    """Tax of ``rate`` kept back on ``base``."""
    return Withholding(kind, round_half_up(Decimal(base * rate) / 10_000), rate, reason)


def _line(number: int, item: Item) -> Line:
    price = Decimal(item.price).scaleb(-2)
    total = price * item.quantity
    if item.reduced:
        total = Decimal(round_half_up(total * (100 - item.reduced))).scaleb(-2)
    return Line(
        number=number,
        description=item.description,
        quantity=Decimal(item.quantity),
        unit="PZ" if item.quantity > 1 else None,
        unit_price=price,
        total=total,
        rate=item.rate,
        nature=item.nature,
        withheld=item.withheld,
        kind=item.kind,
    )


def _summary(lines: Sequence[Line], funds: Sequence[Fund], exigibility: str | None) -> tuple[VatSummary, ...]:
    sums: dict[tuple[int, str | None], int] = {}
    for line in lines:
        key = (line.rate, line.nature)
        sums[key] = sums.get(key, 0) + minor_from_decimal(line.total)
    for fund in funds:
        key = (fund.vat_rate, fund.nature)
        sums[key] = sums.get(key, 0) + fund.amount
    return tuple(
        VatSummary(
            rate,
            nature,
            taxable,
            round_half_up(Decimal(taxable * rate) / 10_000),
            None if nature else exigibility,
            0,
            REFERENCES.get(nature or ""),
        )
        for (rate, nature), taxable in sums.items()
    )
