"""Figures read as CLDR has them, and read back to the same minor unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.money import LARGEST, AmountError, exponent
from tuiledger.text.amounts import (
    amount_text,
    amount_typed,
    count_text,
    decimal_text,
    money_text,
    parse_amount,
    rate_text,
)
from tuiledger.text.translation import LANGUAGES, set_language

MINOR = st.integers(-LARGEST, LARGEST)
LANGUAGE = st.sampled_from(LANGUAGES)
CURRENCY = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])  # two, no, three and four decimals


def test_an_amount_in_each_language() -> None:
    assert amount_text(123456, language="it") == "1.234,56"
    assert amount_text(123456, language="en") == "1,234.56"
    assert amount_text(123456, language="fr") == "1\u202f234,56"
    assert amount_text(-5, language="it") == "-0,05"
    assert amount_text(1000, "JPY", "it") == "1.000"
    assert money_text(100, language="it") == "1,00\u00a0EUR"


def test_rates_have_no_idle_zeros() -> None:
    assert [rate_text(rate, "it") for rate in (2200, 550, 1025, 0)] == ["22%", "5,5%", "10,25%", "0%"]


def test_the_language_in_force_is_used() -> None:
    set_language("it")
    assert amount_text(123456) == "1.234,56"
    assert parse_amount("1.234,56") == 123456


@given(MINOR, CURRENCY, LANGUAGE)
def test_amounts_equal_babels(minor: int, currency: str, language: str) -> None:
    places = exponent(currency)
    value = Decimal(minor).scaleb(-places)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    assert amount_text(minor, currency, language) == format_decimal(value, pattern, language)
    coded = format_currency(value, currency, pattern + "\u00a0¤¤", language, currency_digits=False)
    assert money_text(minor, currency, language) == coded


@given(st.integers(-20000, 20000), LANGUAGE)
def test_rates_equal_babels(rate: int, language: str) -> None:
    pattern = Locale.parse(language).percent_formats[None].pattern.replace("##0", "##0.##")
    assert rate_text(rate, language) == format_percent(Decimal(rate).scaleb(-4), pattern, language)


@given(st.decimals(-(10**12), 10**12, places=8), LANGUAGE)
def test_quantities_equal_babels(value: Decimal, language: str) -> None:
    assert decimal_text(value, language) == format_decimal(value, "#,##0.00000000", language)


@given(MINOR, CURRENCY, LANGUAGE)
def test_what_is_written_is_read_back(minor: int, currency: str, language: str) -> None:
    assert parse_amount(amount_text(minor, currency, language), currency, language) == minor


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("1234,5", "it", 123450),
        (" 1.234 ", "it", 123400),
        ("1 234,50", "fr", 123450),
        ("1\u00a0234,50", "fr", 123450),
        ("\u22121.00", "en", -100),
    ],
)
def test_what_people_type_is_understood(text: str, language: str, minor: int) -> None:
    assert parse_amount(text, language=language) == minor


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1234.56", "it"),  # a group of two is not a group
        ("1,234.56", "it"),
        ("12.34,56", "it"),
        ("1,23", "en"),
        ("1,005", "it"),  # three decimals of a cent
        ("", "it"),
        ("-", "it"),
        ("1e3", "it"),
        ("١٢٣", "it"),
        ("9" * 70, "it"),
        ("99999999999999999", "it"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str, language: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(text, language=language)


def test_counts_are_grouped_as_the_language_groups() -> None:
    """Six thousand is not six, whoever reads it."""
    assert (count_text(6_000, "it"), count_text(6_000, "en"), count_text(12, "it")) == ("6.000", "6,000", "12")


@pytest.mark.parametrize(
    ("minor", "currency", "language", "typed"),
    [
        (123_456, "EUR", "it", "1234,56"), (123_456, "EUR", "en", "1234.56"), (-123_450, "EUR", "fr", "-1234,50"),
        (100, "EUR", "it", "1"), (5, "EUR", "it", "0,05"), (1_234_567, "JPY", "it", "1234567"), (0, "EUR", "fr", "0"),
    ],
)  # fmt: skip
def test_an_amount_as_it_is_typed_is_read_again(minor: int, currency: str, language: str, typed: str) -> None:
    assert amount_typed(minor, currency, language) == typed
    assert parse_amount(typed, currency, language) == minor
