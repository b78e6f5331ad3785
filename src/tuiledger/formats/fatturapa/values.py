"""The values inside elements: what is written becomes a date, an amount or a text, or the whole file is refused.

Nothing is guessed: an amount with a comma or a day that does not exist could mean two things, and books want one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from tuiledger.domain.money import AmountError, decimal_from_text, minor_from_text
from tuiledger.domain.runs import Refusal
from tuiledger.text.clean import clean_line

#: The first day a document can bear (FatturaPA 1.2.3, DataFatturaType).
EARLIEST = date(1970, 1, 1)

#: How much of a bad value a message quotes.
_QUOTED = 40


def quoted(text: str) -> str:
    """A value from the file, fit to stand in a message."""
    return clean_line(text[: 2 * _QUOTED], _QUOTED)


def day(value: str, element: str) -> date:
    """The date an ``xs:date`` names; a time zone or time after the first ten characters is dropped.

    Raises:
        Refusal: ``date-invalid``, for a day that does not exist or lies before 1970, or a text that is no date.
    """
    plain = value[:10]
    try:
        # The two dashes shut out the week and ordinal forms, which the schema does not allow.
        if plain[4] == plain[7] == "-" and plain.isascii() and not value[10:11].isdigit():
            found = date.fromisoformat(plain)
            # What lies before the schema's first day is a slip that the books would keep.
            if found >= EARLIEST:
                return found
    except (ValueError, IndexError):
        pass
    raise Refusal("date-invalid", "{}: “{}” is not a date that exists", (element, quoted(value)))


def amount(value: str, element: str, currency: str = "EUR") -> int:
    """Minor units of ``currency`` that an amount with a decimal point stands for.

    Raises:
        Refusal: ``amount-invalid``.
    """
    try:
        return minor_from_text(value, currency)
    except AmountError:
        raise not_a_number(value, element) from None


def decimal(value: str, element: str) -> Decimal:
    """A quantity, unit price or line total.

    Raises:
        Refusal: ``amount-invalid``.
    """
    # The shape nearly every amount has; the general way below gives the same result more slowly.
    if len(value) < 16 and value.isascii() and value.replace(".", "", 1).isdigit():
        return Decimal(value)
    try:
        number = decimal_from_text(value)
    except AmountError:
        raise not_a_number(value, element) from None
    if number.adjusted() > 16:
        raise not_a_number(value, element)
    return number


def rate(value: str, element: str) -> int:
    """Hundredths of a percent of a rate such as ``22.00``.

    Raises:
        Refusal: ``amount-invalid``, also for a negative rate or one finer than a hundredth of a percent.
    """
    hundredths = _hundredths(value)
    if hundredths is None:
        raise not_a_number(value, element)
    return hundredths


@lru_cache(maxsize=512)
def _hundredths(value: str) -> int | None:
    try:
        scaled = decimal_from_text(value) * 100
    except AmountError:
        return None
    whole = int(scaled)
    return whole if whole == scaled and 0 <= whole < 100_000 else None


def not_a_number(value: str, element: str) -> Refusal:
    """The refusal for an amount, quantity or rate that is none, or is beyond what the books hold."""
    return Refusal("amount-invalid", "{}: “{}” is not a number with a decimal point", (element, quoted(value)))
