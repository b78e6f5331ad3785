"""Reading a cloud into the books: every linked client, every list, only what changed; again and again, nothing twice.

A page is one unit of work: its rows, their documents and what was said on the way are kept together. What was read
stays when the reading ends early, and the next one goes on from there.
"""

from __future__ import annotations

import asyncio
import datetime
import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import uuid4

from tuiledger.domain.connections import Condition, Connection, Link, LinkState
from tuiledger.domain.documents import Direction
from tuiledger.domain.faults import (
    InvalidCredentials,
    NeedsReconnect,
    ProviderError,
    QuotaUsedUp,
    Unavailable,
)
from tuiledger.domain.parties import Company
from tuiledger.domain.pulls import Checkpoint, Counts, Event, Pull, PullState, RemoteDocument, RemoteState, Trouble
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import Clock, Reader, Store, Writer
from tuiledger.ports.clouds import Exchange, Provider, Recorder, RemotePage, RemoteRow, Since
from tuiledger.services.pull_page import ListOf, PageTaking, look
from tuiledger.services.standing import reassess
from tuiledger.text.translation import N_

#: A complete look at a whole list, which alone finds what was deleted, is due after this time.
SWEEP_EVERY: Final = datetime.timedelta(days=7)
#: Stamps are of the provider's own time, without a zone: what changed so shortly before the newest is asked again.
OVERLAP: Final = datetime.timedelta(hours=3)
#: Days read again where a list cannot be asked for what changed.
WINDOW: Final = datetime.timedelta(days=60)
#: How long one process may be silent before another takes its place.
_LEASE: Final = datetime.timedelta(minutes=15)
#: More documents than these, and than a tenth of the list, do not vanish without a person's word.
_MASS: Final = 20

_READ: Final = N_("{} new, {} changed, {} gone, {} unchanged, {} refused")
_MANY_MISSING: Final = N_(
    "{} of {} documents are no longer in the list {}: nothing is set aside until somebody confirms it"
)

_STAMP: Final = "%Y-%m-%d %H:%M:%S"

OpenProvider = Callable[[Connection, Recorder], Provider]


class Wanted(NamedTuple):
    """What is to be read: ``companies`` are codes of ours, none for all that are linked.

    ``whole`` looks at whole lists, so that deletions are found; ``missing_is_gone`` believes even that many vanished.
    """

    connection_id: int
    companies: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = (Direction.ISSUED, Direction.RECEIVED)
    whole: bool = False
    missing_is_gone: bool = False
    trigger: str = "person"


class PullResult(NamedTuple):
    """How a reading ended, and what it did to each client, by code."""

    pull: Pull
    companies: Mapping[str, Counts]
    events: tuple[Event, ...]


def pull(
    store: Store, clock: Clock, actor: str, open_provider: OpenProvider, wanted: Wanted
) -> Iterator[Progress | Event | PullResult]:
    """Read the linked clients of a connection into the books.

    Yields :class:`Progress`, each :class:`Event` as it happens, and at last the :class:`PullResult`.

    Raises:
        Refusal: no such connection, paused or signed out, nothing linked, or another process is reading it.
        StoreError: the store cannot be written; pages before it are kept.
    """
    with store.reading() as reader:
        connection, clients = _clients(reader, wanted)
    owner = f"{actor}/{os.getpid()}/{uuid4().hex[:8]}"
    reading = _begun(store, clock, actor, owner, connection, wanted)
    try:
        yield from reading.read(open_provider, clients)
    finally:
        reading.leave()


def linked(reader: Reader, connection_id: int, codes: Collection[str] = ()) -> list[tuple[Link, Company]]:
    """The linked cloud companies of a connection with the clients they are, in order of their code."""
    by_id = {company.id: company for company in reader.companies()}
    found = [
        (link, by_id[link.company_id])
        for link in reader.links(connection_id)
        if link.state is LinkState.LINKED and link.company_id in by_id
    ]
    return sorted(
        ((link, company) for link, company in found if not codes or company.code in codes), key=lambda one: one[1].code
    )


def _clients(reader: Reader, wanted: Wanted) -> tuple[Connection, list[tuple[Link, Company]]]:
    connection = reader.connection(wanted.connection_id)
    if connection is None:
        raise Refusal("connection-unknown", "There is no connection {}", (str(wanted.connection_id),))
    if connection.condition is Condition.PAUSED:
        raise Refusal("connection-paused", "The connection {} is paused: resume it first", (connection.name,))
    if connection.condition is Condition.NEEDS_RECONNECT:
        raise Refusal("needs-reconnect", "The connection {} is signed out: sign in again", (connection.name,))
    clients = linked(reader, connection.id, wanted.companies)
    missing = set(wanted.companies) - {company.code for _, company in clients}
    if missing:
        raise Refusal(
            "not-linked", "No company of the connection {} is linked to {}",
            (connection.name, ", ".join(sorted(missing))),
        )  # fmt: skip
    if not clients:
        raise Refusal("nothing-linked", "No company of the connection {} is linked to a client yet", (connection.name,))
    return connection, clients


def _begun(store: Store, clock: Clock, actor: str, owner: str, connection: Connection, wanted: Wanted) -> _Reading:
    now = clock.now()
    with store.writing("start reading a cloud") as work:
        holder = work.lease(_lease(connection), owner, now, now + _LEASE)
        if holder is not None:
            raise Refusal(
                "being-read", "{} is reading the connection {} already", (holder.split("/")[0], connection.name)
            )
        started = Pull(0, connection.id, PullState.RUNNING, now, None, actor, wanted.trigger, Counts())
        run_id = work.start_pull(started, f"{connection.provider}: {connection.name}")
    return _Reading(store, clock, owner, connection, wanted, started._replace(run_id=run_id))


def _lease(connection: Connection) -> str:
    return f"pull/{connection.id}"


@dataclass
class _Exchanges:
    """What was said on the way, until it is written with the next page."""

    kept: list[Exchange] = field(default_factory=list)
    calls: int = 0

    def exchanged(self, exchange: Exchange) -> None:
        """Note one call and its answer."""
        self.kept.append(exchange)
        self.calls += 1

    def taken(self) -> list[Exchange]:
        """Those that are not written yet."""
        kept, self.kept = self.kept, []
        return kept


@dataclass
class _Reading:
    """One reading under way."""

    store: Store
    clock: Clock
    owner: str
    connection: Connection
    wanted: Wanted
    pull: Pull
    companies: dict[str, Counts] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    exchanges: _Exchanges = field(default_factory=_Exchanges)
    _told: int = 0

    def read(
        self, open_provider: OpenProvider, clients: list[tuple[Link, Company]]
    ) -> Iterator[Progress | Event | PullResult]:
        """Read one client after the other; what stops all of them ends the reading, what stops one is told of it."""
        with asyncio.Runner() as loop:
            provider = open_provider(self.connection, self.exchanges)
            try:
                for number, (link, company) in enumerate(clients):
                    yield Progress(number, len(clients), company.name)
                    try:
                        yield from self._client(loop, provider, link, company)
                    except (QuotaUsedUp, NeedsReconnect, InvalidCredentials, Unavailable) as fault:
                        self._stop(fault, company)
                        break
                    except ProviderError as fault:
                        self._trouble(fault, link, company)
                    yield from self._new_events()
            finally:
                loop.run(provider.close())
        yield Progress(len(clients), len(clients), "")
        if self.pull.state is PullState.RUNNING:
            self.pull = self.pull._replace(state=PullState.DONE)
        self._keep()
        yield from self._new_events()
        yield PullResult(self.pull, dict(self.companies), tuple(self.events))

    def leave(self) -> None:
        """Say how it ended, whatever ended it, and let others read."""
        if self.pull.state is PullState.RUNNING:
            self.pull = self.pull._replace(state=PullState.STOPPED)
        self._keep()
        with self.store.writing("end reading a cloud") as work:
            work.release(_lease(self.connection), self.owner)

    # one client

    def _client(
        self, loop: asyncio.Runner, provider: Provider, link: Link, company: Company
    ) -> Iterator[Progress | Event]:
        before = self.pull.counts
        for direction in self.wanted.directions:
            for kind in provider.kinds(direction):
                of = ListOf(self.connection.id, provider.name, link.remote_id, kind, company, direction)
                yield from self._list(loop, provider, of)
        met = Counts(*(now - then for now, then in zip(self.pull.counts, before, strict=True)))
        self.companies[company.code] = met
        values = (str(met.new), str(met.changed), str(met.gone), str(met.unchanged), str(met.refused))
        level = "warn" if met.refused or met.gone else "ok"
        self._say(level, "client-read", _READ, values, company.id)
        with self.store.writing("client read") as work:
            work.solve_troubles(self.connection.id, link.remote_id, "", [""], self.clock.now())

    def _list(self, loop: asyncio.Runner, provider: Provider, of: ListOf) -> Iterator[Progress]:
        with self.store.reading() as reader:
            known = reader.checkpoints(of.connection_id, of.remote_company).get(of.kind)
            waiting = [
                remote
                for remote in reader.remotes_to_take(of.connection_id, of.remote_company)
                if remote.kind == of.kind
            ]
            rows = [_row_of(remote, reader.payload(remote.payload_sha256) or b"") for remote in waiting]
        point = known or Checkpoint(of.connection_id, of.remote_company, of.kind)
        if rows:
            # What changed there after it was posted, and is not posted any more, is taken as it is there.
            self._page(provider, of, tuple(rows), whole=False)
        if point.by_change is None:
            works = loop.run(provider.changed_since_works(of.remote_company, of.kind))
            point = point._replace(by_change=works)
        whole = self.wanted.whole or point.swept_at is None or self.clock.now() - point.swept_at >= SWEEP_EVERY
        since = Since() if whole else self._since(point)
        pages = provider.pages(of.remote_company, of.kind, since)
        while (page := loop.run(_next(pages))) is not None:
            self._page(provider, of, page.rows, whole=whole)
            yield Progress(self.pull.counts.fetched, None, of.company.name)
        self._end(of, point, whole=whole)

    def _since(self, point: Checkpoint) -> Since:
        if point.by_change and point.changed:
            with suppress(ValueError):
                newest = datetime.datetime.strptime(point.changed, _STAMP)
                return Since(changed=(newest - OVERLAP).strftime(_STAMP))
        return Since(first=self.clock.today() - WINDOW)

    def _page(self, provider: Provider, of: ListOf, rows: tuple[RemoteRow, ...], *, whole: bool) -> None:
        """Take one page in, with its place on the way and what was said."""
        ids = [row.id for row in rows]
        with self.store.reading() as reader:
            known = reader.remote_documents(of.connection_id, of.remote_company, of.kind, ids)
        page = look(provider, of, rows, known)
        now = self.clock.now()
        with self.store.writing("cloud page") as work:
            PageTaking(self.pull.run_id, self.clock.today(), now).take(work, of, page)
            if whole and page.same:
                same = [row.id for row in page.same]
                work.see_remotes(of.connection_id, of.remote_company, of.kind, same, self.pull.run_id)
            work.lease(_lease(self.connection), self.owner, now, now + _LEASE)
            self.pull = self.pull._replace(counts=(self.pull.counts + page.counts)._replace(calls=self.exchanges.calls))
            work.add_exchanges(self.pull.run_id, self.exchanges.taken())
            work.set_pull(self.pull)

    def _end(self, of: ListOf, point: Checkpoint, *, whole: bool) -> None:
        """A list was read to its end: note how far, and what is no longer in it where all of it was seen."""
        now = self.clock.now()
        with self.store.writing("cloud list read") as work:
            if whole:
                self._miss(work, of)
            changed = work.newest_stamp(of.connection_id, of.remote_company, of.kind)
            work.set_checkpoint(point._replace(changed=changed, swept_at=now if whole else point.swept_at))
            work.set_pull(self.pull)

    def _miss(self, work: Writer, of: ListOf) -> None:
        place = (of.connection_id, of.remote_company, of.kind)
        missing = work.missing_remotes(*place, self.pull.run_id)
        if not missing:
            return
        known = work.count_remotes(*place)
        if len(missing) > max(_MASS, known // 10) and not self.wanted.missing_is_gone:
            text = N_(
                "{} of {} documents are no longer in the list {}: nothing is set aside until somebody confirms it"
            )
            self._say("warn", "many-missing", text, (str(len(missing)), str(known), of.kind), of.company.id)
            return
        work.put_remotes([remote._replace(state=RemoteState.GONE) for remote in missing])
        gone = [remote.document_id for remote in missing if remote.document_id is not None]
        reassess(work, work.questioned(gone))
        counts = self.pull.counts
        self.pull = self.pull._replace(counts=counts._replace(gone=counts.gone + len(missing)))

    # what goes wrong, and what is said

    def _stop(self, fault: ProviderError, company: Company) -> None:
        """End the whole reading: nothing more can be asked now."""
        until = fault.until if isinstance(fault, QuotaUsedUp) else None
        state = PullState.PAUSED if until else PullState.FAILED
        self.pull = self.pull._replace(
            state=state, resumes_at=until, code=fault.code, message=fault.message, values=fault.values
        )
        self._say("warn" if until else "error", fault.code, fault.message, fault.values, company.id)
        if isinstance(fault, (NeedsReconnect, InvalidCredentials)):
            with self.store.writing("connection signed out") as work:
                there = work.connection(self.connection.id) or self.connection
                work.set_connection(
                    there._replace(condition=Condition.NEEDS_RECONNECT, failed_at=self.clock.now(), failure=fault.code)
                )

    def _trouble(self, fault: ProviderError, link: Link, company: Company) -> None:
        """One client cannot be read: the others can."""
        now = self.clock.now()
        self._say("error", fault.code, fault.message, fault.values, company.id)
        with self.store.writing("cloud trouble") as work:
            work.put_troubles([
                Trouble(
                    self.connection.id, link.remote_id, "", "", fault.code, fault.message, fault.values, now, now, 1,
                    self.pull.run_id,
                )
            ])  # fmt: skip

    def _say(self, level: str, code: str, message: str, values: tuple[str, ...], company_id: int | None) -> None:
        self.events.append(Event(self.clock.now(), level, code, message, values, company_id))

    def _new_events(self) -> Iterator[Event]:
        told, self._told = self._told, len(self.events)
        yield from self.events[told:]

    def _keep(self) -> None:
        """Write how the reading stands, and what was said since it was last written."""
        if self.pull.finished_at is not None:
            return
        if self.pull.state is not PullState.RUNNING:
            self.pull = self.pull._replace(finished_at=self.clock.now())
        self.pull = self.pull._replace(counts=self.pull.counts._replace(calls=self.exchanges.calls))
        with self.store.writing("cloud run") as work:
            work.add_exchanges(self.pull.run_id, self.exchanges.taken())
            work.add_events(self.pull.run_id, self.events)
            work.set_pull(self.pull)


async def _next(pages: AsyncIterator[RemotePage]) -> RemotePage | None:
    return await anext(pages, None)


def _row_of(remote: RemoteDocument, payload: bytes) -> RemoteRow:
    return RemoteRow(remote.kind, remote.remote_id, remote.updated_at, payload, remote.payload_sha256)
