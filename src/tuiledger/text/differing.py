"""What two accounts of one document say differently, in a person's words and figures."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from tuiledger.domain.duplicates import Difference
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _

#: The fields that :func:`tuiledger.domain.differences.differences` compares, as people call them.
FIELDS: Final = {
    "date": N_("Date"),
    "number": N_("Number"),
    "currency": N_("Currency"),
    "seller": N_("Seller"),
    "buyer": N_("Buyer"),
    "taxable": N_("Taxable"),
    "vat": N_("VAT"),
    "vat_summary": N_("VAT summary"),
    "total": N_("Total"),
    "withholding": N_("Withholding"),
    "stamp_duty": N_("Stamp duty"),
    "payments": N_("Payments"),
    "iban": N_("IBAN"),
}
_AMOUNTS: Final = frozenset({"taxable", "vat", "total", "withholding", "stamp_duty"})


class Differing(NamedTuple):
    """A field that two accounts of a document disagree on: its name, and what each of them says."""

    field: str
    ours: str
    theirs: str


def differing(difference: Difference, currency: str) -> Differing:
    """``difference`` as people read it; an amount that only one of them has is nothing in the other."""
    told: Callable[[str], str] = str
    if difference.field in _AMOUNTS:
        told = partial(_amount, currency=currency)
    elif difference.field == "date":
        told = _day
    elif difference.field == "vat_summary":
        told = partial(_summary, currency=currency)
    elif difference.field == "payments":
        told = partial(_due, currency=currency)
    name = FIELDS.get(difference.field)
    return Differing(_(name) if name else difference.field, told(difference.left), told(difference.right))


def _amount(minor: str, currency: str) -> str:
    return amount_text(int(minor or 0), currency)


def _day(iso: str) -> str:
    return date_text(datetime.date.fromisoformat(iso))


def _summary(rows: str, currency: str) -> str:
    told = []
    for row in filter(None, rows.split("; ")):
        rate, _colon, amounts = row.partition(": ")
        taxable, _plus, tax = amounts.partition(" + ")
        told.append(f"{rate_text(int(rate))}: {_amount(taxable, currency)} + {_amount(tax, currency)}")
    return "; ".join(told)


def _due(rows: str, currency: str) -> str:
    told = []
    for row in filter(None, rows.split("; ")):
        day, _space, amount = row.partition(" ")
        told.append(f"{_day(day)} {_amount(amount, currency)}")
    return "; ".join(told)
