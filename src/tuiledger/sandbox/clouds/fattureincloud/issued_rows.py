"""An issued document of the sample studio as Fatture in Cloud has it."""

from __future__ import annotations

import datetime
import re
from typing import Final

from tuiledger.domain.documents import BUYER_SIDE, OWN_SIDE, Document, Line, PartyDetails
from tuiledger.domain.money import minor_from_decimal
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.parties import chance
from tuiledger.sandbox.clouds.fattureincloud.rows import DOOR
from tuiledger.sandbox.clouds.fattureincloud.values import CURRENCIES, ITALIAN, TEMPLATES, Data, amount
from tuiledger.sandbox.variants import Journey

#: What the exchange system said of a document, by what befell its file.
_EXCHANGE: Final = {
    Journey.REJECTED: "discarded", Journey.NOT_DELIVERED: "not_delivered", Journey.DELIVERED: "sent",
}  # fmt: skip
_NUMBER: Final = re.compile(r"([1-9][0-9]*)((?:[^0-9].*)?)")
#: Document types that the service writes by itself; others stand in ``ei_raw``.
_OWN_CODES: Final = {"invoice": "TD01", "credit_note": "TD04"}
#: A pension fund that the service counts as rivalsa, the contribution of those without a fund of their own.
_RIVALSA: Final = "TC22"
_TIMES: Final = 8 * 3600, 10 * 3600


def issued_type(document: Document) -> str | None:
    """Which list of issued documents it stands in; None for what the service cannot issue."""
    if document.simplified or document.type_code == "TD29":
        return None
    if document.type_code in BUYER_SIDE:
        return "self_supplier_invoice"
    if document.type_code in OWN_SIDE:
        return "self_own_invoice"
    return "credit_note" if document.type_code == "TD04" else "invoice"


def counterparty(document: Document, company: Company) -> PartyDetails:
    """Whom the document names beside the company itself."""
    return document.seller if document.type_code in BUYER_SIDE else document.buyer


def numbered(company: Company, document: Document, kind: str) -> tuple[int, str, bool]:
    """The number as the service keeps it: a number, the numeration behind it, and whether the two say it all."""
    year = document.date.year
    plain = _NUMBER.fullmatch(document.number)
    series = plain[2] if plain else ""
    key = (kind, year, series)
    number = company.numbers.get(key, 0) + 1
    if plain:
        number = max(number, int(plain[1]))
    company.numbers[key] = number
    return number, series, f"{number}{series}" == document.number


def issued_row(company: Company, document: Document, entity: Data, number: int, journey: Journey) -> Data:
    """The document with all its fields; ``number`` is its id."""
    kind = issued_type(document) or "invoice"
    place, series, same = numbered(company, document, kind)
    made = stamped(document.date, number)
    due = _due(document)
    method = next((m for m in company.methods.values() if m["is_default"]), None)
    data: Data = {
        "id": number, "type": kind, "number": place, "numeration": series, "date": document.date.isoformat(),
        "year": document.date.year, "subject": "", "visible_subject": "", "rc_center": "", "notes": "",
        "entity": entity, "currency": CURRENCIES[document.currency], "language": ITALIAN,
        "use_split_payment": any(row.exigibility == "S" for row in document.vat_summary), "use_gross_prices": False,
        "e_invoice": True, "amount_net": amount(_lines_net(document) + _charged_stamp(document)),
        "amount_vat": amount(document.vat),
        "amount_gross": amount(document.total + _charged_stamp(document)), "amount_due_discount": 0,
        "stamp_duty": amount(document.stamp_duty or 0), **_funds(document), **_withholding(document),
        "items_list": _items(company, document, number),
        "payments_list": _payments(company, document, number, due), "payment_method": method,
        "next_due_date": (document.date + datetime.timedelta(days=30)).isoformat(),
        "ei_data": _e_invoice(document), "ei_raw": _raw(document, kind, same),
        "ei_status": _EXCHANGE.get(journey, "accepted" if document.format == "FPA12" else "sent"),
        "template": TEMPLATES[0], "delivery_note_template": None, "acc_inv_template": None, "h_margins": 15,
        "v_margins": 16, "show_payments": True, "show_payment_method": True, "show_totals": "all",
        "show_notification_button": False, "show_tspay_button": False, "delivery_note": False,
        "accompanying_invoice": False, "is_marked": False, "locked": False, "seen_date": None, "price_list_id": None,
        "extra_data": {"multifatture_sent": None, "ts_communication": False}, "attachment_url": None,
        "url": f"{DOOR}/i/{company.id}/{number}.pdf", "dn_url": None, "ai_url": None,
        "permanent_token": f"{number:x}", "created_at": made, "updated_at": made,
    }  # fmt: skip
    return data


def stamped(day: datetime.date, number: int) -> str:
    """A moment of ``day`` in working hours, the same for the same id."""
    first, length = _TIMES
    moment = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(seconds=first + number * 37 % length)
    return str(moment)


def _lines_net(document: Document) -> int:
    return sum(minor_from_decimal(line.total) for line in document.lines)


def _charged_stamp(document: Document) -> int:
    """The stamp duty that the customer pays beside the VAT summary."""
    declared = document.total if document.total_declared is None else document.total_declared
    return declared - document.total if document.stamp_duty == declared - document.total else 0


def _due(document: Document) -> int:
    split = sum(row.tax for row in document.vat_summary if row.exigibility == "S")
    return document.total + _charged_stamp(document) - sum(row.amount for row in document.withholding) - split


def _item(company: Company, line: Line, number: int) -> Data:
    price = float(line.unit_price if line.unit_price is not None else line.total)
    vat = company.vat_of(line.rate, line.nature)
    reduced = 0
    if line.unit_price and line.quantity and line.unit_price * line.quantity != line.total:
        reduced = round(100 - 100 * line.total / (line.unit_price * line.quantity))
    return {
        "id": number * 100 + line.number, "product_id": None, "code": "", "name": line.description, "category": "",
        "description": "", "qty": float(line.quantity or 1), "measure": line.unit or "", "net_price": price,
        "gross_price": round(price * (1 + vat["value"] / 100), 5), "vat": vat, "not_taxable": False,
        "apply_withholding_taxes": line.withheld, "discount": reduced, "discount_highlight": False, "in_dn": False,
        "stock": False, "ei_raw": None,
    }  # fmt: skip


def _items(company: Company, document: Document, number: int) -> list[Data]:
    return [_item(company, line, number) for line in document.lines] + _stamp_item(company, document, number)


def _stamp_item(company: Company, document: Document, number: int) -> list[Data]:
    charged = _charged_stamp(document)
    if not charged:
        return []
    line = Line(99, "Imposta di bollo", None, None, None, document.lines[0].total, 0, "N1")
    item = _item(company, line, number)
    return [{**item, "net_price": amount(charged), "gross_price": amount(charged), "not_taxable": True}]


def _payments(company: Company, document: Document, number: int, due: int) -> list[Data]:
    """One instalment; two in five are paid, into one of the company's accounts."""
    paid = chance(f"{number} paid", 5) < 2
    when = document.date + datetime.timedelta(days=30)
    return [
        {
            "id": number * 10, "amount": amount(due), "due_date": when.isoformat(),
            "paid_date": when.isoformat() if paid else None, "status": "paid" if paid else "not_paid",
            "payment_account": next(iter(company.accounts.values())) if paid else None, "ei_raw": None,
            "payment_terms": {"days": 30, "type": "standard"},
        }
    ]  # fmt: skip


def _funds(document: Document) -> Data:
    """The pension fund (cassa), or the contribution of those without one (rivalsa)."""
    fund = document.funds[0] if document.funds else None
    rivalsa = fund if fund and fund.kind == _RIVALSA else None
    cassa = fund if fund and fund is not rivalsa else None
    return {
        "rivalsa": (rivalsa.rate or 0) / 100 if rivalsa else 0,
        "amount_rivalsa": amount(rivalsa.amount) if rivalsa else 0,
        "amount_rivalsa_taxable": amount(rivalsa.taxable or 0) if rivalsa else 0,
        "cassa": (cassa.rate or 0) / 100 if cassa else 0, "amount_cassa": amount(cassa.amount) if cassa else 0,
        "cassa_taxable": 100 if cassa else 0, "amount_cassa_taxable": amount(cassa.taxable or 0) if cassa else 0,
        "cassa2": 0, "amount_cassa2": 0, "cassa2_taxable": 0, "amount_cassa2_taxable": 0, "global_cassa_taxable": 0,
        "amount_global_cassa_taxable": 0, "ei_cassa_type": cassa.kind if cassa else None, "ei_cassa2_type": None,
        "amount_enasarco_taxable": 0,
    }  # fmt: skip


def _withholding(document: Document) -> Data:
    kept = document.withholding[0] if document.withholding else None
    base = round(kept.amount * 10_000 / kept.rate) if kept and kept.rate else 0
    return {
        "withholding_tax": (kept.rate or 0) / 100 if kept else 0, "withholding_tax_taxable": 100,
        "amount_withholding_tax": amount(kept.amount) if kept else 0,
        "amount_withholding_tax_taxable": amount(base), "ei_withholding_tax_causal": kept.reason if kept else None,
        "other_withholding_tax": 0, "amount_other_withholding_tax": 0, "amount_other_withholding_tax_taxable": 0,
        "ei_other_withholding_tax_type": None, "ei_other_withholding_tax_causal": None,
    }  # fmt: skip


def _e_invoice(document: Document) -> Data:
    """What the e-invoice says beyond the document, with the order or the invoice that it refers to."""
    related = document.related[0] if document.related else None
    order = related if related and related.kind == "order" else None
    invoice = related if related and related.kind == "invoice" else None
    kind = next((row.exigibility for row in document.vat_summary if row.exigibility), "I")
    return {
        "vat_kind": kind, "payment_method": "MP05", "original_document_type": "ordine" if order else None,
        "od_number": order.number if order else "",
        "od_date": order.date.isoformat() if order and order.date else None,
        "cig": order.cig or "" if order else "", "cup": order.cup or "" if order else "",
        "bank_name": "Banca di prova", "bank_iban": document.payments[0].iban or "" if document.payments else "",
        "bank_beneficiary": "", "invoice_number": invoice.number if invoice else "",
        "invoice_date": invoice.date.isoformat() if invoice and invoice.date else None,
    }  # fmt: skip


def _raw(document: Document, kind: str, same: bool) -> Data | None:
    """Tags of the e-invoice that only the raw part can say: another type, a number in another form."""
    general: dict[str, str] = {}
    if document.type_code != _OWN_CODES.get(kind):
        general["TipoDocumento"] = document.type_code
    if not same:
        general["Numero"] = document.number
    if not general:
        return None
    return {"FatturaElettronicaBody": {"DatiGenerali": {"DatiGeneraliDocumento": general}}}
