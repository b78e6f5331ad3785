"""Documents as Fatture in Cloud sends them, after the shape of its published examples."""

from __future__ import annotations

from typing import Any

from tuiledger.domain.documents import PartyDetails
from tuiledger.ports.clouds import RemoteRow
from tuiledger.providers.reading import canonical, fingerprint

STUDIO = PartyDetails("Rossi & Figli S.r.l.", "IT", "01234567890", "01234567890")

ENTITY: dict[str, Any] = {
    "id": 54321, "name": "Mary Red S.r.L.", "vat_number": "IT05432181211", "tax_code": "IT05432181211",
    "address_street": "Via Italia, 66", "address_postal_code": "20900", "address_city": "Milano",
    "address_province": "MI", "address_extra": "", "country": "Italia", "certified_email": "mary@pec.red.com",
    "ei_code": "ABCXCR1",
}  # fmt: skip
EURO = {"id": "EUR", "exchange_rate": "1.00000", "symbol": "€"}


def vat(value: float, ei_type: object = None, **more: object) -> dict[str, Any]:
    """A VAT type."""
    return {"id": 0, "value": value, "description": "", "ei_type": ei_type, **more}


def item(net_price: float, rate: float = 22, **more: Any) -> dict[str, Any]:
    """One line."""
    return {
        "id": 277876033, "product_id": 5432, "code": "SG3", "name": "Soggiorno", "measure": "", "category": "",
        "net_price": net_price, "gross_price": round(net_price * (1 + rate / 100), 5), "qty": 1, "discount": 0,
        "discount_highlight": False, "in_dn": False, "stock": False, "description": "", "not_taxable": False,
        "apply_withholding_taxes": True, "vat": vat(rate), **more,
    }  # fmt: skip


def issued(*items: dict[str, Any], net: float, tax: float, gross: float | None = None, **more: Any) -> dict[str, Any]:
    """An issued document with every field the detailed fieldset has."""
    gross = round(net + tax, 2) if gross is None else gross
    return {
        "id": 12345, "type": "invoice", "year": 2026, "numeration": "/A", "number": 7, "date": "2026-08-20",
        "subject": "", "visible_subject": "", "rc_center": "", "currency": EURO, "entity": ENTITY, "notes": "",
        "language": {"code": "it", "name": "Italiano"}, "use_gross_prices": False, "use_split_payment": False,
        "e_invoice": False, "ei_data": None, "ei_raw": None, "ei_cassa_type": None, "ei_status": None,
        "rivalsa": 0, "cassa": 0, "withholding_tax": 0, "other_withholding_tax": 0, "stamp_duty": 0,
        "amount_net": net, "amount_vat": tax, "amount_gross": gross, "amount_rivalsa": 0, "amount_cassa": 0,
        "amount_withholding_tax": 0, "amount_other_withholding_tax": 0, "amount_due_discount": 0,
        "payment_method": {"id": 4, "name": "Bonifico"}, "items_list": list(items),
        "payments_list": [{"id": 1, "amount": gross, "due_date": "2026-09-20", "status": "not_paid"}],
        "url": "https://compute.fattureincloud.it/doc/secret.pdf", "attachment_url": None, "seen_date": None,
        "is_marked": False, "created_at": "2026-08-20 09:30:20", "updated_at": "2026-08-23 05:34:20", **more,
    }  # fmt: skip


def received(*items: dict[str, Any], net: float, tax: float, **more: Any) -> dict[str, Any]:
    """A received document."""
    return {
        "id": 777, "type": "expense", "description": "Soggiorno di lavoro", "invoice_number": "12/B",
        "is_detailed": bool(items), "e_invoice": True, "entity": ENTITY, "date": "2026-08-15", "currency": EURO,
        "amount_net": net, "amount_vat": tax, "amount_gross": round(net + tax, 2), "amount_withholding_tax": 0,
        "amount_other_withholding_tax": 0, "tax_deductibility": 100, "vat_deductibility": 100,
        "items_list": list(items) or None, "payments_list": [], "auto_calculate": True, **more,
    }  # fmt: skip


def row_of(document: dict[str, Any], kind: str | None = None) -> RemoteRow:
    """The row a document arrives as."""
    payload = canonical(document)
    return RemoteRow(kind or document["type"], str(document["id"]), None, payload, fingerprint(payload))
