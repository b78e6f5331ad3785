"""Reading the books: entries, registers and balances."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import orjson

from tuiledger.domain.journal import EntryLine, EntryPlan, Journal, JournalEntry, Note, Part, Protocol
from tuiledger.domain.vat import Register, RegisterLine, RegisterRow, VatRow
from tuiledger.ports import Balance, Cursor, EntryFilter, EntryRow, Order
from tuiledger.store.company_reading import account
from tuiledger.store.document_reading import NEWEST_FIRST
from tuiledger.store.finding import ENTRIES, FOLDED, clauses, folded, folded_test, ids_in_order, words
from tuiledger.store.session import Session, Values

JOURNALS: Final[dict[str, Journal]] = {journal.value: journal for journal in Journal}
PARTS: Final[dict[str, Part]] = {part.value: part for part in Part}
REGISTERS: Final[dict[str, Register]] = {register.value: register for register in Register}

#: Entries read at a time when all are read.
_STEP: Final = 500

_LIST: Final = (
    "SELECT e.id, e.company_id, (SELECT c.code FROM company c WHERE c.id = e.company_id), e.journal, e.number, e.date,"
    " e.description, e.amount, e.document_id, e.reverses_id,"
    " (SELECT r.id FROM entry r WHERE r.reverses_id = e.id), e.protocols FROM entry e"
)
_WHOLE: Final = (
    "SELECT e.id, e.company_id, e.journal, e.number, e.date, e.document_date, e.description, e.document_id,"
    " e.reverses_id, e.batch_id, e.idempotency_key, e.posted_at, e.actor, e.previous_hash, e.hash, e.notes,"
    " (SELECT r.id FROM entry r WHERE r.reverses_id = e.id), d.type_code, d.number, d.party_name"
    " FROM entry e LEFT JOIN document d ON d.id = e.document_id"
)
_REGISTER: Final = (
    "SELECT r.company_id, r.series, r.year, r.protocol, r.date, r.period, e.document_date, e.id, e.document_id,"
    " e.reverses_id, d.number, d.type_code, d.party_name, d.payload_sha256, p.country, p.vat_number, p.fiscal_code,"
    " v.rate, v.nature, v.taxable, v.tax, v.exigibility, v.non_deductible"
    " FROM register_row r JOIN entry e ON e.id = r.entry_id"
    " JOIN vat_row v ON v.entry_id = r.entry_id AND v.register_position = r.position"
    " LEFT JOIN document d ON d.id = e.document_id LEFT JOIN party p ON p.id = d.party_id"
    " WHERE r.company_id = ? AND r.vat_register = ? AND r.series = ? AND r.year = ? AND r.date BETWEEN ? AND ?"
    " ORDER BY r.protocol, v.position"
)
_SUMS: Final = (
    "SELECT account, sum(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS debit,"
    " sum(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS credit FROM entry_line WHERE company_id = ?"
)
_BALANCES: Final = (
    "SELECT a.code, a.name, a.kind, a.account_group, a.role, a.deductible, s.debit, s.credit FROM (",
    ") s JOIN account a ON a.company_id = ? AND a.code = s.account ORDER BY a.code",
)


class EntryReading:
    """What can be asked of the books."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def entries(self, wanted: EntryFilter, after: Cursor | None = None, limit: int = 200) -> list[EntryRow]:
        """A page of the journal, newest first, behind ``after``."""
        conditions, values = self._asked(wanted)
        if after is not None:
            conditions.append("(e.date, e.id) < (?, ?)")
            values += (after.day.isoformat(), after.id)
        statement = " ".join((_LIST, "WHERE", " AND ".join(conditions), "ORDER BY e.date DESC, e.id DESC LIMIT ?"))
        return [_listed(row) for row in self._session.rows(statement, (*values, limit))]

    def count_entries(self, wanted: EntryFilter) -> int:
        """How many entries a list holds."""
        conditions, values = self._asked(wanted)
        statement = " ".join(("SELECT count(*) FROM entry e WHERE", " AND ".join(conditions)))
        return int(self._session.value(statement, tuple(values)))

    def entry_ids(self, wanted: EntryFilter, order: Order | None = None) -> array[int]:
        """The ids of the whole list in order, without an order newest first.

        Raises:
            ValueError: a condition or an order on a field that entries do not have.
        """
        conditions, values = self._asked(wanted)
        asked = " AND ".join(conditions), values
        return ids_in_order(self._session, ENTRIES, "FROM entry e", "e", asked, order or NEWEST_FIRST)

    def entry_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The rows with these ids, in the order of the ids; one that is not there is left out."""
        rows = self._session.rows(_LIST + " WHERE e.id {among}", (self._session.listed(ids),))
        found = {row[0]: _listed(row) for row in rows}
        return [found[one] for one in ids if one in found]

    def document_entries(self, document_id: int) -> tuple[EntryRow, ...]:
        """The entries that stand for a document, in the order they were posted."""
        rows = self._session.rows(_LIST + " WHERE e.document_id = ? ORDER BY e.id", (document_id,))
        return tuple(_listed(row) for row in rows)

    def entry(self, entry_id: int) -> JournalEntry | None:
        """The entry with all its lines, or None."""
        return next(iter(self.whole_entries([entry_id])), None)

    def all_entries(self, company_id: int) -> Iterator[JournalEntry]:
        """Every entry of a company in order of date, then id."""
        last: tuple[str, int] = ("", 0)
        while True:
            page = self._session.rows(
                "SELECT date, id FROM entry WHERE company_id = ? AND (date, id) > (?, ?) ORDER BY date, id LIMIT ?",
                (company_id, *last, _STEP),
            )
            if not page:
                return
            yield from self.whole_entries([row[1] for row in page])
            last = (page[-1][0], page[-1][1])

    def whole_entries(self, entry_ids: Sequence[int]) -> list[JournalEntry]:
        """These entries with everything, in order of date, then id."""
        listed = self._session.listed(entry_ids)
        lines: dict[int, list[EntryLine]] = {}
        for entry_id, code, amount, part, party_id in self._session.rows(
            "SELECT l.entry_id, l.account, l.amount, l.part, l.party_id FROM entry e"
            " JOIN entry_line l ON l.company_id = e.company_id AND l.entry_id = e.id WHERE e.id {among}"
            " ORDER BY l.entry_id, l.position",
            (listed,),
        ):
            lines.setdefault(entry_id, []).append(EntryLine(code, amount, PARTS[part], party_id))
        registers, protocols = self._registers(listed)
        return [
            _whole(row, lines.get(row[0], []), registers.get(row[0], []), protocols.get(row[0], []))
            for row in self._session.rows(_WHOLE + " WHERE e.id {among} ORDER BY e.date, e.id", (listed,))
        ]

    def _asked(self, wanted: EntryFilter) -> tuple[list[str], list[Any]]:
        """What a list holds, as conditions and their values; texts are compared here, no column holds them folded."""
        conditions, values = _conditions(wanted)
        where = words(wanted.text) + wanted.where
        tests = [(FOLDED[one.field], folded_test(one)) for one in where if one.field in FOLDED]
        if len(tests) < len(where):
            condition, more = clauses(ENTRIES, (one for one in where if one.field not in FOLDED), self._session)
            conditions.append(condition)
            values += more
        if not tests:
            return conditions, values
        columns = sorted({column for column, _ in tests})
        selected = ", ".join(f"e.{column} AS {column}" for column in columns)
        statement = " ".join(("SELECT e.id AS id,", selected, "FROM entry e WHERE", " AND ".join(conditions)))
        ids, *gathered = self._session.gathered(statement, ("id", *columns), tuple(values))
        texts = {column: list(map(folded, read)) for column, read in zip(columns, gathered, strict=True)}
        places: Iterable[int] = range(len(ids))
        for column, test in tests:
            places = [place for place in places if test(texts[column][place])]
        return ["e.id {among}"], [self._session.listed(ids[place] for place in places)]

    def _registers(self, listed: Any) -> tuple[dict[int, list[RegisterRow]], dict[int, list[Protocol]]]:
        vat_rows: dict[tuple[int, int], list[VatRow]] = {}
        for entry_id, position, *row in self._session.rows(
            "SELECT entry_id, register_position, rate, nature, taxable, tax, exigibility, non_deductible FROM vat_row"
            " WHERE entry_id {among} ORDER BY entry_id, register_position, position",
            (listed,),
        ):
            vat_rows.setdefault((entry_id, position), []).append(VatRow(*row))
        registers: dict[int, list[RegisterRow]] = {}
        protocols: dict[int, list[Protocol]] = {}
        for entry_id, position, name, series, year, protocol, period in self._session.rows(
            "SELECT entry_id, position, vat_register, series, year, protocol, period FROM register_row"
            " WHERE entry_id {among} ORDER BY entry_id, position",
            (listed,),
        ):
            register = REGISTERS[name]
            rows = tuple(vat_rows.get((entry_id, position), ()))
            registers.setdefault(entry_id, []).append(RegisterRow(register, series, period, rows))
            protocols.setdefault(entry_id, []).append(Protocol(register, series, year, protocol))
        return registers, protocols

    def register_lines(self, company_id: int, register: Register, since: date, until: date) -> Iterator[RegisterLine]:
        """The lines of a VAT register registered between two days, in order of series and protocol."""
        series_and_years = self._session.rows(
            "SELECT DISTINCT series, year FROM register_row WHERE company_id = ? AND vat_register = ?"
            " AND year BETWEEN ? AND ? ORDER BY series, year",
            (company_id, register.value, since.year, until.year),
        )
        for series, year in series_and_years:
            for row in self._session.rows(
                _REGISTER, (company_id, register.value, series, year, since.isoformat(), until.isoformat())
            ):
                yield _register_line(register, row)

    def trial_balance(self, company_id: int, at: date | None = None) -> tuple[Balance, ...]:
        """Debits and credits of every account with entries, in order of code; up to the day ``at`` where given."""
        sums, values = _SUMS, list[Any]((company_id,))
        if at is not None:
            sums += " AND entry_id IN (SELECT id FROM entry WHERE company_id = ? AND date <= ?)"
            values += (company_id, at.isoformat())
        statement = " ".join((_BALANCES[0], sums, "GROUP BY account", _BALANCES[1]))
        rows = self._session.rows(statement, (*values, company_id))
        return tuple(Balance(account(row[:6]), int(row[6]), int(row[7])) for row in rows)

    def batch_entries(self, batch_id: int) -> tuple[int, ...]:
        """Ids of the entries posted in a batch, in the order they were posted."""
        rows = self._session.rows("SELECT id FROM entry WHERE batch_id = ? ORDER BY id", (batch_id,))
        return tuple(row[0] for row in rows)


def _conditions(wanted: EntryFilter) -> tuple[list[str], list[Any]]:
    conditions, values = ["1 = 1"], list[Any]()
    for condition, value in (
        ("e.company_id = ?", wanted.company_id),
        ("e.journal = ?", wanted.journal and wanted.journal.value),
        ("e.date >= ?", wanted.since and wanted.since.isoformat()),
        ("e.date <= ?", wanted.until and wanted.until.isoformat()),
        ("e.document_id = ?", wanted.document_id),
        ("e.batch_id = ?", wanted.batch_id),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return conditions, values


def _listed(row: Values) -> EntryRow:
    entry_id, company_id, company_code, journal, number, on, *rest = row
    return EntryRow(entry_id, company_id, company_code, JOURNALS[journal], number, date.fromisoformat(on), *rest)


def _whole(
    row: Values, lines: list[EntryLine], registers: list[RegisterRow], protocols: list[Protocol]
) -> JournalEntry:
    (
        entry_id, company_id, journal, number, on, document_date, description, document_id, reverses_id, batch_id,
        idempotency_key, posted_at, actor, previous_hash, own_hash, notes, reversed_by, type_code, document_number,
        party_name,
    ) = row  # fmt: skip
    plan = EntryPlan(
        company_id,
        JOURNALS[journal],
        date.fromisoformat(on),
        date.fromisoformat(document_date),
        description,
        tuple(lines),
        tuple(registers),
        document_id,
        reverses_id,
        tuple(Note(code, message, tuple(values)) for code, message, values in orjson.loads(notes)) if notes else (),
    )
    return JournalEntry(
        entry_id,
        plan,
        number,
        tuple(protocols),
        posted_at,
        actor,
        idempotency_key,
        previous_hash,
        own_hash,
        batch_id,
        reversed_by,
        type_code or "",
        document_number or "",
        party_name or "",
    )


def _register_line(register: Register, row: Values) -> RegisterLine:
    (
        company_id, series, year, protocol, on, period, document_date, entry_id, document_id, reverses_id, number,
        type_code, party_name, fingerprint, country, vat_number, fiscal_code, *vat_row,
    ) = row  # fmt: skip
    return RegisterLine(
        company_id,
        register,
        series,
        year,
        protocol,
        date.fromisoformat(on),
        date.fromisoformat(document_date),
        number or "",
        type_code or "",
        party_name or "",
        f"{country or 'IT'}{vat_number}" if vat_number else fiscal_code or "",
        VatRow(*vat_row),
        period,
        entry_id,
        document_id,
        fingerprint or "",
        reverses_id is not None,
    )
