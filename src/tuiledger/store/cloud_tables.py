"""The tables of the clouds: who stands between, the ways in, what is linked, what was read and what was said.

No secret is in any of them: the vault keeps those, under a name made from the connection's id.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint

from tuiledger.domain.connections import Condition, Grant, LinkState
from tuiledger.domain.pulls import PullState, RemoteState
from tuiledger.store.tables import STRICT, STRICT_KEYED, TableRow, key, octets, one_of, refers, whole, words


class ConnectionRow(TableRow, table=True):
    """A way into one account of one cloud; ``scopes`` are separated by spaces."""

    __tablename__ = "connection"
    __table_args__ = (one_of("grant_kind", Grant), one_of("condition", Condition), UniqueConstraint("name"), STRICT)

    id: int | None = key()
    provider: str = words()
    name: str = words()
    grant_kind: str = words()
    condition: str = words()
    account: str = words()
    scopes: str = words()
    client_id: str | None = words()
    base_url: str | None = words()
    proved_at: str | None = words()
    failed_at: str | None = words()
    failure: str | None = words()
    expires_at: str | None = words()
    secret_name: str = words()
    created_at: str = words()


class IntermediaryRow(TableRow, table=True):
    """Who stands between clients and a cloud; several may use one connection."""

    __tablename__ = "intermediary"
    __table_args__ = (UniqueConstraint("code"), STRICT)

    id: int | None = key()
    code: str = words()
    name: str = words()
    vat_number: str | None = words()
    fiscal_code: str | None = words()
    connection_id: int | None = refers("connection.id")
    created_at: str = words()


class RemoteCompanyRow(TableRow, table=True):
    """A company as a cloud account last showed it."""

    __tablename__ = "remote_company"
    __table_args__ = (STRICT_KEYED,)

    connection_id: int = refers("connection.id", primary_key=True)
    remote_id: str = words(primary_key=True)
    name: str = words()
    vat_number: str | None = words()
    fiscal_code: str | None = words()
    accountant: int = whole()
    plan: str | None = words()
    licence_until: str | None = words()
    active: int = whole()
    seen_at: str = words()


class LinkRow(TableRow, table=True):
    """What the studio decided about a cloud company."""

    __tablename__ = "link"
    __table_args__ = (
        one_of("state", LinkState),
        CheckConstraint("(state = 'linked') = (company_id IS NOT NULL)", name="linked"),
        Index(None, "company_id"),
        STRICT_KEYED,
    )

    connection_id: int = refers("connection.id", primary_key=True)
    remote_id: str = words(primary_key=True)
    remote_name: str = words()
    state: str = words()
    company_id: int | None = refers("company.id")
    decided_by: str = words()
    decided_at: str = words()
    reason: str = words()


class CheckpointRow(TableRow, table=True):
    """How far one list of one cloud company has been read."""

    __tablename__ = "checkpoint"
    __table_args__ = (STRICT_KEYED,)

    connection_id: int = refers("connection.id", primary_key=True)
    remote_company: str = words(primary_key=True)
    kind: str = words(primary_key=True)
    changed: str | None = words()
    by_change: int | None = whole()
    swept_at: str | None = words()


class RemoteDocumentRow(TableRow, table=True):
    """A cloud's document and the one of ours that it is; ``differs`` is a JSON array."""

    __tablename__ = "remote_document"
    __table_args__ = (
        one_of("state", RemoteState),
        ForeignKeyConstraint(["payload_sha256"], ["payload.sha256"]),
        Index(None, "document_id"),
        STRICT_KEYED,
    )

    connection_id: int = refers("connection.id", primary_key=True)
    remote_company: str = words(primary_key=True)
    kind: str = words(primary_key=True)
    remote_id: str = words(primary_key=True)
    payload_sha256: str = words()
    document_id: int | None = refers("document.id")
    taken_sha256: str | None = words()
    updated_at: str | None = words()
    state: str = words()
    seen_run: int = whole()
    differs: str = words()


class RemoteVersionRow(TableRow, table=True):
    """Which cloud document a document of ours was read from; of several read from one, the newest counts."""

    __tablename__ = "remote_version"
    __table_args__ = (Index(None, "connection_id", "remote_company", "kind", "remote_id"), STRICT_KEYED)

    document_id: int = refers("document.id", primary_key=True)
    connection_id: int = refers("connection.id", primary_key=True)
    remote_company: str = words()
    kind: str = words()
    remote_id: str = words()


class PullRow(TableRow, table=True):
    """What a run over a cloud is beside a run: its connection, its state, what it met."""

    __tablename__ = "pull"
    __table_args__ = (one_of("state", PullState), Index(None, "connection_id", "run_id"), STRICT)

    run_id: int = refers("run.id", primary_key=True)
    connection_id: int = refers("connection.id")
    started_by: str = words()
    state: str = words()
    fetched: int = whole()
    new: int = whole()
    changed: int = whole()
    unchanged: int = whole()
    refused: int = whole()
    gone: int = whole()
    calls: int = whole()
    resumes_at: str | None = words()
    code: str | None = words()
    message: str | None = words()
    fields: str = words()


class EventRow(TableRow, table=True):
    """One thing that happened in a run; ``fields`` is a JSON array."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "run_id", "id"), STRICT)

    id: int | None = key()
    run_id: int = refers("run.id")
    at: str = words()
    level: str = words()
    code: str = words()
    message: str = words()
    fields: str = words()
    company_id: int | None = refers("company.id")


class ExchangeRow(TableRow, table=True):
    """One call and its answer, as recorded; ``detail`` is JSON of headers and bodies, compressed."""

    __tablename__ = "exchange"
    __table_args__ = (Index(None, "run_id", "id"), STRICT)

    id: int | None = key()
    run_id: int = refers("run.id")
    at: str = words()
    method: str = words()
    url: str = words()
    status: int | None = whole()
    milliseconds: int = whole()
    attempt: int = whole()
    error: str | None = words()
    detail: bytes = octets()


class TroubleRow(TableRow, table=True):
    """Something of a cloud that a person must look at."""

    __tablename__ = "trouble"
    __table_args__ = (
        UniqueConstraint("connection_id", "remote_company", "kind", "remote_id", "code", name="uq_trouble_about"),
        Index(None, "document_id"),
        STRICT,
    )

    id: int | None = key()
    connection_id: int = refers("connection.id")
    remote_company: str = words()
    kind: str = words()
    remote_id: str = words()
    code: str = words()
    message: str = words()
    fields: str = words()
    first_at: str = words()
    last_at: str = words()
    times: int = whole()
    run_id: int | None = refers("run.id")
    document_id: int | None = refers("document.id")
    payload_sha256: str | None = words()
    solved_at: str | None = words()


class QuotaRow(TableRow, table=True):
    """What is left of one window of one quota, as the provider said, less what was taken since."""

    __tablename__ = "quota"
    __table_args__ = (STRICT_KEYED,)

    quota_key: str = words(primary_key=True)
    window_name: str = words(primary_key=True)
    most: int = whole()
    remaining: int = whole()
    until: str = words()


class LeaseRow(TableRow, table=True):
    """Who is at work on a thing that one process may work on at a time, and until when that holds."""

    __tablename__ = "lease"
    __table_args__ = (STRICT_KEYED,)

    name: str = words(primary_key=True)
    owner: str = words()
    until: str = words()


class ScheduleRow(TableRow, table=True):
    """When a connection is read by itself."""

    __tablename__ = "schedule"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"), STRICT)

    connection_id: int = refers("connection.id", primary_key=True)
    minutes: int = whole()
    enabled: int = whole()
    next_at: str = words()
    failures: int = whole()
