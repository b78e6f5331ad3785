"""Small builders of domain values that tests start from: every part has a plain default that a test overrides.

Numbers and identifiers are invented.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.documents import (
    KINDS,
    Direction,
    Document,
    Hold,
    Kind,
    Line,
    PartyDetails,
    State,
    VatSummary,
)
from tuiledger.domain.identifiers import business_key, party_key
from tuiledger.domain.journal import EntryPlan
from tuiledger.domain.parties import Company
from tuiledger.domain.posting import plan
from tuiledger.ports import NewDocument, Posting, Source, Store, Writer

TODAY = datetime.date(2026, 3, 31)
NOW = datetime.datetime(2026, 3, 31, 9, 30, tzinfo=datetime.UTC)

ALFA = PartyDetails("Alfa Srl", "IT", "01234567897", "01234567897")
BETA = PartyDetails("Beta Forniture SpA", "IT", "09876543217", "09876543217")
GAMMA = PartyDetails("Gàmma & Figli snc", "IT", "11223344556", "11223344556")


@dataclass
class FixedClock:
    """A clock that stands still until it is moved."""

    moment: datetime.datetime = field(default=NOW)

    def now(self) -> datetime.datetime:
        """The moment it was set to."""
        return self.moment

    def today(self) -> datetime.date:
        """The day of that moment."""
        return self.moment.date()


def a_company(code: str = "ALFA", party: PartyDetails = ALFA, **changes: Any) -> Company:
    """A company whose identifiers are those of ``party``."""
    made = Company(0, code, party.name or code, "IT", party.vat_number, party.fiscal_code)
    return made._replace(**changes)


def a_line(number: int = 1, total: str = "100.00", rate: int = 2200) -> Line:
    """One line of goods."""
    return Line(number, f"Service {number}", Decimal("1.00"), "pcs", Decimal(total), Decimal(total), rate)


def a_document(
    number: str = "1",
    *,
    type_code: str = "TD01",
    seller: PartyDetails = BETA,
    buyer: PartyDetails = ALFA,
    date: datetime.date = datetime.date(2026, 3, 2),
    rows: Sequence[VatSummary] = (VatSummary(2200, None, 10_000, 2_200),),
    **changes: Any,
) -> Document:
    """An invoice of 100.00 plus 22 % from Beta to Alfa, unless told otherwise."""
    parts: dict[str, Any] = {
        "format": "FPR12",
        "type_code": type_code,
        "kind": KINDS.get(type_code, Kind.UNKNOWN),
        "number": number,
        "date": date,
        "currency": "EUR",
        "seller": seller,
        "buyer": buyer,
        "lines": (a_line(),),
        "vat_summary": tuple(rows),
    }
    return Document(**{**parts, **changes})


def payload_of(document: Document) -> bytes:
    """Bytes that stand for the file a document was read from: different for every document."""
    seller = document.seller.vat_number
    return f"<invoice>{seller} {document.number} {document.date} {document.total}</invoice>".encode()


def hash_of(data: bytes | str) -> str:
    """SHA-256 of ``data`` in hexadecimal."""
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def a_source(document: Document, ref: str | None = None, run_id: int | None = None) -> Source:
    """A file of one document."""
    digest = hash_of(payload_of(document))
    name = ref or f"/in/{document.seller.country}{document.seller.vat_number}_{document.number}.xml"
    return Source("file", name, None, document.position, digest, digest, hash_of("c" + digest), NOW, run_id=run_id)


def intake(
    work: Writer,
    company: Company,
    documents: Sequence[Document],
    *,
    direction: Direction = Direction.RECEIVED,
    state: State = State.READY,
    hold: Hold | None = None,
    run_id: int | None = None,
    kind: str = "file",
) -> list[int]:
    """Add documents to a company's books as an import does, and give their ids."""
    others = [document.buyer if direction is Direction.ISSUED else document.seller for document in documents]
    parties = work.party_ids(
        [(company.id, party_key(other), document, direction) for other, document in zip(others, documents, strict=True)]
    )
    payloads = [payload_of(document) for document in documents]
    work.add_payloads([(hash_of(data), data) for data in payloads])
    ids = work.add_documents(
        [
            NewDocument(
                company.id,
                direction,
                document,
                party,
                state,
                hold,
                business_key(document),
                hash_of("c" + hash_of(data)),
                hash_of(data),
            )
            for document, party, data in zip(documents, parties, payloads, strict=True)
        ]
    )
    work.add_sources(
        [
            (number, a_source(document, run_id=run_id)._replace(kind=kind))
            for number, document in zip(ids, documents, strict=True)
        ]
    )
    return ids


def new_company(store: Store, code: str = "ALFA", party: PartyDetails = ALFA, **changes: Any) -> Company:
    """A company of its own unit of work, with the Italian chart."""
    with store.writing("add company") as work:
        return work.add_company(a_company(code, party, **changes), ITALIAN_CHART)


def posting_of(work: Writer, company: Company, document_id: int) -> Posting:
    """The posting of a stored document, under the key of its next entry."""
    (document,) = work.to_post(company.id, [document_id])
    made = plan(document, work.rules(company.id))
    assert isinstance(made, EntryPlan), made
    return Posting(made, f"document:{document_id}:{document.reversals}")
