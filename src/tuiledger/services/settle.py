"""One page of arrivals settled in one unit of work: what is new is added, what is known gets another source."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuiledger.domain.documents import Hold, State
from tuiledger.domain.identifiers import business_key, file_stem
from tuiledger.domain.rules import FILING_LAPSED, INTACT_COPY, REJECTED, SAME_DOCUMENT, TAKEN_BEFORE, UNCLEAR_NAME
from tuiledger.domain.runs import FileOutcome, Outcome, Refusal
from tuiledger.domain.standing import Standing
from tuiledger.ports import Clock, Store, Writer
from tuiledger.services.arrive import Arrival, Arriving, dated
from tuiledger.services.attribute import Wanted, attribute_page
from tuiledger.services.gather import Item
from tuiledger.services.receipts import answer_for, keep_messages, named_by
from tuiledger.services.recognise import Recognised, recognise
from tuiledger.services.standing import reassess

#: What a document that was there before is told of again when a file of it comes in.
_TOLD_AGAIN: Final = frozenset(
    hold.code for hold in (INTACT_COPY, FILING_LAPSED, TAKEN_BEFORE, UNCLEAR_NAME, REJECTED, SAME_DOCUMENT)
)


@dataclass
class Settlement:
    """Settles the pages of one import run."""

    store: Store
    clock: Clock
    actor: str
    run_id: int
    wanted: Wanted

    def __post_init__(self) -> None:
        self._arriving = Arriving(self.run_id, self.wanted.everything)

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
        added = self._arriving.add(work, arrivals, now)
        kept = keep_messages(work, recognised, now)
        touched = {document_id for outcome in repeated.values() for document_id in outcome.documents}
        touched.update(*added.documents.values(), *added.replaced)
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
            Arrival(place, found, dated(document, today), canonical, attribution, business_key(document))
            for place, found in readable.items()
            for document, canonical, attributions in zip(
                found.documents, found.canonical, attributed[place], strict=True
            )
            for attribution in attributions
        ]
        return arrivals, refusals


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
