"""One page of a cloud's list, compared with what is known and taken in: rows, documents and the way there, at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuiledger.domain.differences import differences
from tuiledger.domain.documents import ClientDocument, Direction, Document, PartyDetails, State
from tuiledger.domain.duplicates import content_key
from tuiledger.domain.identifiers import business_key
from tuiledger.domain.parties import Attribution, Company
from tuiledger.domain.pulls import Counts, RemoteDocument, RemoteState, Trouble
from tuiledger.domain.runs import FileOutcome, Outcome, Refusal
from tuiledger.ports import Writer
from tuiledger.ports.clouds import Provider, RemoteRow, Understood
from tuiledger.services.arrive import Added, Arrival, Arriving, dated
from tuiledger.services.gather import Item
from tuiledger.services.recognise import Recognised
from tuiledger.services.standing import reassess


class ListOf(NamedTuple):
    """One list of one cloud company, and the client of ours whose books it is for."""

    connection_id: int
    provider: str
    remote_company: str
    kind: str
    company: Company
    direction: Direction

    @property
    def party(self) -> PartyDetails:
        """The client as its documents name it."""
        company = self.company
        return PartyDetails(company.name, company.country, company.vat_number, company.fiscal_code)

    def ref(self, remote_id: str) -> str:
        """Where a document of this list came from, as its source says it."""
        return f"{self.provider}:{self.remote_company}:{self.kind}:{remote_id}"


class Read(NamedTuple):
    """A row that says something new, understood; ``before`` is how it stood when it was last met."""

    row: RemoteRow
    understood: Understood
    before: RemoteDocument | None

    @property
    def is_new(self) -> bool:
        """It was never a document of ours."""
        return self.before is None or self.before.document_id is None


class Unread(NamedTuple):
    """A row that cannot be understood, and why."""

    row: RemoteRow
    refusal: Refusal
    before: RemoteDocument | None


class Page(NamedTuple):
    """The rows of a page by what became of them; ``same`` say what they said before."""

    same: tuple[RemoteRow, ...]
    read: tuple[Read, ...]
    unread: tuple[Unread, ...]

    @property
    def counts(self) -> Counts:
        """What the page met."""
        new = sum(each.is_new for each in self.read)
        fetched = len(self.same) + len(self.read) + len(self.unread)
        return Counts(fetched, new, len(self.read) - new, len(self.same), len(self.unread))


def look(provider: Provider, of: ListOf, rows: Sequence[RemoteRow], known: Mapping[str, RemoteDocument]) -> Page:
    """Compare rows with what is ``known`` of them by their hash, and understand those that say something new."""
    same, read, unread = list[RemoteRow](), list[Read](), list[Unread]()
    for row in rows:
        before = known.get(row.id)
        if before is not None and before.payload_sha256 == row.sha256 and before.state is RemoteState.CURRENT:
            same.append(row)
            continue
        try:
            read.append(Read(row, provider.understand(of.party, row), before))
        except Refusal as refusal:
            unread.append(Unread(row, refusal, before))
    return Page(tuple(same), tuple(read), tuple(unread))


class _Kept(NamedTuple):
    """A row whose document of ours stays what it is."""

    read: Read
    ours: ClientDocument


@dataclass
class PageTaking:
    """Takes the pages of one run in; each call is part of one unit of work."""

    run_id: int
    today: datetime.date
    now: datetime.datetime
    _arriving: Arriving = field(init=False)

    def __post_init__(self) -> None:
        self._arriving = Arriving(self.run_id, complete=True)

    def take(self, work: Writer, of: ListOf, page: Page) -> None:
        """Write what a page brought, and put every document stand that it says something of."""
        if not page.read and not page.unread:
            return
        kept, becoming = self._parted(work, page.read)
        work.add_payloads([(row.sha256, row.payload) for row in _rows(page.unread, kept)])
        followed = [*(self._unread(of, each) for each in page.unread), *(self._kept(of, each) for each in kept)]
        arrivals = [_arrival(place, of, each, self.today) for place, each in enumerate(becoming)]
        added = self._arriving.add(work, arrivals, self.now)
        made = [self._made(work, of, each, added, place) for place, each in enumerate(becoming)]
        work.put_remotes([*followed, *made])
        work.add_versions([remote for place, remote in enumerate(made) if place in added.created])
        self._tell(work, of, page)
        touched = {remote.document_id for remote in (*followed, *made)}
        before = [*(each.before for each in page.read), *(each.before for each in page.unread)]
        touched.update(each.document_id for each in before if each is not None)
        touched.update(*added.replaced)
        reassess(work, work.questioned(sorted(one for one in touched if one is not None)))
        outcomes = [_refused(of, each) for each in page.unread]
        outcomes += [_came(of, each, added, place) for place, each in enumerate(becoming)]
        work.add_outcomes(self.run_id, outcomes)

    def _parted(self, work: Writer, read: Sequence[Read]) -> tuple[list[_Kept], list[Read]]:
        """Those whose document of ours stays, and those that become a document.

        It stays when it came in a file, when it is posted, and when it says what the books need all the same. Any other
        gives way to the newer one, which leaves nothing of it to be posted.
        """
        kept, becoming = list[_Kept](), list[Read]()
        for each in read:
            number = each.before.document_id if each.before else None
            ours = work.document(number) if number is not None else None
            theirs = each.understood.document
            if ours and (not ours.document.of_cloud or ours.state is State.POSTED or _says(ours.document, theirs)):
                kept.append(_Kept(each, ours))
            else:
                becoming.append(each)
        return kept, becoming

    def _unread(self, of: ListOf, each: Unread) -> RemoteDocument:
        before = each.before
        number, taken = (before.document_id, before.taken_sha256) if before else (None, None)
        return self._remote(of, each.row, number, taken, RemoteState.REFUSED)

    def _kept(self, of: ListOf, each: _Kept) -> RemoteDocument:
        ours, theirs, before = each.ours, each.read.understood.document, each.read.before
        differs = tuple(differences(ours.document, theirs))
        if ours.document.of_cloud and not _says(ours.document, theirs):
            taken = before.taken_sha256 if before else None
            return self._remote(of, each.read.row, ours.id, taken, RemoteState.CHANGED, differs)
        return self._remote(of, each.read.row, ours.id, each.read.row.sha256, RemoteState.CURRENT, differs)

    def _made(self, work: Writer, of: ListOf, each: Read, added: Added, place: int) -> RemoteDocument:
        (number,) = added.documents[place]
        ours = work.document(number) if place not in added.created else None
        differs = tuple(differences(ours.document, each.understood.document)) if ours else ()
        return self._remote(of, each.row, number, each.row.sha256, RemoteState.CURRENT, differs)

    def _remote(
        self, of: ListOf, row: RemoteRow, number: int | None, taken: str | None, state: RemoteState,
        differs: tuple[tuple[str, str, str], ...] = (),
    ) -> RemoteDocument:  # fmt: skip
        return RemoteDocument(
            of.connection_id, of.remote_company, of.kind, row.id, row.sha256, number, taken, row.updated_at, state,
            self.run_id, differs,
        )  # fmt: skip

    def _tell(self, work: Writer, of: ListOf, page: Page) -> None:
        """Put what could not be understood before a person, and close what can be understood now."""
        solved = [each.row.id for each in page.read if each.before is not None]
        if solved:
            work.solve_troubles(of.connection_id, of.remote_company, of.kind, solved, self.now)
        work.put_troubles([
            Trouble(
                of.connection_id, of.remote_company, of.kind, row.id, refusal.code, refusal.message, refusal.values,
                self.now, self.now, 1, self.run_id, before.document_id if before else None, row.sha256,
            )
            for row, refusal, before in page.unread
        ])  # fmt: skip


def _says(ours: Document, theirs: Document) -> bool:
    """Whether the cloud says of a document what the books need, as before."""
    return ours.date == theirs.date and content_key(ours) == content_key(theirs)


def _rows(unread: Iterable[Unread], kept: Iterable[_Kept]) -> Iterable[RemoteRow]:
    yield from (each.row for each in unread)
    yield from (each.read.row for each in kept)


def _arrival(place: int, of: ListOf, each: Read, today: datetime.date) -> Arrival:
    row, document = each.row, dated(each.understood.document, today)
    item = Item(of.ref(row.id), None, row.payload)
    recognised = Recognised(item, row.sha256, row.payload, row.sha256, (document,), (row.sha256,), of_cloud=True)
    attribution = Attribution(of.company.id, each.understood.direction)
    return Arrival(place, recognised, document, row.sha256, attribution, business_key(document))


def _refused(of: ListOf, each: Unread) -> FileOutcome:
    refusal = each.refusal
    return FileOutcome(of.ref(each.row.id), None, Outcome.REFUSED, (), refusal.code, refusal.message, refusal.values)


def _came(of: ListOf, each: Read, added: Added, place: int) -> FileOutcome:
    created = added.created.get(place, {})
    outcome = Outcome.CREATED if created else Outcome.ALREADY_KNOWN
    answer = FileOutcome(of.ref(each.row.id), None, outcome, added.documents[place])
    hold = next((hold for hold in created.values() if hold), None)
    return answer._replace(code=hold.code, message=hold.message, values=hold.values) if hold else answer
