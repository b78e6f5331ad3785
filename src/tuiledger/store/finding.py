"""What is asked of a list, as SQL: fields by their public names, values always bound, and orders.

A field that is not in these tables is an error of the program: no name from outside ever becomes part of a statement.
Texts are compared as :func:`tuiledger.domain.identifiers.name_key` writes them, codes in ASCII capitals, so that both
databases and :func:`tuiledger.services.find.matches` agree.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

from tuiledger.domain.documents import Direction, Kind, State
from tuiledger.domain.identifiers import code_key, name_key
from tuiledger.domain.journal import Journal
from tuiledger.domain.money import EXPONENTS, comparable
from tuiledger.ports import Condition, Order, Sign, Span
from tuiledger.store.moments import moment_text
from tuiledger.store.session import Session

Clause = tuple[str, list[Any]]
#: Tells of a folded text whether it is what was asked for.
FoldedTest = Callable[[str], bool]

_COMPARED: Final = frozenset({Sign.LESS, Sign.AT_MOST, Sign.MORE, Sign.AT_LEAST})
_CONTAINED: Final = frozenset({Sign.HAS, Sign.HAS_NOT})
#: Ten-thousandths in a minor unit; a hundred where a currency is not listed.
_TEN_THOUSANDTHS: Final[Mapping[str, int]] = {currency: 10 ** (4 - places) for currency, places in EXPONENTS.items()}


class Sought(NamedTuple):
    """A field as the database compares it.

    Args:
        what: the expression that is compared; a pair in parentheses for a value of two parts.
        key: a condition's value as ``what`` has it: one value, or a tuple for a pair.
        order: the expressions that put rows in order; without them, ``what``.
        around: what stands before and behind the comparison.
        optional: whether ``what`` may be NULL.
        join: the other table that ``order`` reads, if any.
        walked: whether an index keeps the rows in this order.
        rank: makes one key of the expressions of ``order``, where they are none by themselves.
        extent: the first and the last of what a condition's value stands for, where ``what`` is finer than that.
    """

    what: str
    key: Callable[[Any], Any]
    order: tuple[str, ...] = ()
    around: tuple[str, str] = ("", "")
    optional: bool = False
    join: str = ""
    walked: bool = False
    rank: Callable[..., Any] | None = None
    extent: Callable[[Any], tuple[Any, Any]] | None = None


def _day(day: date) -> str:
    return day.isoformat()


def _moments(day: date) -> tuple[datetime, datetime]:
    """The first and the last moment of ``day`` by the clock on the wall, within years that have both."""
    day = min(max(day, date(1900, 1, 1)), date(9998, 12, 31))
    return datetime.combine(day, time.min).astimezone(), datetime.combine(day, time.max).astimezone()


def _hundredths(amount: int) -> tuple[int, int]:
    return comparable(amount)


def _ten_thousandths(amount: int, currency: str) -> int:
    return amount * _TEN_THOUSANDTHS.get(currency, 100)


def _declared(column: str, values: Iterable[str]) -> str:
    """The place of a column's value among the declared ones; anything else comes last."""
    places = [f"WHEN '{value}' THEN {place}" for place, value in enumerate(values)]
    return " ".join((f"CASE {column}", *places, f"ELSE {len(places)} END"))


def _scaled(amount: str, currency: str) -> tuple[str, str]:
    """:func:`~tuiledger.domain.money.comparable` of two columns: whole units, and ten-thousandths."""

    def of(places: int) -> tuple[str, str]:
        unit = 10**places
        return f"{amount} / {unit}", f"({amount} - {amount} / {unit} * {unit}) * {10_000 // unit}"

    others = sorted(EXPONENTS.items())
    return tuple(
        " ".join(
            (
                # Nearly every document is in euro: it is looked for first.
                f"CASE {currency} WHEN 'EUR' THEN {of(2)[part]}",
                *(f"WHEN '{code}' THEN {of(places)[part]}" for code, places in others),
                f"ELSE {of(2)[part]} END",
            )
        )
        for part in (0, 1)
    )  # type: ignore[return-value]


_NUMBER_KEY: Final = "substr(d.search, 1, {place}(d.search, ' | ') - 1)"
#: A document comes in with the first of its files.
_ARRIVED: Final = "(SELECT min(s.received_at) FROM source s WHERE s.document_id = d.id)"
_TOTAL: Final = _scaled("d.total", "d.currency")


def _client(row: str) -> Sought:
    return Sought(
        "upper(c.code)",
        code_key,
        around=(" ".join((f"{row}.company_id IN", "(SELECT c.id FROM company c WHERE ")), ")"),
        join=f"LEFT JOIN company c ON c.id = {row}.company_id",
    )


DOCUMENTS: Final[Mapping[str, Sought]] = {
    "text": Sought("d.search", name_key),
    "date": Sought("d.date", _day, walked=True),
    "client": _client("d"),
    "direction": Sought("d.direction", str, (_declared("d.direction", Direction),)),
    "kind": Sought("d.kind", str, (_declared("d.kind", Kind),)),
    "type": Sought("upper(d.type_code)", code_key),
    # Numbers count upwards: 9 comes before 10, and 9/A behind 9.
    "number": Sought(_NUMBER_KEY, name_key, ("{leading d.search}", _NUMBER_KEY)),
    "party": Sought("substr(d.search, {place}(d.search, ' | ') + 3)", name_key),
    "total": Sought(f"({_TOTAL[0]}, {_TOTAL[1]})", _hundredths, ("d.total", "d.currency"), rank=_ten_thousandths),
    "state": Sought("d.state", str, (_declared("d.state", State),)),
    "currency": Sought("upper(d.currency)", code_key),
    "hold": Sought("upper(d.hold_code)", code_key, ("coalesce(upper(d.hold_code), '')",), optional=True),
    "received": Sought("d.received_on", _day, ("coalesce(d.received_on, '')",), optional=True),
    "arrived": Sought(_ARRIVED, moment_text, (f"coalesce({_ARRIVED}, '')",), optional=True, extent=_moments),
}

ENTRIES: Final[Mapping[str, Sought]] = {
    "date": Sought("e.date", _day, walked=True),
    "client": _client("e"),
    "journal": Sought("e.journal", str, (_declared("e.journal", Journal),)),
    "number": Sought("e.number", int),
    "description": Sought("upper(e.description)", name_key),
    "protocols": Sought(
        "e.protocols",
        name_key,
        ("coalesce(r.vat_register, '')", "coalesce(r.series, '')", "coalesce(r.year, 0)", "coalesce(r.protocol, 0)"),
        join="LEFT JOIN register_row r ON r.entry_id = e.id AND r.position = 0",
    ),
    "amount": Sought("e.amount", int),
}
#: Texts of entries that no column holds in the form they are compared in, and the columns they are read from.
FOLDED: Final[Mapping[str, str]] = {"text": "description", "description": "description", "protocols": "protocols"}


def words(text: str | None) -> tuple[Condition, ...]:
    """Every word of ``text`` as a condition of its own."""
    return tuple(Condition("text", Sign.HAS, word) for word in (text or "").split())


def clauses(fields: Mapping[str, Sought], where: Iterable[Condition], session: Session) -> Clause:
    """The conditions as SQL joined by AND, with their values.

    Raises:
        ValueError: a field that is not among ``fields``, or a sign that its value does not take.
    """
    texts, values = ["1 = 1"], list[Any]()
    for field, sign, value in where:
        if field not in fields:
            raise ValueError(f"no field {field}")
        text, own = _clause(fields[field], sign, value, session)
        texts.append(text)
        values += own
    return " AND ".join(texts), values


def _clause(sought: Sought, sign: Sign, value: Any, session: Session) -> Clause:
    what, key = sought.what, sought.key
    value = _extended(sought, sign, value)
    if isinstance(value, Span | tuple) and sign not in (Sign.IS, Sign.NOT):
        raise ValueError(f"{sign.value} takes one value")
    match value:
        case Span():
            (lower, first), (upper, last) = _bound(key(value.first)), _bound(key(value.last))
            text, values = f"{what} >= {lower} AND {what} <= {upper}", [*first, *last]
        case tuple():
            text, values = what + " {among}", [session.listed([key(one) for one in value])]
        case _ if sign in _CONTAINED:
            if not key(value):
                # Nothing but punctuation: no text can be told by it.
                return "1 = 1", []
            text, values = "{place}(" + what + ", ?) > 0", [key(value)]
        case _:
            mark, values = _bound(key(value))
            text = " ".join((what, sign.value if sign in _COMPARED else "=", mark))
    if sign in (Sign.NOT, Sign.HAS_NOT):
        text = f"{what} IS NULL OR NOT ({text})" if sought.optional else f"NOT ({text})"
    before, behind = sought.around
    return f"({before}{text}{behind})", values


def _extended(sought: Sought, sign: Sign, value: Any) -> Any:
    """The value as what the field holds: a day is all its moments, or the one that ``sign`` compares with."""
    if sought.extent is None:
        return value
    if isinstance(value, Span):
        return Span(sought.extent(value.first)[0], sought.extent(value.last)[1])
    first, last = sought.extent(value)
    if sign in _COMPARED:
        return first if sign in (Sign.LESS, Sign.AT_LEAST) else last
    return Span(first, last)


def _bound(key: Any) -> Clause:
    return ("(?, ?)", [*key]) if isinstance(key, tuple) else ("?", [key])


def ids_in_order(
    session: Session, fields: Mapping[str, Sought], rows: str, row: str, asked: Clause, order: Order
) -> array[int]:
    """The ids of the rows that were asked for, in ``order``.

    What no index keeps in order is put in order here: the database gathers ids and keys in one walk over its rows, and
    sorting them costs less than half of what it takes there.

    Args:
        session: the open transaction.
        fields: what can be ordered by.
        rows: the tables, as FROM names them.
        row: the short name of the table whose ids are meant.
        asked: the conditions and their values.
        order: by which field, upwards or downwards.

    Raises:
        ValueError: a field that is not among ``fields``.
    """
    if order.field not in fields:
        raise ValueError(f"no field {order.field}")
    sought, (condition, values) = fields[order.field], asked
    if sought.walked:
        turn = "DESC" if order.descending else ""
        by = (f"ORDER BY {sought.what} {turn}, {row}.id {turn}",)
        return session.ids(" ".join((f"SELECT {row}.id AS id", rows, "WHERE", condition, *by)), tuple(values))
    names = [f"key{place}" for place in range(len(sought.order or (sought.what,)))]
    keyed = ", ".join(f"{what} AS {name}" for what, name in zip(sought.order or (sought.what,), names, strict=True))
    statement = " ".join((f"SELECT {row}.id AS id,", keyed, rows, sought.join, "WHERE", condition))
    ids, *keys = session.gathered(statement, ("id", *names), tuple(values))
    if sought.rank:
        keys = [list(map(sought.rank, *keys))]
    places = sorted(range(len(ids)), key=ids.__getitem__)
    for key in reversed(keys):
        places.sort(key=key.__getitem__)
    return array("q", map(ids.__getitem__, reversed(places) if order.descending else places))


def folded(text: str) -> str:
    """``name_key`` of a description; its middle dots go first, so that nearly every one is plain ASCII then."""
    return name_key(text.replace("·", " "))


def folded_test(condition: Condition) -> FoldedTest:
    """What tells of a text that the program folds itself whether it meets ``condition``, as :func:`clauses` would.

    Raises:
        ValueError: a sign that texts do not take.
    """
    _, sign, value = condition
    keys = frozenset(name_key(str(one)) for one in (value if isinstance(value, tuple) else (value,)))
    part = next(iter(keys), "")
    match sign:
        case Sign.IS:
            return lambda folded: folded in keys
        case Sign.NOT:
            return lambda folded: folded not in keys
        case Sign.HAS:
            return lambda folded: part in folded
        case Sign.HAS_NOT:
            return lambda folded: not part or part not in folded
    raise ValueError(f"a text is not compared by {sign.value}")
