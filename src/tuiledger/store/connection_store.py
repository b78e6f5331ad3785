"""Intermediaries, connections, what their accounts show, and what is linked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tuiledger.domain.connections import CloudCompany, Condition, Connection, Grant, Intermediary, Link, LinkState
from tuiledger.domain.pulls import TRIAL
from tuiledger.ports import StoreError
from tuiledger.ports.cloud_store import Schedule, Uses
from tuiledger.store.moments import day, day_text, moment, moment_of, moment_text
from tuiledger.store.session import Session, Values

_INTERMEDIARY: Final = "id, code, name, vat_number, fiscal_code, connection_id"
_CONNECTION: Final = (
    "id, provider, name, grant_kind, condition, account, scopes, client_id, base_url, proved_at, failed_at, failure,"
    " expires_at, secret_name"
)
_COMPANY: Final = "remote_id, name, vat_number, fiscal_code, accountant, plan, licence_until, active"
_LINK: Final = "connection_id, remote_id, remote_name, state, company_id, decided_by, decided_at, reason"
_PUT_COMPANY: Final = (
    "INSERT INTO remote_company (connection_id, remote_id, name, vat_number, fiscal_code, accountant, plan,"
    " licence_until, active, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, remote_id)"
    " DO UPDATE SET name = excluded.name, vat_number = excluded.vat_number, fiscal_code = excluded.fiscal_code,"
    " accountant = excluded.accountant, plan = excluded.plan, licence_until = excluded.licence_until,"
    " active = excluded.active, seen_at = excluded.seen_at"
)
_PUT_LINK: Final = (
    "INSERT INTO link (connection_id, remote_id, remote_name, state, company_id, decided_by, decided_at, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, remote_id) DO UPDATE SET"
    " remote_name = excluded.remote_name, state = excluded.state, company_id = excluded.company_id,"
    " decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = excluded.reason"
)
_PUT_SCHEDULE: Final = (
    "INSERT INTO schedule (connection_id, minutes, enabled, next_at, failures) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (connection_id) DO UPDATE SET minutes = excluded.minutes, enabled = excluded.enabled,"
    " next_at = excluded.next_at, failures = excluded.failures"
)
#: Trials of a connection go with it: nothing was read by them.
_FORGET_TRIALS: Final = (
    "DELETE FROM exchange WHERE run_id {among}",
    "DELETE FROM event WHERE run_id {among}",
    "DELETE FROM pull WHERE run_id {among}",
    "DELETE FROM run WHERE id {among}",
)
#: What goes with a connection. What must not go refers to it, so that the last of these is refused.
_FORGET: Final = (
    "DELETE FROM remote_company WHERE connection_id = ?",
    "DELETE FROM checkpoint WHERE connection_id = ?",
    "DELETE FROM schedule WHERE connection_id = ?",
    "DELETE FROM connection WHERE id = ?",
)
#: The documents that cloud documents are, and those that were read from them.
_TOLD_BY: Final = (
    "SELECT o.document_id FROM remote_document b JOIN connection c ON c.id > 0 JOIN remote_document o",
    "SELECT o.document_id FROM remote_document b JOIN connection c ON c.id > 0 JOIN remote_version o",
)
_OF_THE_SAME: Final = (
    "ON o.connection_id = c.id AND o.remote_company = b.remote_company AND o.kind = b.kind"
    " AND o.remote_id = b.remote_id WHERE"
)


class ConnectionReading:
    """What can be asked of the ways to the clouds."""

    _session: Session

    def intermediaries(self) -> tuple[Intermediary, ...]:
        """Every intermediary, in order of its code."""
        rows = self._session.rows(" ".join(("SELECT", _INTERMEDIARY, "FROM intermediary ORDER BY code")))
        return tuple(Intermediary(*row) for row in rows)

    def connections(self) -> tuple[Connection, ...]:
        """Every connection, in order of its name."""
        rows = self._session.rows(" ".join(("SELECT", _CONNECTION, "FROM connection ORDER BY name, id")))
        return tuple(_connection(row) for row in rows)

    def connection(self, connection_id: int) -> Connection | None:
        """The connection with this id, or None."""
        row = self._session.row(" ".join(("SELECT", _CONNECTION, "FROM connection WHERE id = ?")), (connection_id,))
        return _connection(row) if row else None

    def uses_of(self, connection_id: int) -> Uses:
        """What would lose its origin if the connection were gone."""
        (found,) = self._session.rows(
            "SELECT (SELECT count(*) FROM link WHERE connection_id = ?),"
            " (SELECT count(*) FROM remote_document WHERE connection_id = ?),"
            " (SELECT count(*) FROM pull WHERE connection_id = ? AND started_by <> ?)",
            (connection_id, connection_id, connection_id, TRIAL),
        )
        return Uses(*found)

    def remote_companies(self, connection_id: int) -> tuple[CloudCompany, ...]:
        """The companies an account was last seen to reach, in order of their name."""
        statement = " ".join(("SELECT", _COMPANY, "FROM remote_company WHERE connection_id = ? ORDER BY name, 1"))
        return tuple(_cloud_company(row) for row in self._session.rows(statement, (connection_id,)))

    def links(self, connection_id: int | None = None) -> tuple[Link, ...]:
        """What was decided about cloud companies: of one connection, or of all."""
        where, values = ("WHERE connection_id = ?", (connection_id,)) if connection_id is not None else ("", ())
        statement = " ".join(("SELECT", _LINK, "FROM link", where, "ORDER BY connection_id, remote_name, remote_id"))
        return tuple(_link(row) for row in self._session.rows(statement, values))

    def read_into(self, connection_id: int, remote_company: str) -> tuple[int, ...]:
        """Ids of the companies in whose books documents of a cloud company are."""
        rows = self._session.rows(
            "SELECT DISTINCT d.company_id FROM remote_document r JOIN document d ON d.id = r.document_id"
            " WHERE r.connection_id = ? AND r.remote_company = ? ORDER BY d.company_id",
            (connection_id, remote_company),
        )
        return tuple(company_id for (company_id,) in rows)

    def told_by(
        self, connection_id: int, remote_company: str = "", kind: str = "", remote_ids: Sequence[str] = ()
    ) -> frozenset[int]:
        """Documents that cloud documents of a connection are or were, whichever connection told it.

        Those of all its companies, of one, or the ``remote_ids`` of one list.
        """
        of, values = "b.connection_id = ?", list[object]([connection_id])
        if remote_company:
            of += " AND b.remote_company = ?"
            values.append(remote_company)
        if remote_ids:
            of += " AND b.kind = ? AND b.remote_id {among}"
            values += [kind, self._session.listed(remote_ids)]
        statement = " UNION ".join(" ".join((head, _OF_THE_SAME, of)) for head in _TOLD_BY)
        rows = self._session.rows(statement, (*values, *values))
        return frozenset(row[0] for row in rows if row[0] is not None)

    def waiting_from(self, connection_id: int, remote_company: str) -> tuple[int, ...]:
        """Ids of the documents that came from a cloud company and nowhere else, and are ready or held."""
        rows = self._session.rows(
            "SELECT DISTINCT d.id FROM remote_version v JOIN document d ON d.id = v.document_id"
            " WHERE v.connection_id = ? AND v.remote_company = ? AND d.state IN ('ready', 'held')"
            " AND NOT EXISTS (SELECT 1 FROM source s WHERE s.document_id = d.id AND s.kind <> 'cloud') ORDER BY d.id",
            (connection_id, remote_company),
        )
        return tuple(document_id for (document_id,) in rows)

    def schedules(self) -> tuple[Schedule, ...]:
        """When connections are read by themselves, the next one first."""
        rows = self._session.rows(
            "SELECT connection_id, minutes, enabled, next_at, failures FROM schedule ORDER BY next_at, connection_id"
        )
        return tuple(
            Schedule(number, minutes, bool(enabled), moment_of(next_at), failures)
            for number, minutes, enabled, next_at, failures in rows
        )


class ConnectionWriting:
    """What can be changed of the ways to the clouds."""

    _session: Session
    _now: str

    def add_intermediary(self, intermediary: Intermediary) -> Intermediary:
        """Register an intermediary.

        Raises:
            StoreError: the code is taken (``conflict``).
        """
        _refuse_taken(self._session, "intermediary", "code", intermediary.code, None)
        (number,) = self._session.new_ids("intermediary", 1)
        self._session.run(
            "INSERT INTO intermediary (id, code, name, vat_number, fiscal_code, connection_id, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, *intermediary[1:], self._now),
        )
        return intermediary._replace(id=number)

    def set_intermediary(self, intermediary: Intermediary) -> None:
        """Change what is known of an intermediary.

        Raises:
            StoreError: the code is another one's (``conflict``).
        """
        _refuse_taken(self._session, "intermediary", "code", intermediary.code, intermediary.id)
        self._session.run(
            "UPDATE intermediary SET code = ?, name = ?, vat_number = ?, fiscal_code = ?, connection_id = ?"
            " WHERE id = ?",
            (*intermediary[1:], intermediary.id),
        )

    def add_connection(self, connection: Connection) -> Connection:
        """Keep a way into a cloud.

        Raises:
            StoreError: the name is taken (``conflict``).
        """
        _refuse_taken(self._session, "connection", "name", connection.name, None)
        (number,) = self._session.new_ids("connection", 1)
        places = ", ".join("?" * 15)
        self._session.run(
            "".join(("INSERT INTO connection (", _CONNECTION, ", created_at) VALUES (", places, ")")),
            (number, *_connection_columns(connection), self._now),
        )
        return connection._replace(id=number)

    def set_connection(self, connection: Connection) -> None:
        """Change what is known of a connection.

        Raises:
            StoreError: the name is another one's (``conflict``).
        """
        _refuse_taken(self._session, "connection", "name", connection.name, connection.id)
        columns = ", ".join(f"{column.strip()} = ?" for column in _CONNECTION.split(",")[1:])
        self._session.run(
            " ".join(("UPDATE connection SET", columns, "WHERE id = ?")),
            (*_connection_columns(connection), connection.id),
        )

    def remove_connection(self, connection_id: int) -> None:
        """Forget a way in that nothing hangs on; intermediaries that used it have none.

        Raises:
            StoreError: links, documents or runs hang on it (``conflict``).
        """
        self._session.run("UPDATE intermediary SET connection_id = NULL WHERE connection_id = ?", (connection_id,))
        trials = self._session.rows(
            "SELECT run_id FROM pull WHERE connection_id = ? AND started_by = ?", (connection_id, TRIAL)
        )
        for statement in _FORGET_TRIALS:
            self._session.run(statement, (self._session.listed([row[0] for row in trials]),))
        for statement in _FORGET:
            self._session.run(statement, (connection_id,))

    def set_remote_companies(self, connection_id: int, companies: Sequence[CloudCompany], at: datetime) -> None:
        """What the account shows now; a company it no longer shows stays, as not active."""
        self._session.run("UPDATE remote_company SET active = 0 WHERE connection_id = ?", (connection_id,))
        self._session.many(
            _PUT_COMPANY, [(connection_id, *_company_columns(company), moment_text(at)) for company in companies]
        )

    def set_link(self, link: Link) -> None:
        """Keep what was decided about a cloud company, in the place of what was decided before."""
        self._session.run(
            _PUT_LINK,
            (link.connection_id, link.remote_id, link.remote_name, link.state.value, link.company_id, link.decided_by,
             moment_text(link.decided_at), link.reason),
        )  # fmt: skip

    def remove_link(self, connection_id: int, remote_id: str) -> None:
        """Forget what was decided about a cloud company."""
        self._session.run("DELETE FROM link WHERE connection_id = ? AND remote_id = ?", (connection_id, remote_id))

    def set_schedule(self, schedule: Schedule) -> None:
        """Keep when a connection is read by itself."""
        self._session.run(
            _PUT_SCHEDULE,
            (schedule.connection_id, schedule.minutes, int(schedule.enabled), moment_text(schedule.next_at),
             schedule.failures),
        )  # fmt: skip

    def remove_schedule(self, connection_id: int) -> None:
        """Read a connection only when somebody asks."""
        self._session.run("DELETE FROM schedule WHERE connection_id = ?", (connection_id,))


def _refuse_taken(session: Session, table: str, column: str, value: str, but: int | None) -> None:
    taken = session.value(" ".join(("SELECT id FROM", table, "WHERE", column, "= ?")), (value,))
    if taken is not None and taken != but:
        raise StoreError("conflict", "{} is taken already", (value,))


def _connection(row: Values) -> Connection:
    number, provider, name, grant, condition, account, scopes, client_id, base_url, proved, *rest = row
    failed, failure, ends, secret_name = rest
    return Connection(
        number, provider, name, Grant(grant), Condition(condition), account, tuple(scopes.split()), client_id, base_url,
        moment(proved), moment(failed), failure, moment(ends), secret_name,
    )  # fmt: skip


def _connection_columns(connection: Connection) -> Values:
    def text(at: datetime | None) -> str | None:
        return moment_text(at) if at else None

    return (
        connection.provider, connection.name, connection.grant.value, connection.condition.value, connection.account,
        " ".join(connection.scopes), connection.client_id, connection.base_url, text(connection.proved_at),
        text(connection.failed_at), connection.failure, text(connection.expires_at), connection.secret_name,
    )  # fmt: skip


def _cloud_company(row: Values) -> CloudCompany:
    remote_id, name, vat_number, fiscal_code, accountant, plan, licence_until, active = row
    return CloudCompany(
        remote_id, name, vat_number, fiscal_code, bool(accountant), plan, day(licence_until), bool(active)
    )


def _company_columns(company: CloudCompany) -> Values:
    return (
        company.id, company.name, company.vat_number, company.fiscal_code, int(company.accountant), company.plan,
        day_text(company.licence_until), int(company.active),
    )  # fmt: skip


def _link(row: Values) -> Link:
    connection_id, remote_id, remote_name, state, company_id, decided_by, decided_at, reason = row
    return Link(
        connection_id, remote_id, remote_name, LinkState(state), company_id, decided_by, moment_of(decided_at), reason
    )
