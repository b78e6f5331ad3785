"""Amounts, rates and quantities as each language writes them, and read back.

The rules are CLDR's for Italian, English and French, held here because three of them are quicker to apply than to load.
Every function takes the language to write in; without one it is the language in force.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from tuiledger.domain.money import LARGEST, AmountError, exponent
from tuiledger.text.translation import language as spoken

_NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


class _Style(NamedTuple):
    """How a language groups thousands, marks decimals and writes a percentage."""

    group: str
    point: str
    percent: str


_STYLES: Final = {
    "it": _Style(".", ",", "%"),
    "en": _Style(",", ".", "%"),
    "fr": _Style(_NARROW, ",", f"{_NO_BREAK}%"),
}
#: Spaces that people and files put between groups, and the minus signs they use.
_READ: Final = str.maketrans({" ": _NARROW, _NO_BREAK: _NARROW, "\N{MINUS SIGN}": "-"})


def _number(whole: str, fraction: str, negative: bool, style: _Style) -> str:
    grouped = f"{int(whole):,}"
    if style.group != ",":
        grouped = grouped.replace(",", style.group)
    sign = "-" if negative else ""
    return f"{sign}{grouped}{style.point}{fraction}" if fraction else sign + grouped


def amount_text(minor: int, currency: str = "EUR", language: str | None = None) -> str:
    """``minor`` units of ``currency`` as a number: 123456 is ``1.234,56`` in Italian."""
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    return _number(whole, fraction, minor < 0, _STYLES[language or spoken()])


def amount_typed(minor: int, currency: str = "EUR", language: str | None = None) -> str:
    """An amount as a person types it: without groups, decimals only where there are any: ``1234,56``, ``100``."""
    style = _STYLES[language or spoken()]
    whole, _, fraction = amount_text(minor, currency, language).partition(style.point)
    return whole.replace(style.group, "") + (style.point + fraction if fraction.strip("0") else "")


def money_text(minor: int, currency: str = "EUR", language: str | None = None) -> str:
    """:func:`amount_text` followed by the currency's code: ``1.234,56 EUR``, the space unbreakable."""
    return f"{amount_text(minor, currency, language)}{_NO_BREAK}{currency}"


def rate_text(rate: int, language: str | None = None) -> str:
    """``rate``, in hundredths of a percent, without idle zeros: 2200 is ``22%``, 550 is ``5,5%``."""
    style = _STYLES[language or spoken()]
    whole, fraction = divmod(abs(rate), 100)
    return _number(str(whole), f"{fraction:02d}".rstrip("0"), rate < 0, style) + style.percent


def decimal_text(value: Decimal, language: str | None = None) -> str:
    """A quantity or unit price with the decimals it has: ``Decimal("1000.50")`` is ``1.000,50`` in Italian."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    return _number(whole, fraction, value < 0, _STYLES[language or spoken()])


def count_text(number: int, language: str | None = None) -> str:
    """How many there are, in groups of three: 6000 is ``6.000`` in Italian."""
    return _number(str(abs(number)), "", number < 0, _STYLES[language or spoken()])


def parse_amount(text: str, currency: str = "EUR", language: str | None = None) -> int:
    """Minor units of what a person typed or :func:`amount_text` wrote.

    Groups may be left out but not misplaced, decimals may be fewer than the currency has but not more: what could be
    meant in two ways is refused rather than guessed.

    Raises:
        AmountError: not a number as ``language`` writes it, or larger than the books hold.
    """
    style = _STYLES[language or spoken()]
    places = exponent(currency)
    group, point = re.escape(style.group), re.escape(style.point)
    fraction = rf"(?:{point}([0-9]{{1,{places}}}))?" if places else "()"
    shape = rf"(-?)([0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+){fraction}"
    match = re.fullmatch(shape, text.strip().translate(_READ)) if len(text) < 60 else None
    if match is None:
        raise AmountError(f"not an amount: {text[:60]}")
    minor = int(match[2].replace(style.group, "") + (match[3] or "").ljust(places, "0"))
    if minor > LARGEST:
        raise AmountError(f"too large an amount: {text}")
    return -minor if match[1] else minor
