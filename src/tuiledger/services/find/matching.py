"""The same language over records in memory, with the same answers as the books give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tuiledger.domain.identifiers import code_key, name_key
from tuiledger.domain.money import comparable
from tuiledger.ports.values import Condition, Sign, Span
from tuiledger.services.find.fields import KNOWN, FieldKind
from tuiledger.services.find.query import Query


def matches(query: Query, values: Mapping[str, object], searched: str) -> bool:
    """Whether a record is what ``query`` asks for.

    Args:
        query: read for the record's own fields.
        values: each field's value: a text or code, minor units (of the value ``currency``, if there is one), a day, a
            moment or a count; None for no value.
        searched: what free words are sought in, one text a line; no phrase is found across lines.
    """
    folded = " | ".join(name_key(line) for line in searched.split("\n"))
    currency = str(values.get("currency") or "EUR")
    return all(name_key(word) in folded for word in query.text.split()) and all(
        _has(condition, folded) if condition.field == "text" else _meets(condition, values, currency)
        for condition in query.where
    )


def _has(condition: Condition, folded: str) -> bool:
    """Containment; what holds nothing but punctuation tells no text from another."""
    sought = name_key(str(condition.value))
    return not sought or (sought in folded) is (condition.sign is Sign.HAS)


def _meets(condition: Condition, values: Mapping[str, object], currency: str) -> bool:
    field, sign, sought = condition
    value: Any = values.get(field)
    if value is None:
        return sign in (Sign.NOT, Sign.HAS_NOT)
    if sign in (Sign.HAS, Sign.HAS_NOT):
        return _has(condition, name_key(str(value)))
    if isinstance(sought, tuple):
        found = any(_key(field, value, currency) == _key(field, one, "EUR") for one in sought)
        return found is (sign is Sign.IS)
    key = _key(field, value, currency)
    if isinstance(sought, Span):
        inside = _key(field, sought.first, "EUR") <= key <= _key(field, sought.last, "EUR")
        return bool(inside) is (sign is Sign.IS)
    wanted = _key(field, sought, "EUR")
    match sign:
        case Sign.LESS:
            return bool(key < wanted)
        case Sign.AT_MOST:
            return bool(key <= wanted)
        case Sign.MORE:
            return bool(key > wanted)
        case Sign.AT_LEAST:
            return bool(key >= wanted)
    return (key == wanted) is (sign is Sign.IS)


def _key(field: str, value: object, currency: str) -> Any:
    """A value as it is compared: see :mod:`tuiledger.store.finding`."""
    kind = KNOWN[field].kind if field in KNOWN else None
    match value:
        case datetime.datetime():
            return value.astimezone().date() if value.tzinfo else value.date()
        case datetime.date():
            return value
        case int():
            return comparable(value, currency) if kind is FieldKind.AMOUNT else value
    return code_key(str(value)) if kind is FieldKind.CHOICE else name_key(str(value))
