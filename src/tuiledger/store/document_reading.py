"""Reading documents: lists in index order, one document with everything, and where it came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from tuiledger.domain.documents import ClientDocument, Direction, State
from tuiledger.ports import Cursor, DocumentFilter, DocumentRow, Order, Source
from tuiledger.store.encoding import read_declared, read_document, read_hold
from tuiledger.store.finding import DOCUMENTS, clauses, ids_in_order, words
from tuiledger.store.moments import day, moment_of
from tuiledger.store.payloads import expanded
from tuiledger.store.session import Session, Values

DIRECTIONS: Final[dict[str, Direction]] = {direction.value: direction for direction in Direction}
STATES: Final[dict[str, State]] = {state.value: state for state in State}

# The company's code comes from a subquery: a join would tempt the planner to walk companies first and sort after.
_LIST: Final = (
    "SELECT d.id, d.company_id, (SELECT c.code FROM company c WHERE c.id = d.company_id), d.direction, d.kind,"
    " d.type_code, d.number, d.date, d.party_name, d.currency, d.total, d.state, d.hold_code, d.hold, d.findings,"
    " (SELECT count(*) FROM source s WHERE s.document_id = d.id),"
    # What is ready or posted has a VAT summary.
    " CASE WHEN d.state NOT IN ('ready', 'posted') THEN (SELECT x.summary FROM content x WHERE x.document_id = d.id)"
    " END FROM document d"
)
WHOLE: Final = (
    "SELECT d.id, d.company_id, d.direction, d.party_id, d.state, d.payload_sha256, d.hold_code, d.hold,"
    " d.received_on, d.entry_id,"
    " (SELECT count(*) FROM entry e WHERE e.document_id = d.id AND e.reverses_id IS NOT NULL),"
    " d.type_code, d.kind, d.number, d.date, d.currency, x.summary"
)
SOURCES: Final = (
    "SELECT document_id, kind, ref, member, position, file_sha256, payload_sha256, canonical_sha256, received_at,"
    " layers, signer, signature, run_id, id, complete, transmission FROM source"
)
FROM_WHOLE: Final = "FROM document d JOIN content x ON x.document_id = d.id"
_NEWEST_FIRST: Final = "ORDER BY d.date DESC, d.id DESC LIMIT ?"

#: The order of lists that ask for none.
NEWEST_FIRST: Final = Order("date", descending=True)


class DocumentReading:
    """What can be asked of documents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def documents(self, wanted: DocumentFilter, after: Cursor | None = None, limit: int = 200) -> list[DocumentRow]:
        """A page of the list, newest first, behind ``after``."""
        conditions, values = self._conditions(wanted)
        if after is not None:
            conditions.append("(d.date, d.id) < (?, ?)")
            values += (after.day.isoformat(), after.id)
        statement = " ".join((_LIST, "WHERE", " AND ".join(conditions), _NEWEST_FIRST))
        return [_listed(row) for row in self._session.rows(statement, (*values, limit))]

    def documents_at(self, wanted: DocumentFilter, offset: int, limit: int) -> list[DocumentRow]:
        """Rows ``offset`` to ``offset + limit`` of the list: ids are counted off in the index alone."""
        conditions, values = self._conditions(wanted)
        ids = " ".join(("SELECT d.id FROM document d WHERE", " AND ".join(conditions), _NEWEST_FIRST, "OFFSET ?"))
        statement = " ".join((_LIST, "WHERE d.id IN (", ids, ") ORDER BY d.date DESC, d.id DESC"))
        return [_listed(row) for row in self._session.rows(statement, (*values, limit, offset))]

    def count_documents(self, wanted: DocumentFilter) -> int:
        """How many documents a list holds: from the kept counters where they can tell."""
        if wanted == DocumentFilter(wanted.company_id, wanted.state, wanted.direction):
            conditions, values = self._conditions(wanted)
            statement = "SELECT coalesce(sum(d.documents), 0) FROM tally d WHERE "
        else:
            conditions, values = self._conditions(wanted)
            statement = "SELECT count(*) FROM document d WHERE "
        return int(self._session.value(statement + " AND ".join(conditions), tuple(values)))

    def document_ids(self, wanted: DocumentFilter, order: Order | None = None) -> array[int]:
        """The ids of the whole list in order, without an order newest first.

        Raises:
            ValueError: a condition or an order on a field that documents do not have.
        """
        conditions, values = self._conditions(wanted)
        asked = " AND ".join(conditions), values
        return ids_in_order(self._session, DOCUMENTS, "FROM document d", "d", asked, order or NEWEST_FIRST)

    def document_rows(self, ids: Sequence[int]) -> list[DocumentRow]:
        """The rows with these ids, in the order of the ids; one that is not there is left out."""
        rows = self._session.rows(_LIST + " WHERE d.id {among}", (self._session.listed(ids),))
        found = {row[0]: _listed(row) for row in rows}
        return [found[one] for one in ids if one in found]

    def document(self, document_id: int) -> ClientDocument | None:
        """The document with its lines and everything else, or None."""
        row = self._session.row(" ".join((WHOLE + ", x.detail", FROM_WHOLE, "WHERE d.id = ?")), (document_id,))
        return client_document(row, self._decisions([document_id]).get(document_id, ())) if row else None

    def to_post(
        self, company_id: int, document_ids: Sequence[int] | None = None, after: Cursor | None = None, limit: int = 500
    ) -> list[ClientDocument]:
        """Documents that are ready or held, or those asked for, oldest first and without their lines."""
        select = " ".join((WHOLE, FROM_WHOLE, "WHERE"))
        conditions, values = ["d.company_id = ?"], list[Any]((company_id,))
        if document_ids is not None:
            conditions.append("d.id {among}")
            values.append(self._session.listed(document_ids))
        if after is not None:
            conditions.append("(d.date, d.id) > (?, ?)")
            values += (after.day.isoformat(), after.id)
        order = "ORDER BY d.date, d.id LIMIT ?"
        if document_ids is not None:
            rows = self._session.rows(" ".join((select, " AND ".join(conditions), order)), (*values, limit))
        else:
            # Each half is a walk in index order; one condition on both states would sort the whole list every page.
            rows = sorted(
                [
                    row
                    for state in ("d.state = 'ready'", "d.state = 'held'")
                    for row in self._session.rows(
                        " ".join((select, state, "AND", " AND ".join(conditions), order)), (*values, limit)
                    )
                ],
                key=_oldest_first,
            )[:limit]
        decisions = self._decisions([row[0] for row in rows])
        return [client_document(row, decisions.get(row[0], ())) for row in rows]

    def sources(self, document_id: int) -> tuple[Source, ...]:
        """Every place the document came from, in order of arrival."""
        rows = self._session.rows(" ".join((SOURCES, "WHERE document_id = ? ORDER BY id")), (document_id,))
        return tuple(read_source(row[1:]) for row in rows)

    def delivered_again(self, company_id: int | None) -> tuple[tuple[int, str, tuple[Source, ...]], ...]:
        """Documents with more than one source: (document id, company code, its sources), oldest delivery first."""
        rows = self._session.rows(
            " ".join(
                (
                    SOURCES,
                    "WHERE document_id IN (SELECT s.document_id FROM source s JOIN document d ON d.id = s.document_id",
                    "" if company_id is None else "WHERE d.company_id = ?",
                    "GROUP BY s.document_id HAVING count(*) > 1) ORDER BY id",
                )
            ),
            () if company_id is None else (company_id,),
        )
        found: dict[int, list[Source]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(read_source(row[1:]))
        codes = dict(
            (document_id, code)
            for document_id, code in self._session.rows(
                "SELECT d.id, c.code FROM document d JOIN company c ON c.id = d.company_id WHERE d.id {among}",
                (self._session.listed(found),),
            )
        )
        return tuple((document_id, codes[document_id], tuple(sources)) for document_id, sources in found.items())

    def known_files(self, file_sha256s: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """Which of these files were read for every company there is now, and the documents they gave."""
        found: dict[str, tuple[int, ...]] = {}
        whole_files = set[str]()
        for sha256, document_id, whole in self._session.rows(
            "SELECT file_sha256, document_id, max(CASE WHEN complete = 1 AND received_at >="
            " (SELECT coalesce(max(c.created_at), '') FROM company c) THEN 1 ELSE 0 END) FROM source"
            " WHERE file_sha256 {among} GROUP BY file_sha256, document_id ORDER BY document_id",
            (self._session.listed(file_sha256s),),
        ):
            found[sha256] = (*found.get(sha256, ()), document_id)
            if whole:
                whole_files.add(sha256)
        return {sha256: documents for sha256, documents in found.items() if sha256 in whole_files}

    def payload(self, sha256: str) -> bytes | None:
        """The bytes with this SHA-256, or None."""
        data = self._session.value("SELECT data FROM payload WHERE sha256 = ?", (sha256,))
        return None if data is None else expanded(data)

    def _decisions(self, document_ids: Iterable[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for document_id, decision in self._session.rows(
            "SELECT document_id, decision FROM decision WHERE document_id {among}",
            (self._session.listed(document_ids),),
        ):
            found.setdefault(document_id, []).append(decision)
        return found

    def _conditions(self, wanted: DocumentFilter) -> tuple[list[str], list[Any]]:
        conditions, values = ["1 = 1"], list[Any]()
        for condition, value in (
            ("d.company_id = ?", wanted.company_id),
            ("d.state = ?", wanted.state and wanted.state.value),
            ("d.direction = ?", wanted.direction and wanted.direction.value),
            ("d.kind = ?", wanted.kind),
            ("d.party_id = ?", wanted.party_id),
            ("d.date >= ?", wanted.since and wanted.since.isoformat()),
            ("d.date <= ?", wanted.until and wanted.until.isoformat()),
            ("d.hold_code = ?", wanted.hold_code),
            ("d.id {among}", None if wanted.ids is None else self._session.listed(wanted.ids)),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        if wanted.text or wanted.where:
            condition, more = clauses(DOCUMENTS, words(wanted.text) + wanted.where, self._session)
            return [*conditions, condition], values + more
        return conditions, values


def _oldest_first(row: Values) -> tuple[str, int]:
    return row[14], row[0]


def _listed(row: Values) -> DocumentRow:
    (
        document_id, company_id, company_code, direction, kind, type_code, number, on, party_name, currency, total,
        state, hold_code, hold, findings, sources, summary,
    ) = row  # fmt: skip
    return DocumentRow(
        document_id, company_id, company_code, DIRECTIONS[direction], kind, type_code, number, date.fromisoformat(on),
        party_name, currency, total, STATES[state], read_hold(hold_code, hold), findings, sources,
        read_declared(summary) if summary else None,
    )  # fmt: skip


def read_source(row: Values) -> Source:
    """The source of the columns of ``SOURCES`` behind the document's id."""
    (
        kind, ref, member, position, file, payload, canonical, at, layers, signer, signature, run_id, source_id,
        complete, transmission,
    ) = row  # fmt: skip
    return Source(
        kind, ref, member or None, position, file, payload, canonical, moment_of(at), layers, signer, signature, run_id,
        source_id, bool(complete), transmission,
    )  # fmt: skip


def client_document(row: Values, decisions: Iterable[str]) -> ClientDocument:
    """The document of the columns of ``WHOLE``, with or without ``detail`` behind them."""
    document_id, company_id, direction, party_id, state, fingerprint, code, hold, received_on, entry_id, *rest = row
    return ClientDocument(
        document_id,
        company_id,
        DIRECTIONS[direction],
        read_document(*rest[1:]),
        party_id,
        STATES[state],
        fingerprint,
        read_hold(code, hold) if code else None,
        frozenset(decisions),
        day(received_on) if received_on else None,
        entry_id,
        rest[0],
    )
