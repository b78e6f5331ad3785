"""What a company has in the cloud beside its invoices: other papers, products, receipts, taxes, its cashbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.issued_rows import stamped
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.values import Data, amount

#: Papers that go to customers and are no invoices.
_PAPERS: Final = ("quote", "order", "proforma", "delivery_note", "receipt", "work_report", "supplier_order")
_PRODUCTS: Final = (("Cavo elettrico 3x1,5", 1_250), ("Quadro da parete", 8_900), ("Canone di assistenza", 12_000))
_CASHBOOK: Final = 10


def furnish(company: Company, ids: Iterator[int]) -> None:
    """Give a company what every company has."""
    for kind in _PAPERS:
        _paper(company, kind, next(ids))
    for name, price in _PRODUCTS:
        company.shelf("products").add(Row(_product(company, name, price, next(ids))))
    for month in (1, 2, 3):
        company.shelf("receipts").add(Row(_receipt(company, datetime.date(2026, month, 28), next(ids), month)))
    for month in (3, 6):
        number = next(ids)
        data = {"id": number, "due_date": f"2026-{month:02d}-16", "status": "paid" if month == 3 else "not_paid",
                "payment_account": None, "amount": 1250.4, "attachment_url": None,
                "description": "IVA del periodo"}  # fmt: skip
        company.shelf("taxes").add(Row(data))
    number = next(ids)
    contract = {"id": number, "date": "2026-02-01", "description": "Contratto di locazione", "attachment_url": None,
                "category": "Contratti"}  # fmt: skip
    company.shelf("archive").add(Row(contract))
    _settle(company)


def _paper(company: Company, kind: str, number: int) -> None:
    """A quote, an order and the like, after the fashion of the company's first invoice."""
    pattern = next((row for row in company.shelf("issued") if row.data["type"] == "invoice"), None)
    if pattern is None:
        return
    made = stamped(datetime.date(2026, 3, 2), number)
    data = {
        **pattern.data, "id": number, "type": kind, "number": 1, "numeration": "", "date": "2026-03-02", "ei_raw": None,
        "e_invoice": False, "ei_status": None, "ei_data": None, "created_at": made, "updated_at": made,
        "permanent_token": f"{number:x}",
    }  # fmt: skip
    company.numbers[kind, 2026, ""] = 1
    company.shelf("issued").add(Row(data))


def _product(company: Company, name: str, price: int, number: int) -> Data:
    made = stamped(datetime.date(2026, 1, 7), number)
    return {
        "id": number, "name": name, "code": f"ART-{number % 1000:03d}", "net_price": amount(price),
        "gross_price": amount(price * 122 // 100), "use_gross_price": False, "default_vat": company.vat_types[0],
        "net_cost": 0, "measure": "PZ", "description": "", "category": "Merci", "notes": "", "in_stock": True,
        "stock_initial": 10, "stock_current": 10, "average_cost": 0, "average_price": 0, "created_at": made,
        "updated_at": made,
    }  # fmt: skip


def _receipt(company: Company, day: datetime.date, number: int, place: int) -> Data:
    made = stamped(day, number)
    account = next(iter(company.accounts.values()))
    return {
        "id": number, "date": day.isoformat(), "number": place, "numeration": "rec", "amount_net": 100,
        "amount_vat": 22, "amount_gross": 122, "use_gross_prices": True, "type": "till_receipt",
        "description": "Corrispettivi del mese", "rc_center": "", "created_at": made, "updated_at": made,
        "payment_account": account,
        "items_list": [
            {"id": number * 100, "amount_net": 100, "amount_gross": 122, "category": "", "vat": company.vat_types[0]}
        ],
    }  # fmt: skip


def _settle(company: Company) -> None:
    """The cashbook: what was paid, the first of it."""
    paid = [
        (row.data, payment, side)
        for shelf, side in (("issued", "in"), ("received", "out"))
        for row in company.shelf(shelf)
        for payment in row.data["payments_list"] or ()
        if payment["status"] == "paid"
    ]
    for place, (data, payment, side) in enumerate(paid[:_CASHBOOK] + paid[-_CASHBOOK:], 1):
        other = "out" if side == "in" else "in"
        company.cashbook[f"{place}"] = {
            "id": f"{place}", "date": payment["paid_date"], "description": f"Fattura {data.get('number', '')}",
            "kind": "issued_document" if side == "in" else "received_document", "type": side,
            "entity_name": data["entity"]["name"], "document": {"id": data["id"], "type": data["type"], "path": ""},
            f"amount_{side}": payment["amount"], f"payment_account_{side}": payment["payment_account"],
            f"amount_{other}": 0, f"payment_account_{other}": None,
        }  # fmt: skip
