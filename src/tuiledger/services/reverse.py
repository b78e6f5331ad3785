"""An entry undone by the entry that turns every sign (storno), in a period that is open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from tuiledger.domain.documents import State
from tuiledger.domain.journal import JournalEntry, reversal
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Posted, Posting, Store, Writer
from tuiledger.services.standing import document_of, reassess, standings


def reverse_entry(
    store: Store, clock: Clock, actor: str, entry_id: int, reason: str, on: datetime.date | None = None
) -> Posted:
    """Reverse one entry on day ``on``; without it, today, or the first open day where today is locked.

    Raises:
        Refusal: no such entry, reversed already, no reason given, ``on`` is locked or before the entry, or it would
            post a document again that may not be posted as it stands.
        StoreError: it cannot be written; nothing is changed.
    """
    return reverse_entries(store, clock, actor, (entry_id,), reason, on)[0]


def reverse_batch(
    store: Store, clock: Clock, actor: str, batch_id: int, reason: str, on: datetime.date | None = None
) -> list[Posted]:
    """Reverse every entry of a batch that is not reversed yet, all or nothing.

    Raises:
        Refusal: no such batch, nothing left to reverse, or as :func:`reverse_entry`.
    """
    with store.reading() as reader:
        ids = reader.batch_entries(batch_id)
        entries = [entry for entry in map(reader.entry, ids) if entry is not None]
    if not entries:
        raise Refusal("batch-unknown", "There is no batch {}", (str(batch_id),))
    open_ids = [entry.id for entry in entries if entry.reversed_by is None and entry.plan.reverses_id is None]
    if not open_ids:
        raise Refusal("already-reversed", "Every entry of batch {} is reversed already", (str(batch_id),))
    return reverse_entries(store, clock, actor, open_ids, reason, on)


def reverse_entries(
    store: Store, clock: Clock, actor: str, entry_ids: Sequence[int], reason: str, on: datetime.date | None = None
) -> list[Posted]:
    """Reverse entries of one company in one unit of work, newest first; see :func:`reverse_entry`."""
    reason = reason.strip()
    if not reason:
        raise Refusal("reason-missing", "A reversal needs a reason")
    with store.writing("reverse") as work:
        entries = sorted((_reversible(work, entry_id) for entry_id in entry_ids), key=lambda entry: -entry.id)
        company_id = entries[0].plan.company_id
        locked_until = work.rules(company_id).locked_until
        postings = []
        for entry in entries:
            day = _open_day(entry, clock.today(), locked_until, on)
            postings.append(Posting(reversal(entry, day, reason), f"reversal:{entry.id}"))
        now = clock.now()
        batch_id = work.add_batch(company_id, "reverse", now, actor)
        posted = []
        # What frees documents goes together; what posts one again may bear on whether the next may be posted.
        for together in _turns(entries, postings):
            _refuse_waiting(work, [entry for entry, _ in together])
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


def _refuse_waiting(work: Writer, entries: Sequence[JournalEntry]) -> None:
    """Refuse to post a document again by the reversal of a reversal, unless it may be posted as it stands now."""
    for entry in entries:
        document_id = entry.plan.document_id
        if entry.plan.reverses_id is None or document_id is None:
            continue
        if document_of(work, document_id).state is State.POSTED:
            continue
        standing = standings(work, [document_id])[document_id]
        if standing.state is not State.READY:
            raise Refusal(
                "document-waits",
                "That would post document {} again, and it may not be posted as it stands: look at it first",
                (str(document_id),),
            )


def _reversible(work: Writer, entry_id: int) -> JournalEntry:
    entry = work.entry(entry_id)
    if entry is None:
        raise Refusal("entry-unknown", "There is no entry {}", (str(entry_id),))
    if entry.reversed_by is not None:
        raise Refusal("already-reversed", "Entry {} is reversed already, by entry {}",
                      (str(entry_id), str(entry.reversed_by)))  # fmt: skip
    return entry


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
