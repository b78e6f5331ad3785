"""A document in a foreign currency turned into the currency of the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tuiledger.domain.documents import Document
from tuiledger.domain.money import AmountError, decimal_from_text, exponent, round_half_up

#: Rates between which every currency there is lies, so that a slip of the finger is noticed.
SMALLEST_RATE: Final = Decimal("0.0001")
LARGEST_RATE: Final = Decimal(1_000_000)


def rate_from_text(text: str) -> Decimal:
    """Units of the document's currency for one unit of ours, from a plain decimal text.

    Raises:
        AmountError: not a number, or not positive.
    """
    rate = decimal_from_text(text)
    if rate <= 0:
        raise AmountError(f"not an exchange rate: {text[:20]}")
    return rate


def convert(document: Document, rate: Decimal, currency: str) -> Document:
    """``document`` in ``currency`` at ``rate`` units of its own currency for one of ours.

    Every amount is converted and rounded once; the declared total is taken from the converted rows, so that conversion
    never leaves a residue of its own.
    """
    scale = Decimal(10) ** (exponent(currency) - exponent(document.currency))

    def ours(amount: int) -> int:
        return round_half_up(Decimal(amount) * scale / rate)

    rows = tuple(row._replace(taxable=ours(row.taxable), tax=ours(row.tax)) for row in document.vat_summary)
    total = sum(row.taxable + row.tax for row in rows)
    declared = document.total_declared
    return document._replace(
        currency=currency,
        vat_summary=rows,
        total_declared=None if declared is None else total + ours(declared - document.total),
        stamp_duty=None if document.stamp_duty is None else ours(document.stamp_duty),
        discount=ours(document.discount),
        rounding=None if document.rounding is None else ours(document.rounding),
        withholding=tuple(row._replace(amount=ours(row.amount)) for row in document.withholding),
        funds=tuple(fund._replace(amount=ours(fund.amount)) for fund in document.funds),
    )


__all__ = ["LARGEST_RATE", "SMALLEST_RATE", "AmountError", "convert", "rate_from_text"]
