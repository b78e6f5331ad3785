"""An entry undone by the entry that turns every sign (storno), in a period that is open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from tuiledger.domain.documents import State
from tuiledger.domain.journal import EntryPlan, JournalEntry, posts_the_same, reversal
from tuiledger.domain.posting import PostingRules, plan
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Posted, Posting, Reader, Store, Writer
from tuiledger.services.bulk import without_collections
from tuiledger.services.standing import document_of, reassess, standings

#: Entries read in one go.
_PAGE = 1_000


def reverse_entry(
    store: Store, clock: Clock, actor: str, entry_id: int, reason: str, on: datetime.date | None = None
) -> Posted:
    """Reverse one entry on day ``on``; without it, today, or the first open day where today is locked.

    Raises:
        Refusal: no such entry, reversed already, no reason given, ``on`` is locked or before the entry, or it would
            post a document again that may not be posted as it stands, or would be posted otherwise by now.
        StoreError: it cannot be written; nothing is changed.
    """
    return reverse_entries(store, clock, actor, (entry_id,), reason, on)[0]


def reverse_batch(
    store: Store, clock: Clock, actor: str, batch_id: int, reason: str, on: datetime.date | None = None
) -> list[Posted]:
    """Reverse every entry of a batch that is not reversed yet, all or nothing.

    Raises:
        Refusal: no such batch, nothing left to reverse, a batch of reversals, or as :func:`reverse_entry`.
    """
    with without_collections(), store.writing("reverse") as work:
        entries = _whole(work, work.batch_entries(batch_id))
        if not entries:
            raise Refusal("batch-unknown", "There is no batch {}", (str(batch_id),))
        there = [entry for entry in entries if entry.reversed_by is None]
        if not there:
            raise Refusal("already-reversed", "Every entry of batch {} is reversed already", (str(batch_id),))
        wanted = [entry for entry in there if entry.plan.reverses_id is None]
        if not wanted:
            raise Refusal(
                "batch-of-reversals",
                "Batch {} is a reversal itself: post its documents again, or reverse its entries one by one",
                (str(batch_id),),
            )
        return _reverse(work, clock, actor, wanted, _given(reason), on)


def reverse_entries(
    store: Store, clock: Clock, actor: str, entry_ids: Sequence[int], reason: str, on: datetime.date | None = None
) -> list[Posted]:
    """Reverse entries of one company in one unit of work, newest first; see :func:`reverse_entry`."""
    reason = _given(reason)
    with without_collections(), store.writing("reverse") as work:
        return _reverse(work, clock, actor, _reversible(work, entry_ids), reason, on)


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal("reason-missing", "A reversal needs a reason")
    return reason


def _reverse(
    work: Writer,
    clock: Clock,
    actor: str,
    entries: Sequence[JournalEntry],
    reason: str,
    on: datetime.date | None,
) -> list[Posted]:
    entries = sorted(entries, key=lambda entry: -entry.id)
    company_id = entries[0].plan.company_id
    rules = work.rules(company_id)
    postings = []
    for entry in entries:
        day = _open_day(entry, clock.today(), rules.locked_until, on)
        postings.append(Posting(reversal(entry, day, reason), f"reversal:{entry.id}"))
    now = clock.now()
    batch_id = work.add_batch(company_id, "reverse", now, actor)
    posted = []
    # What frees documents goes together; what posts one again may bear on whether the next may be posted.
    for together in _turns(entries, postings):
        _refuse_waiting(work, [entry for entry, _ in together], rules)
        posted += work.post([posting for _, posting in together], now, actor, batch_id)
        reassess(work, [entry.plan.document_id for entry, _ in together if entry.plan.document_id is not None])
    return posted


def _turns(
    entries: Sequence[JournalEntry], postings: Sequence[Posting]
) -> Iterator[list[tuple[JournalEntry, Posting]]]:
    """Entries and their reversals in their order: in one turn while none posts a document again, else each alone."""
    turn: list[tuple[JournalEntry, Posting]] = []
    for entry, posting in zip(entries, postings, strict=True):
        if entry.plan.reverses_id is None:
            turn.append((entry, posting))
            continue
        if turn:
            yield turn
        yield [(entry, posting)]
        turn = []
    if turn:
        yield turn


def _refuse_waiting(work: Writer, entries: Sequence[JournalEntry], rules: PostingRules) -> None:
    """Refuse to post a document again by the reversal of a reversal, unless posting it now would do the same."""
    for entry in entries:
        document_id = entry.plan.document_id
        if entry.plan.reverses_id is None or document_id is None:
            continue
        document = document_of(work, document_id)
        if document.state is State.POSTED:
            continue
        standing = standings(work, [document_id])[document_id]
        if standing.state is not State.READY:
            raise Refusal(
                "document-waits",
                "That would post document {} again, and it may not be posted as it stands: look at it first",
                (str(document_id),),
            )
        now = plan(document._replace(hold=None, received_on=standing.received_on), rules)
        first = _first(work, entry)
        if isinstance(now, EntryPlan) and not posts_the_same(now, first.plan):
            raise Refusal(
                "posts-otherwise",
                "Document {} would be posted otherwise by now than entry {} says: post the document instead",
                (str(document_id), str(first.id)),
            )


def _first(reader: Reader, entry: JournalEntry) -> JournalEntry:
    """The entry that ``entry`` reverses; where that is a reversal itself, the one at the root of it."""
    while entry.plan.reverses_id is not None:
        (entry,) = reader.whole_entries([entry.plan.reverses_id])
    return entry


def _whole(reader: Reader, entry_ids: Sequence[int]) -> list[JournalEntry]:
    """These entries; one that is not there is left out."""
    return [
        entry
        for start in range(0, len(entry_ids), _PAGE)
        for entry in reader.whole_entries(entry_ids[start : start + _PAGE])
    ]


def _reversible(work: Writer, entry_ids: Sequence[int]) -> list[JournalEntry]:
    found = {entry.id: entry for entry in _whole(work, entry_ids)}
    for entry_id in entry_ids:
        if entry_id not in found:
            raise Refusal("entry-unknown", "There is no entry {}", (str(entry_id),))
        entry = found[entry_id]
        if entry.reversed_by is not None:
            raise Refusal("already-reversed", "Entry {} is reversed already, by entry {}",
                          (str(entry_id), str(entry.reversed_by)))  # fmt: skip
    return [found[entry_id] for entry_id in entry_ids]


def _open_day(
    entry: JournalEntry, today: datetime.date, locked_until: datetime.date | None, on: datetime.date | None
) -> datetime.date:
    if on is None:
        day = max(today, entry.plan.date)
        if locked_until is None or locked_until < day:
            return day
        if locked_until == datetime.date.max:
            raise Refusal("locked", "Every day is locked until {}", (locked_until.isoformat(),))
        return locked_until + datetime.timedelta(days=1)
    if locked_until and on <= locked_until:
        raise Refusal(
            "locked", "{} lies in a period that is locked until {}", (on.isoformat(), locked_until.isoformat())
        )
    if on < entry.plan.date:
        raise Refusal(
            "before-entry", "{} is before the entry itself, of {}", (on.isoformat(), entry.plan.date.isoformat())
        )
    return on
