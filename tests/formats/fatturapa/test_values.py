"""Values inside elements, at their edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.values import amount, day, decimal, quoted, rate


@given(st.dates(date(1970, 1, 1)))
def test_every_date_is_read_back(value: date) -> None:
    assert day(value.isoformat(), "Data") == value
    assert day(value.isoformat() + "T00:00:00+01:00", "Data") == value


@pytest.mark.parametrize("value", ["0001-01-01", "1969-12-31"])
def test_a_day_before_the_schemas_first_is_refused(value: str) -> None:
    with pytest.raises(Refusal) as refusal:
        day(value, "Data")
    assert refusal.value.code == "date-invalid"


@given(st.integers(-(10**13), 10**13))
def test_every_amount_of_two_places_is_read_back(cents: int) -> None:
    assert amount(f"{Decimal(cents) / 100:.2f}", "Importo") == cents


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**11), max_value=10**11, places=8))
def test_every_line_amount_is_read_back(value: Decimal) -> None:
    assert decimal(f"{value:f}", "PrezzoTotale") == value


@given(st.integers(0, 99_999))
def test_every_rate_is_read_back(hundredths: int) -> None:
    assert rate(f"{Decimal(hundredths) / 100:.2f}", "AliquotaIVA") == hundredths


@given(st.text(max_size=60))
def test_no_text_is_read_as_something_else(value: str) -> None:
    for reader in (day, amount, decimal, rate):
        try:
            reader(value, "X")
        except Refusal as refusal:
            assert refusal.code in ("date-invalid", "amount-invalid")
        else:
            assert value.isascii()
            assert any(map(str.isdigit, value))


@pytest.mark.parametrize("value", ["1,00", "1 000.00", "1.000,00", "", ".", "-", "0x1", "1_000", "∞", "1e3", "--1"])
def test_what_could_mean_two_things_is_no_amount(value: str) -> None:
    for reader in (amount, decimal):
        with pytest.raises(Refusal) as caught:
            reader(value, "Importo")
        assert caught.value.code == "amount-invalid"


def test_amounts_keep_the_places_of_their_currency() -> None:
    assert amount("1000.00", "Importo", "JPY") == 1000
    assert amount("10.125", "Importo", "TND") == 10125


def test_a_bad_value_is_quoted_short() -> None:
    assert len(quoted("x" * 10_000)) == 40
