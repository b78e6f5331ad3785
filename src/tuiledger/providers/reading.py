"""JSON and numbers from outside, believed only as far as they can be checked."""

from __future__ import annotations

import hashlib
import json
import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final, NoReturn

import orjson

from tuiledger.domain.faults import UnexpectedAnswer
from tuiledger.domain.money import AmountError, exponent, minor_from_decimal
from tuiledger.domain.wording import N_

_NOT_JSON: Final = N_("The answer is not the JSON it should be: {}")
#: A double holds every decimal of so many digits; beyond them two different amounts may look the same.
_EXACT_DIGITS: Final = 15
_PLACES: Final = Decimal("1e-8")
#: Amounts below this, in whole units, have at most fifteen digits with their cents.
_LARGEST: Final = 10**13


def read_json(body: bytes) -> Any:
    """The value that ``body`` stands for.

    NaN, infinities, numbers beyond a double, repeated keys, deep nesting, bytes that are not UTF-8 and lone surrogates
    are refused.

    Raises:
        UnexpectedAnswer: it is not strict JSON (``json``).
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _not_json(str(error)) from None
    # orjson keeps the last of two equal keys. Written again, a value has one colon for each key it kept and each colon
    # inside a text; the body has as many only if no key was dropped, unless it hides colons behind escapes.
    hidden = b"\\" in body and b"\\u003" in body
    if hidden or body.count(b":") != orjson.dumps(value).count(b":"):
        _look_for_repeated_keys(body)
    return value


def _look_for_repeated_keys(body: bytes) -> None:
    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        kept = dict(found)
        if len(kept) != len(found):
            raise ValueError("a key is repeated")
        return kept

    def constant(name: str) -> NoReturn:
        raise ValueError(name)

    try:
        json.loads(body, object_pairs_hook=pairs, parse_constant=constant, parse_float=len, parse_int=len)
    except (ValueError, RecursionError) as error:
        raise _not_json(str(error)) from None


def _not_json(why: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(_NOT_JSON, (why[:120],), code="json")


def canonical(value: object) -> bytes:
    """``value`` as JSON with its keys in order and no white space: equal values give equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def fingerprint(payload: bytes) -> str:
    """SHA-256 of ``payload`` in hexadecimal."""
    return hashlib.sha256(payload).hexdigest()


def minor_from_number(value: float, currency: str = "EUR") -> int:
    """Minor units of an amount that came as a JSON number, rounded half away from zero beyond the minor unit.

    Raises:
        AmountError: not finite, too large, or with more digits than a double holds exactly.
    """
    if -_LARGEST < value < _LARGEST and (currency == "EUR" or exponent(currency) == 2):
        minor = round(value * 100)
        # Division is exact to the last bit: equal means that the number written was this many cents.
        if minor / 100 == value:
            return minor
    return minor_from_decimal(decimal_from_number(value), currency)


def decimal_from_number(value: float) -> Decimal:
    """The decimal that was written, where fifteen digits tell it.

    What adding up doubles leaves behind (0.30000000000000004) is taken off.

    Raises:
        AmountError: not finite, too large, or with more digits than a double holds exactly.
    """
    if not math.isfinite(value) or abs(value) >= _LARGEST:
        raise AmountError(f"not an amount: {value}")
    for candidate in (value, float(f"{value:.15g}")):
        number = Decimal(repr(candidate))
        if len(number.as_tuple().digits) <= _EXACT_DIGITS and abs(candidate - value) <= 4 * math.ulp(value):
            return number
    raise AmountError(f"too many digits: {value!r}")


@lru_cache(maxsize=4096)
def price_from_number(value: float) -> Decimal:
    """A unit price, quantity or percentage, rounded to the eight places the books keep of it.

    Raises:
        AmountError: not finite, or too large.
    """
    if not -_LARGEST < value < _LARGEST:
        raise AmountError(f"not an amount: {value}")
    # JSON does not tell 1 from 1.0, nor does the cache.
    number = Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    # The comparison keeps the places that were written: 4.5 stays 4.5.
    return number if -int(number.as_tuple().exponent) <= 8 else number.quantize(_PLACES, ROUND_HALF_UP)
