"""Issued invoices and credit notes of Fatture in Cloud as documents of the books."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final, NamedTuple

from tuiledger.domain.documents import (
    CLOUD,
    KINDS,
    Direction,
    Document,
    Finding,
    Fund,
    Kind,
    PartyDetails,
    Related,
    VatSummary,
    Withholding,
)
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Understood
from tuiledger.providers.fattureincloud import parts
from tuiledger.providers.fattureincloud.vat_split import Key, Split, Totals, split
from tuiledger.providers.fattureincloud.wire import EInvoiceData, Issued, Item, Method
from tuiledger.text.clean import clean_line

FORMAT: Final = f"{CLOUD}fattureincloud"

_TYPES: Final = {"invoice": "TD01", "credit_note": "TD04"}
_RELATED: Final = {"ordine": "order", "contratto": "contract", "convenzione": "agreement"}
_GENERAL: Final = ("FatturaElettronicaBody", "DatiGenerali")
_NO_DATA: Final = EInvoiceData()
_NO_METHOD: Final = Method()
#: The duty on an invoice without VAT, charged to the customer as a line (specification 1.6, 2.1.1.6.2).
_STAMP: Final = 200

#: What the exchange system did with an e-invoice, where it matters whether it counts as issued.
_STATES: Final = {
    "discarded": ("sdi-discarded", N_("The exchange system rejected this e-invoice: it counts as not issued")),
    "error": ("sdi-discarded", N_("The exchange system rejected this e-invoice: it counts as not issued")),
    "rejected": ("sdi-refused", N_("The public body refused this e-invoice")),
    "manual_rejected": ("sdi-refused", N_("The public body refused this e-invoice")),
    "not_sent": ("sdi-not-sent", N_("This e-invoice has not been sent to the exchange system yet")),
    "missing": ("sdi-not-sent", N_("This e-invoice has not been sent to the exchange system yet")),
    "attempt": ("sdi-on-its-way", N_("This e-invoice is on its way to the exchange system")),
    "pending": ("sdi-on-its-way", N_("This e-invoice is on its way to the exchange system")),
    "processing": ("sdi-on-its-way", N_("This e-invoice is on its way to the exchange system")),
}


def is_sent(status: object) -> bool:
    """Whether the exchange system was given an e-invoice and did not turn it away."""
    return bool(status) and status not in _STATES


class _Charge(NamedTuple):
    """A fund on top of the lines: its code, its percentage and its amount in minor units."""

    kind: str
    rate: float | None
    amount: int


def read_issued(wire: Issued, company: PartyDetails) -> Understood:
    """An issued document as the books see it.

    Args:
        company: the client company whose document it is: the seller.

    Raises:
        Refusal: an amount is none, or a line has no rate.
    """
    currency = ((wire.currency and wire.currency.id) or "EUR").upper()[:10]
    data = wire.ei_data or _NO_DATA
    items = wire.items_list or []
    lines, amounts = parts.lines(items, gross=bool(wire.use_gross_prices))
    charges = tuple(_charges(wire, currency))
    totals = Totals(
        net=parts.minor_or_none(wire.amount_net, "amount_net", currency),
        funds=sum(charge.amount for charge in charges),
        vat=parts.minor_or_none(wire.amount_vat, "amount_vat", currency),
        gross=parts.minor(wire.amount_gross, "amount_gross", currency),
    )
    found = split(amounts, totals) if items else Split(())
    type_code = _type_code(wire)
    way = wire.payment_method or _NO_METHOD
    iban = parts.text(data.bank_iban or way.bank_iban, 40)
    method = data.payment_method or way.ei_payment_method or ""
    document = Document(
        format=FORMAT,
        type_code=type_code,
        kind=KINDS.get(type_code, Kind.UNKNOWN),
        number=parts.text(f"{wire.number}{wire.numeration or ''}", 60) or "",
        date=wire.date,
        currency=currency,
        seller=company,
        buyer=parts.party(wire.entity),
        lines=lines,
        vat_summary=_named(found.rows, _exigibility(wire, data), items),
        withholding=tuple(_withholding(wire, company, currency)),
        funds=tuple(_fund(charge, found.funds_in or Key(0)) for charge in charges),
        stamp_duty=parts.minor(wire.stamp_duty, "stamp_duty", currency) or _charged_stamp(items),
        total_declared=totals.gross,
        payments=parts.instalments(
            wire.payments_list, (parts.text(method, 10) or "").upper(), iban and "".join(iban.split()).upper(), currency
        ),
        related=tuple(_related(data)),
        deliveries=tuple(_deliveries(wire)),
        causes=tuple(filter(None, [parts.text(wire.visible_subject, 200)])),
        findings=tuple(_findings(wire)),
    )
    return Understood(Direction.ISSUED, document, "lines" if found.rows or not totals.gross else "none")


def _type_code(wire: Issued) -> str:
    """TD01 or TD04, unless the tags a person added to the e-invoice name another type."""
    for row in _raw(wire.ei_raw, "DatiGeneraliDocumento"):
        code = row.get("TipoDocumento")
        if isinstance(code, str) and code.strip().upper() in KINDS:
            return code.strip().upper()
    return _TYPES.get(wire.type, "")


def _raw(raw: object, name: str) -> list[dict[str, str]]:
    """The tags called ``name`` among those a person added below DatiGenerali."""
    if raw is None:
        return []
    for step in (*_GENERAL, name):
        raw = raw.get(step) if isinstance(raw, dict) else None
    found = raw if isinstance(raw, list) else [raw]
    return [row for row in found if isinstance(row, dict)]


def _deliveries(wire: Issued) -> Iterator[datetime.date]:
    for row in _raw(wire.ei_raw, "DatiDDT"):
        delivered = parts.day(str(row.get("DataDDT") or ""))
        if delivered:
            yield delivered


def _charges(wire: Issued, currency: str) -> Iterator[_Charge]:
    """Contributions on top of the lines: the INPS surcharge (rivalsa) and pension funds (cassa)."""
    if not (wire.amount_rivalsa or wire.amount_cassa or wire.amount_cassa2):
        return
    for kind, rate, amount, place in (
        ("TC22", wire.rivalsa, wire.amount_rivalsa, "amount_rivalsa"),
        (wire.ei_cassa_type, wire.cassa, wire.amount_cassa, "amount_cassa"),
        (wire.ei_cassa2_type, wire.cassa2, wire.amount_cassa2, "amount_cassa2"),
    ):
        if amount:
            # The service need not say which fund it is; then no code stands for it.
            yield _Charge(clean_line(kind or "TC", 10).upper(), rate, parts.minor(amount, place, currency))


def _fund(charge: _Charge, bearer: Key) -> Fund:
    return Fund(
        kind=charge.kind,
        amount=charge.amount,
        rate=parts.percent(charge.rate) or None,
        vat_rate=bearer.rate,
        nature=bearer.nature,
    )


def _withholding(wire: Issued, company: PartyDetails, currency: str) -> Iterator[Withholding]:
    if wire.amount_withholding_tax:
        # The seller's own fiscal code tells a legal person (RT02), whose code is all figures, from a natural one.
        legal = (company.fiscal_code or company.vat_number or "").isdecimal() and not _is_person(company)
        yield Withholding(
            "RT02" if legal else "RT01",
            parts.minor(wire.amount_withholding_tax, "amount_withholding_tax", currency),
            parts.percent(wire.withholding_tax) or None,
            parts.text(wire.ei_withholding_tax_causal, 10),
        )
    if wire.amount_other_withholding_tax:
        yield Withholding(
            (parts.text(wire.ei_other_withholding_tax_type, 10) or "RT06").upper(),
            parts.minor(wire.amount_other_withholding_tax, "amount_other_withholding_tax", currency),
            parts.percent(wire.other_withholding_tax) or None,
            parts.text(wire.ei_other_withholding_tax_causal, 10),
        )


def _is_person(company: PartyDetails) -> bool:
    return bool(company.fiscal_code and not company.fiscal_code.isdecimal())


def _exigibility(wire: Issued, data: EInvoiceData) -> str | None:
    if wire.use_split_payment:
        return "S"
    return data.vat_kind if data.vat_kind in ("I", "D", "S") else None


def _named(rows: tuple[VatSummary, ...], exigibility: str | None, items: list[Item]) -> tuple[VatSummary, ...]:
    """``rows`` with when their VAT is due, and with the law that frees them from it in the service's words."""
    if all(row.rate for row in rows):
        # The usual case: nothing is free of VAT.
        return rows if exigibility is None else tuple(row._replace(exigibility=exigibility) for row in rows)
    laws: dict[str | None, str | None] = {}
    for item in items:
        if item.vat and not item.vat.value:
            law = item.vat.ei_description or item.vat.description
            laws.setdefault(parts.nature(item.vat.ei_type, 0), parts.text(law, 100))
    return tuple(
        row._replace(exigibility=exigibility) if row.rate else row._replace(reference=laws.get(row.nature))
        for row in rows
    )


def _charged_stamp(items: list[Item]) -> int | None:
    """The stamp duty that a line of its own charges to the customer."""
    for item in items:
        if item.net_price == 2 and item.vat and not item.vat.value and "bollo" in (item.name or "").casefold():
            return _STAMP
    return None


def _related(data: EInvoiceData) -> Iterator[Related]:
    if data.od_number or data.cig or data.cup:
        yield Related(
            _RELATED.get(data.original_document_type or "", "order"),
            parts.text(data.od_number, 60) or "",
            parts.day(data.od_date),
            cup=parts.text(data.cup, 20),
            cig=parts.text(data.cig, 20),
        )
    if data.invoice_number:
        yield Related("invoice", parts.text(data.invoice_number, 60) or "", parts.day(data.invoice_date))


def _findings(wire: Issued) -> Iterator[Finding]:
    if wire.e_invoice and wire.ei_status in _STATES:
        code, message = _STATES[wire.ei_status]
        yield Finding(code, message)
