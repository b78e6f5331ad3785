"""A question as a value, and how it is written."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tuiledger.ports.values import Condition, Sign, Span
from tuiledger.services.find.fields import BOUNDS, KNOWN, Field, FieldKind, choice_word, typed
from tuiledger.text.amounts import amount_typed
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _

#: Characters that make a word something else than itself.
_TELLING: Final = re.compile(r"[\s\":=<>!]|\A-.")
#: What a sign is written as, and whether the condition begins with a minus.
_SIGNS: Final = {
    Sign.IS: (":", ""),
    Sign.NOT: (":", "-"),
    Sign.HAS: (":", ""),
    Sign.HAS_NOT: (":", "-"),
}


class Query(NamedTuple):
    """What is asked of a list: words that must all be there, and conditions that must all hold.

    Phrases in quotes and words that must not be there are conditions on the field ``text``.
    """

    text: str = ""
    where: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return written(self, tuple(KNOWN.values()))

    def with_text(self, text: str) -> Query:
        """This question, and ``text`` as it stands sought too."""
        phrase = " ".join(text.split())
        return self._replace(where=(*self.where, Condition("text", Sign.HAS, phrase))) if phrase else self


def written(query: Query, fields: Sequence[Field]) -> str:
    """``query`` in the language in force, so that reading it for the same ``fields`` gives the same again."""
    named = {field.name: field for field in fields}
    parts = [_condition(condition, named) for condition in query.where]
    return " ".join((*parts, *map(_quoted, query.text.split())))


def _condition(condition: Condition, fields: Mapping[str, Field]) -> str:
    name, sign, value = condition
    if name == "text" and name not in fields:
        return ("-" if sign is Sign.HAS_NOT else "") + _quoted(str(value))
    field = fields.get(name) or Field(name, FieldKind.TEXT)
    if name == "date" and sign in BOUNDS.values() and isinstance(value, datetime.date):
        word = next(word for word, bound in BOUNDS.items() if bound is sign)
        return f"{typed(_(word))}:{date_text(value)}"
    if field.kind is FieldKind.TEXT and isinstance(value, str) and sign in (Sign.IS, Sign.NOT):
        return f"{field.word}{sign.value}{_text(field, value)}"
    mark, minus = _SIGNS.get(sign, (sign.value, ""))
    return f"{minus}{field.word}{mark}{_value(field, value)}"


def _value(field: Field, value: str | int | datetime.date | tuple[str, ...] | Span) -> str:
    match value:
        case Span(first=datetime.date() as first, last=datetime.date() as last):
            return _days(first, last)
        case Span():
            return f"{_value(field, value.first)}..{_value(field, value.last)}"
        case tuple():
            return ",".join(_value(field, one) for one in value)
        case datetime.date():
            return date_text(value)
        case int():
            return amount_typed(value) if field.kind is FieldKind.AMOUNT else str(value)
    return _text(field, value)


def _days(first: datetime.date, last: datetime.date) -> str:
    """A whole year or month by its number, else both ends."""
    if first.year == last.year:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year:04}"
        if first.month == last.month and (first.day, last.day) == (1, monthrange(last.year, last.month)[1]):
            return f"{first.year:04}-{first.month:02}"
    return f"{date_text(first)}..{date_text(last)}"


def _text(field: Field, value: str) -> str:
    if field.kind is FieldKind.TEXT:
        value = " ".join(choice_word(field, word) for word in value.split())
    else:
        value = choice_word(field, value)
    return _between_quotes(value) if not value or re.search(r"[\s\",]", value) else value


def _quoted(word: str) -> str:
    return _between_quotes(word) if not word or _TELLING.search(word) else word


def _between_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
