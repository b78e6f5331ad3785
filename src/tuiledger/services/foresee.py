"""What reading a cloud would do to the books, told without writing anything into them."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tuiledger.domain.connections import Connection
from tuiledger.domain.differences import differences
from tuiledger.domain.documents import ClientDocument, Document, Hold, State
from tuiledger.domain.faults import ProviderError
from tuiledger.domain.foresight import Foreseen, Foresight, Unreadable
from tuiledger.domain.pulls import MANY_MISSING, Change, Checkpoint, Counts, RemoteDocument, too_many_missing
from tuiledger.domain.rules import CHANGED_AFTER_POSTING, GONE_AFTER_POSTING
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import Clock, Reader, Store
from tuiledger.ports.clouds import Exchange, Provider, Recorder, RemoteRow
from tuiledger.services.arrive import owners
from tuiledger.services.pull_page import ListOf, Read, arrival, has_changed, look, stand, stays
from tuiledger.services.pull_round import Client, Reach, Round, Wanted, clients_of

#: After every run: a list has not been looked at since.
_NEVER: Final = (1 << 63) - 1


def foresee(
    store: Store, clock: Clock, open_provider: Callable[[Connection, Recorder], Provider], wanted: Wanted
) -> Generator[Progress | Foresight]:
    """Ask the cloud what a reading asks, and say at last what it would do.

    Raises:
        Refusal: no such connection, paused or signed out, or nothing linked.
    """
    with store.reading() as reader:
        connection, clients = clients_of(reader, wanted)
    seeing = _Seeing(store, clock, wanted)
    with asyncio.Runner() as loop:
        provider = open_provider(connection, _Unheard())
        try:
            yield from Round(loop, provider, connection, clock, wanted, seeing).go(clients)
        finally:
            loop.run(provider.close())
    yield Foresight(tuple(seeing.items), dict(seeing.companies), tuple(seeing.unreadable))


class _Unheard:
    """Keeps nothing of what was said."""

    def exchanged(self, exchange: Exchange) -> None:
        """Let it pass."""


@dataclass
class _Seeing:
    """The :class:`tuiledger.services.pull_round.Taker` that writes nothing."""

    store: Store
    clock: Clock
    wanted: Wanted
    items: list[Foreseen] = field(default_factory=list)
    companies: dict[str, Counts] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)
    #: The rows of the list being read that were met, with their hash.
    _here: dict[str, str] = field(default_factory=dict)
    _met: int = 0

    def begin(self, of: ListOf) -> tuple[Checkpoint, tuple[RemoteRow, ...]]:
        """How far a list was read before, and the rows kept of it that can be taken now."""
        self._here = {}
        with self.store.reading() as reader:
            return stand(reader, of.connection_id, of.remote_company).of(of)

    def page(self, provider: Provider, of: ListOf, rows: tuple[RemoteRow, ...], *, whole: bool, waited: bool) -> None:
        """Say what would become of the rows of a page."""
        # What was told of the rows that waited is not told again.
        told = [row for row in rows if self._here.get(row.id) == row.sha256]
        rows = tuple(row for row in rows if row not in told)
        self._here.update((row.id, row.sha256) for row in rows)
        with self.store.reading() as reader:
            known = reader.remote_documents(of.connection_id, of.remote_company, of.kind, [row.id for row in rows])
            page = look(provider, of, rows, known, waited=waited)
            self.items += _read(reader, of, page.read, self.clock.today())
        for _, row, refusal, before in page.unread:
            document_id = before.document_id if before else None
            self.items.append(
                Foreseen(Change.REFUSED, of.company.code, of.direction, of.kind, row.id, document_id, refusal=refusal)
            )  # fmt: skip
        met = page.counts + Counts(fetched=len(told), unchanged=len(told))
        self._met += met.fetched
        self._count(of, met)

    def end(self, of: ListOf, point: Checkpoint, *, whole: bool, complete: bool) -> None:
        """Say what is no longer in a list that was seen as a whole."""
        if not complete:
            return
        place = (of.connection_id, of.remote_company, of.kind)
        with self.store.reading() as reader:
            known = reader.missing_remotes(*place, _NEVER)
            missing = [remote for remote in known if remote.remote_id not in self._here]
            doubted = too_many_missing(len(missing), len(known)) and not self.wanted.missing_is_gone
            change = Change.MISSING if doubted else Change.GONE
            values = (str(len(missing)), str(len(known)), of.kind)
            doubt = Refusal("many-missing", MANY_MISSING, values) if doubted else None
            self.items += [_gone(reader, of, remote, change, doubt) for remote in missing]
            if doubt is not None:
                told = Unreadable(of.company.code, of.kind, doubt.code, doubt.message, doubt.values)
                self.unreadable.append(told)
        self._count(of, Counts(gone=0 if doubted else len(missing)))

    def met(self) -> int:
        """How many rows were met so far."""
        return self._met

    def client_read(self, client: Client) -> None:
        """All that can be read of a client was read."""
        self.companies.setdefault(client.company.code, Counts())

    def fault(self, fault: ProviderError, client: Client, kind: str, reach: Reach) -> None:
        """Something could not be read."""
        self.unreadable.append(Unreadable(client.company.code, kind, fault.code, fault.message, fault.values))

    def _count(self, of: ListOf, counts: Counts) -> None:
        self.companies[of.company.code] = self.companies.get(of.company.code, Counts()) + counts


def _read(reader: Reader, of: ListOf, rows: Sequence[Read], today: datetime.date) -> Iterator[Foreseen]:
    ours = [_ours(reader, each.before.document_id if each.before else None) for each in rows]
    strangers = [each for each, there in zip(rows, ours, strict=True) if there is None]
    owned = iter(owners(reader, [arrival(place, each, today) for place, each in enumerate(strangers)]))
    for each, there in zip(rows, ours, strict=True):
        if there is None:
            owner = next(owned)
            there = _ours(reader, owner) if owner is not None and owner > 0 else None
            change = Change.NEW if owner is None else Change.JOINS
        else:
            change = _change(there, each.understood.document)
        document = each.understood.document
        differs = differences(there.document, document) if there else ()
        yield Foreseen(
            change,
            of.company.code,
            of.direction,
            of.kind,
            each.row.id,
            there.id if there else None,
            document,
            tuple(differs),
            _asks(CHANGED_AFTER_POSTING) if change is Change.SINCE_POSTING else None,
            there is not None and there.state is State.POSTED,
        )


def _asks(hold: Hold) -> Refusal:
    """What a posted document would come to ask."""
    return Refusal(hold.code, hold.message)


def _change(ours: ClientDocument, theirs: Document) -> Change:
    if not stays(ours, theirs):
        return Change.CHANGED
    if has_changed(ours, theirs):
        return Change.SINCE_POSTING
    return Change.DIFFERS if differences(ours.document, theirs) else Change.JOINS


def _ours(reader: Reader, document_id: int | None) -> ClientDocument | None:
    return None if document_id is None else reader.document(document_id)


def _gone(reader: Reader, of: ListOf, remote: RemoteDocument, change: Change, doubt: Refusal | None) -> Foreseen:
    ours = _ours(reader, remote.document_id)
    posted = ours is not None and ours.state is State.POSTED
    return Foreseen(
        change,
        of.company.code,
        of.direction,
        of.kind,
        remote.remote_id,
        remote.document_id,
        ours.document if ours else None,
        refusal=doubt or (_asks(GONE_AFTER_POSTING) if posted else None),
        posted=posted,
    )
