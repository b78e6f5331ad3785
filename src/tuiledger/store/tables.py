"""The tables of documents: companies, their charts and parties, what came in and where it stands.

Rows never leave this folder. Every foreign key restricts: nothing that others stand on can be deleted. The columns
that lists filter and sort by are here; ``content`` holds the rest of a document, so that lists stay narrow.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from tuiledger.domain.documents import Direction, State
from tuiledger.domain.duplicates import Band, PairState
from tuiledger.domain.runs import Outcome
from tuiledger.store.columns import Octets, Whole, Words

#: STRICT tables refuse a value of another type; the key alone orders a table of small rows without a rowid.
STRICT = {"sqlite_strict": True}
STRICT_KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}


class TableRow(SQLModel):
    """What all tables share: one catalogue, and names of constraints that migrations can rely on."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def whole(**options: Any) -> Any:
    """A required integer column."""
    return Field(sa_type=Whole, **options)


def words(**options: Any) -> Any:
    """A required text column."""
    return Field(sa_type=Words, **options)


def octets(**options: Any) -> Any:
    """A required column of bytes."""
    return Field(sa_type=Octets, **options)


def key() -> Any:
    """The table's own number, given by the store."""
    return Field(default=None, primary_key=True, sa_type=Whole)


def refers(target: str, **options: Any) -> Any:
    """A column that names a row of another table."""
    return Field(sa_type=Whole, foreign_key=target, ondelete="RESTRICT", **options)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The check that ``column`` holds one of an enumeration's values.

    A chain of OR, because SQLite builds a table for every IN of more than two values, each time it looks.
    """
    return CheckConstraint(" OR ".join(f"{column} = '{value}'" for value in values), name=column)


class CompanyRow(TableRow, table=True):
    """A client of the studio."""

    __tablename__ = "company"
    __table_args__ = (UniqueConstraint("code"), STRICT)

    id: int | None = key()
    code: str = words()
    name: str = words()
    country: str = words()
    vat_number: str | None = words()
    fiscal_code: str | None = words()
    chart: str = words()
    locked_until: str | None = words()
    tolerance: int = whole()
    created_at: str = words()


class AccountRow(TableRow, table=True):
    """An account of one company's chart; ``position`` keeps the chart's order."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("deductible BETWEEN 0 AND 10000", name="deductible"), STRICT_KEYED)

    company_id: int = refers("company.id", primary_key=True)
    code: str = words(primary_key=True)
    position: int = whole()
    name: str = words()
    kind: str = words()
    account_group: str = words()
    role: str | None = words()
    deductible: int = whole()


class PartyRow(TableRow, table=True):
    """A customer or supplier of one company; ``party_key`` makes it the same one again."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("party_key", "company_id"),
        Index(None, "company_id", "name_key", "id"),
        STRICT,
    )

    id: int | None = key()
    company_id: int = refers("company.id")
    party_key: str = words()
    name: str = words()
    name_key: str = words()
    country: str | None = words()
    vat_number: str | None = words()
    fiscal_code: str | None = words()


class PayloadRow(TableRow, table=True):
    """Bytes as they came in, compressed, kept once under their SHA-256; ``size`` is before compression."""

    __tablename__ = "payload"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"), STRICT)

    sha256: str = words(primary_key=True)
    size: int = whole()
    data: bytes = octets()


class DocumentRow(TableRow, table=True):
    """A document as lists know it. ``search`` is number and party name as they are compared, ``entry_id`` the live
    entry of a posted one, ``hold`` a JSON array of message, values and answers."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("state", State),
        CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted"),
        # A void or posted document may say why: rejected, set aside, rejected after it was posted.
        CheckConstraint(
            "(state <> 'held' OR hold_code IS NOT NULL) AND (state NOT IN ('ready', 'filed') OR hold_code IS NULL)",
            name="held",
        ),
        CheckConstraint("length(date) = 10", name="date"),
        ForeignKeyConstraint(["payload_sha256"], ["payload.sha256"]),
        UniqueConstraint("canonical_sha256", "payload_sha256", "company_id", "direction", name="uq_document_identity"),
        Index(None, "business_key"),
        Index("ix_document_state", "company_id", "state", "date", "id"),
        Index("ix_document_company", "company_id", "date", "id"),
        Index("ix_document_day", "date", "id"),
        Index("ix_document_party", "party_id", "date", "id"),
        STRICT,
    )

    id: int | None = key()
    company_id: int = refers("company.id")
    direction: str = words()
    state: str = words()
    kind: str = words()
    type_code: str = words()
    number: str = words()
    date: str = words()
    currency: str = words()
    total: int = whole()
    party_id: int | None = refers("party.id")
    party_name: str = words()
    search: str = words()
    findings: int = whole()
    received_on: str | None = words()
    entry_id: int | None = whole()
    hold_code: str | None = words()
    hold: bytes | None = octets()
    business_key: str = words()
    canonical_sha256: str = words()
    payload_sha256: str = words()


class ContentRow(TableRow, table=True):
    """The rest of a document: ``summary`` is what posting needs of it, ``detail`` what its page shows beside."""

    __tablename__ = "content"
    __table_args__ = (STRICT,)

    document_id: int = refers("document.id", primary_key=True)
    summary: bytes = octets()
    detail: bytes = octets()


class SourceRow(TableRow, table=True):
    """Where a document came from; ``stem`` is the file's own name without its endings, ``member`` may be empty."""

    __tablename__ = "source"
    __table_args__ = (
        UniqueConstraint("document_id", "position", "file_sha256", "ref", "member", name="uq_source_place"),
        Index(None, "file_sha256"),
        Index(None, "stem"),
        STRICT,
    )

    id: int | None = key()
    document_id: int = refers("document.id")
    kind: str = words()
    ref: str = words()
    member: str = words()
    stem: str = words()
    position: int = whole()
    file_sha256: str = words()
    payload_sha256: str = words()
    canonical_sha256: str = words()
    received_at: str = words()
    layers: str = words()
    signer: str | None = words()
    signature: str | None = words()
    run_id: int | None = refers("run.id")
    complete: int = whole()
    transmission: str = words()


class MessageRow(TableRow, table=True):
    """A message of the exchange system, kept once for each payload; ``stem`` is its file's name without endings, and
    ``named`` tells that the exchange system names files so."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(["payload_sha256"], ["payload.sha256"]),
        UniqueConstraint("payload_sha256"),
        Index(None, "stem"),
        Index(None, "file_sha256"),
        STRICT,
    )

    id: int | None = key()
    kind: str = words()
    sdi_id: str | None = words()
    file_name: str | None = words()
    file_sha256: str | None = words()
    position: int | None = whole()
    outcome: str | None = words()
    received_at: str | None = words()
    text: str = words()
    payload_sha256: str = words()
    ref: str = words()
    codes: str = words()
    stem: str | None = words()
    named: int = whole()


class PairRow(TableRow, table=True):
    """Two documents that may be one, and what a person decided; ``reasons`` are separated by spaces."""

    __tablename__ = "pair"
    __table_args__ = (
        one_of("band", Band),
        one_of("state", PairState),
        UniqueConstraint("left_id", "right_id"),
        Index(None, "company_id", "state"),
        Index(None, "right_id"),
        STRICT,
    )

    id: int | None = key()
    left_id: int = refers("document.id")
    right_id: int = refers("document.id")
    company_id: int = refers("company.id")
    band: str = words()
    reasons: str = words()
    state: str = words()
    decided_by: str | None = words()
    decided_at: str | None = words()
    reason: str | None = words()


class DecisionRow(TableRow, table=True):
    """An answer a person gave, and the code of the hold it was given for."""

    __tablename__ = "decision"
    __table_args__ = (STRICT_KEYED,)

    document_id: int = refers("document.id", primary_key=True)
    decision: str = words(primary_key=True)
    actor: str = words()
    at: str = words()
    hold_code: str | None = words()


class RunRow(TableRow, table=True):
    """One import, with the counts of its outcomes."""

    __tablename__ = "run"
    __table_args__ = (STRICT,)

    id: int | None = key()
    what: str = words()
    actor: str = words()
    started_at: str = words()
    finished_at: str | None = words()
    files: int = whole()
    created: int = whole()
    already_known: int = whole()
    refused: int = whole()


class OutcomeRow(TableRow, table=True):
    """What became of one file or archive member; ``documents`` and ``fields`` are JSON arrays."""

    __tablename__ = "outcome"
    __table_args__ = (one_of("outcome", Outcome), STRICT_KEYED)

    run_id: int = refers("run.id", primary_key=True)
    position: int = whole(primary_key=True)
    path: str = words()
    member: str | None = words()
    outcome: str = words()
    documents: str = words()
    code: str | None = words()
    message: str | None = words()
    fields: str = words()


class TallyRow(TableRow, table=True):
    """How many documents of a company stand in each state: kept by the writer, so that nobody counts."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("documents >= 0", name="documents"), STRICT_KEYED)

    company_id: int = refers("company.id", primary_key=True)
    direction: str = words(primary_key=True)
    state: str = words(primary_key=True)
    documents: int = whole()


class ActivityRow(TableRow, table=True):
    """What the home screen says of a company beside its counts."""

    __tablename__ = "activity"
    __table_args__ = (CheckConstraint("open_pairs >= 0", name="open_pairs"), STRICT)

    company_id: int = refers("company.id", primary_key=True)
    open_pairs: int = whole()
    last_import: str | None = words()
    last_posting: str | None = words()
