"""Going over the linked clients of a connection, list by list: what is asked of the cloud, and how far a fault reaches.

Whoever takes the pages decides what becomes of them: :mod:`tuiledger.services.pull` writes them into the books,
:mod:`tuiledger.services.foresee` only says what that would do.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Coroutine, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from tuiledger.domain.connections import Condition, Connection, Link, LinkState
from tuiledger.domain.documents import Direction
from tuiledger.domain.faults import (
    Forbidden,
    Invalid,
    InvalidCredentials,
    NeedsReconnect,
    NotFound,
    ProviderError,
    QuotaUsedUp,
    Unavailable,
)
from tuiledger.domain.parties import Company
from tuiledger.domain.pulls import Checkpoint, Files
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import Clock, Reader
from tuiledger.ports.clouds import Provider, RemotePage, RemoteRow, Since
from tuiledger.services.pull_page import ListOf
from tuiledger.text.translation import N_

#: A complete look at a whole list, which alone finds what was deleted, is due after this time.
SWEEP_EVERY: Final = datetime.timedelta(days=7)
#: The same where only such a look finds what was made or changed with an older date.
SWEEP_EVERY_DAY: Final = datetime.timedelta(days=1)
#: Stamps are of the provider's own time, without a zone: what changed so shortly before the newest is asked again.
OVERLAP: Final = datetime.timedelta(hours=3)
#: Days read again where a list cannot be asked for what changed.
WINDOW: Final = datetime.timedelta(days=60)
#: Clients in a row that get no answer, after which no other is tried.
_SILENT: Final = 2

T = TypeVar("T")

_STAMP: Final = "%Y-%m-%d %H:%M:%S"


class Wanted(NamedTuple):
    """What to read.

    ``companies`` are codes of our clients, all linked ones when empty; ``directions`` the sides of their documents.
    ``whole`` looks at whole lists, so that deletions are found; ``missing_is_gone`` believes even that many vanished.
    ``files`` says which e-invoice files are fetched, ``compare`` asks the cloud what it figures for a document of more
    than one rate: each costs a call for a document.
    """

    connection_id: int
    companies: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = (Direction.ISSUED, Direction.RECEIVED)
    whole: bool = False
    missing_is_gone: bool = False
    trigger: str = "person"
    files: Files = Files.NONE
    compare: bool = False


class Client(NamedTuple):
    """A client of ours, and the cloud company it is."""

    link: Link
    company: Company


class Reach(IntEnum):
    """What a fault keeps from being read: the list it met, its side of the client, the client, or everything."""

    LIST = 0
    SIDE = 1
    CLIENT = 2
    EVERYTHING = 3


class Taker(Protocol):
    """What becomes of what is read."""

    def begin(self, of: ListOf) -> tuple[Checkpoint, tuple[RemoteRow, ...]]:
        """How far a list was read before, and the rows kept of it that can be taken now."""
        ...

    def page(self, provider: Provider, of: ListOf, rows: tuple[RemoteRow, ...], *, whole: bool, waited: bool) -> None:
        """A page of a list; ``whole`` is it of a look at the whole list, ``waited`` the rows that can be taken now."""
        ...

    def end(self, of: ListOf, point: Checkpoint, *, whole: bool, complete: bool) -> None:
        """A list was read to its end, as far as ``point``; ``complete`` says that all of a whole list was seen."""
        ...

    def met(self) -> int:
        """How many rows were met so far."""
        ...

    def client_read(self, client: Client) -> None:
        """All that can be read of a client was read."""
        ...

    def fault(self, fault: ProviderError, client: Client, kind: str, reach: Reach) -> None:
        """Something could not be read; ``kind`` is the list, empty where all of the client is meant."""
        ...


def clients_of(reader: Reader, wanted: Wanted) -> tuple[Connection, list[Client]]:
    """The connection and the clients to read.

    Raises:
        Refusal: no such connection, paused or signed out, or nothing linked.
    """
    connection = reader.connection(wanted.connection_id)
    if connection is None:
        raise Refusal("connection-unknown", "There is no connection {}", (str(wanted.connection_id),))
    if connection.condition is Condition.PAUSED:
        message = N_("The connection {} is paused: go on with connection resume")
        raise Refusal("connection-paused", message, (connection.name,))
    if connection.condition is Condition.NEEDS_RECONNECT:
        message = N_("The connection {} is signed out: give it another token, or sign in again, with connection rotate")
        raise Refusal("needs-reconnect", message, (connection.name,))
    clients = linked(reader, connection.id, wanted.companies)
    missing = set(wanted.companies) - {client.company.code for client in clients}
    if missing:
        raise Refusal(
            "not-linked", "No company of the connection {} is linked to {}",
            (connection.name, ", ".join(sorted(missing))),
        )  # fmt: skip
    if not clients:
        raise Refusal("nothing-linked", "No company of the connection {} is linked to a client yet", (connection.name,))
    return connection, clients


def linked(reader: Reader, connection_id: int, codes: Sequence[str] = ()) -> list[Client]:
    """The clients that cloud companies of a connection are linked to, in order of their code."""
    by_id = {company.id: company for company in reader.companies()}
    found = [
        Client(link, by_id[link.company_id])
        for link in reader.links(connection_id)
        if link.state is LinkState.LINKED and link.company_id in by_id
    ]
    chosen = (client for client in found if not codes or client.company.code in codes)
    return sorted(chosen, key=lambda client: client.company.code)


def reach_of(fault: ProviderError) -> Reach:
    """How far ``fault`` reaches. What one client's part of a cloud answers says nothing of the others."""
    if isinstance(fault, NeedsReconnect | InvalidCredentials):
        return Reach.EVERYTHING
    if isinstance(fault, Forbidden):
        return Reach.SIDE if fault.code in ("missing-scope", "closed-area") else Reach.CLIENT
    if isinstance(fault, Unavailable):
        return Reach.EVERYTHING if fault.code == "no-network" else Reach.CLIENT
    # Calls are counted for each company: the others may have some left.
    return Reach.CLIENT if isinstance(fault, NotFound | QuotaUsedUp) else Reach.LIST


def since(point: Checkpoint, now: datetime.datetime, today: datetime.date) -> Since:
    """What to ask of a list that was read as far as ``point``: what changed, the last days, or all of it.

    Asking from before it is due misses nothing, so a stamp that is still to come counts as now. A list that has shown
    no stamp, because nothing was in it, says nothing of how far it was read: whatever its date, the first document
    that comes into it is new.
    """
    newest = None
    with suppress(ValueError):
        newest = datetime.datetime.fromisoformat(point.changed) if point.changed else None
    if newest is None:
        return Since()
    if point.by_change:
        return Since(changed=(min(newest, now.replace(tzinfo=None)) - OVERLAP).strftime(_STAMP))
    return Since(first=today - WINDOW)


def sweep_is_due(point: Checkpoint, now: datetime.datetime) -> bool:
    """Whether a list that was read as far as ``point`` is to be looked at as a whole."""
    every = SWEEP_EVERY if point.by_change else SWEEP_EVERY_DAY
    return point.swept_at is None or now - point.swept_at >= every


@dataclass
class Round:
    """One way round the clients of a connection."""

    loop: asyncio.Runner
    provider: Provider
    connection: Connection
    clock: Clock
    wanted: Wanted
    taker: Taker
    _silent: int = field(default=0, init=False)
    _probed: dict[tuple[str, Direction], bool] = field(default_factory=dict, init=False)

    def go(self, clients: Sequence[Client]) -> Iterator[Progress]:
        """Read one client after the other; what keeps one from being read is told, and the others are read."""
        for number, client in enumerate(clients):
            yield Progress(number, len(clients), client.company.name)
            reach = yield from self._client(client)
            if reach is Reach.EVERYTHING:
                return
        yield Progress(len(clients), len(clients), "")

    def _client(self, client: Client) -> Generator[Progress, None, Reach | None]:
        """Read one client; how far the worst that happened reaches, None where all was read."""
        worst: Reach | None = None
        for direction in self.wanted.directions:
            for kind in self.provider.kinds(direction):
                of = ListOf(
                    self.connection.id, self.provider.name, client.link.remote_id, kind, client.company, direction
                )
                try:
                    yield from self._list(of)
                    self._silent = 0
                except ProviderError as fault:
                    reach = self._reach(fault)
                    self.taker.fault(fault, client, kind if reach <= Reach.SIDE else "", reach)
                    if reach >= Reach.CLIENT:
                        return reach
                    worst = max(reach, worst or reach)
                    if reach is Reach.SIDE:
                        break
        self.taker.client_read(client)
        return worst

    def _reach(self, fault: ProviderError) -> Reach:
        reach = reach_of(fault)
        if isinstance(fault, Unavailable):
            self._silent += 1
            return Reach.EVERYTHING if self._silent >= _SILENT else reach
        return reach

    def _list(self, of: ListOf) -> Iterator[Progress]:
        point, waiting = self.taker.begin(of)
        if waiting:
            # What changed there after it was posted, and is not posted any more, is taken as it is there.
            self.taker.page(self.provider, of, waiting, whole=False, waited=True)
        in_full = not self.provider.takes_filter(of.kind)
        if point.by_change is None and not in_full:
            point = point._replace(by_change=self._takes_changes(of))
        now = self.clock.now()
        asked = since(point, now, self.clock.today())
        if in_full or self.wanted.whole or sweep_is_due(point, now) or asked == Since():
            yield from self._pages(of, point, Since(), whole=True)
            return
        try:
            yield from self._pages(of, point, asked, whole=False)
        except Invalid:
            if asked.changed is None:
                raise
            # It can be asked for what changed no more.
            point = point._replace(by_change=False)
            yield from self._pages(of, point, since(point, now, self.clock.today()), whole=False)

    def _takes_changes(self, of: ListOf) -> bool:
        """Whether a list can be asked for what changed; the lists of one side of a company are alike in it."""
        side = of.remote_company, of.direction
        if side not in self._probed:
            self._probed[side] = self._run(self.provider.changed_since_works(of.remote_company, of.kind))
        return self._probed[side]

    def _run(self, asked: Coroutine[Any, Any, T]) -> T:
        # The runner's own way to run would change the handlers of signals for every page.
        return self.loop.get_loop().run_until_complete(asked)

    def _pages(self, of: ListOf, point: Checkpoint, asked: Since, *, whole: bool) -> Iterator[Progress]:
        pages = self.provider.pages(of.remote_company, of.kind, asked)
        newest, stood_still = point.changed or "", True
        while (page := self._run(_next(pages))) is not None:
            self.taker.page(self.provider, of, page.rows, whole=whole, waited=False)
            newest = max(newest, *(row.updated_at or "" for row in page.rows)) if page.rows else newest
            stood_still = page.complete
            yield Progress(self.taker.met(), None, of.company.name)
        # A list that did not stand still may have hidden something: nothing is believed gone from it.
        complete = whole and stood_still
        swept_at = self.clock.now() if complete else point.swept_at
        self.taker.end(of, point._replace(changed=newest or None, swept_at=swept_at), whole=whole, complete=complete)


async def _next(pages: AsyncIterator[RemotePage]) -> RemotePage | None:
    return await anext(pages, None)
