"""Arithmetic of a document: its lines, the summary made of them, and the tax on it (SdI checks 00421 to 00423)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tuiledger.domain.documents import Document, Finding, Line
from tuiledger.domain.money import MONEY_CONTEXT, decimal_text, exponent
from tuiledger.formats.fatturapa.body import Body
from tuiledger.formats.fatturapa.lines import Discount

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal()
_HUNDRED: Final = Decimal(100)

#: How many lines one finding names.
_NAMED: Final = 5


def check_amounts(body: Body) -> Iterator[Finding]:
    """Findings 00421, 00422 and 00423; a simplified invoice derives its amounts, so there is nothing to compare."""
    document = body.document
    if document.simplified:
        return
    yield from _tax(document)
    yield from _taxable(document)
    discounts = {line.line: line.discounts for line in body.discounted_lines}
    wrong = [
        str(line.number)
        for index, line in enumerate(document.lines)
        if line.unit_price is not None and abs(_computed(line, discounts.get(index, ())) - line.total) > _CENT
    ]
    if wrong:
        yield Finding(
            "00423",
            "Price times quantity is not the total of line {}",
            (", ".join(wrong[:_NAMED]) + "…" * (len(wrong) > _NAMED),),
        )


def _tax(document: Document) -> Iterator[Finding]:
    """00421: the tax of a row is its taxable amount times its rate, within a cent."""
    for row in document.vat_summary:
        # Half a cent of rounding lies between the exact product and a cent's tolerance on the rounded one.
        if abs(row.tax * 10_000 - row.taxable * row.rate) > 15_000:
            yield Finding(
                "00421",
                "The tax {} is not the rate applied to {}",
                (decimal_text(row.tax, document.currency), decimal_text(row.taxable, document.currency)),
            )


def _taxable(document: Document) -> Iterator[Finding]:
    """00422: a row's taxable amount is the sum of lines, funds and rounding of its rate and nature, within one unit."""
    sums: dict[tuple[int, str | None], Decimal] = {}
    for line in document.lines:
        key = line.rate, line.nature
        sums[key] = sums.get(key, _ZERO) + line.total
    places = exponent(document.currency)
    if not sums:
        return
    extra: dict[tuple[int, str | None], int] = {}
    for fund in document.funds:
        key = fund.vat_rate, fund.nature
        extra[key] = extra.get(key, 0) + fund.amount
    rows: dict[tuple[int, str | None], int] = {}
    for row in document.vat_summary:
        key = row.rate, row.nature
        rows[key] = rows.get(key, 0) + row.taxable
        extra[key] = extra.get(key, 0) + row.rounding
    for key, taxable in rows.items():
        expected = sums.get(key, _ZERO) + Decimal(extra[key]).scaleb(-places, MONEY_CONTEXT)
        if abs(Decimal(taxable).scaleb(-places, MONEY_CONTEXT) - expected) > 1:
            yield Finding(
                "00422",
                "The taxable amount {} is not the sum {} of its lines",
                (decimal_text(taxable, document.currency), f"{expected:.2f}"),
            )


def _computed(line: Line, discounts: tuple[Discount, ...]) -> Decimal:
    """The line's total as price, discounts and quantity make it; a missing quantity is one."""
    price = line.unit_price or _ZERO
    for discount in discounts:
        by = discount.amount
        if by is None:
            by = price * (discount.percentage or _ZERO) / _HUNDRED
        price = price + by if discount.kind == "MG" else price - by
    return price if line.quantity is None else price * line.quantity
