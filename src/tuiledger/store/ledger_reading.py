"""Reading the ledger of one account (mastrino): its lines in order of day, and what it stood at after each.

No index follows an account: a balance reads every line of its company, and so does this, which costs less than an index
would cost each posting. A hundred thousand lines take about half a second.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any, Final

from tuiledger.domain.identifiers import name_key
from tuiledger.ports import AccountCard, AccountLine, LineFilter, Order
from tuiledger.store.entry_reading import JOURNALS
from tuiledger.store.finding import Sought, clauses, folded_test, ids_in_order, words
from tuiledger.store.session import Session, Values

#: A line is named by one number: its entry's, with its place in the entry behind it.
_PLACES: Final = 65_536

_OF_ACCOUNT: Final = (
    "FROM (SELECT entry_id * 65536 + position AS id, entry_id, amount FROM entry_line"
    " WHERE company_id = ? AND account = ?) l JOIN entry e ON e.id = l.entry_id"
)
_DOCUMENT: Final = "LEFT JOIN document d ON d.id = e.document_id"
_CARD: Final = " ".join(("SELECT l.id, l.amount", _OF_ACCOUNT, "WHERE e.date <= ? ORDER BY e.date, l.id"))
_ROWS: Final = (
    "SELECT l.entry_id, l.position, e.journal, e.number, e.date, e.description, coalesce(d.party_name, ''), l.amount,"
    " e.document_id FROM entry e JOIN entry_line l ON l.company_id = e.company_id AND l.entry_id = e.id"
    " LEFT JOIN document d ON d.id = e.document_id WHERE e.id {among}"
)
#: Behind every day that an entry may have.
_FOREVER: Final = "9999-12-31"

_PARTY: Final = "substr(d.search, {place}(d.search, ' | ') + 3)"
#: What lines are found and ordered by; free words and descriptions are compared by the program.
_LINES: Final[Mapping[str, Sought]] = {
    "date": Sought("e.date", date.isoformat),
    "journal": Sought("e.journal", str),
    "number": Sought("e.number", int),
    "description": Sought("upper(e.description)", name_key),
    "party": Sought(_PARTY, name_key, (f"coalesce({_PARTY}, '')",), optional=True),
    "debit": Sought("CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END", int),
    "credit": Sought("CASE WHEN l.amount < 0 THEN -l.amount ELSE 0 END", int),
}
_TEXTS: Final = frozenset({"text", "description"})


class LedgerReading:
    """What can be asked of one account's lines."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def account_card(self, company_id: int, account: str, until: date | None = None) -> AccountCard:
        """Every line of an account up to a day, oldest first, with the balance after it."""
        rows = self._session.rows(_CARD, (company_id, account, until.isoformat() if until else _FOREVER))
        return AccountCard(array("q", (row[0] for row in rows)), array("q", accumulate(row[1] for row in rows)))

    def account_line_ids(self, wanted: LineFilter, order: Order | None = None) -> array[int]:
        """The ids of an account's lines in order, without an order oldest first.

        Raises:
            ValueError: a condition or an order on a field that lines do not have.
        """
        where = words(wanted.text) + wanted.where
        condition, more = clauses(_LINES, (one for one in where if one.field not in _TEXTS), self._session)
        conditions, values = [condition], [wanted.company_id, wanted.account, *more]
        for text, day in (("e.date >= ?", wanted.since), ("e.date <= ?", wanted.until)):
            if day is not None:
                conditions.append(text)
                values.append(day.isoformat())
        texts = [(one.field, folded_test(one)) for one in where if one.field in _TEXTS]
        if texts:
            conditions, values = ["l.id {among}"], [*values[:2], self._saying(texts, conditions, values)]
        source, asked = " ".join((_OF_ACCOUNT, _DOCUMENT)), (" AND ".join(conditions), values)
        return ids_in_order(self._session, _LINES, source, "l", asked, order or Order("date"))

    def _saying(
        self, texts: Sequence[tuple[str, Callable[[str], bool]]], conditions: Sequence[str], values: Sequence[Any]
    ) -> Any:
        """The lines that say what ``texts`` ask for; no column holds descriptions as they are compared."""
        source = " ".join((_OF_ACCOUNT, _DOCUMENT, "WHERE", " AND ".join(conditions)))
        return self._session.listed(
            [
                line_id
                for line_id, description, search in self._session.rows(
                    " ".join(("SELECT l.id, e.description, d.search", source)), tuple(values)
                )
                if all(test(_folded(field, description, search)) for field, test in texts)
            ]
        )

    def account_lines(self, line_ids: Sequence[int]) -> list[AccountLine]:
        """The lines with these ids, in the order of the ids; their balance is not filled in."""
        entry_ids = sorted({line_id // _PLACES for line_id in line_ids})
        found = {}
        for row in self._session.rows(_ROWS, (self._session.listed(entry_ids),)):
            line = _line(row)
            found[line.id] = line
        return [found[one] for one in line_ids if one in found]


def _by(order: Order) -> str:
    if order.field not in _LINES:
        raise ValueError(f"no field {order.field}")
    sought, turn = _LINES[order.field], " DESC" if order.descending else ""
    return "ORDER BY " + ", ".join(what + turn for what in (*(sought.order or (sought.what,)), "l.id"))


def _folded(field: str, description: str, search: str | None) -> str:
    """A line's texts as they are compared: free words are sought in the document's number and party too."""
    folded = name_key(description)
    return folded if field == "description" or not search else f"{folded} | {search}"


def _line(row: Values) -> AccountLine:
    entry_id, position, journal, number, on, *rest = row
    line_id = entry_id * _PLACES + position
    described: Any = rest
    return AccountLine(line_id, entry_id, JOURNALS[journal], number, date.fromisoformat(on), *described)
