"""A received document of the sample studio as Fatture in Cloud has it, registered or still pending."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final

from tuiledger.domain.documents import Document, Line
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.issued_rows import stamped
from tuiledger.sandbox.clouds.fattureincloud.parties import chance
from tuiledger.sandbox.clouds.fattureincloud.rows import DOOR
from tuiledger.sandbox.clouds.fattureincloud.values import CATEGORIES, CURRENCIES, Data, amount

#: One received document in so many has lines.
_DETAILED_IN: Final = 3


def received_type(document: Document) -> str:
    """Which list of received documents it stands in."""
    return "passive_credit_note" if document.type_code == "TD04" else "expense"


def received_row(company: Company, document: Document, entity: Data, number: int) -> Data:
    """The document with all its fields; ``number`` is its id. What its seller declared is its gross."""
    gross = document.total if document.total_declared is None else document.total_declared
    kept = sum(row.amount for row in document.withholding)
    detailed = has_lines(number, "some")
    arrived = document.date + datetime.timedelta(days=2)
    made = stamped(arrived, number)
    return {
        "id": number, "type": received_type(document), "description": document.lines[0].description[:60],
        "category": CATEGORIES[chance(document.number, len(CATEGORIES))], "amortization": 1, "rc_center": "",
        "invoice_number": document.number, "is_marked": False, "is_detailed": detailed, "e_invoice": True,
        "entity": entity, "date": document.date.isoformat(),
        "next_due_date": (document.date + datetime.timedelta(days=30)).isoformat(),
        "currency": CURRENCIES[document.currency], "amount_net": amount(document.taxable),
        "amount_vat": amount(document.vat), "amount_gross": amount(gross), "amount_withholding_tax": amount(kept),
        "amount_other_withholding_tax": 0, "tax_deductibility": 100, "vat_deductibility": 100,
        "items_list": items(company, document, number) if detailed else [],
        "payments_list": _payments(company, document, number, gross - kept),
        "attachment_url": f"{DOOR}/r/{company.id}/{number}.xml", "attachment_preview_url": None,
        "auto_calculate": gross == document.total, "locked": False, "created_at": made, "updated_at": made,
        "ei_reception_date": stamped(arrived, number), "is_from_pending_expenses": chance(f"{number} from", 2) == 0,
    }  # fmt: skip


def has_lines(number: int, which: str) -> bool:
    """Whether a received document has lines: some have, all, or none."""
    return which == "all" or (which == "some" and chance(f"{number} lines", _DETAILED_IN) == 0)


def items(company: Company, document: Document, number: int) -> list[Data]:
    """Its lines, and one more for each pension fund, for which a received document has no field."""
    lines = list(document.lines)
    for fund in document.funds:
        total = Decimal(fund.amount).scaleb(-2)
        lines.append(
            Line(len(lines) + 1, f"Cassa {fund.kind}", Decimal(1), None, total, total, fund.vat_rate, fund.nature)
        )
    return [_item(company, line, number) for line in lines]


def pending_row(company: Company, document: Document, number: int) -> Data:
    """The document as it waits to be registered, with the e-invoice behind its address."""
    gross = document.total if document.total_declared is None else document.total_declared
    name = f"IT{document.seller.vat_number or '99909990100'}_{number % 100_000:05d}.xml"
    return {
        "id": number, "type": "agyo", "document_type": received_type(document), "date": document.date.isoformat(),
        "subject": f"Fattura {document.number}", "filename": name, "supplier_name": document.seller.name or "",
        "amount_net": amount(document.taxable), "amount_vat": amount(document.vat), "amount_gross": amount(gross),
        "category": "", "cost_center": "", "currency": CURRENCIES[document.currency], "payments_list": [],
        "emission_date": document.date.isoformat(), "import_error": "", "other_attachments": [],
        "attachment_url": f"{DOOR}/p/{company.id}/{number}.xml",
    }  # fmt: skip


def _item(company: Company, line: Line, number: int) -> Data:
    price = float(line.total if line.unit_price is None or not line.quantity else line.total / line.quantity)
    return {
        "id": number * 100 + line.number, "product_id": None, "code": "", "name": line.description,
        "measure": line.unit or "", "net_price": round(price, 5), "category": "", "qty": float(line.quantity or 1),
        "vat": company.vat_of(line.rate, line.nature), "stock": 0, "deductibility_vat_percentage": 100,
    }  # fmt: skip


def _payments(company: Company, document: Document, number: int, due: int) -> list[Data]:
    paid = chance(f"{number} paid", 5) < 2
    when = (document.date + datetime.timedelta(days=30)).isoformat()
    return [
        {
            "id": number * 10, "amount": amount(due), "due_date": when, "paid_date": when if paid else None,
            "payment_terms": {"days": 30, "type": "standard"}, "status": "paid" if paid else "not_paid",
            "payment_account": next(iter(company.accounts.values())) if paid else None,
        }
    ]  # fmt: skip
