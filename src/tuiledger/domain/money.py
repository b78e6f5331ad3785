"""Money as integer minor units, its rounding and its allocation.

Inside the books every amount is an ``int`` of minor units (cents for EUR) beside one currency per document or entry;
:class:`Money` is the same pair as one value, for the edges where an amount travels alone. No float is ever accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, FloatOperation, InvalidOperation
from typing import Final, NamedTuple

#: Decimal places of currencies that do not have two (ISO 4217, list one).
EXPONENTS: Final[dict[str, int]] = {
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0,
    "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0, "UYW": 4, "VND": 0,
    "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip

#: Arithmetic on money: enough digits for any amount times any price, and floats refused.
MONEY_CONTEXT: Final = Context(prec=38, rounding=ROUND_HALF_UP, traps=[InvalidOperation, FloatOperation])

#: The largest amount the books take, in minor units: what a signed 64-bit column holds with room to add up.
LARGEST: Final = 10**16


class AmountError(ValueError):
    """A text that is not an amount: a comma, letters, or more digits than the books hold."""


def exponent(currency: str) -> int:
    """Decimal places of ``currency`` (ISO 4217); two for a code that is not listed."""
    return EXPONENTS.get(currency, 2)


def round_half_up(value: Decimal) -> int:
    """``value`` rounded to an integer, halves away from zero, as FatturaPA's summary rows are."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def minor_from_decimal(value: Decimal, currency: str = "EUR") -> int:
    """Minor units of ``value`` in whole currency units, rounded half away from zero.

    Raises:
        AmountError: not a finite number, or larger than the books hold.
    """
    if not isinstance(value, Decimal):
        raise TypeError("an amount of money is a Decimal or integer minor units, never " + type(value).__name__)
    if not value.is_finite() or value.adjusted() > 16:
        raise AmountError(f"not an amount: {value}")
    minor = round_half_up(value.scaleb(exponent(currency), MONEY_CONTEXT))
    if abs(minor) > LARGEST:
        raise AmountError(f"too large an amount: {value}")
    return minor


def minor_from_text(text: str, currency: str = "EUR") -> int:
    """Minor units of a plain decimal text with a point, such as ``1234.56``.

    Raises:
        AmountError: the text holds a comma, letters or more digits than the books hold.
    """
    whole, point, fraction = text.partition(".")
    # The shape nearly every amount has; the general way below gives the same result more slowly.
    if point and len(fraction) == 2 and len(whole) < 14 and text.isascii() and whole.isdigit() and fraction.isdigit():
        return int(whole + fraction) if exponent(currency) == 2 else minor_from_decimal(Decimal(text), currency)
    return minor_from_decimal(decimal_from_text(text), currency)


def decimal_from_text(text: str) -> Decimal:
    """The decimal number a plain text stands for; exponents, commas and non-ASCII digits are refused.

    Raises:
        AmountError: anything but an optional sign, digits and one point, or more than 40 characters.
    """
    digits = text[1:] if text[:1] in "+-" else text
    if len(text) > 40 or not text.isascii() or not digits.replace(".", "", 1).isdigit():
        raise AmountError(f"not an amount: {text[:60]}")
    return Decimal(text)


def decimal_text(minor: int, currency: str = "EUR") -> str:
    """``minor`` as a plain decimal text with a point, the form of JSON and exports: ``-5`` is ``-0.05``."""
    places = exponent(currency)
    if places == 0:
        return str(minor)
    digits = str(abs(minor)).rjust(places + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def comparable(minor: int, currency: str = "EUR") -> tuple[int, int]:
    """Whole units and ten-thousandths of an amount, both with its sign: figures of all currencies in one order."""
    unit = 10 ** exponent(currency)
    whole, rest = divmod(abs(minor), unit)
    parts = whole, rest * (10_000 // unit)
    return (-parts[0], -parts[1]) if minor < 0 else parts


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights`` so that the parts sum to it (largest remainder).

    Every part is within one minor unit of its exact share; equal remainders are served in the order given. Weights are
    not negative; when all are zero the first part takes everything.

    Raises:
        ValueError: no weights, or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not negative")
    total = sum(weights)
    if total == 0:
        return [amount, *([0] * (len(weights) - 1))]
    sign = -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, total) for weight in weights]
    parts = [quotient for quotient, _ in shares]
    missing = abs(amount) - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [sign * part for part in parts]


class Money(NamedTuple):
    """An amount that travels alone: integer minor units and an ISO 4217 code."""

    minor: int
    currency: str = "EUR"

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Money:
        """The money a plain decimal text stands for.

        Raises:
            AmountError: the text is not an amount.
        """
        return cls(minor_from_text(text, currency), currency)

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"
