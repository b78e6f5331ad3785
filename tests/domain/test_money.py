"""Amounts are integers: rounded once, split without loss, refused when they are anything else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.money import (
    EXPONENTS,
    LARGEST,
    AmountError,
    Money,
    allocate,
    comparable,
    decimal_from_text,
    decimal_text,
    exponent,
    minor_from_decimal,
    minor_from_text,
    round_half_up,
)  # fmt: skip

AMOUNTS = st.integers(-LARGEST, LARGEST)


@given(AMOUNTS, st.sampled_from(["EUR", "XXX", *EXPONENTS]))
def test_an_amount_comes_back_from_its_text_in_every_currency_invariant_16(minor: int, currency: str) -> None:
    assert minor_from_text(decimal_text(minor, currency), currency) == minor
    assert Money.parse(decimal_text(minor, currency), currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [("EUR", 123_456, "1234.56"), ("EUR", -5, "-0.05"), ("EUR", 0, "0.00"), ("JPY", 1234, "1234"),
     ("KWD", 1, "0.001"), ("CLF", -12_345, "-1.2345")],
)  # fmt: skip
def test_an_amount_is_written_with_the_places_of_its_currency(currency: str, minor: int, text: str) -> None:
    assert decimal_text(minor, currency) == text
    assert str(Money(minor, currency)) == f"{text} {currency}"


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ABC", 2)])
def test_currencies_have_their_own_places(currency: str, places: int) -> None:
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("text", "minor"),
    [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("1.00500000", 101), ("100", 10_000), ("7.5", 750), (".5", 50),
     ("+3.00", 300), ("00012.30", 1230)],
)  # fmt: skip
def test_halves_go_away_from_zero(text: str, minor: int) -> None:
    assert minor_from_text(text) == minor


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "1,00", "1.000,00", "1.0.0", "1e3", "1E-2", "NaN", "inf", "-Infinity", "١٢", "1 000", "1_000",
     " 1", "1.00€", "--1", "+-1", "9" * 41, "1" + "0" * 30],
)  # fmt: skip
def test_what_is_not_a_plain_number_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        minor_from_text(text)


def test_more_than_the_books_hold_is_refused() -> None:
    assert minor_from_text("100000000000000.00") == LARGEST
    with pytest.raises(AmountError):
        minor_from_text("100000000000000.01")
    with pytest.raises(AmountError):
        minor_from_decimal(Decimal("1E+999999"))
    with pytest.raises(AmountError):
        minor_from_decimal(Decimal("NaN"))


@pytest.mark.parametrize("value", [1.0, 0.1, 1, "1.00", None])
def test_no_float_becomes_money_invariant_16(value: object) -> None:
    with pytest.raises(TypeError):
        minor_from_decimal(cast("Any", value))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=8))
def test_rounding_is_never_further_than_half_and_symmetric(value: Decimal) -> None:
    assert abs(Decimal(round_half_up(value)) - value) <= Decimal("0.5")
    assert round_half_up(-value) == -round_half_up(value)


@given(AMOUNTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_a_split_sums_to_the_whole_and_stays_near_its_shares_invariant_15(amount: int, weights: list[int]) -> None:
    parts = allocate(amount, weights)
    assert sum(parts) == amount and len(parts) == len(weights)
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - amount * weight) < whole
            assert weight or part == 0


@given(AMOUNTS, st.integers(1, 1000), st.integers(2, 9))
def test_equal_shares_are_served_in_the_order_given_invariant_15(amount: int, weight: int, count: int) -> None:
    parts = allocate(amount, [weight] * count)
    assert [abs(part) for part in parts] == sorted((abs(part) for part in parts), reverse=True)
    assert allocate(-amount, [weight] * count) == [-part for part in parts]


@pytest.mark.parametrize("weights", [[], [1, -1], [-1]])
def test_a_split_needs_weights_that_are_not_negative(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


def test_without_any_weight_the_first_takes_everything() -> None:
    assert allocate(100, [0, 0]) == [100, 0]


def test_a_decimal_keeps_its_places() -> None:
    assert decimal_from_text("0.12345678") == Decimal("0.12345678")


def test_amounts_of_all_currencies_compare_by_their_figures() -> None:
    assert comparable(12_345) == (123, 4_500)
    assert comparable(-12_345) == (-123, -4_500)
    assert comparable(123, "JPY") == (123, 0)
    assert comparable(123_450, "TND") == comparable(1_234_500, "CLF") == (123, 4_500)
    assert comparable(-5) < comparable(0) < comparable(5) < comparable(1, "JPY") < comparable(1_001, "TND")


@given(st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST), st.sampled_from(["EUR", *EXPONENTS]))
def test_one_currency_compares_as_its_minor_units(left: int, right: int, currency: str) -> None:
    assert (comparable(left, currency) < comparable(right, currency)) is (left < right)
    assert (comparable(left, currency) == comparable(right, currency)) is (left == right)
