"""An entry undone by the entry that turns every sign (storno), in a period that is open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tuiledger.domain.journal import JournalEntry, reversal
from tuiledger.domain.rules import REJECTED_AFTER_POSTING
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Posted, Posting, Store, Writer
from tuiledger.services.standing import void_rejected


def reverse_entry(
    store: Store, clock: Clock, actor: str, entry_id: int, reason: str, on: datetime.date | None = None
) -> Posted:
    """Reverse one entry on day ``on``; without it, today, or the first open day where today is locked.

    Raises:
        Refusal: no such entry, reversed already, no reason given, or ``on`` is locked or before the entry.
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
        rejected = [document_id for entry in entries if (document_id := _rejected_document(work, entry)) is not None]
        posted = work.post(postings, now, actor, batch_id)
        for document_id in rejected:
            void_rejected(work, document_id, actor, now)
        return posted


def _rejected_document(work: Writer, entry: JournalEntry) -> int | None:
    """The entry's document, where the exchange system rejected it after it was posted: reversed, it is void."""
    document = work.document(entry.plan.document_id) if entry.plan.document_id is not None else None
    rejected = document is not None and document.hold is not None and document.hold.code == REJECTED_AFTER_POSTING.code
    return entry.plan.document_id if rejected else None


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
