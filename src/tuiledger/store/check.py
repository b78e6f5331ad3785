"""Promises of the books, recounted: what a check finds broken is told and never repaired."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from tuiledger.domain.journal import Journal, JournalEntry, Unbalanced, canonical_bytes, chained, genesis
from tuiledger.domain.wording import N_
from tuiledger.ports import Violation
from tuiledger.store.entry_reading import EntryReading
from tuiledger.store.payloads import expanded
from tuiledger.store.session import Session
from tuiledger.store.standing_check import misplaced, posted_in_doubt

#: Entries and payloads looked at in one go.
_STEP: Final = 500


class _Promise(NamedTuple):
    """A promise, as the query that finds where it is broken; its columns fill the message."""

    code: str
    message: str
    query: str


#: Entries that stand for a document now: not reversed, and themselves no reversal or the reversal of one.
_LIVE: Final = (
    "WITH RECURSIVE turned(id, document_id, undone) AS ("
    "SELECT id, document_id, 0 FROM entry WHERE reverses_id IS NULL UNION ALL"
    " SELECT e.id, e.document_id, 1 - t.undone FROM entry e JOIN turned t ON e.reverses_id = t.id), "
    "live AS (SELECT id, document_id FROM turned t WHERE undone = 0 AND document_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses_id = t.id))"
)

# What both databases understand; every query is empty when the books are sound.
_PROMISES: Final = (
    _Promise(
        "duplicate-posted",
        N_("Documents {} and {} may be the same and are both posted: nobody decided that they differ"),
        "SELECT a.id, b.id FROM document a JOIN document b ON b.business_key = a.business_key"
        " AND b.company_id = a.company_id AND b.direction = a.direction AND b.id > a.id"
        " WHERE a.state = 'posted' AND b.state = 'posted' AND NOT EXISTS (SELECT 1 FROM pair p"
        " WHERE p.state = 'different' AND ((p.left_id = a.id AND p.right_id = b.id)"
        " OR (p.left_id = b.id AND p.right_id = a.id)))",
    ),
    _Promise(
        "unbalanced",
        N_("Entry {} does not balance: its lines sum to {}"),
        "SELECT e.id, coalesce(sum(l.amount), 0) FROM entry e"
        " LEFT JOIN entry_line l ON l.company_id = e.company_id AND l.entry_id = e.id"
        " GROUP BY e.id, e.amount HAVING coalesce(sum(l.amount), 0) <> 0",
    ),
    _Promise(
        "amount",
        N_("Entry {} is kept as {} but its debits sum to {}"),
        "SELECT e.id, e.amount, coalesce(sum(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END), 0) FROM entry e"
        " LEFT JOIN entry_line l ON l.company_id = e.company_id AND l.entry_id = e.id GROUP BY e.id, e.amount"
        " HAVING coalesce(sum(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END), 0) <> e.amount",
    ),
    _Promise(
        "stray-line",
        N_("Account {} of company {} has a line of an entry that is not there: {}"),
        "SELECT l.account, l.company_id, l.entry_id FROM entry_line l WHERE NOT EXISTS"
        " (SELECT 1 FROM entry e WHERE e.id = l.entry_id AND e.company_id = l.company_id)",
    ),
    _Promise(
        "vat",
        N_("Entry {}: the VAT of its register rows is {} and that of its lines {}"),
        "SELECT e.id, coalesce(v.tax, 0), coalesce(l.tax, 0) FROM entry e"
        " LEFT JOIN (SELECT r.entry_id, sum(CASE WHEN r.vat_register = 'sales' THEN -v.tax"
        " ELSE v.tax - v.non_deductible END) AS tax FROM register_row r JOIN vat_row v ON v.entry_id = r.entry_id"
        " AND v.register_position = r.position GROUP BY r.entry_id) v ON v.entry_id = e.id"
        " LEFT JOIN (SELECT entry_id, sum(amount) AS tax FROM entry_line WHERE part IN ('sales_vat', 'purchase_vat')"
        " GROUP BY entry_id) l ON l.entry_id = e.id WHERE coalesce(v.tax, 0) <> coalesce(l.tax, 0)",
    ),
    _Promise(
        "number-gap",
        N_("Company {}, journal {} of {}: {} entries but the last number is {}"),
        "SELECT company_id, journal, year, count(*), max(number) FROM entry GROUP BY company_id, journal, year"
        " HAVING count(*) <> max(number) OR min(number) <> 1",
    ),
    _Promise(
        "protocol-gap",
        N_("Company {}, register {} {} of {}: {} rows but the last protocol is {}"),
        "SELECT company_id, vat_register, series, year, count(*), max(protocol) FROM register_row"
        " GROUP BY company_id, vat_register, series, year HAVING count(*) <> max(protocol) OR min(protocol) <> 1",
    ),
    _Promise(
        "sequence",
        N_("Company {}, {} of {}: the next number would follow {}, the last one is {}"),
        "SELECT n.company_id, n.scope, n.year, n.last, coalesce(m.last, 0) FROM sequence n LEFT JOIN ("
        "SELECT company_id, 'journal:' || journal AS scope, year, max(number) AS last FROM entry"
        " GROUP BY company_id, journal, year UNION ALL"
        " SELECT company_id, 'register:' || vat_register || CASE WHEN series = '' THEN '' ELSE ':' || series END, year,"
        " max(protocol) FROM register_row GROUP BY company_id, vat_register, series, year"
        ") m ON m.company_id = n.company_id AND m.scope = n.scope AND m.year = n.year"
        " WHERE n.last <> coalesce(m.last, 0)",
    ),
    _Promise(
        "no-sequence",
        N_("Company {}, journal {} of {}: its numbers are not kept"),
        "SELECT DISTINCT e.company_id, e.journal, e.year FROM entry e WHERE NOT EXISTS (SELECT 1 FROM sequence n"
        " WHERE n.company_id = e.company_id AND n.scope = 'journal:' || e.journal AND n.year = e.year)",
    ),
    _Promise(
        "chain-end",
        N_("Company {}, {} of {}: the end of the chain is missing"),
        "SELECT n.company_id, n.scope, n.year FROM sequence n WHERE n.head IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM entry e WHERE e.company_id = n.company_id AND 'journal:' || e.journal = n.scope"
        " AND e.year = n.year AND e.number = n.last AND e.hash = n.head)",
    ),
    _Promise(
        "year",
        N_("Entry {} is numbered in {} but registered on {}"),
        "SELECT id, year, date FROM entry WHERE substr(date, 1, 4) <> CAST(year AS text)",
    ),
    _Promise(
        "posted-without-entry",
        N_("Document {} is posted but its entry {} is not there, not its own or reversed"),
        "SELECT d.id, d.entry_id FROM document d WHERE d.entry_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM entry e WHERE e.id = d.entry_id AND e.document_id = d.id AND e.company_id = d.company_id"
        " AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses_id = e.id))",
    ),
    _Promise(
        "posted-twice",
        N_("Document {} has {} live entries"),
        " ".join((_LIVE, "SELECT document_id, count(*) FROM live GROUP BY document_id HAVING count(*) > 1")),
    ),
    _Promise(
        "entry-without-state",
        N_("Document {} has the live entry {} but is {}"),
        " ".join(
            (
                _LIVE,
                "SELECT d.id, e.id, d.state FROM live e JOIN document d ON d.id = e.document_id",
                "WHERE d.entry_id IS NULL",
            )
        ),
    ),
    _Promise(
        "tally",
        N_("Company {}: {} documents {} are counted as {}, there are {}"),
        "SELECT coalesce(t.company_id, d.company_id), coalesce(t.direction, d.direction), coalesce(t.state, d.state),"
        " coalesce(t.documents, 0), coalesce(d.documents, 0) FROM (SELECT company_id, direction, state FROM tally"
        " UNION SELECT company_id, direction, state FROM document) k"
        " LEFT JOIN tally t ON t.company_id = k.company_id AND t.direction = k.direction AND t.state = k.state"
        " LEFT JOIN (SELECT company_id, direction, state, count(*) AS documents FROM document"
        " GROUP BY company_id, direction, state) d"
        " ON d.company_id = k.company_id AND d.direction = k.direction AND d.state = k.state"
        " WHERE coalesce(t.documents, 0) <> coalesce(d.documents, 0)",
    ),
    _Promise(
        "open-pairs",
        N_("Company {}: {} open pairs are counted, there are {}"),
        "SELECT a.company_id, a.open_pairs, count(p.id) FROM activity a"
        " LEFT JOIN pair p ON p.company_id = a.company_id AND p.state = 'open'"
        " GROUP BY a.company_id, a.open_pairs HAVING a.open_pairs <> count(p.id)",
    ),
    _Promise(
        "no-source",
        N_("Document {} does not say where it came from"),
        "SELECT d.id FROM document d WHERE NOT EXISTS (SELECT 1 FROM source s WHERE s.document_id = d.id)",
    ),
    _Promise(
        "no-payload",
        N_("The payload of document {} is not there"),
        "SELECT d.id FROM document d WHERE NOT EXISTS (SELECT 1 FROM payload p WHERE p.sha256 = d.payload_sha256)",
    ),
    _Promise(
        "no-content",
        N_("The content of document {} is not there"),
        "SELECT d.id FROM document d WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.document_id = d.id)",
    ),
)


class Checking:
    """What can be asked about the soundness of the books."""

    _session: Session

    def check(self, *, deep: bool = False) -> Iterator[Violation]:
        """Every broken promise of the books; ``deep`` looks at every document, hash chain and payload, and the file."""
        if deep and self._session.dialect.is_sqlite:
            yield from _sound_file(self._session)
        for promise in _PROMISES:
            for row in self._session.rows(promise.query):
                yield Violation(promise.code, promise.message, tuple(str(value) for value in row))
        yield from posted_in_doubt(self._session)
        if deep:
            yield from misplaced(self._session)
            yield from _chains(self._session)
            yield from _payloads(self._session)


def _sound_file(session: Session) -> Iterator[Violation]:
    for (told,) in session.rows("PRAGMA integrity_check"):
        if told != "ok":
            yield Violation("file", N_("The file is damaged: {}"), (str(told),))
    for table, row, parent, _ in session.rows("PRAGMA foreign_key_check"):
        yield Violation("reference", N_("A row of {} names one of {} that is not there: {}"), (table, parent, str(row)))


def _chains(session: Session) -> Iterator[Violation]:
    """The first break of each chain: behind it, every later hash is wrong as well."""
    for company_id, journal, year in session.rows(
        "SELECT DISTINCT company_id, journal, year FROM entry ORDER BY company_id, journal, year"
    ):
        previous, last = genesis(company_id, Journal(journal), year), 0
        while True:
            page = session.rows(
                "SELECT id, number FROM entry WHERE company_id = ? AND journal = ? AND year = ? AND number > ?"
                " ORDER BY number LIMIT ?",
                (company_id, journal, year, last, _STEP),
            )
            if not page:
                break
            numbers: dict[int, int] = {entry_id: number for entry_id, number in page}
            broken, previous = _first_break(session, list(numbers), previous)
            if broken is not None:
                yield Violation(
                    "chain", N_("Company {}, journal {} of {}: the chain breaks at number {}, entry {}"),
                    (str(company_id), journal, str(year), str(numbers[broken]), str(broken)),
                )  # fmt: skip
                break
            last = page[-1][1]


def _first_break(session: Session, entry_ids: list[int], previous: str) -> tuple[int | None, str]:
    """The first of these entries that does not follow ``previous``, and the hash that the last one ends with."""
    try:
        entries = {entry.id: entry for entry in EntryReading(session).whole_entries(entry_ids)}
    except (Unbalanced, ValueError, KeyError):
        # One of them cannot even be built any more: look at each alone.
        entries = {}
    for entry_id in entry_ids:
        try:
            entry = entries.get(entry_id) or EntryReading(session).whole_entries([entry_id])[0]
        except (Unbalanced, ValueError, KeyError):
            return entry_id, previous
        if not _follows(entry, previous):
            return entry_id, previous
        previous = entry.hash
    return None, previous


def _follows(entry: JournalEntry, previous: str) -> bool:
    canonical = canonical_bytes(entry.plan, entry.number, entry.protocols, entry.idempotency_key)
    return entry.previous_hash == previous and entry.hash == chained(previous, canonical)


def _payloads(session: Session) -> Iterator[Violation]:
    last = ""
    while True:
        page = session.rows("SELECT sha256, data FROM payload WHERE sha256 > ? ORDER BY sha256 LIMIT ?", (last, _STEP))
        if not page:
            return
        for expected, data in page:
            try:
                found = sha256(expanded(data)).hexdigest()
            except zlib.error:
                found = ""
            if found != expected:
                yield Violation("payload", N_("The stored payload {} is not what came in"), (expected,))
        last = page[-1][0]
