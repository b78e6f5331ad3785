"""The VAT summary of documents that have none, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tuiledger.domain.documents import VatSummary
from tuiledger.domain.money import round_half_up
from tuiledger.providers.fattureincloud.vat_split import LEGAL_RATES, Amount, Key, Totals, single_rate, split

RATES = st.sampled_from([*LEGAL_RATES, 0, 2100, 850])
KEYS = RATES.map(lambda rate: Key(rate, None if rate else "N4"))
CENTS = st.decimals("-1e6", "1e7", places=3)


def rows(*rows: tuple[int, str | None, int, int]) -> tuple[VatSummary, ...]:
    return tuple(VatSummary(*row) for row in rows)


def per_line(amounts: list[Amount]) -> tuple[int, int]:
    """Net and VAT as a service would figure that rounds every line by itself."""
    net = tax = 0
    for key, value, _ in amounts:
        rounded = round_half_up(value)
        net += rounded
        tax += round_half_up(Decimal(rounded * key.rate) / 10_000)
    return net, tax


@given(st.lists(st.tuples(KEYS, CENTS, st.just(False)), min_size=1, max_size=12))
def test_the_documents_totals_are_met_to_the_cent_however_it_rounds(amounts: list[Amount]) -> None:
    net, tax = per_line(amounts)
    found = split(amounts, Totals(net, 0, tax, net + tax)).rows
    exact: dict[Key, Decimal] = {}
    for key, value, _ in amounts:
        exact[key] = exact.get(key, Decimal()) + value
    bearing = any(key.rate for key in exact)
    assert sum(row.taxable for row in found) == net
    assert sum(row.tax for row in found) == (tax if bearing else 0)
    assert [row.tax for row in found if not row.rate] == [0] * sum(not row.rate for row in found)
    for row in found:
        share = exact[Key(row.rate, row.nature)]
        slack = len(amounts) + len(exact) + 1
        assert abs(row.taxable - share) <= slack
        assert abs(row.tax - share * row.rate / 10_000) <= 2 * slack


@given(st.lists(st.tuples(st.sampled_from(LEGAL_RATES).map(Key), st.integers(1, 10**7)), min_size=1, max_size=10))
def test_gross_prices_come_apart_into_what_they_add_up_to(lines: list[tuple[Key, int]]) -> None:
    amounts: list[Amount] = [(key, Decimal(cents), True) for key, cents in lines]
    gross = sum(cents for _, cents in lines)
    net = sum(round_half_up(Decimal(cents * 10_000) / (10_000 + key.rate)) for key, cents in lines)
    found = split(amounts, Totals(net, 0, gross - net, gross)).rows
    assert sum(row.taxable + row.tax for row in found) == gross
    for row in found:
        assert abs(row.tax - Decimal(row.taxable * row.rate) / 10_000) <= 2 * len(lines) + 2


@given(st.lists(st.tuples(KEYS, CENTS, st.just(False)), min_size=1, max_size=6), st.integers(100, 10**6))
def test_a_difference_that_rounding_does_not_explain_stays_to_be_seen(amounts: list[Amount], extra: int) -> None:
    net, tax = per_line(amounts)
    found = split(amounts, Totals(net + extra, 0, tax, net + tax + extra)).rows
    assert abs(sum(row.taxable for row in found) - net) <= len(amounts)


@pytest.mark.parametrize(
    ("funds", "tax", "into"),
    [(400, 4_488, 2200), (400, 4_440, 1000)],
    ids=["the ordinary rate bears it", "the reduced rate bears it"],
)
def test_a_fund_stands_in_the_row_that_makes_the_vat_come_out(funds: int, tax: int, into: int) -> None:
    amounts: list[Amount] = [(Key(2200), Decimal(10_000), False), (Key(1000), Decimal(22_000), False)]
    found = split(amounts, Totals(32_000, funds, tax, 32_000 + funds + tax))
    assert found.funds_in == Key(into)
    assert sum(row.taxable for row in found.rows) == 32_400
    assert sum(row.tax for row in found.rows) == tax


@pytest.mark.parametrize("net", [10_000, 10_400])
def test_the_net_total_may_hold_the_funds_or_not(net: int) -> None:
    found = split([(Key(2200), Decimal(10_000), False)], Totals(net, 400, 2_288, 12_688))
    assert found.rows == rows((2200, None, 10_400, 2_288))


def test_a_fund_of_a_document_free_of_vat_has_its_nature() -> None:
    found = split([(Key(0, "N2.2"), Decimal(10_000), False)], Totals(10_000, 400, 0, 10_400))
    assert found == (rows((0, "N2.2", 10_400, 0)), Key(0, "N2.2"))


def test_natures_stay_apart_and_lines_that_cancel_leave_no_row() -> None:
    amounts: list[Amount] = [
        (Key(0, "N1"), Decimal(200), False), (Key(0, "N4"), Decimal(5_000), False),
        (Key(2200), Decimal(700), False), (Key(2200), Decimal(-700), False),
    ]  # fmt: skip
    found = split(amounts, Totals(5_200, 0, 0, 5_200)).rows
    assert found == rows((0, "N1", 200, 0), (0, "N4", 5_000, 0))


def test_without_totals_the_lines_stand() -> None:
    found = split([(Key(2200), Decimal("1000.5"), False)], Totals(None, 0, None, 0)).rows
    assert found == rows((2200, None, 1001, 220))


@given(st.integers(1, 10**9), st.sampled_from(LEGAL_RATES))
def test_one_legal_rate_is_found_where_it_alone_fits(net: int, rate: int) -> None:
    tax = round_half_up(Decimal(net * rate) / 10_000)
    assume(tax)
    others = [r for r in LEGAL_RATES if round_half_up(Decimal(net * r) / 10_000) == tax]
    assert single_rate(net, tax) == (rate if others == [rate] else None)


@pytest.mark.parametrize(("net", "tax"), [(10_000, 0), (10_000, 2_100), (10_000, 1_600), (10, 1), (0, 0)])
def test_no_rate_is_guessed(net: int, tax: int) -> None:
    assert single_rate(net, tax) is None


def test_a_credit_written_with_minus_has_its_rate_as_well() -> None:
    assert single_rate(-10_000, -2_200) == 2200
