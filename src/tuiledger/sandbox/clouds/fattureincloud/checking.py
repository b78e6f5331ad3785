"""What is checked of a document before it is kept."""

from __future__ import annotations

import datetime
from typing import Any, Final

from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError, invalid
from tuiledger.sandbox.clouds.fattureincloud.totals import cents
from tuiledger.sandbox.clouds.fattureincloud.values import Data, amount

_DIFFERENT: Final = "Il totale dei pagamenti non corrisponde al totale da pagare."
_STATES: Final = ("not_paid", "paid", "reversed")


def checked_items(company: Company, row: Data) -> None:
    """Every line names a VAT type of the company, and gets all of it.

    Raises:
        ApiError: 422.
    """
    items = row.get("items_list") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise invalid(data__items_list="The data.items_list must be an array.")
    filled: list[Data] = []
    for place, item in enumerate(items):
        vat = item.get("vat")
        # 0 is an id.
        number = vat.get("id") if isinstance(vat, dict) else None
        if number is None:
            name = f"data.items_list.{place}.vat.id"
            raise invalid(**{name: f"The {name} field is required."})
        if number not in company.vat_types:
            name = f"data.items_list.{place}.vat.id"
            raise invalid(**{name: f"The selected {name} is invalid."})
        filled.append({**item, "vat": company.vat_types[number]})
    row["items_list"] = filled


def checked_payments(row: Data, totals: Data, options: Any, *, strict: bool) -> None:
    """Instalments come to what is due; with ``fix_payments`` the last one is made to.

    Raises:
        ApiError: 422.
    """
    payments = row.get("payments_list") or []
    if not isinstance(payments, list) or not all(isinstance(each, dict) for each in payments):
        raise invalid(data__payments_list="The data.payments_list must be an array.")
    payments = [{"status": "not_paid", "paid_date": None, **each} for each in payments]
    for place, each in enumerate(payments):
        name = f"data.payments_list.{place}"
        if each["status"] not in _STATES:
            raise invalid(**{f"{name}.status": f"The selected {name}.status is invalid."})
        if each["status"] == "paid" and not isinstance(each.get("payment_account"), dict):
            raise invalid(**{f"{name}.payment_account": f"The {name}.payment_account field is required."})
    due = cents(totals["amount_due"])
    if isinstance(options, dict) and options.get("fix_payments"):
        payments = payments or [{"status": "not_paid", "paid_date": None, "due_date": row["date"]}]
        others = sum(cents(each.get("amount")) for each in payments[:-1])
        payments[-1]["amount"] = amount(due - others)
    paid = sum(cents(each.get("amount")) for each in payments)
    row["payments_list"] = payments
    if (strict or payments) and paid != due:
        raise ApiError(422, _DIFFERENT, extra={"totals": {**totals, "payments_sum": amount(paid)}})


def dated(data: Data, today: datetime.date) -> datetime.date:
    """The date of a document; today's where it has none.

    Raises:
        ApiError: 422.
    """
    text = data.get("date")
    if text is None:
        return today
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise invalid(data__date="The data.date is not a valid date.") from None
