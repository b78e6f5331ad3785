"""Documents in another currency, turned once into the currency of the books."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.builders import entry, hold, invoice, issued, lines, received, row

from tuiledger.domain.documents import Fund, Withholding
from tuiledger.domain.exchange import AmountError, convert, rate_from_text

RATES = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(10_000), places=4)


def test_each_amount_is_divided_by_the_rate_and_rounded_once() -> None:
    ours = convert(invoice(row(10_000), currency="USD", total_declared=12_200), Decimal("1.0825"), "EUR")
    assert (ours.currency, ours.taxable, ours.vat, ours.total_declared) == ("EUR", 9_238, 2_032, 11_270)


def test_currencies_without_cents_are_scaled() -> None:
    ours = convert(invoice(row(100_000, 0, nature="N3.1"), currency="JPY"), Decimal("160"), "EUR")
    assert ours.taxable == 62_500


def test_everything_that_is_money_is_converted() -> None:
    document = invoice(
        row(10_000), currency="USD", stamp_duty=200, discount=-500, rounding=4,
        withholding=(Withholding("RT01", 2_000),), funds=(Fund("TC01", 400),),
    )  # fmt: skip
    ours = convert(document, Decimal(2), "EUR")
    assert (ours.stamp_duty, ours.discount, ours.rounding) == (100, -250, 2)
    assert (ours.withholding[0].amount, ours.funds[0].amount) == (1_000, 200)


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6), RATES)
def test_conversion_leaves_no_residue_of_its_own_invariant_17(taxables: list[int], rate: Decimal) -> None:
    document = invoice(*(row(taxable) for taxable in taxables), currency="USD")
    document = convert(invoice(*document.vat_summary, currency="USD", total_declared=document.total), rate, "EUR")
    assert document.total_declared == document.total


@pytest.mark.parametrize("text", ["0", "-1", "0.000", "1,08", "abc", "", "1e3"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        rate_from_text(text)


def test_a_foreign_invoice_waits_for_its_rate_and_is_posted_with_it() -> None:
    document = invoice(row(10_000), currency="USD", total_declared=12_200)
    waiting = hold(received(document))
    assert (waiting.code, waiting.values, waiting.answers) == ("foreign-currency", ("USD",), ("rate:", "file-it"))
    assert lines(entry(received(document, "rate:1.0825"))) == [
        "D Purchases of goods and services 92.38", "D Input VAT 20.32", "C Suppliers 112.70",
    ]  # fmt: skip


def test_the_books_currency_needs_no_rate() -> None:
    assert lines(entry(issued(invoice(), "rate:2")))[0] == "D Customers 122.00"
