"""Documents on their way in: compared with what is there, added where they are new, each with where it came from.

One document may come as an e-invoice file and from a cloud. It stays one document with two sources: the file's content
is the law's, so a file takes the place of what a cloud told, as long as that is not posted.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tuiledger.domain.documents import ClientDocument, Direction, Document, Finding, Hold, State
from tuiledger.domain.duplicates import Known, content_key, identified
from tuiledger.domain.fitness import FAR_OFF
from tuiledger.domain.identifiers import party_key
from tuiledger.domain.parties import Attribution
from tuiledger.domain.posting import PostingRules, assess
from tuiledger.formats.fatturapa.checks import dated_after
from tuiledger.ports import NewDocument, Reader, Source, Writer
from tuiledger.services.recognise import Recognised


class Arrival(NamedTuple):
    """One document for one company, on its way in; ``item`` is its place in the page.

    It comes ``instead_of`` a document that was read from the same row of a cloud before, and is never that one.
    """

    item: int
    recognised: Recognised
    document: Document
    canonical: str
    attribution: Attribution
    business_key: str
    instead_of: int | None = None


class Addition(NamedTuple):
    """A document to add, and where its own content and the rules put it."""

    arrival: Arrival
    state: State
    hold: Hold | None


class Added(NamedTuple):
    """The documents of each place in a page, and those of them that it made, with what their content asks.

    ``replaced`` are documents read from a cloud, each with the one read from an e-invoice file that takes its place.
    """

    documents: dict[int, tuple[int, ...]]
    created: dict[int, dict[int, Hold | None]]
    replaced: tuple[tuple[int, int], ...] = ()


@dataclass
class Arriving:
    """Adds the arrivals of one run; ``complete`` says that nothing of what they came in was left out on purpose."""

    run_id: int
    complete: bool
    _rules: dict[int, PostingRules] = field(default_factory=dict)

    def add(self, work: Writer, arrivals: Sequence[Arrival], now: datetime.datetime) -> Added:
        """Add what is new, and to each document the place it came from."""
        additions, owners, replaced = self._identify(work, arrivals)
        # Payloads first: one that comes after the documents it is for makes SQLite look through all of them for each.
        work.add_payloads(_payloads(arrivals))
        ids = work.add_documents(self._new_documents(work, additions))
        owner_ids = [owner if owner > 0 else ids[-owner - 1] for owner in owners]
        work.add_sources([
            (document_id, _source(arrival, now, self.run_id, self.complete))
            for arrival, document_id in zip(arrivals, owner_ids, strict=True)
        ])  # fmt: skip
        documents: dict[int, tuple[int, ...]] = {}
        for arrival, document_id in zip(arrivals, owner_ids, strict=True):
            documents[arrival.item] = (*documents.get(arrival.item, ()), document_id)
        created: dict[int, dict[int, Hold | None]] = {}
        for addition, document_id in zip(additions, ids, strict=True):
            created.setdefault(addition.arrival.item, {})[document_id] = addition.hold
        taken = tuple((known, ids[-number - 1]) for known, number in replaced)
        for known, document_id in taken:
            work.adopt_remotes(known, document_id)
        return Added(documents, created, taken)

    def _identify(
        self, work: Writer, arrivals: Sequence[Arrival]
    ) -> tuple[list[Addition], list[int], list[tuple[int, int]]]:
        """Compare each arrival with the store and with the arrivals before it.

        Returns the additions; for each arrival the document it belongs to; and the known documents that an addition
        takes the place of. A negative number stands for an addition.
        """
        known = _Index(work, arrivals)
        additions: list[Addition] = []
        owners: list[int] = []
        replaced: list[tuple[int, int]] = []
        for arrival in arrivals:
            there, elsewhere = known.owner(arrival)
            if there is not None:
                owners.append(there)
                continue
            additions.append(Addition(arrival, *self._assess(work, arrival)))
            owners.append(-len(additions))
            known.add(-len(additions), arrival)
            if not arrival.recognised.tampered:
                replaced += [(one, -len(additions)) for one in elsewhere if one > 0]
        return additions, owners, replaced

    def _assess(self, work: Writer, arrival: Arrival) -> tuple[State, Hold | None]:
        company_id = arrival.attribution.company_id
        rules = self._rules.get(company_id)
        if rules is None:
            rules = self._rules[company_id] = work.rules(company_id)
        pending = ClientDocument(0, company_id, arrival.attribution.direction, arrival.document, None, State.READY, "")
        return assess(pending, rules)

    def _new_documents(self, work: Writer, additions: list[Addition]) -> list[NewDocument]:
        parties = []
        for addition in additions:
            document, attribution = addition.arrival.document, addition.arrival.attribution
            other = document.buyer if attribution.direction is Direction.ISSUED else document.seller
            parties.append((attribution.company_id, party_key(other), document, attribution.direction))
        return [
            NewDocument(
                addition.arrival.attribution.company_id,
                addition.arrival.attribution.direction,
                addition.arrival.document,
                party_id,
                addition.state,
                addition.hold,
                addition.arrival.business_key,
                addition.arrival.canonical,
                addition.arrival.recognised.payload_sha256,
            )
            for addition, party_id in zip(additions, work.party_ids(parties), strict=True)
        ]


def join(work: Writer, arrival: Arrival, document_id: int, now: datetime.datetime, run_id: int) -> None:
    """Make ``arrival`` one more source of a document, whatever the two say."""
    work.add_payloads(_payloads([arrival]))
    work.add_sources([(document_id, _source(arrival, now, run_id, complete=False))])


def owners(reader: Reader, arrivals: Sequence[Arrival]) -> list[int | None]:
    """The document that each arrival would be one more source of; None where it would be a new one."""
    known = _Index(reader, arrivals)
    return [known.owner(arrival)[0] for arrival in arrivals]


class _Index:
    """Documents that arrivals may be the same as: those of the store and those of the page so far."""

    def __init__(self, reader: Reader, arrivals: Sequence[Arrival]) -> None:
        #: By company, side and content to the letter.
        self._same: dict[_Key, list[Known | _New]] = {}
        #: By company, side and legal identity.
        self._alike: dict[_Key, _Alike] = {}
        keys = [
            (arrival.attribution.company_id, arrival.attribution.direction, arrival.canonical, arrival.business_key)
            for arrival in arrivals
        ]
        for known in reader.known_documents(keys) if keys else ():
            place = known.company_id, known.direction
            self._same.setdefault((*place, known.canonical_sha256), []).append(known)
            self._alike.setdefault((*place, known.business_key), _Alike()).waiting.append(known)

    def add(self, number: int, arrival: Arrival) -> None:
        """Let the arrivals after this one be compared with it; ``number`` is negative, its place among the new."""
        new = _New(number, arrival)
        self._same.setdefault((*arrival.attribution, arrival.canonical), []).append(new)
        self._alike.setdefault((*arrival.attribution, arrival.business_key), _Alike()).waiting.append(new)

    def owner(self, arrival: Arrival) -> tuple[int | None, dict[int, Known]]:
        """The document that ``arrival`` is, and those told elsewhere whose place it may take."""
        there = identified(arrival.document, arrival.canonical, arrival.business_key, self._candidates(arrival))
        elsewhere = self._told_elsewhere(arrival)
        if there is None or there in elsewhere:
            there = _kept(arrival, elsewhere)
        return there, elsewhere

    def _candidates(self, arrival: Arrival) -> list[Known]:
        """The known documents of the same company and side that say the same, to the letter or to the books."""
        same = map(_known, self._same.get((*arrival.attribution, arrival.canonical), ()))
        alike = self._alike.get((*arrival.attribution, arrival.business_key))
        found = dict.fromkeys((*same, *(alike.of(arrival.document) if alike else ())))
        return [known for known in found if known.id != arrival.instead_of]

    def _told_elsewhere(self, arrival: Arrival) -> dict[int, Known]:
        """Known documents that a cloud tells where this one came in a file, or the other way round.

        Date and total decide: a cloud leaves out, or figures itself, much of what stands in the file.
        """
        alike = self._alike.get((*arrival.attribution, arrival.business_key))
        return {known.id: known for known in alike.elsewhere(arrival.document) if known.trusted} if alike else {}


def _kept(arrival: Arrival, elsewhere: dict[int, Known]) -> int | None:
    """Which of the documents told elsewhere ``arrival`` is one more source of; None where it takes their place."""
    kept = [known for known in elsewhere.values() if arrival.document.of_cloud or known.state is State.POSTED]
    kept.sort(key=lambda known: (known.state is State.VOID, known.state is not State.POSTED, known.id))
    return kept[0].id if kept else None


_Key = tuple[int, Direction, str]


class _New(NamedTuple):
    """A document of the page that the arrivals after it are compared with; ``number`` is negative, its place."""

    number: int
    arrival: Arrival


@dataclass
class _Alike:
    """Documents of one legal identity, by their date and what the books need of them; sorted when one is looked for."""

    waiting: list[Known | _New] = field(default_factory=list)
    sorted: dict[tuple[datetime.date, str], list[Known]] = field(default_factory=dict)
    by_way: dict[tuple[datetime.date, int, bool], list[Known]] = field(default_factory=dict)

    def of(self, document: Document) -> Sequence[Known]:
        """Those that say the same as ``document``."""
        self._sort()
        return self.sorted.get((document.date, content_key(document)), ())

    def elsewhere(self, document: Document) -> Sequence[Known]:
        """Those of the same date and total that came the other way: from a cloud, or in a file."""
        self._sort()
        return self.by_way.get((document.date, document.total_shown, not document.of_cloud), ())

    def _sort(self) -> None:
        for known in map(_known, self.waiting):
            self.sorted.setdefault((known.date, known.content), []).append(known)
            self.by_way.setdefault((known.date, known.total, known.of_cloud), []).append(known)
        self.waiting.clear()


def _known(new: Known | _New) -> Known:
    """What a comparison needs of ``new``: put together when there is something to compare, which is seldom."""
    if isinstance(new, Known):
        return new
    arrival, document = new.arrival, new.arrival.document
    return Known(
        new.number,
        arrival.attribution.company_id,
        arrival.attribution.direction,
        arrival.canonical,
        arrival.recognised.payload_sha256,
        arrival.business_key,
        document.date,
        content_key(document),
        State.READY,
        not arrival.recognised.tampered,
        document.total_shown,
        document.of_cloud,
    )


def _payloads(arrivals: Sequence[Arrival]) -> list[tuple[str, bytes]]:
    """What must be kept: each payload once, and the envelope as received where there was one."""
    payloads: dict[str, bytes] = {}
    for arrival in arrivals:
        found = arrival.recognised
        payloads[found.payload_sha256] = found.payload
        payloads[found.file_sha256] = found.item.data
    return list(payloads.items())


def _source(arrival: Arrival, now: datetime.datetime, run_id: int, complete: bool) -> Source:
    found = arrival.recognised
    return Source(
        kind=found.kind,
        ref=found.item.path,
        member=found.item.member,
        position=arrival.document.position,
        file_sha256=found.file_sha256,
        payload_sha256=found.payload_sha256,
        canonical_sha256=arrival.canonical,
        received_at=now,
        layers=" ".join(found.envelope.layers) if found.envelope else "",
        signer=found.signer,
        signature=found.signature,
        run_id=run_id,
        complete=complete,
        transmission=found.transmission,
    )


def dated(document: Document, today: datetime.date) -> Document:
    """``document``, with what there is to say of a date after the day it came in (check 00403)."""
    if document.date <= today:
        return document
    findings = dated_after(document, today)
    if document.date.year > today.year + 1:
        findings = (*findings, Finding(FAR_OFF, "The document is dated years after the day it came in"))
    return document._replace(findings=(*document.findings, *findings))
