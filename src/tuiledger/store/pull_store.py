"""What was read of the clouds: how far, which documents, in which runs, and what was said on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import orjson

from tuiledger.domain.pulls import Checkpoint, Counts, Event, Pull, PullState, RemoteDocument, RemoteState, Trouble
from tuiledger.domain.quota import Allowance
from tuiledger.ports.cloud_store import KeptExchange
from tuiledger.ports.clouds import Exchange
from tuiledger.store.document_reading import SOURCES, read_source
from tuiledger.store.intake_writing import add_sources
from tuiledger.store.moments import moment, moment_of, moment_text
from tuiledger.store.payloads import compressed, expanded
from tuiledger.store.session import Session, Values

_REMOTE: Final = (
    "connection_id, remote_company, kind, remote_id, payload_sha256, document_id, taken_sha256, updated_at, state,"
    " seen_run, differs"
)
_PUT_REMOTE: Final = (
    "INSERT INTO remote_document (connection_id, remote_company, kind, remote_id, payload_sha256, document_id,"
    " taken_sha256, updated_at, state, seen_run, differs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (connection_id, remote_company, kind, remote_id) DO UPDATE SET"
    " payload_sha256 = excluded.payload_sha256, document_id = excluded.document_id,"
    " taken_sha256 = excluded.taken_sha256, updated_at = excluded.updated_at, state = excluded.state,"
    " seen_run = excluded.seen_run, differs = excluded.differs"
)
_CHECKPOINT: Final = "connection_id, remote_company, kind, changed, by_change, swept_at"
_PUT_CHECKPOINT: Final = (
    "INSERT INTO checkpoint (connection_id, remote_company, kind, changed, by_change, swept_at)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, remote_company, kind) DO UPDATE SET"
    " changed = excluded.changed, by_change = excluded.by_change,"
    " swept_at = excluded.swept_at"
)
_PULL: Final = (
    "SELECT r.id, p.connection_id, p.state, r.started_at, r.finished_at, r.actor, p.started_by, p.fetched, p.new,"
    " p.changed, p.unchanged, p.refused, p.gone, p.calls, p.resumes_at, p.code, p.message, p.fields"
    " FROM pull p JOIN run r ON r.id = p.run_id"
)
_TROUBLE: Final = (
    "SELECT id, connection_id, remote_company, kind, remote_id, code, message, fields, first_at, last_at, times,"
    " run_id, document_id, payload_sha256, solved_at FROM trouble"
)
_PUT_TROUBLE: Final = (
    "INSERT INTO trouble (id, connection_id, remote_company, kind, remote_id, code, message, fields, first_at, last_at,"
    " times, run_id, document_id, payload_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)"
    " ON CONFLICT (connection_id, remote_company, kind, remote_id, code) DO UPDATE SET message = excluded.message,"
    " fields = excluded.fields, last_at = excluded.last_at, times = trouble.times + 1, run_id = excluded.run_id,"
    " document_id = excluded.document_id, payload_sha256 = excluded.payload_sha256, solved_at = NULL"
)


class PullReading:
    """What can be asked of what was read of the clouds."""

    _session: Session

    def checkpoints(self, connection_id: int, remote_company: str) -> Mapping[str, Checkpoint]:
        """How far each list of a cloud company was read, by the list's name."""
        rows = self._session.rows(
            " ".join(("SELECT", _CHECKPOINT, "FROM checkpoint WHERE connection_id = ? AND remote_company = ?")),
            (connection_id, remote_company),
        )
        return {row[2]: _checkpoint(row) for row in rows}

    def remote_documents(
        self, connection_id: int, remote_company: str, kind: str, remote_ids: Sequence[str]
    ) -> Mapping[str, RemoteDocument]:
        """Those of ``remote_ids`` that were met before, by their id."""
        rows = self._remotes(
            "connection_id = ? AND remote_company = ? AND kind = ? AND remote_id {among}",
            (connection_id, remote_company, kind, self._session.listed(remote_ids)),
        )
        return {remote.remote_id: remote for remote in rows}

    def remotes_of(self, document_id: int) -> tuple[RemoteDocument, ...]:
        """The cloud documents that a document is, or was read from."""
        return self._remotes(
            "document_id = ? OR EXISTS (SELECT 1 FROM remote_version v WHERE v.document_id = ?"
            " AND v.connection_id = remote_document.connection_id AND v.remote_company = remote_document.remote_company"
            " AND v.kind = remote_document.kind AND v.remote_id = remote_document.remote_id)",
            (document_id, document_id),
        )

    def remotes_to_take(self, connection_id: int, remote_company: str) -> tuple[RemoteDocument, ...]:
        """Those that changed there after ours was posted, whose document is not posted any more."""
        return self._remotes(
            "connection_id = ? AND remote_company = ? AND state = 'changed' AND NOT EXISTS"
            " (SELECT 1 FROM document d WHERE d.id = remote_document.document_id AND d.state = 'posted')",
            (connection_id, remote_company),
        )

    def missing_remotes(
        self, connection_id: int, remote_company: str, kind: str, run_id: int
    ) -> tuple[RemoteDocument, ...]:
        """Those that a complete look at the whole list by run ``run_id`` did not meet."""
        return self._remotes(
            "connection_id = ? AND remote_company = ? AND kind = ? AND seen_run < ? AND state <> 'gone'",
            (connection_id, remote_company, kind, run_id),
        )

    def count_remotes(self, connection_id: int, remote_company: str, kind: str) -> int:
        """How many documents of a list are known and not gone."""
        return int(
            self._session.value(
                "SELECT count(*) FROM remote_document WHERE connection_id = ? AND remote_company = ? AND kind = ?"
                " AND state <> 'gone'",
                (connection_id, remote_company, kind),
            )
        )

    def pulls(self, limit: int = 50, connection_id: int | None = None) -> tuple[Pull, ...]:
        """Runs over clouds, newest first."""
        where, values = ("WHERE p.connection_id = ?", (connection_id,)) if connection_id is not None else ("", ())
        rows = self._session.rows(" ".join((_PULL, where, "ORDER BY r.id DESC LIMIT ?")), (*values, limit))
        return tuple(_pull(row) for row in rows)

    def pull(self, run_id: int) -> Pull | None:
        """The run over a cloud with this id, or None."""
        row = self._session.row(_PULL + " WHERE p.run_id = ?", (run_id,))
        return _pull(row) if row else None

    def events(self, run_id: int) -> tuple[Event, ...]:
        """What happened in a run, in order."""
        rows = self._session.rows(
            "SELECT at, level, code, message, fields, company_id FROM event WHERE run_id = ? ORDER BY id", (run_id,)
        )
        return tuple(
            Event(moment_of(at), level, code, message, tuple(orjson.loads(fields)), company_id)
            for at, level, code, message, fields, company_id in rows
        )

    def exchanges(self, run_id: int) -> tuple[KeptExchange, ...]:
        """The calls of a run and their answers, in order."""
        rows = self._session.rows(
            "SELECT id, run_id, at, method, url, status, milliseconds, attempt, error, detail FROM exchange"
            " WHERE run_id = ? ORDER BY id",
            (run_id,),
        )
        return tuple(_exchange(row) for row in rows)

    def troubles(self, *, solved: bool = False, connection_id: int | None = None) -> tuple[Trouble, ...]:
        """What a person must look at, newest first; the ``solved`` ones instead where those are asked for."""
        conditions, values = ["solved_at IS NOT NULL" if solved else "solved_at IS NULL"], list[object]()
        if connection_id is not None:
            conditions.append("connection_id = ?")
            values.append(connection_id)
        statement = " ".join((_TROUBLE, "WHERE", " AND ".join(conditions), "ORDER BY last_at DESC, id DESC"))
        return tuple(_trouble(row) for row in self._session.rows(statement, tuple(values)))

    def allowances(self, quota_key: str) -> tuple[Allowance, ...]:
        """What is left of each window of a quota."""
        rows = self._session.rows(
            "SELECT window_name, most, remaining, until FROM quota WHERE quota_key = ? ORDER BY window_name",
            (quota_key,),
        )
        return tuple(Allowance(window, most, left, moment_of(until)) for window, most, left, until in rows)

    def _remotes(self, condition: str, values: Values) -> tuple[RemoteDocument, ...]:
        order = "ORDER BY connection_id, remote_company, kind, remote_id"
        statement = " ".join(("SELECT", _REMOTE, "FROM remote_document WHERE", condition, order))
        return tuple(_remote(row) for row in self._session.rows(statement, values))


class PullWriting:
    """What can be added to and changed of what was read of the clouds."""

    _session: Session

    def set_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep how far a list was read."""
        by_change = None if checkpoint.by_change is None else int(checkpoint.by_change)
        swept_at = moment_text(checkpoint.swept_at) if checkpoint.swept_at else None
        self._session.run(_PUT_CHECKPOINT, (*checkpoint[:4], by_change, swept_at))

    def put_remotes(self, remotes: Sequence[RemoteDocument]) -> None:
        """Keep how cloud documents stand."""
        self._session.many(
            _PUT_REMOTE,
            [
                (*remote[:8], remote.state.value, remote.seen_run, _json([*map(tuple, remote.differs)]))
                for remote in remotes
            ],
        )

    def adopt_remotes(self, known: int, document_id: int) -> None:
        """Let cloud documents that are document ``known`` be ``document_id`` from now on, with their sources."""
        self._session.run("UPDATE remote_document SET document_id = ? WHERE document_id = ?", (document_id, known))
        rows = self._session.rows(" ".join((SOURCES, "WHERE document_id = ? AND kind = 'cloud' ORDER BY id")), (known,))
        add_sources(self._session, [(document_id, read_source(row[1:])) for row in rows])

    def see_remotes(
        self, connection_id: int, remote_company: str, kind: str, remote_ids: Sequence[str], run_id: int
    ) -> None:
        """Note that a complete look at the whole list met these."""
        self._session.run(
            "UPDATE remote_document SET seen_run = ? WHERE connection_id = ? AND remote_company = ? AND kind = ?"
            " AND remote_id {among}",
            (run_id, connection_id, remote_company, kind, self._session.listed(remote_ids)),
        )

    def add_versions(self, remotes: Sequence[RemoteDocument]) -> None:
        """Note that the ``document_id`` of each was read from that cloud document."""
        self._session.many(
            "INSERT INTO remote_version (document_id, connection_id, remote_company, kind, remote_id)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(remote.document_id, *remote[:4]) for remote in remotes if remote.document_id is not None],
        )

    def start_pull(self, pull: Pull, what: str) -> int:
        """Begin a run over a cloud and give its id; the ``run_id`` of ``pull`` is ignored."""
        (run_id,) = self._session.new_ids("run", 1)
        self._session.run(
            "INSERT INTO run (id, what, actor, started_at, files, created, already_known, refused)"
            " VALUES (?, ?, ?, ?, 0, 0, 0, 0)",
            (run_id, what, pull.actor, moment_text(pull.started_at)),
        )
        self._session.run(
            "INSERT INTO pull (run_id, connection_id, started_by, state, fetched, new, changed, unchanged, refused,"
            " gone, calls, fields) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, '[]')",
            (run_id, pull.connection_id, pull.trigger, pull.state.value),
        )
        return run_id

    def set_pull(self, pull: Pull) -> None:
        """Keep how a run stands."""
        resumes = moment_text(pull.resumes_at) if pull.resumes_at else None
        self._session.run(
            "UPDATE pull SET state = ?, fetched = ?, new = ?, changed = ?, unchanged = ?, refused = ?, gone = ?,"
            " calls = ?, resumes_at = ?, code = ?, message = ?, fields = ? WHERE run_id = ?",
            (pull.state.value, *pull.counts, resumes, pull.code, pull.message, _json(pull.values), pull.run_id),
        )
        finished = moment_text(pull.finished_at) if pull.finished_at else None
        self._session.run("UPDATE run SET finished_at = ? WHERE id = ?", (finished, pull.run_id))

    def add_events(self, run_id: int, events: Sequence[Event]) -> None:
        """Write down what happened, behind what the run has already."""
        if events:
            ids = self._session.new_ids("event", len(events))
            self._session.many(
                "INSERT INTO event (id, run_id, at, level, code, message, fields, company_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, run_id, moment_text(event.at), event.level, event.code, event.message,
                     _json(event.values), event.company_id)
                    for number, event in zip(ids, events, strict=True)
                ],
            )  # fmt: skip

    def add_exchanges(self, run_id: int, exchanges: Sequence[Exchange]) -> None:
        """Keep calls and their answers, as they were recorded."""
        if exchanges:
            ids = self._session.new_ids("exchange", len(exchanges))
            self._session.many(
                "INSERT INTO exchange (id, run_id, at, method, url, status, milliseconds, attempt, error, detail)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, run_id, moment_text(each.at), each.method, each.url, each.status, each.milliseconds,
                     each.attempt, each.error, compressed(orjson.dumps(_said(each))))
                    for number, each in zip(ids, exchanges, strict=True)
                ],
            )  # fmt: skip

    def put_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Keep troubles; one about the same thing with the same code is met again, and open again."""
        if troubles:
            ids = self._session.new_ids("trouble", len(troubles))
            self._session.many(
                _PUT_TROUBLE,
                [
                    (number, *each[:6], _json(each.values), moment_text(each.first_at), moment_text(each.last_at),
                     each.run_id, each.document_id, each.payload_sha256)
                    for number, each in zip(ids, troubles, strict=True)
                ],
            )  # fmt: skip

    def solve_troubles(
        self, connection_id: int, remote_company: str, kind: str, remote_ids: Sequence[str], at: datetime
    ) -> int:
        """Close what was open about these; how many were."""
        return self._session.run(
            "UPDATE trouble SET solved_at = ? WHERE connection_id = ? AND remote_company = ? AND kind = ?"
            " AND remote_id {among} AND solved_at IS NULL",
            (moment_text(at), connection_id, remote_company, kind, self._session.listed(remote_ids)),
        )

    def set_allowances(self, quota_key: str, allowances: Sequence[Allowance]) -> None:
        """Keep what is left of windows of a quota."""
        self._session.many(
            "INSERT INTO quota (quota_key, window_name, most, remaining, until) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (quota_key, window_name) DO UPDATE SET most = excluded.most, remaining = excluded.remaining,"
            " until = excluded.until",
            [(quota_key, each.window, each.limit, each.remaining, moment_text(each.until)) for each in allowances],
        )

    def lease(self, name: str, owner: str, now: datetime, until: datetime) -> str | None:
        """Take or renew the right to work on ``name``; the owner that holds it, where another one does."""
        row = self._session.row("SELECT owner, until FROM lease WHERE name = ? {locked}", (name,))
        if row is not None and row[0] != owner and moment_of(row[1]) > now:
            return str(row[0])
        self._session.run(
            "INSERT INTO lease (name, owner, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            " owner = excluded.owner, until = excluded.until",
            (name, owner, moment_text(until)),
        )
        return None

    def release(self, name: str, owner: str) -> None:
        """Give back the right to work on ``name``, where ``owner`` holds it."""
        self._session.run("DELETE FROM lease WHERE name = ? AND owner = ?", (name, owner))


def _json(values: Sequence[object]) -> str:
    return orjson.dumps(values).decode()


def _said(exchange: Exchange) -> dict[str, object]:
    return {
        "sent": exchange.request_headers,
        "asked": exchange.request_body,
        "headers": exchange.response_headers,
        "answered": exchange.response_body,
    }


def _checkpoint(row: Values) -> Checkpoint:
    connection_id, company, kind, changed, by_change, swept_at = row
    known = None if by_change is None else bool(by_change)
    return Checkpoint(connection_id, company, kind, changed, known, moment(swept_at))


def _remote(row: Values) -> RemoteDocument:
    connection_id, company, kind, remote_id, payload, document_id, taken, updated_at, state, seen_run, differs = row
    return RemoteDocument(
        connection_id, company, kind, remote_id, payload, document_id, taken, updated_at, RemoteState(state), seen_run,
        tuple((field, ours, theirs) for field, ours, theirs in orjson.loads(differs)),
    )  # fmt: skip


def _pull(row: Values) -> Pull:
    run_id, connection_id, state, started, finished, actor, trigger, *counts = row[:14]
    resumes, code, message, fields = row[14:]
    return Pull(
        run_id, connection_id, PullState(state), moment_of(started), moment(finished), actor, trigger, Counts(*counts),
        moment(resumes), code, message, tuple(orjson.loads(fields)),
    )  # fmt: skip


def _exchange(row: Values) -> KeptExchange:
    number, run_id, at, method, url, status, milliseconds, attempt, error, detail = row
    said = orjson.loads(expanded(detail))
    return KeptExchange(
        number,
        run_id,
        Exchange(
            moment_of(at), method, url, status, milliseconds, attempt, _headers(said["sent"]), said["asked"],
            _headers(said["headers"]), said["answered"], error,
        ),
    )  # fmt: skip


def _headers(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _trouble(row: Values) -> Trouble:
    number, connection_id, company, kind, remote_id, code, message, fields, first_at, last_at, times, *rest = row
    run_id, document_id, payload_sha256, solved_at = rest
    return Trouble(
        connection_id, company, kind, remote_id, code, message, tuple(orjson.loads(fields)),
        moment_of(first_at), moment_of(last_at), times, run_id, document_id,
        payload_sha256, moment(solved_at), number,
    )  # fmt: skip
