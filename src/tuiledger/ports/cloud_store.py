"""What the store keeps of the clouds: ways in, links, how far each list was read, and what was said on the way."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from tuiledger.domain.connections import CloudCompany, Connection, Intermediary, Link
from tuiledger.domain.documents import State
from tuiledger.domain.pulls import Checkpoint, Event, Pull, RemoteDocument, Trouble
from tuiledger.domain.quota import Allowance
from tuiledger.ports.clouds import Exchange


class Schedule(NamedTuple):
    """When a connection is read by itself; ``failures`` in a row make it slower, and at last stop it."""

    connection_id: int
    minutes: int
    enabled: bool
    next_at: datetime.datetime
    failures: int = 0


class Uses(NamedTuple):
    """How much hangs on a connection: links, cloud documents, runs."""

    links: int
    documents: int
    runs: int


class KeptExchange(NamedTuple):
    """A call and its answer as it is kept, with its place."""

    id: int
    run_id: int
    exchange: Exchange


class CloudReader(Protocol):
    """What screens and services ask of the clouds."""

    def intermediaries(self) -> tuple[Intermediary, ...]: ...
    def connections(self) -> tuple[Connection, ...]: ...
    def connection(self, connection_id: int) -> Connection | None: ...
    def uses_of(self, connection_id: int) -> Uses:
        """What would lose its origin if the connection were gone."""
        ...

    def remote_companies(self, connection_id: int) -> tuple[CloudCompany, ...]: ...
    def links(self, connection_id: int | None = None) -> tuple[Link, ...]: ...
    def read_into(self, connection_id: int, remote_company: str) -> tuple[int, ...]:
        """Ids of the companies in whose books documents of a cloud company are."""
        ...

    def waiting_from(self, connection_id: int, remote_company: str) -> tuple[int, ...]:
        """Ids of the documents that came from a cloud company and nowhere else, and are ready or held."""
        ...

    def checkpoints(self, connection_id: int, remote_company: str) -> Mapping[str, Checkpoint]:
        """How far each list of a cloud company was read, by the list's name."""
        ...

    def remote_documents(
        self, connection_id: int, remote_company: str, kind: str, remote_ids: Sequence[str]
    ) -> Mapping[str, RemoteDocument]: ...
    def remotes_of(self, document_id: int) -> tuple[RemoteDocument, ...]:
        """The cloud documents that a document is, or was read from."""
        ...

    def told_by(
        self, connection_id: int, remote_company: str = "", kind: str = "", remote_ids: Sequence[str] = ()
    ) -> frozenset[int]:
        """Documents that cloud documents of a connection are or were, whichever connection told it.

        Those of all its companies, of one, or the ``remote_ids`` of one list.
        """
        ...

    def remotes_to_take(self, connection_id: int, remote_company: str) -> tuple[RemoteDocument, ...]:
        """Those that changed there after ours was posted, whose document is not posted any more."""
        ...

    def remotes_told(
        self, connection_id: int, remote_company: str, states: Sequence[State]
    ) -> tuple[RemoteDocument, ...]:
        """Those whose document stands in one of ``states`` and has no source but the cloud's own account of it."""
        ...

    def missing_remotes(
        self, connection_id: int, remote_company: str, kind: str, run_id: int
    ) -> tuple[RemoteDocument, ...]:
        """Those that a complete look at the whole list by run ``run_id`` did not meet."""
        ...

    def count_remotes(self, connection_id: int, remote_company: str, kind: str) -> int: ...
    def pulls(self, limit: int = 50, connection_id: int | None = None) -> tuple[Pull, ...]: ...
    def pull(self, run_id: int) -> Pull | None: ...
    def events(self, run_id: int) -> tuple[Event, ...]: ...
    def exchanges(self, run_id: int) -> tuple[KeptExchange, ...]: ...
    def troubles(self, *, solved: bool = False, connection_id: int | None = None) -> tuple[Trouble, ...]: ...
    def allowances(self, quota_key: str) -> tuple[Allowance, ...]: ...
    def schedules(self) -> tuple[Schedule, ...]: ...


class CloudWriter(Protocol):
    """What services change of the clouds."""

    def add_intermediary(self, intermediary: Intermediary) -> Intermediary:
        """Register one (its ``id`` is ignored). A taken code is a ``conflict``."""
        ...

    def set_intermediary(self, intermediary: Intermediary) -> None: ...
    def add_connection(self, connection: Connection) -> Connection:
        """Keep a way in (its ``id`` is ignored). A taken name is a ``conflict``."""
        ...

    def set_connection(self, connection: Connection) -> None: ...
    def remove_connection(self, connection_id: int) -> None:
        """Forget a way in that nothing hangs on (``conflict`` otherwise); intermediaries that used it have none."""
        ...

    def set_remote_companies(
        self, connection_id: int, companies: Sequence[CloudCompany], at: datetime.datetime
    ) -> None:
        """What the account shows now; a company it no longer shows stays, as not active."""
        ...

    def set_link(self, link: Link) -> None: ...
    def remove_link(self, connection_id: int, remote_id: str) -> None: ...
    def set_checkpoint(self, checkpoint: Checkpoint) -> None: ...
    def put_remotes(self, remotes: Sequence[RemoteDocument]) -> None: ...
    def adopt_remotes(self, known: int, document_id: int) -> None:
        """Let cloud documents that are document ``known`` be ``document_id`` from now on, with their sources."""
        ...

    def see_remotes(
        self, connection_id: int, remote_company: str, kind: str, remote_ids: Sequence[str], run_id: int
    ) -> None:
        """Note that a complete look at the whole list met these."""
        ...

    def add_versions(self, remotes: Sequence[RemoteDocument]) -> None:
        """Note that the ``document_id`` of each was read from that cloud document."""
        ...

    def start_pull(self, pull: Pull, what: str) -> int: ...
    def set_pull(self, pull: Pull) -> None: ...
    def add_events(self, run_id: int, events: Sequence[Event]) -> None: ...
    def add_exchanges(self, run_id: int, exchanges: Sequence[Exchange]) -> None: ...
    def put_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Keep troubles; one about the same thing with the same code is met again, and open again."""
        ...

    def solve_troubles(
        self,
        connection_id: int,
        remote_company: str,
        kinds: Sequence[str],
        remote_ids: Sequence[str],
        at: datetime.datetime,
        code: str | None = None,
    ) -> int:
        """Close what is open about these, or only problems of one code; how many were."""
        ...

    def set_allowances(self, quota_key: str, allowances: Sequence[Allowance]) -> None: ...
    def lease(self, name: str, owner: str, now: datetime.datetime, until: datetime.datetime) -> str | None:
        """Take or renew the right to work on ``name``; the owner that holds it, where another one does."""
        ...

    def release(self, name: str, owner: str) -> None: ...
    def set_schedule(self, schedule: Schedule) -> None: ...
    def remove_schedule(self, connection_id: int) -> None: ...
