"""Pages of a cloud's lists, compared with what is known and taken in: rows, documents and the way there, at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuiledger.domain.differences import differences
from tuiledger.domain.documents import ClientDocument, Direction, Document, PartyDetails, State
from tuiledger.domain.duplicates import content_key
from tuiledger.domain.fitness import not_taken
from tuiledger.domain.identifiers import business_key
from tuiledger.domain.parties import Attribution, Company
from tuiledger.domain.pulls import Checkpoint, Counts, RemoteDocument, RemoteState, Trouble
from tuiledger.domain.runs import FileOutcome, Outcome, Refusal
from tuiledger.ports import Reader, Writer
from tuiledger.ports.clouds import Provider, RemoteRow, Understood
from tuiledger.services.arrive import Added, Arrival, Arriving, dated
from tuiledger.services.gather import Item
from tuiledger.services.pull_telling import Told, after_posting, two_as_one
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
    """A row of a list that says something new, understood; ``before`` is how it stood when it was last met."""

    of: ListOf
    row: RemoteRow
    understood: Understood
    before: RemoteDocument | None

    @property
    def is_new(self) -> bool:
        """It was never a document of ours."""
        return self.before is None or self.before.document_id is None


class Unread(NamedTuple):
    """A row of a list that cannot be understood, and why."""

    of: ListOf
    row: RemoteRow
    refusal: Refusal
    before: RemoteDocument | None


class Page(NamedTuple):
    """The rows of a page, or of several, by what became of them; ``same`` say what they said before."""

    same: tuple[RemoteRow, ...] = ()
    read: tuple[Read, ...] = ()
    unread: tuple[Unread, ...] = ()

    def __add__(self, other: tuple[object, ...]) -> Page:
        """Both together."""
        if not isinstance(other, Page):
            return NotImplemented
        return Page(self.same + other.same, self.read + other.read, self.unread + other.unread)

    @property
    def says(self) -> int:
        """How many of its rows say something new."""
        return len(self.read) + len(self.unread)

    @property
    def counts(self) -> Counts:
        """What the page met."""
        new = sum(each.is_new for each in self.read)
        fetched = len(self.same) + len(self.read) + len(self.unread)
        return Counts(fetched, new, len(self.read) - new, len(self.same), len(self.unread))


def look(
    provider: Provider, of: ListOf, rows: Sequence[RemoteRow], known: Mapping[str, RemoteDocument], *, waited: bool
) -> Page:
    """Compare rows with what is ``known`` of them by their hash, and understand those that say something new.

    A row that changed after ours was posted is known like any other, until it has ``waited`` and can be taken.
    """
    settled = {RemoteState.CURRENT} if waited else {RemoteState.CURRENT, RemoteState.CHANGED}
    same, read, unread = list[RemoteRow](), list[Read](), list[Unread]()
    for row in rows:
        before = known.get(row.id)
        if before is not None and before.payload_sha256 == row.sha256 and before.state in settled:
            same.append(row)
            continue
        try:
            read.append(Read(of, row, provider.understand(of.party, row), before))
        except Refusal as refusal:
            unread.append(Unread(of, row, refusal, before))
    return Page(tuple(same), tuple(read), tuple(unread))


class Stand(NamedTuple):
    """What is known of the lists of a cloud company before they are read, by the list's name.

    ``waiting`` are rows that changed there after ours was posted, and whose document is not posted any more.
    """

    points: Mapping[str, Checkpoint]
    waiting: Mapping[str, tuple[RemoteRow, ...]]

    def of(self, of: ListOf) -> tuple[Checkpoint, tuple[RemoteRow, ...]]:
        """How far a list was read, and the rows of it that can be taken now."""
        point = self.points.get(of.kind)
        return point or Checkpoint(of.connection_id, of.remote_company, of.kind), self.waiting.get(of.kind, ())


def stand(reader: Reader, connection_id: int, remote_company: str) -> Stand:
    """What is known of the lists of a cloud company."""
    waiting: dict[str, tuple[RemoteRow, ...]] = {}
    for remote in reader.remotes_to_take(connection_id, remote_company):
        payload = reader.payload(remote.payload_sha256) or b""
        row = RemoteRow(remote.kind, remote.remote_id, remote.updated_at, payload, remote.payload_sha256)
        waiting[remote.kind] = (*waiting.get(remote.kind, ()), row)
    return Stand(reader.checkpoints(connection_id, remote_company), waiting)


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
    #: What is to be told a person of single documents.
    told: list[Told] = field(default_factory=list)
    _arriving: Arriving = field(init=False)

    def __post_init__(self) -> None:
        self._arriving = Arriving(self.run_id, complete=True)

    def take(self, work: Writer, page: Page) -> None:
        """Write what pages brought, and put every document where it stands that they say something of."""
        kept, becoming = self._parted(work, page.read)
        work.add_payloads([(row.sha256, row.payload) for row in _rows(page.unread, kept)])
        followed = [*(self._unread(each) for each in page.unread), *(self._kept(each) for each in kept)]
        arrivals = [arrival(place, each, self.today) for place, each in enumerate(becoming)]
        added = self._arriving.add(work, arrivals, self.now)
        joined = {place: work.document(added.documents[place][0])
                  for place in range(len(becoming)) if place not in added.created}  # fmt: skip
        made = [self._made(each, added.documents[place][0], joined.get(place)) for place, each in enumerate(becoming)]
        work.put_remotes([*followed, *made])
        from_file = {place for place, ours in joined.items() if ours is not None and not ours.document.of_cloud}
        work.add_versions([remote for place, remote in enumerate(made) if place not in from_file])
        self._close(work, page)
        self._reassess(work, page, [*followed, *made], added)
        self._tell(work, followed, becoming, made, added)
        outcomes = [_refused(each) for each in page.unread]
        outcomes += [_came(each, added, place) for place, each in enumerate(becoming)]
        work.add_outcomes(self.run_id, outcomes)

    def _reassess(self, work: Writer, page: Page, after: Sequence[RemoteDocument], added: Added) -> None:
        """Put the documents that a page says something of where they stand.

        A new one stands where its content puts it, unless more is known. One that was there may have stood elsewhere
        because of what is known no more.
        """
        met: list[Read | Unread] = [*page.read, *page.unread]
        before = [each.before for each in met if each.before is not None]
        touched = {remote.document_id for remote in (*before, *after)}
        touched.update(*added.replaced, _told_elsewhere(work, met))
        joined = {number for numbers in added.documents.values() for number in numbers}
        joined -= {number for made in added.created.values() for number in made}
        told = {remote.document_id for remote in before if remote.state is not RemoteState.CURRENT}
        ids = sorted(one for one in touched if one is not None)
        reassess(work, work.questioned(ids) | {one for one in ids if one in joined or one in told})

    def _tell(
        self, work: Writer, followed: Sequence[RemoteDocument], becoming: Sequence[Read],
        made: Sequence[RemoteDocument], added: Added,
    ) -> None:  # fmt: skip
        """Note what is to be told of documents whose entry is in doubt now, and of rows that count as one."""
        doubted = {one.document_id for one in followed if one.state in (RemoteState.CHANGED, RemoteState.REFUSED)}
        self.told += after_posting(work, (one for one in doubted if one is not None))
        for place, (each, remote) in enumerate(zip(becoming, made, strict=True)):
            if place not in added.created:
                self.told += two_as_one(work, remote, each.of.company.id)

    def _parted(self, work: Writer, read: Sequence[Read]) -> tuple[list[_Kept], list[Read]]:
        """Those whose document of ours stays, and those that become a document."""
        kept, becoming = list[_Kept](), list[Read]()
        for each in read:
            number = each.before.document_id if each.before else None
            ours = work.document(number) if number is not None else None
            theirs = each.understood.document
            if ours and stays(ours, theirs):
                kept.append(_Kept(each, ours))
            else:
                becoming.append(each)
        return kept, becoming

    def _unread(self, each: Unread) -> RemoteDocument:
        before = each.before
        number, taken = (before.document_id, before.taken_sha256) if before else (None, None)
        return self._remote(each, number, taken, RemoteState.REFUSED)

    def _kept(self, each: _Kept) -> RemoteDocument:
        ours, theirs, before = each.ours, each.read.understood.document, each.read.before
        differs = tuple(differences(ours.document, theirs))
        if has_changed(ours, theirs):
            taken = before.taken_sha256 if before else None
            return self._remote(each.read, ours.id, taken, RemoteState.CHANGED, differs)
        return self._remote(each.read, ours.id, each.read.row.sha256, RemoteState.CURRENT, differs)

    def _made(self, each: Read, number: int, ours: ClientDocument | None) -> RemoteDocument:
        differs = tuple(differences(ours.document, each.understood.document)) if ours else ()
        return self._remote(each, number, each.row.sha256, RemoteState.CURRENT, differs)

    def _remote(
        self, each: Read | Unread, number: int | None, taken: str | None, state: RemoteState,
        differs: tuple[tuple[str, str, str], ...] = (),
    ) -> RemoteDocument:  # fmt: skip
        of, row = each.of, each.row
        return RemoteDocument(
            of.connection_id, of.remote_company, of.kind, row.id, row.sha256, number, taken, row.updated_at, state,
            self.run_id, differs,
        )  # fmt: skip

    def _close(self, work: Writer, page: Page) -> None:
        """Put what could not be understood before a person, and close what can be understood now."""
        solved: dict[tuple[int, str, str], list[str]] = {}
        for each in page.read:
            if each.before is not None:
                of = each.of
                solved.setdefault((of.connection_id, of.remote_company, of.kind), []).append(each.row.id)
        for place, ids in solved.items():
            connection_id, remote_company, kind = place
            work.solve_troubles(connection_id, remote_company, [kind], ids, self.now)
        work.put_troubles([
            Trouble(
                of.connection_id, of.remote_company, of.kind, row.id, refusal.code, refusal.message, refusal.values,
                self.now, self.now, 1, self.run_id, before.document_id if before else None, row.sha256,
            )
            for of, row, refusal, before in page.unread
        ])  # fmt: skip


def _told_elsewhere(reader: Reader, met: Iterable[Read | Unread]) -> frozenset[int]:
    """The documents that these rows are as connections heard it before."""
    ids: dict[tuple[int, str, str], list[str]] = {}
    for each in met:
        ids.setdefault((each.of.connection_id, each.of.remote_company, each.of.kind), []).append(each.row.id)
    return frozenset().union(*(reader.told_by(*place, rows) for place, rows in ids.items()))


def stays(ours: ClientDocument, theirs: Document) -> bool:
    """Whether a document of ours stays what it is, whatever its cloud says of it now.

    It does when it came in a file, when it is posted, and when the cloud says what the books need all the same. Any
    other gives way to the newer one, which leaves nothing of it to be posted.
    """
    if not ours.document.of_cloud or ours.state is State.POSTED:
        return True
    return _says(ours.document, theirs) and not_taken(ours.document) == not_taken(theirs)


def has_changed(ours: ClientDocument, theirs: Document) -> bool:
    """Whether the cloud that a document was read from says something else of it now."""
    refused_since = not_taken(theirs) - not_taken(ours.document)
    return ours.document.of_cloud and (not _says(ours.document, theirs) or bool(refused_since))


def _says(ours: Document, theirs: Document) -> bool:
    """Whether the cloud says of a document what the books need, as before."""
    same_day = ours.date == theirs.date
    return same_day and business_key(ours) == business_key(theirs) and content_key(ours) == content_key(theirs)


def _rows(unread: Iterable[Unread], kept: Iterable[_Kept]) -> Iterable[RemoteRow]:
    yield from (each.row for each in unread)
    yield from (each.read.row for each in kept)


def arrival(place: int, each: Read, today: datetime.date) -> Arrival:
    """A row that was understood, on its way in."""
    of, row, document = each.of, each.row, dated(each.understood.document, today)
    item = Item(of.ref(row.id), None, row.payload)
    recognised = Recognised(item, row.sha256, row.payload, row.sha256, (document,), (row.sha256,), of_cloud=True)
    attribution = Attribution(of.company.id, each.understood.direction)
    before = each.before.document_id if each.before else None
    return Arrival(place, recognised, document, row.sha256, attribution, business_key(document), before)


def _refused(each: Unread) -> FileOutcome:
    refusal = each.refusal
    return FileOutcome(
        each.of.ref(each.row.id), None, Outcome.REFUSED, (), refusal.code, refusal.message, refusal.values
    )


def _came(each: Read, added: Added, place: int) -> FileOutcome:
    created = added.created.get(place, {})
    outcome = Outcome.CREATED if created else Outcome.ALREADY_KNOWN
    answer = FileOutcome(each.of.ref(each.row.id), None, outcome, added.documents[place])
    hold = next((hold for hold in created.values() if hold), None)
    return answer._replace(code=hold.code, message=hold.message, values=hold.values) if hold else answer
