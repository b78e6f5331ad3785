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
    wrong = [str(document.lines[index].number) for index in _wrong_lines(body)]
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
    if not document.lines:
        return
    sums: dict[tuple[int, str | None], Decimal] = {}
    for line in document.lines:
        key = line.rate, line.nature
        sums[key] = sums.get(key, _ZERO) + line.total
    extra: dict[tuple[int, str | None], int] = {}
    for fund in document.funds:
        key = fund.vat_rate, fund.nature
        extra[key] = extra.get(key, 0) + fund.amount
    rows: dict[tuple[int, str | None], int] = {}
    for row in document.vat_summary:
        key = row.rate, row.nature
        rows[key] = rows.get(key, 0) + row.taxable
        extra[key] = extra.get(key, 0) + row.rounding
    places = exponent(document.currency)
    for key, taxable in rows.items():
        lines = sums.get(key, _ZERO)
        if abs(taxable - extra[key] - lines.scaleb(places, MONEY_CONTEXT)) > 10**places:
            expected = lines + Decimal(extra[key]).scaleb(-places, MONEY_CONTEXT)
            yield Finding(
                "00422",
                "The taxable amount {} is not the sum {} of its lines",
                (decimal_text(taxable, document.currency), f"{expected:.2f}"),
            )


def _wrong_lines(body: Body) -> Iterator[int]:
    """Indices of the lines whose total is more than a cent from what price, discounts and quantity make."""
    discounts = {line.line: line.discounts for line in body.discounted_lines}
    for index, line in enumerate(body.document.lines):
        price, quantity, total = line.unit_price, line.quantity, line.total
        # Price times quantity is the total of nearly every line, to the cent; the others are looked at closely.
        if price is None or (quantity is not None and price * quantity == total and index not in discounts):
            continue
        if abs(_computed(line, discounts.get(index, ())) - total) > _CENT:
            yield index


def _computed(line: Line, discounts: tuple[Discount, ...]) -> Decimal:
    """The line's total as price, discounts and quantity make it; a missing quantity is one."""
    price = line.unit_price or _ZERO
    for discount in discounts:
        by = discount.amount
        if by is None:
            by = price * (discount.percentage or _ZERO) / _HUNDRED
        price = price + by if discount.kind == "MG" else price - by
    return price if line.quantity is None else price * line.quantity
