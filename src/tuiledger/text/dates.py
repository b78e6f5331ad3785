"""Dates as each language writes them, and read back.

English uses the ISO form: a day and a month in figures would be read in two ways on the two sides of an ocean.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from tuiledger.text.translation import language as spoken

_PATTERNS: Final = {"it": "{day:02d}/{month:02d}/{year:04d}", "en": "{year:04d}-{month:02d}-{day:02d}"}
_PATTERNS["fr"] = _PATTERNS["it"]
_MONTHS: Final = {
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")


class DateError(ValueError):
    """A text that is not a date, or a day that no calendar has."""


def date_text(day: date, language: str | None = None) -> str:
    """``day`` in figures: ``21/11/2026`` in Italian and French, ``2026-11-21`` in English."""
    return _PATTERNS[language or spoken()].format(day=day.day, month=day.month, year=day.year)


def moment_text(moment: datetime, language: str | None = None) -> str:
    """A date and the time to the minute, in the zone ``moment`` has: ``21/11/2026 17:30``."""
    return f"{date_text(moment, language)} {moment:%H:%M}"


def month_text(day: date, language: str | None = None) -> str:
    """The month of ``day`` and its year in words, as a period is named: ``novembre 2026``."""
    return f"{_MONTHS[language or spoken()][day.month - 1]} {day.year}"


def parse_date(text: str, language: str | None = None) -> date:
    """The day a person typed: the ISO form in every language, the day first in Italian and French.

    A year of two figures is in this century.

    Raises:
        DateError: another form, or no such day.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif (language or spoken()) != "en" and (match := _DAY_FIRST.fullmatch(text)):
        day, month, year = match.groups()
    else:
        raise DateError(f"not a date: {text[:40]}")
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError as error:
        raise DateError(f"no such day: {text}") from error
