"""Reading a cloud into the books: every linked client, every list, only what changed; again and again, nothing twice.

A unit of work takes in a page or a few: rows, their documents and what was said on the way are kept together. What was
read stays when the reading ends early, and the next one goes on from there.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tuiledger.domain.connections import Condition, Connection
from tuiledger.domain.faults import InvalidCredentials, NeedsReconnect, ProviderError, QuotaUsedUp
from tuiledger.domain.pulls import (
    MANY_MISSING,
    Checkpoint,
    Counts,
    Event,
    Pull,
    PullState,
    RemoteDocument,
    RemoteState,
    Trouble,
    too_many_missing,
)
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import Clock, Store, Writer
from tuiledger.ports.clouds import Provider, Recorder, RemoteRow
from tuiledger.services.bulk import without_collections
from tuiledger.services.heard import Heard
from tuiledger.services.pull_beyond import Beyond
from tuiledger.services.pull_page import ListOf, Page, PageTaking, Stand, look, stand
from tuiledger.services.pull_round import Client, Reach, Round, Wanted, clients_of, linked
from tuiledger.services.pull_telling import Told, after_posting
from tuiledger.services.pull_turn import RENEWED, give_turn, name_of, take_turn, this_process
from tuiledger.services.standing import reassess
from tuiledger.text.translation import N_

__all__ = ["OpenProvider", "PullResult", "Wanted", "linked", "pull"]

#: Calls that are kept for the next unit of work before they are written for their own sake.
_EXCHANGES: Final = 50
#: Rows that say something new and are written together; those of a client are in any case.
_ROWS: Final = 200
#: Runs looked through for one that ended without a word.
_LATELY: Final = 5

_READ: Final = N_("{} new, {} changed, {} gone, {} unchanged, {} refused")
_INTERRUPTED: Final = N_("The reading ended without a word: what it had read is kept")
_MOVED: Final = N_("The list {} changed while it was read: nothing is believed gone from it")
_OVERTAKEN: Final = N_("{} has taken over the reading of the connection {}")

OpenProvider = Callable[[Connection, Recorder], Provider]


class PullResult(NamedTuple):
    """How a reading ended, and what it did to each client, by code."""

    pull: Pull
    companies: Mapping[str, Counts]
    events: tuple[Event, ...]


def pull(
    store: Store, clock: Clock, actor: str, open_provider: OpenProvider, wanted: Wanted
) -> Generator[Progress | Event | PullResult]:
    """Read the linked clients of a connection into the books.

    Yields :class:`Progress`, each :class:`Event` as it happens, and at last the :class:`PullResult`.

    Raises:
        Refusal: no such connection, paused or signed out, nothing linked, or another process is reading it.
        VaultError: the vault cannot give the secret.
        StoreError: the store cannot be written; pages before it are kept.
    """
    with store.reading() as reader:
        connection, clients = clients_of(reader, wanted)
    exchanges = Heard()
    # Before anything is written: a person may have to open the vault first.
    provider = open_provider(connection, exchanges)
    with asyncio.Runner() as loop:
        try:
            reading = _begun(store, clock, actor, connection, wanted, exchanges)
            try:
                yield from reading.read(loop, provider, clients)
            finally:
                reading.leave()
        finally:
            loop.run(provider.close())


def _begun(
    store: Store, clock: Clock, actor: str, connection: Connection, wanted: Wanted, exchanges: Heard
) -> _Reading:
    owner, now = this_process(actor), clock.now()
    with store.writing("start reading a cloud") as work:
        holder = take_turn(work, connection.id, owner, now)
        if holder is not None:
            raise Refusal("being-read", "{} is reading the connection {} already", (name_of(holder), connection.name))
        for left in work.pulls(_LATELY, connection.id):
            if left.state is PullState.RUNNING:
                ended = left._replace(state=PullState.STOPPED, finished_at=now, code="interrupted")
                work.set_pull(ended._replace(message=_INTERRUPTED))
        started = Pull(0, connection.id, PullState.RUNNING, now, None, actor, wanted.trigger, Counts())
        run_id = work.start_pull(started, f"{connection.provider}: {connection.name}")
    return _Reading(store, clock, owner, connection, wanted, started._replace(run_id=run_id), now, exchanges)


class _End(NamedTuple):
    """A list that was read to its end: how far, None where that is known; and the rows that say what they said."""

    of: ListOf
    point: Checkpoint | None
    same: list[str]
    complete: bool


@dataclass
class _Reading:
    """One reading under way: the :class:`tuiledger.services.pull_round.Taker` that writes into the books."""

    store: Store
    clock: Clock
    owner: str
    connection: Connection
    wanted: Wanted
    pull: Pull
    leased_at: datetime.datetime
    exchanges: Heard
    companies: dict[str, Counts] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    #: Of the list being read: rows that say what they said before, and how far it was read when it was begun.
    _same: list[str] = field(default_factory=list)
    _point: Checkpoint | None = None
    #: What was known of the lists of the client being read, asked when the first of them is begun.
    _stand: Stand | None = None
    #: What was read and is not written yet, and the rows in it, by list and id.
    _waiting: Page = field(default_factory=Page)
    _waiting_ids: set[tuple[str, str]] = field(default_factory=set)
    #: Of the client being read: what was met before it, and the lists that were read to their end.
    _before: Counts = field(default_factory=Counts)
    _ends: list[_End] = field(default_factory=list)
    #: Events that were handed on, and those that were written.
    _told: int = 0
    _written: int = 0

    def read(
        self, loop: asyncio.Runner, provider: Provider, clients: Sequence[Client]
    ) -> Iterator[Progress | Event | PullResult]:
        """Read every client, and say how it ended."""
        try:
            for step in self._steps(loop, provider, clients):
                yield step
                yield from self._new_events()
        except GeneratorExit:
            # Somebody had enough: what was read is kept.
            self._flush()
            raise
        if self.pull.state is PullState.RUNNING:
            self._ended(PullState.PAUSED if self.pull.resumes_at else PullState.DONE)
        yield from self._new_events()
        yield PullResult(self.pull, dict(self.companies), tuple(self.events))

    def _steps(self, loop: asyncio.Runner, provider: Provider, clients: Sequence[Client]) -> Iterator[Progress]:
        """The lists of every client, then what is asked beyond them of those whose lists could be read."""
        yield from Round(loop, provider, self.connection, self.clock, self.wanted, self).go(clients)
        if self.pull.state is PullState.RUNNING:
            whole = [client for client in clients if client.company.code in self.companies]
            yield from Beyond(loop, provider, self.store, self.connection, self.clock, self.wanted, self).go(whole)

    def leave(self) -> None:
        """Say how it ended, whatever ended it, and let others read."""
        if self.pull.state is PullState.RUNNING:
            self._ended(PullState.STOPPED)
        with self.store.writing("end reading a cloud") as work:
            give_turn(work, self.connection.id, self.owner)

    def _ended(self, state: PullState) -> None:
        self.pull = self.pull._replace(state=state, finished_at=self.clock.now(), counts=self._counted())
        with self.store.writing("cloud run") as work:
            self._write(work, self.pull.counts)

    # one list

    def begin(self, of: ListOf) -> tuple[Checkpoint, tuple[RemoteRow, ...]]:
        """How far a list was read before, and the rows kept of it that can be taken now."""
        if self._stand is None:
            with self.store.reading() as reader:
                self._stand = stand(reader, of.connection_id, of.remote_company)
        self._same = []
        self._point, waiting = self._stand.of(of)
        return self._point, waiting

    def page(self, provider: Provider, of: ListOf, rows: tuple[RemoteRow, ...], *, whole: bool, waited: bool) -> None:
        """Compare a page with what is known; what is new is written with that of the pages before and after it."""
        ids = [row.id for row in rows]
        if not self._waiting_ids.isdisjoint((of.kind, number) for number in ids):
            # What is known of a row that comes again is not written yet.
            self._flush()
        known: Mapping[str, RemoteDocument] = {}
        if ids:
            with self.store.reading() as reader:
                known = reader.remote_documents(of.connection_id, of.remote_company, of.kind, ids)
        with without_collections():
            page = look(provider, of, rows, known, waited=waited)
        if whole:
            self._same += [row.id for row in page.same]
        self._waiting += page
        self._waiting_ids.update((of.kind, each.row.id) for each in page.read)
        self._waiting_ids.update((of.kind, each.row.id) for each in page.unread)
        late = self.clock.now() - self.leased_at >= RENEWED or len(self.exchanges.kept) >= _EXCHANGES
        if self._waiting.says >= _ROWS or late:
            self._flush()

    def _flush(self) -> None:
        """Take in what waits, with the way there and what was said."""
        counts, now = self._counted(self._waiting.counts), self.clock.now()
        with without_collections(), self.store.writing("cloud page") as work:
            self._hold(work, now)
            if self._waiting.says:
                taking = PageTaking(self.pull.run_id, self.clock.today(), now)
                taking.take(work, self._waiting)
                self._tell(taking.told)
            self._write(work, counts)
        self.pull = self.pull._replace(counts=counts)
        self._waiting = Page()
        self._waiting_ids.clear()

    def end(self, of: ListOf, point: Checkpoint, *, whole: bool, complete: bool) -> None:
        """Keep in mind how far a list was read, and what was there: it is written with the client's other lists."""
        self._ends.append(_End(of, point if point != self._point or complete else None, self._same, complete))
        if whole and not complete:
            self.say("warn", "list-moved", _MOVED, (of.kind,), of.company.id)

    def met(self) -> int:
        """How many rows were met so far."""
        return self.pull.counts.fetched + self._waiting.counts.fetched

    def _write_ends(self, work: Writer, *settled: str) -> int:
        """Note how far the lists were read to their end, and what is in them no more; how many documents those are.

        Troubles of ``settled`` lists are over, as are those of the lists that were read to their end.
        """
        gone, over = 0, list(settled)
        for of, point, same, complete in self._ends:
            place = (of.connection_id, of.remote_company, of.kind)
            doubted = False
            if complete:
                work.see_remotes(*place, same, self.pull.run_id)
                missing = work.missing_remotes(*place, self.pull.run_id)
                doubted = self._doubt(work, of, len(missing))
                gone += 0 if doubted else self._miss(work, of, missing)
            if point is not None:
                work.set_checkpoint(point)
            if not doubted:
                over.append(of.kind)
        if self._ends:
            work.solve_troubles(self.connection.id, self._ends[0].of.remote_company, over, [""], self.clock.now())
        self._ends.clear()
        return gone

    def keep(self, write: Callable[[Writer], None]) -> None:
        """Write something that was asked beyond the lists, with the way there."""
        with self.store.writing("beyond the lists") as work:
            self._hold(work, self.clock.now())
            write(work)
            self.pull = self.pull._replace(counts=self._counted())
            self._write(work, self.pull.counts)

    def _doubt(self, work: Writer, of: ListOf, missing: int) -> bool:
        """Whether too many documents are missing to believe it, which is told."""
        if not missing or self.wanted.missing_is_gone:
            return False
        known = work.count_remotes(of.connection_id, of.remote_company, of.kind)
        if not too_many_missing(missing, known):
            return False
        values = (str(missing), str(known), of.kind)
        self.say("warn", "many-missing", MANY_MISSING, values, of.company.id)
        work.put_troubles([self._trouble(of.remote_company, of.kind, "many-missing", MANY_MISSING, values)])
        return True

    def _miss(self, work: Writer, of: ListOf, missing: Sequence[RemoteDocument]) -> int:
        """Note what is no longer there; how many documents those are."""
        if missing:
            work.put_remotes([remote._replace(state=RemoteState.GONE) for remote in missing])
            ids = [remote.remote_id for remote in missing]
            work.solve_troubles(of.connection_id, of.remote_company, [of.kind], ids, self.clock.now())
            reassess(work, work.told_by(of.connection_id, of.remote_company, of.kind, ids))
            self._tell(after_posting(work, {one.document_id for one in missing if one.document_id is not None}))
        return len(missing)

    # one client, and what goes wrong

    def client_read(self, client: Client) -> None:
        """All that can be read of a client was read: say what that was."""
        if self._waiting.says:
            self._flush()
        with self.store.writing("client read") as work:
            self._hold(work, self.clock.now())
            met = self._waiting.counts._replace(gone=self._write_ends(work, ""))
            self.pull, self._waiting = self.pull._replace(counts=self._counted(met)), Page()
            met = Counts(*(now - then for now, then in zip(self.pull.counts, self._before, strict=True)))
            values = (str(met.new), str(met.changed), str(met.gone), str(met.unchanged), str(met.refused))
            self.say("warn" if met.refused or met.gone else "ok", "client-read", _READ, values, client.company.id)
            self._write(work, self.pull.counts)
        self.companies[client.company.code] = met
        self._before, self._stand = self.pull.counts, None

    def fault(self, fault: ProviderError, client: Client, kind: str, reach: Reach) -> None:
        """Something could not be read: keep it for a person, or end the reading where nothing more can be asked."""
        self._flush()
        paused = isinstance(fault, QuotaUsedUp)
        if isinstance(fault, QuotaUsedUp):
            # It goes on by itself.
            self.pull = self.pull._replace(
                resumes_at=min(fault.until, self.pull.resumes_at or fault.until),
                code=fault.code, message=fault.message, values=fault.values,
            )  # fmt: skip
        # What keeps everything from being read is no matter of the client that was read first.
        of = None if reach is Reach.EVERYTHING else client.company.id
        self.say("warn" if paused else "error", fault.code, fault.message, fault.values, of)
        with self.store.writing("cloud trouble") as work:
            if not paused and reach is not Reach.EVERYTHING:
                trouble = self._trouble(client.link.remote_id, kind, fault.code, fault.message, fault.values)
                work.put_troubles([trouble])
            if reach >= Reach.CLIENT:
                counts = self._counted(Counts(gone=self._write_ends(work)))
                self._write(work, counts)
                self.pull = self.pull._replace(counts=counts)
        if reach >= Reach.CLIENT:
            self._before, self._stand = self.pull.counts, None
        if reach is Reach.EVERYTHING:
            self._fail(fault)

    def _fail(self, fault: ProviderError) -> None:
        self.pull = self.pull._replace(code=fault.code, message=fault.message, values=fault.values)
        self._ended(PullState.FAILED)
        if isinstance(fault, (NeedsReconnect, InvalidCredentials)):
            with self.store.writing("connection signed out") as work:
                there = work.connection(self.connection.id) or self.connection
                work.set_connection(
                    there._replace(condition=Condition.NEEDS_RECONNECT, failed_at=self.clock.now(), failure=fault.code)
                )

    def _trouble(self, remote_company: str, kind: str, code: str, message: str, values: tuple[str, ...]) -> Trouble:
        now = self.clock.now()
        return Trouble(
            self.connection.id, remote_company, kind, "", code, message, values, now, now, 1, self.pull.run_id
        )

    # what is written and said

    def _hold(self, work: Writer, now: datetime.datetime) -> None:
        """Say that this process is there, in a unit of work.

        Raises:
            Refusal: another one took its place, which was silent for too long.
        """
        holder = take_turn(work, self.connection.id, self.owner, now)
        if holder is not None:
            raise Refusal("overtaken", _OVERTAKEN, (name_of(holder), self.connection.name))
        self.leased_at = now

    def _counted(self, met: Counts = Counts()) -> Counts:  # noqa: B008 - an immutable value
        """What was met so far, with ``met``."""
        return (self.pull.counts + met)._replace(calls=self.exchanges.calls)

    def _write(self, work: Writer, counts: Counts) -> None:
        """Write how the reading stands, and what was said since it was last written."""
        work.add_exchanges(self.pull.run_id, self.exchanges.taken())
        work.add_events(self.pull.run_id, self.events[self._written :])
        self._written = len(self.events)
        work.set_pull(self.pull._replace(counts=counts))

    def say(self, level: str, code: str, message: str, values: tuple[str, ...], company_id: int | None) -> None:
        """Note something that happened."""
        self.events.append(Event(self.clock.now(), level, code, message, values, company_id))

    def _tell(self, told: Iterable[Told]) -> None:
        for code, message, values, company_id in told:
            self.say("warn", code, message, values, company_id)

    def _new_events(self) -> Iterator[Event]:
        told, self._told = self._told, len(self.events)
        yield from self.events[told:]
