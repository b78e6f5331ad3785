"""Dates as people of each language read and type them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.text.dates import DateError, date_text, moment_text, month_text, parse_date
from tuiledger.text.translation import LANGUAGES

LANGUAGE = st.sampled_from(LANGUAGES)


def test_a_date_in_each_language() -> None:
    day = date(2026, 3, 9)
    assert [date_text(day, language) for language in LANGUAGES] == ["09/03/2026", "2026-03-09", "09/03/2026"]
    assert [month_text(day, language) for language in LANGUAGES] == ["marzo 2026", "March 2026", "mars 2026"]
    assert moment_text(datetime(2026, 3, 9, 8, 5, tzinfo=UTC), "it") == "09/03/2026 08:05"


@given(st.dates(), LANGUAGE)
def test_months_and_figures_equal_babels(day: date, language: str) -> None:
    assert month_text(day, language) == format_date(day, "MMMM y", language)
    assert date_text(day, language) == format_date(day, "yyyy-MM-dd" if language == "en" else "dd/MM/yyyy", language)


@given(st.dates(), LANGUAGE)
def test_what_is_written_is_read_back(day: date, language: str) -> None:
    assert parse_date(date_text(day, language), language) == day


def test_short_forms_and_the_iso_form_are_understood_in_italian() -> None:
    for typed in ("9/3/26", "9.3.2026", "09-03-2026", " 2026-03-09 "):
        assert parse_date(typed, "it") == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "language"), [("31/02/2026", "it"), ("03/09/2026", "en"), ("2026-13-01", "en"), ("", "it"), ("9/3", "it")]
)
def test_what_is_not_a_date_is_refused(text: str, language: str) -> None:
    with pytest.raises(DateError):
        parse_date(text, language)
