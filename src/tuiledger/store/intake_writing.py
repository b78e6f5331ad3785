"""Taking documents in: what is known already, and pages of new rows written at once.

A page is a few statements whatever its size: one probe for all its keys, one batch for each table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from tuiledger.domain.documents import Direction, Document
from tuiledger.domain.identifiers import file_stem, fiscal_code, name_key, vat_number
from tuiledger.ports import NewDocument, Source
from tuiledger.store.document_reading import SOURCES, read_source
from tuiledger.store.encoding import detail_bytes, hold_columns, summary_bytes
from tuiledger.store.moments import day_text, moment_text
from tuiledger.store.payloads import compressed
from tuiledger.store.session import Session, Values
from tuiledger.store.tally import Counted, count

_ADD_PARTY: Final = (
    "INSERT INTO party (id, company_id, party_key, name, name_key, country, vat_number, fiscal_code)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_PAYLOAD: Final = "INSERT INTO payload (sha256, size, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_ADD_DOCUMENT: Final = (
    "INSERT INTO document (id, company_id, direction, state, kind, type_code, number, date, currency, total, party_id,"
    " party_name, search, findings, received_on, hold_code, hold, business_key, canonical_sha256, payload_sha256)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_CONTENT: Final = "INSERT INTO content (document_id, summary, detail) VALUES (?, ?, ?)"
_ADD_SOURCE: Final = (
    "INSERT INTO source (id, document_id, kind, ref, member, stem, position, file_sha256, payload_sha256,"
    " canonical_sha256, received_at, layers, signer, signature, run_id, complete, transmission)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)

_searchable = lru_cache(maxsize=8192)(name_key)


class IntakeWriting:
    """What can be added while documents come in."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = moment_text(now)

    def party_ids(self, parties: Sequence[tuple[int, str, Document, Direction]]) -> list[int]:
        """Ids of the counterparties in the order given; new ones are made."""
        wanted: dict[tuple[int, str], tuple[Document, Direction]] = {}
        for company_id, key, document, side in parties:
            wanted.setdefault((company_id, key), (document, side))
        ids: dict[tuple[int, str], int] = {}
        listed = self._session.listed({key for _, key in wanted})
        for party_id, company_id, key in self._session.rows(
            "SELECT id, company_id, party_key FROM party WHERE party_key {among}", (listed,)
        ):
            ids[company_id, key] = party_id
        # In the order given, so that the same files give the same ids.
        new = [place for place in wanted if place not in ids]
        if new:
            rows = []
            for party_id, place in zip(self._session.new_ids("party", len(new)), new, strict=True):
                rows.append((party_id, *place, *_party_columns(*wanted[place])))
                ids[place] = party_id
            self._session.many(_ADD_PARTY, rows)
        return [ids[company_id, key] for company_id, key, _, _ in parties]

    def add_payloads(self, payloads: Sequence[tuple[str, bytes]]) -> None:
        """Keep payloads under their SHA-256, compressed; those that are there are left alone."""
        listed = self._session.listed({sha256 for sha256, _ in payloads})
        there = {row[0] for row in self._session.rows("SELECT sha256 FROM payload WHERE sha256 {among}", (listed,))}
        new = {sha256: data for sha256, data in payloads if sha256 not in there}
        self._session.many(_ADD_PAYLOAD, [(sha256, len(data), compressed(data)) for sha256, data in new.items()])

    def add_documents(self, documents: Sequence[NewDocument]) -> list[int]:
        """Add documents and count them; their ids are in the order given."""
        ids = list(self._session.new_ids("document", len(documents))) if documents else []
        rows, contents = list[Values](), list[Values]()
        counts: dict[Counted, int] = {}
        for document_id, new in zip(ids, documents, strict=True):
            rows.append((document_id, *_document_columns(new)))
            contents.append((document_id, summary_bytes(new.document), detail_bytes(new.document)))
            counted = (new.company_id, new.direction.value, new.state.value)
            counts[counted] = counts.get(counted, 0) + 1
        self._session.many(_ADD_DOCUMENT, rows)
        self._session.many(_ADD_CONTENT, contents)
        count(self._session, counts)
        self._session.many(
            "UPDATE activity SET last_import = ? WHERE company_id = ?",
            [(self._now, company_id) for company_id in sorted({new.company_id for new in documents})],
        )
        return ids

    def add_sources(self, sources: Sequence[tuple[int, Source]]) -> None:
        """Add where documents came from; the same file at the same place again adds nothing."""
        add_sources(self._session, sources)

    def repeat_sources(self, files: Sequence[tuple[str, str, str | None]], at: datetime, run_id: int) -> None:
        """Note known files met again: (file sha256, ref, member). A place already noted adds nothing.

        Each document the file gave gets the new place beside what its first source says of the file.
        """
        first: dict[str, dict[tuple[int, int], Source]] = {}
        listed = self._session.listed({sha256 for sha256, _, _ in files})
        for row in self._session.rows(" ".join((SOURCES, "WHERE file_sha256 {among} ORDER BY id")), (listed,)):
            source = read_source(row[1:])
            first.setdefault(source.file_sha256, {}).setdefault((row[0], source.position), source)
        self.add_sources(
            [
                (document_id, _met_again(source, ref, member, at, run_id))
                for sha256, ref, member in files
                for (document_id, _), source in first.get(sha256, {}).items()
            ]
        )

    def documents_of_file(self, names: Sequence[str], file_sha256s: Sequence[str]) -> Sequence[tuple[int, int]]:
        """(document id, body position) of documents whose source has one of these names or file hashes."""
        rows = self._session.rows(
            "SELECT document_id, position FROM source WHERE stem {among}"
            " UNION SELECT document_id, position FROM source WHERE file_sha256 {among} ORDER BY 1, 2",
            (self._session.listed([file_stem(name) for name in names]), self._session.listed(file_sha256s)),
        )
        return [(row[0], row[1]) for row in rows]

    def documents_of_loose_messages(self, stems: Sequence[str]) -> Sequence[int]:
        """Documents whose file has one of these names, where a message speaks of it that could mean several files."""
        rows = self._session.rows(
            "SELECT DISTINCT s.document_id FROM message m JOIN source s ON s.stem = m.stem"
            " WHERE m.named = 0 AND m.stem {among}",
            (self._session.listed(stems),),
        )
        return [row[0] for row in rows]

    def set_received_on(self, document_ids: Sequence[int], day: date | None) -> None:
        """Note the day the exchange system delivered documents."""
        self._session.run(
            "UPDATE document SET received_on = ? WHERE id {among}",
            (day_text(day), self._session.listed(document_ids)),
        )


def add_sources(session: Session, sources: Sequence[tuple[int, Source]]) -> None:
    """Add (document id, source) to ``session``; the same file at the same place again adds nothing."""
    if sources:
        ids = session.new_ids("source", len(sources))
        session.many(
            _ADD_SOURCE,
            [
                (source_id, document_id, *_source_columns(source))
                for source_id, (document_id, source) in zip(ids, sources, strict=True)
            ],
        )


def _party_columns(document: Document, direction: Direction) -> Values:
    party = document.buyer if direction is Direction.ISSUED else document.seller
    name = party.name or ""
    number, code = vat_number(party.country, party.vat_number), fiscal_code(party.fiscal_code)
    return name or number or code or "", _searchable(name), party.country, number, code


def _document_columns(new: NewDocument) -> Values:
    document = new.document
    number = document.number
    name = (document.buyer if new.direction is Direction.ISSUED else document.seller).name or ""
    return (
        new.company_id,
        new.direction.value,
        new.state.value,
        document.kind.value,
        document.type_code,
        number,
        document.date.isoformat(),
        document.currency,
        document.total_shown,
        new.party_id,
        name,
        f"{number if number.isascii() and number.isdigit() else name_key(number)} | {_searchable(name)}",
        len(document.findings),
        day_text(new.received_on),
        *hold_columns(new.hold),
        new.business_key,
        new.canonical_sha256,
        new.payload_sha256,
    )


def _met_again(source: Source, ref: str, member: str | None, at: datetime, run_id: int) -> Source:
    kind = "archive" if member else "file" if source.kind == "archive" else source.kind
    return source._replace(kind=kind, ref=ref, member=member, received_at=at, run_id=run_id)


def _source_columns(source: Source) -> Values:
    return (
        source.kind,
        source.ref,
        source.member or "",
        file_stem(source.member or source.ref),
        source.position,
        source.file_sha256,
        source.payload_sha256,
        source.canonical_sha256,
        moment_text(source.received_at),
        source.layers,
        source.signer,
        source.signature,
        source.run_id,
        int(source.complete),
        source.transmission,
    )
