"""Received documents of Fatture in Cloud, registered and pending, as documents of the books."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tuiledger.domain.documents import (
    NUMBER_MISSING,
    Direction,
    Document,
    Finding,
    Kind,
    Line,
    PartyDetails,
    VatSummary,
    Withholding,
)
from tuiledger.domain.money import decimal_text, round_half_up
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import Understood
from tuiledger.providers.fattureincloud import parts
from tuiledger.providers.fattureincloud.issued import FORMAT
from tuiledger.providers.fattureincloud.vat_split import Totals, single_rate, split
from tuiledger.providers.fattureincloud.wire import MISSING, Pending, Received
from tuiledger.text.clean import clean_line


def read_received(wire: Received, company: PartyDetails) -> Understood:
    """A received document as the books see it.

    Args:
        company: the client company whose document it is: the buyer.

    Raises:
        Refusal: an amount is none.
    """
    currency = ((wire.currency and wire.currency.id) or "EUR").upper()[:10]
    totals = Totals(
        net=parts.minor_or_none(wire.amount_net, "amount_net", currency),
        funds=0,
        vat=parts.minor_or_none(wire.amount_vat, "amount_vat", currency),
        gross=parts.minor(wire.amount_gross, "amount_gross", currency),
    )
    lines, rows, amounts = _summary(wire, totals, currency)
    number = parts.text(wire.invoice_number, 60)
    document = Document(
        format=FORMAT,
        type_code="TD04" if wire.type == "passive_credit_note" else "TD01",
        kind=Kind.CREDIT_NOTE if wire.type == "passive_credit_note" else Kind.INVOICE,
        # The supplier's number need not be there; the service's own keeps two such documents apart.
        number=number or f"FIC-{wire.id}",
        date=wire.date,
        currency=currency,
        seller=parts.party(wire.entity),
        buyer=company,
        lines=lines,
        vat_summary=rows,
        withholding=tuple(_withholding(wire, currency)),
        total_declared=totals.gross,
        payments=parts.instalments(wire.payments_list, "", None, currency),
        causes=tuple(filter(None, [parts.text(wire.description, 200)])),
        findings=tuple(_findings(wire, number, amounts, totals, currency)),
    )
    return Understood(Direction.RECEIVED, document, amounts)


def _summary(wire: Received, totals: Totals, currency: str) -> tuple[tuple[Line, ...], tuple[VatSummary, ...], str]:
    """Lines, VAT summary and where its split is from: the lines, or the one legal rate that the totals fit."""
    items = wire.items_list or []
    if items and all(item.vat is not None and item.vat.value is not None for item in items):
        lines, shares = parts.lines(items)
        rows = split(shares, totals).rows
        if rows:
            return lines, _whole(rows, totals), "lines"
    net, vat = totals.net or 0, totals.vat or 0
    rate = single_rate(net, vat)
    return (), (VatSummary(rate, None, net, vat),) if rate else (), "lines" if rate else "none"


def _whole(rows: tuple[VatSummary, ...], totals: Totals) -> tuple[VatSummary, ...]:
    """``rows``, or the one row that the totals make at the rate of every line.

    What a supplier adds on top of the lines, such as a pension fund's contribution, is in the totals alone.
    """
    if len(rows) != 1 or totals.net is None or totals.vat is None:
        return rows
    rate = rows[0].rate
    fits = round_half_up(Decimal(totals.net * rate) / 10_000) == totals.vat
    return (rows[0]._replace(taxable=totals.net, tax=totals.vat),) if rate and fits else rows


def _withholding(wire: Received, currency: str) -> Iterator[Withholding]:
    for kind, amount, place in (
        ("RT01", wire.amount_withholding_tax, "amount_withholding_tax"),
        ("RT06", wire.amount_other_withholding_tax, "amount_other_withholding_tax"),
    ):
        if amount:
            yield Withholding(kind, parts.minor(amount, place, currency))


def _findings(wire: Received, number: str | None, amounts: str, totals: Totals, currency: str) -> Iterator[Finding]:
    if number is None:
        yield Finding(NUMBER_MISSING, "The supplier’s number is not in the cloud: its own id stands in its place")
    if amounts == "none":
        net, vat = decimal_text(totals.net or 0, currency), decimal_text(totals.vat or 0, currency)
        yield Finding("vat-split-missing", "The cloud has no VAT split for net {} and VAT {}", (net, vat))
    elif not wire.items_list:
        yield Finding("vat-split-computed", "The VAT rate was worked out from the totals: the cloud has no lines")
    if wire.vat_deductibility is not None and wire.vat_deductibility < 100:
        share = f"{wire.vat_deductibility:g}"
        yield Finding("deductibility", "In the cloud {} % of the VAT is marked as deductible", (share,))


def read_pending(wire: Pending, company: PartyDetails) -> Understood:
    """A document that waits in the portal: what is known of it before its file is read.

    Raises:
        Refusal: it has no date, or an amount is none.
    """
    day = parts.day(wire.emission_date) or parts.day(wire.emssion_date) or parts.day(wire.date)
    if day is None:
        raise Refusal("wire", MISSING, ("emission_date",))
    currency = ((wire.currency and wire.currency.id) or "EUR").upper()[:10]
    net = parts.minor(wire.amount_net, "amount_net", currency)
    vat = parts.minor(wire.amount_vat, "amount_vat", currency)
    credit = wire.document_type == "passive_credit_note"
    document = Document(
        format=FORMAT,
        type_code="TD04" if credit else "TD01",
        kind=Kind.CREDIT_NOTE if credit else Kind.INVOICE,
        number=f"FIC-{wire.id}",
        date=day,
        currency=currency,
        seller=PartyDetails(parts.text(wire.supplier_name)),
        buyer=company,
        total_declared=parts.minor(wire.amount_gross, "amount_gross", currency) if wire.amount_gross is not None
        else net + vat,
        payments=parts.instalments(wire.payments_list, "", None, currency),
        causes=tuple(clean_line(cause, 200) for cause in (wire.subject, wire.filename) if cause),
        findings=(
            Finding("pending", "This document waits in the portal to be registered: its file has what is missing here"),
        ),
    )  # fmt: skip
    return Understood(Direction.RECEIVED, document, "none")
