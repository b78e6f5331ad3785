"""Runs, events, calls and problems as JSON shows them: the names are public and stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tuiledger.cli.session import said
from tuiledger.domain.documents import ClientDocument
from tuiledger.domain.pulls import Event, Pull, RemoteDocument, Trouble
from tuiledger.ports.cloud_store import KeptExchange

if TYPE_CHECKING:
    from tuiledger.services.pull_telling import Told


def pull_fields(pull: Pull, connection: str) -> dict[str, Any]:
    """A reading of a cloud."""
    return {
        "run": pull.run_id,
        "connection": connection,
        "state": pull.state.value,
        "started_at": pull.started_at.isoformat(),
        "finished_at": pull.finished_at.isoformat() if pull.finished_at else None,
        "actor": pull.actor,
        "trigger": pull.trigger,
        **pull.counts._asdict(),
        "resumes_at": pull.resumes_at.isoformat() if pull.resumes_at else None,
        "code": pull.code,
        "message": said(pull.message, pull.values) if pull.message else None,
    }


def event_fields(event: Event, codes: Mapping[int, str]) -> dict[str, Any]:
    """One thing that happened in a run; ``codes`` are those of the clients by their id."""
    return {
        "at": event.at.isoformat(),
        "level": event.level,
        "company": codes.get(event.company_id) if event.company_id is not None else None,
        "code": event.code,
        "message": said(event.message, event.values),
        "values": list(event.values),
    }


def exchange_fields(kept: KeptExchange) -> dict[str, Any]:
    """A call and its answer, without what was said in them."""
    exchange = kept.exchange
    return {
        "id": kept.id,
        "at": exchange.at.isoformat(),
        "method": exchange.method,
        "url": exchange.url,
        "status": exchange.status,
        "milliseconds": exchange.milliseconds,
        "attempt": exchange.attempt,
        "error": exchange.error,
    }


def posted_fields(
    document: ClientDocument, told: Told, remote: RemoteDocument | None, connection: str | None, company: str | None
) -> dict[str, Any]:
    """A posted document that its cloud tells otherwise since, among what a person must look at."""
    return {
        "id": None,
        "connection": connection,
        "company": company,
        "remote_company": remote.remote_company if remote else None,
        "list": remote.kind if remote else None,
        "remote_id": remote.remote_id if remote else None,
        "code": told.code,
        "message": said(told.message, told.values),
        "first_at": None,
        "last_at": None,
        "times": None,
        "run": remote.seen_run if remote else None,
        "document": document.id,
        "solved_at": None,
    }


def trouble_fields(trouble: Trouble, connection: str, company: str | None) -> dict[str, Any]:
    """Something that a person must look at."""
    return {
        "id": trouble.id,
        "connection": connection,
        "company": company,
        "remote_company": trouble.remote_company,
        "list": trouble.kind or None,
        "remote_id": trouble.remote_id or None,
        "code": trouble.code,
        "message": said(trouble.message, trouble.values),
        "first_at": trouble.first_at.isoformat(),
        "last_at": trouble.last_at.isoformat(),
        "times": trouble.times,
        "run": trouble.run_id,
        "document": trouble.document_id,
        "solved_at": trouble.solved_at.isoformat() if trouble.solved_at else None,
    }
