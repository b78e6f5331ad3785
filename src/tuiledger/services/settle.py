"""One page of arrivals settled in one unit of work: what is new is added, what is known gets another source."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tuiledger.domain.documents import ClientDocument, Direction, Document, Finding, Hold, State
from tuiledger.domain.duplicates import Known, content_key, identified
from tuiledger.domain.fitness import FAR_OFF
from tuiledger.domain.identifiers import business_key, file_stem, party_key
from tuiledger.domain.parties import Attribution
from tuiledger.domain.posting import PostingRules, assess
from tuiledger.domain.rules import FILING_LAPSED, INTACT_COPY, REJECTED, SAME_DOCUMENT, TAKEN_BEFORE, UNCLEAR_NAME
from tuiledger.domain.runs import FileOutcome, Outcome, Refusal
from tuiledger.domain.standing import Standing
from tuiledger.formats.fatturapa.checks import dated_after
from tuiledger.ports import Clock, NewDocument, Source, Store, Writer
from tuiledger.services.attribute import Wanted, attribute_page
from tuiledger.services.gather import Item
from tuiledger.services.receipts import answer_for, keep_messages, named_by
from tuiledger.services.recognise import Recognised, recognise
from tuiledger.services.standing import reassess


class Arrival(NamedTuple):
    """One document for one company, on its way in; ``item`` is its place in the page."""

    item: int
    recognised: Recognised
    document: Document
    canonical: str
    attribution: Attribution
    business_key: str


class Addition(NamedTuple):
    """A document to add, and where its own content and the rules put it."""

    arrival: Arrival
    state: State
    hold: Hold | None


class Added(NamedTuple):
    """The documents of each place in a page, and those of them that it made, with what their content asks."""

    documents: dict[int, tuple[int, ...]]
    created: dict[int, dict[int, Hold | None]]


@dataclass
class Settlement:
    """Settles the pages of one import run."""

    store: Store
    clock: Clock
    actor: str
    run_id: int
    wanted: Wanted
    _rules: dict[int, PostingRules] = field(default_factory=dict)

    def settle(self, items: Sequence[Item]) -> list[FileOutcome]:
        """Write one page of items and answer for each, in order.

        Raises:
            StoreError: the page cannot be written; nothing of it is kept.
        """
        hashes = [item.sha256 for item in items]
        with self.store.reading() as reader:
            known = reader.known_files(hashes) if self.wanted.everything else {}
        recognised = {
            place: recognise(item, digest)
            for place, (item, digest) in enumerate(zip(items, hashes, strict=True))
            if digest not in known
        }
        with self.store.writing("import page") as work:
            now = self.clock.now()
            repeated = [(hashes[place], item.path, item.member)
                        for place, item in enumerate(items) if place not in recognised]  # fmt: skip
            if repeated:
                work.repeat_sources(repeated, now, self.run_id)
            outcomes = {
                place: FileOutcome(item.path, item.member, Outcome.ALREADY_KNOWN, tuple(known[hashes[place]]))
                for place, item in enumerate(items)
                if place not in recognised
            }
            stems = {file_stem(item.member or item.path) for item in items}
            outcomes |= self._settle_read(work, recognised, outcomes, stems, now)
            ordered = [outcomes[place] for place in range(len(items))]
            work.add_outcomes(self.run_id, ordered)
        return ordered

    def _settle_read(
        self,
        work: Writer,
        recognised: dict[int, Recognised],
        repeated: Mapping[int, FileOutcome],
        stems: set[str],
        now: datetime.datetime,
    ) -> dict[int, FileOutcome]:
        """Add what was recognised, and put every document stand that it says something of, or that came again."""
        arrivals, refusals = self._arrivals(work, recognised)
        added = self._add(work, arrivals, now)
        kept = keep_messages(work, recognised, now)
        touched = {document_id for outcome in repeated.values() for document_id in outcome.documents}
        touched.update(*added.documents.values())
        spoken = named_by(work, kept, stems)
        standings = (
            reassess(work, work.questioned(sorted(touched), deliveries=True) | spoken) if touched or spoken else {}
        )
        messages = answer_for(work, kept, standings)
        outcomes = {place: _with_reason(outcome, {}, standings) for place, outcome in repeated.items()}
        for place, found in recognised.items():
            refusal = found.refusal or refusals.get(place)
            if refusal is not None:
                outcomes[place] = FileOutcome(
                    found.item.path, found.item.member, Outcome.REFUSED, (), refusal.code, refusal.message,
                    refusal.values,
                )  # fmt: skip
            elif place in messages:
                outcomes[place] = messages[place]
            else:
                created = added.created.get(place, {})
                ids = tuple(dict.fromkeys(added.documents.get(place, ())))
                outcome = Outcome.CREATED if created else Outcome.ALREADY_KNOWN
                answer = FileOutcome(found.item.path, found.item.member, outcome, ids)
                outcomes[place] = _with_reason(answer, created, standings)
        return outcomes

    def _arrivals(self, work: Writer, recognised: dict[int, Recognised]) -> tuple[list[Arrival], dict[int, Refusal]]:
        readable = {place: found for place, found in recognised.items() if found.documents}
        attributed, refusals = attribute_page(
            work, {place: found.documents for place, found in readable.items()}, self.wanted
        )
        today = self.clock.today()
        arrivals = [
            Arrival(place, found, _dated(document, today), canonical, attribution, business_key(document))
            for place, found in readable.items()
            for document, canonical, attributions in zip(
                found.documents, found.canonical, attributed[place], strict=True
            )
            for attribution in attributions
        ]
        return arrivals, refusals

    def _add(self, work: Writer, arrivals: list[Arrival], now: datetime.datetime) -> Added:
        """Add what is new, and to each document the place it came from."""
        additions, owners = self._identify(work, arrivals)
        # Payloads first: one that comes after the documents it is for makes SQLite look through all of them for each.
        work.add_payloads(_payloads(arrivals))
        ids = work.add_documents(self._new_documents(work, additions))
        owner_ids = [owner if owner > 0 else ids[-owner - 1] for owner in owners]
        work.add_sources([
            (document_id, _source(arrival, now, self.run_id, self.wanted.everything))
            for arrival, document_id in zip(arrivals, owner_ids, strict=True)
        ])  # fmt: skip
        documents: dict[int, tuple[int, ...]] = {}
        for arrival, document_id in zip(arrivals, owner_ids, strict=True):
            documents[arrival.item] = (*documents.get(arrival.item, ()), document_id)
        created: dict[int, dict[int, Hold | None]] = {}
        for addition, document_id in zip(additions, ids, strict=True):
            created.setdefault(addition.arrival.item, {})[document_id] = addition.hold
        return Added(documents, created)

    def _identify(self, work: Writer, arrivals: list[Arrival]) -> tuple[list[Addition], list[int]]:
        """Compare each arrival with the store and with the arrivals before it.

        Returns the additions, and for each arrival the document it belongs to; a negative number stands for an
        addition.
        """
        known = _Index(work, arrivals)
        additions: list[Addition] = []
        owners: list[int] = []
        for arrival in arrivals:
            there = identified(arrival.document, arrival.canonical, arrival.business_key, known.candidates(arrival))
            if there is not None:
                owners.append(there)
                continue
            additions.append(Addition(arrival, *self._assess(work, arrival)))
            owners.append(-len(additions))
            known.add(-len(additions), arrival)
        return additions, owners

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


class _Index:
    """Documents that arrivals may be the same as: those of the store and those of the page so far."""

    def __init__(self, work: Writer, arrivals: Sequence[Arrival]) -> None:
        #: By company, side and content to the letter.
        self._same: dict[_Key, list[Known | _New]] = {}
        #: By company, side and legal identity.
        self._alike: dict[_Key, _Alike] = {}
        keys = [
            (arrival.attribution.company_id, arrival.attribution.direction, arrival.canonical, arrival.business_key)
            for arrival in arrivals
        ]
        for known in work.known_documents(keys) if keys else ():
            place = known.company_id, known.direction
            self._same.setdefault((*place, known.canonical_sha256), []).append(known)
            self._alike.setdefault((*place, known.business_key), _Alike()).waiting.append(known)

    def add(self, number: int, arrival: Arrival) -> None:
        """Let the arrivals after this one be compared with it; ``number`` is negative, its place among the new."""
        new = _New(number, arrival)
        self._same.setdefault((*arrival.attribution, arrival.canonical), []).append(new)
        self._alike.setdefault((*arrival.attribution, arrival.business_key), _Alike()).waiting.append(new)

    def candidates(self, arrival: Arrival) -> list[Known]:
        """The known documents of the same company and side that say the same, to the letter or to the books."""
        same = map(_known, self._same.get((*arrival.attribution, arrival.canonical), ()))
        alike = self._alike.get((*arrival.attribution, arrival.business_key))
        return list(dict.fromkeys((*same, *(alike.of(arrival.document) if alike else ()))))


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

    def of(self, document: Document) -> Sequence[Known]:
        """Those that say the same as ``document``."""
        for known in map(_known, self.waiting):
            self.sorted.setdefault((known.date, known.content), []).append(known)
        self.waiting.clear()
        return self.sorted.get((document.date, content_key(document)), ())


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


def _dated(document: Document, today: datetime.date) -> Document:
    """``document``, with what there is to say of a date after the day it came in (check 00403)."""
    if document.date <= today:
        return document
    findings = dated_after(document, today)
    if document.date.year > today.year + 1:
        findings = (*findings, Finding(FAR_OFF, "The document is dated years after the day it came in"))
    return document._replace(findings=(*document.findings, *findings))


#: What a document that was there before is told of again when a file of it comes in.
_TOLD_AGAIN: Final = frozenset(
    hold.code for hold in (INTACT_COPY, FILING_LAPSED, TAKEN_BEFORE, UNCLEAR_NAME, REJECTED, SAME_DOCUMENT)
)


def _with_reason(
    outcome: FileOutcome, created: Mapping[int, Hold | None], standings: Mapping[int, Standing]
) -> FileOutcome:
    """The answer for a file with the reason of the first of its documents that waits, else of one that is void.

    ``created`` are those that it made, with what their content asks.
    """
    reasons: dict[bool, Hold] = {}
    for document_id in outcome.documents:
        standing = standings.get(document_id)
        hold = standing.hold if standing else created.get(document_id)
        if hold is None or (standing is not None and standing.state is State.POSTED):
            continue
        if document_id in created or hold.code in _TOLD_AGAIN:
            reasons.setdefault(standing is not None and standing.state is State.VOID, hold)
    reason = reasons.get(False) or reasons.get(True)
    if reason is None:
        return outcome
    return outcome._replace(code=reason.code, message=reason.message, values=reason.values)
