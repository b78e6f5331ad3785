"""Reading the values of conditions: choices, days, amounts and whole numbers, and ranges of the last three."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from typing import Final

from tuiledger.domain.identifiers import name_key
from tuiledger.domain.money import AmountError
from tuiledger.ports.values import Condition, Sign, Span
from tuiledger.services.find.fields import Field, FieldKind, Name, choice_of, typed
from tuiledger.services.find.problems import no_value, not_a_choice, not_a_range, not_a_value, not_compared
from tuiledger.services.find.scanning import Piece
from tuiledger.text.amounts import parse_amount
from tuiledger.text.dates import DateError, parse_date
from tuiledger.text.translation import N_, _

#: Words for days, and how many days back they are.
_BACK: Final = {N_("today"): 0, N_("yesterday"): 1}
_PERIOD: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?")
_COUNT: Final = re.compile(r"[0-9]{1,15}")
_BETWEEN: Final = ".."

#: First and last of what a text stands for: a month has many days, an amount is one.
Extent = tuple[int, int] | tuple[datetime.date, datetime.date]


def joined(values: tuple[str, ...]) -> str | tuple[str, ...]:
    """One value as itself, several together."""
    return values[0] if len(values) == 1 else values


def choice(piece: Piece, field: Field, word: str) -> str:
    """The stored value that ``word`` stands for.

    Raises:
        QueryError: it is none of the field's choices, or nothing.
    """
    if not word:
        raise no_value(piece, field)
    value = choice_of(field, word)
    if value is None:
        raise not_a_choice(piece, field, word)
    return value


def compared(piece: Piece, name: Name, today: datetime.date) -> Condition:
    """The condition on a day, an amount or a number; a day may be a whole month or year, each may be a range.

    Raises:
        QueryError: the value cannot be read, or the sign cannot stand before it.
    """
    field, text = name.field, piece.value.strip()
    sign = {":": Sign.IS, "=": Sign.IS, "!=": Sign.NOT}.get(piece.sign)
    if name.bound is not None:
        if sign is not Sign.IS:
            raise not_compared(piece, field)
        return _one(field, name.bound, _read(piece, field, text, today))
    if _BETWEEN not in text:
        return _one(field, sign or Sign(piece.sign), _read(piece, field, text, today))
    if sign is None:
        raise not_compared(piece, field)
    return _range(piece, field, sign, today)


def _one(field: Field, sign: Sign, extent: Extent) -> Condition:
    first, last = extent
    match sign:
        case Sign.LESS | Sign.AT_LEAST:
            return Condition(field.name, sign, first)
        case Sign.MORE | Sign.AT_MOST:
            return Condition(field.name, sign, last)
    return Condition(field.name, sign, first if first == last else Span(first, last))


def _range(piece: Piece, field: Field, sign: Sign, today: datetime.date) -> Condition:
    lower, upper = (part.strip() for part in piece.value.split(_BETWEEN, 1))
    if lower and upper:
        first, last = _read(piece, field, lower, today)[0], _read(piece, field, upper, today)[1]
        if first > last:  # type: ignore[operator]
            raise not_a_range(piece)
        return _one(field, sign, (first, last))  # type: ignore[arg-type]
    turned = sign is Sign.NOT
    if lower:
        return _one(field, Sign.LESS if turned else Sign.AT_LEAST, _read(piece, field, lower, today))
    if upper:
        return _one(field, Sign.MORE if turned else Sign.AT_MOST, _read(piece, field, upper, today))
    raise no_value(piece, field)


def _read(piece: Piece, field: Field, text: str, today: datetime.date) -> Extent:
    try:
        match field.kind:
            case FieldKind.DAY:
                return _days(text, today)
            case FieldKind.AMOUNT:
                amount = parse_amount(text)
                return amount, amount
        if _COUNT.fullmatch(text):
            return int(text), int(text)
    except (AmountError, ValueError):
        pass
    raise not_a_value(piece, field, text)


def _days(text: str, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last day of a day, a month or a year.

    Raises:
        DateError: it is none of them.
        ValueError: no calendar has it.
    """
    for word, back in _BACK.items():
        if name_key(text) in (name_key(typed(_(word))), name_key(word)):
            day = today - datetime.timedelta(back)
            return day, day
    if match := _PERIOD.fullmatch(text):
        year, month = int(match[1]), int(match[2] or 0)
        if match[2] is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        first = datetime.date(year, month, 1)
        return first, first.replace(day=monthrange(year, month)[1])
    if text.isdigit():
        raise DateError(text)
    day = parse_date(text)
    return day, day
