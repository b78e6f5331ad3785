"""Posting: numbers, protocols, chain, lines and register rows, in one transaction with the documents' states.

Everything a plan was made on is looked at again here, while no other writer can change it: whether the key was used,
whether the period is locked, whether the document already has an entry. The unique constraints are the last judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import orjson

from tuiledger.domain.documents import State
from tuiledger.domain.journal import (
    EntryPlan,
    JournalEntry,
    Protocol,
    canonical_bytes,
    canonical_form,
    chained,
    composed,
)
from tuiledger.ports import Posted, Posting, StoreError
from tuiledger.store.encoding import json_bytes
from tuiledger.store.entry_reading import EntryReading
from tuiledger.store.moments import moment_text
from tuiledger.store.numbering import Numbering
from tuiledger.store.session import Session, Values
from tuiledger.store.tally import Counted, count, moved

_ADD_ENTRY: Final = (
    "INSERT INTO entry (id, company_id, journal, year, number, date, document_date, description, amount, protocols,"
    " document_id, reverses_id, batch_id, idempotency_key, posted_at, actor, previous_hash, hash, notes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_LINE: Final = (
    "INSERT INTO entry_line (company_id, entry_id, position, account, amount, part, party_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_ADD_REGISTER: Final = (
    "INSERT INTO register_row (entry_id, position, company_id, vat_register, series, year, protocol, period, date)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_VAT: Final = (
    "INSERT INTO vat_row (entry_id, register_position, position, rate, nature, taxable, tax, exigibility,"
    " non_deductible) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_POST_DOCUMENT: Final = "UPDATE document SET state = 'posted', entry_id = ?, hold_code = NULL, hold = NULL WHERE id = ?"
_FREE_DOCUMENT: Final = (
    "UPDATE document SET state = 'ready', hold_code = NULL, hold = NULL, entry_id = NULL WHERE id = ?"
)
_READY: Final = State.READY.value
_POSTED: Final = State.POSTED.value


@dataclass(slots=True)
class _Stand:
    """Where a document stands as one entry after another is taken in: ``entry_id`` is its live entry."""

    company_id: int
    direction: str
    state: str
    entry_id: int | None


class _Reversed(NamedTuple):
    """An entry that is to be reversed."""

    company_id: int
    document_id: int | None
    reversed_by: int | None


class PostingWriting:
    """What can be added to the books."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_batch(self, company_id: int, what: str, at: datetime, actor: str) -> int:
        """Begin a batch of entries that can be undone together, and give its id."""
        (batch_id,) = self._session.new_ids("batch", 1)
        self._session.run(
            "INSERT INTO batch (id, company_id, what, at, actor) VALUES (?, ?, ?, ?, ?)",
            (batch_id, company_id, what, moment_text(at), actor),
        )
        return batch_id

    def post(self, postings: Sequence[Posting], at: datetime, actor: str, batch_id: int | None = None) -> list[Posted]:
        """Write entries in the order given; documents follow.

        A plan posts its document, a reversal frees it, and the reversal of a reversal posts it again. The same key with
        the same plan gives the entry that is there.

        Raises:
            StoreError: a key that stands for another plan, a locked period, a document that is not free to be posted,
                an entry that is reversed already, an unknown account (``conflict``).
        """
        there = _Existing(self._session, postings)
        fresh = dict[tuple[int, str], Posting]()
        for posting in postings:
            place = (posting.plan.company_id, posting.idempotency_key)
            if place in there:
                continue
            first = fresh.setdefault(place, posting)
            if first is not posting and first.plan != posting.plan:
                raise _other_plan(posting.idempotency_key)
        made: dict[tuple[int, str], Posted] = {}
        if fresh:
            plans = [posting.plan for posting in fresh.values()]
            refuse_locked(self._session, plans)
            ids = self._session.new_ids("entry", len(fresh))
            follow(self._session, plans, ids)
            made = dict(
                zip(fresh, self._write(list(fresh.values()), ids, moment_text(at), actor, batch_id), strict=True)
            )
        given = list[Posted]()
        for posting in postings:
            place = (posting.plan.company_id, posting.idempotency_key)
            given.append(made[place] if fresh.pop(place, None) else there.posted(place) or _again(made[place]))
        return given

    def _write(
        self, postings: Sequence[Posting], ids: Sequence[int], at: str, actor: str, batch_id: int | None
    ) -> list[Posted]:
        numbering = Numbering(self._session, {posting.plan.company_id for posting in postings})
        entries, lines, registers, vat_rows = list[Values](), list[Values](), list[Values](), list[Values]()
        made = []
        for entry_id, (plan, key) in zip(ids, postings, strict=True):
            company_id, day = plan.company_id, plan.date.isoformat()
            year = plan.date.year
            chain = numbering.journal(company_id, plan.journal, year)
            protocols = []
            for position, register in enumerate(plan.registers):
                protocol = numbering.protocol(company_id, register.register, register.series, year)
                protocols.append(protocol)
                registers.append((entry_id, position, company_id, register.register._value_, register.series, year,
                                  protocol.number, register.period, day))  # fmt: skip
                vat_rows += [(entry_id, position, place, *row) for place, row in enumerate(register.rows)]
            number, previous = chain.last + 1, chain.head
            own = chained(previous, composed(orjson.dumps(canonical_form(plan, number, protocols, key), tuple)))
            chain.last, chain.head = number, own
            shown = protocol_text(protocols)
            lines += [(company_id, entry_id, position, code, amount, part._value_, party_id)
                      for position, (code, amount, part, party_id) in enumerate(plan.lines)]  # fmt: skip
            entries.append((
                entry_id, company_id, plan.journal._value_, year, number, day, plan.document_date.isoformat(),
                plan.description, plan.total, shown, plan.document_id, plan.reverses_id, batch_id, key, at, actor,
                previous, own, json_bytes(plan.notes) if plan.notes else None,
            ))  # fmt: skip
            made.append(Posted(entry_id, number, shown, True))
        self._session.insert(_ADD_ENTRY, entries)
        self._session.insert(_ADD_LINE, lines)
        self._session.insert(_ADD_REGISTER, registers)
        self._session.insert(_ADD_VAT, vat_rows)
        numbering.keep()
        self._session.many(
            "UPDATE activity SET last_posting = ? WHERE company_id = ?",
            [(at, company_id) for company_id in sorted({posting.plan.company_id for posting in postings})],
        )
        return made


def protocol_text(protocols: Iterable[Protocol]) -> str:
    """Protocols as people read them: ``sales 12`` or ``sales RC 3, purchases RC 3``."""
    return ", ".join(
        [f"{register} {series} {number}" if series else f"{register} {number}"
         for register, series, _, number in protocols]
    )  # fmt: skip


def _again(posted: Posted) -> Posted:
    return posted._replace(created=False)


def _other_plan(key: str) -> StoreError:
    return StoreError("conflict", "The key {} was used for another entry: reverse that one first", (key,))


class _Existing:
    """The entries that hold the keys of postings already.

    Raises:
        StoreError: a key stands for another plan (``conflict``).
    """

    def __init__(self, session: Session, postings: Sequence[Posting]) -> None:
        self._entries: dict[tuple[int, str], JournalEntry] = {}
        self._session = session
        keys: dict[int, list[str]] = {}
        for plan, key in postings:
            keys.setdefault(plan.company_id, []).append(key)
        found = list[int]()
        for company_id, asked in sorted(keys.items()):
            found += [
                row[0]
                for row in session.rows(
                    "SELECT id FROM entry WHERE company_id = ? AND idempotency_key {among}",
                    (company_id, session.listed(asked)),
                )
            ]
        if found:
            for entry in EntryReading(session).whole_entries(found):
                self._entries[entry.plan.company_id, entry.idempotency_key] = entry
            for plan, key in postings:
                there = self._entries.get((plan.company_id, key))
                if there is not None and not _same(there, plan):
                    raise _other_plan(key)

    def __contains__(self, place: tuple[int, str]) -> bool:
        return place in self._entries

    def posted(self, place: tuple[int, str]) -> Posted | None:
        """The answer for a key that is there."""
        entry = self._entries.get(place)
        return Posted(entry.id, entry.number, protocol_text(entry.protocols), False) if entry else None


def _same(entry: JournalEntry, plan: EntryPlan) -> bool:
    """Whether posting ``plan`` again would write the very bytes the chain holds for ``entry``."""
    canonical = canonical_bytes(plan, entry.number, entry.protocols, entry.idempotency_key)
    return chained(entry.previous_hash, canonical) == entry.hash


def refuse_locked(session: Session, plans: Iterable[EntryPlan]) -> None:
    """Refuse plans that lie in a locked period of their company.

    Raises:
        StoreError: the first such plan (``conflict``).
    """
    locks: dict[int, str | None] = {}
    for plan in plans:
        if plan.company_id not in locks:
            row = session.row("SELECT locked_until FROM company WHERE id = ?", (plan.company_id,))
            if row is None:
                raise StoreError("conflict", "There is no company {}", (str(plan.company_id),))
            locks[plan.company_id] = row[0]
        until = locks[plan.company_id]
        if until and plan.date.isoformat() <= until:
            raise StoreError("conflict", "{} lies in a period that is locked until {}", (plan.date.isoformat(), until))


def follow(session: Session, plans: Sequence[EntryPlan], ids: Sequence[int]) -> None:
    """Let documents follow their entries: posted, or free again after a reversal.

    Raises:
        StoreError: a document or an entry to reverse is not as the plan needs it (``conflict``).
    """
    stands = _stands(session, [plan.document_id for plan in plans if plan.document_id is not None])
    reversals = _reversals(session, [plan.reverses_id for plan in plans if plan.reverses_id is not None])
    moves = Counter[tuple[int, str, str, str]]()
    outcome: dict[int, int | None] = {}
    for plan, entry_id in zip(plans, ids, strict=True):
        document_id, reverses_id = plan.document_id, plan.reverses_id
        live: int | None = entry_id
        stand = None if document_id is None else _stand(stands, document_id, plan.company_id)
        if reverses_id is not None:
            _refuse_reversed(reversals, reverses_id, plan)
            reversals[reverses_id] = reversals[reverses_id]._replace(reversed_by=entry_id)
            if stand is not None and stand.entry_id == reverses_id:
                live = None
        if document_id is None or stand is None:
            continue
        if live is not None and (stand.entry_id is not None or stand.state not in ("ready", "held")):
            raise StoreError("conflict", "Document {} is {}: it cannot be posted", (str(document_id), stand.state))
        state = _READY if live is None else _POSTED
        moves[plan.company_id, stand.direction, stand.state, state] += 1
        stand.state, stand.entry_id = state, live
        outcome[document_id] = live
    session.many(_POST_DOCUMENT, [(live, document) for document, live in outcome.items() if live is not None])
    session.many(_FREE_DOCUMENT, [(document,) for document, live in outcome.items() if live is None])
    counts: dict[Counted, int] = {}
    for move, documents in moves.items():
        moved(counts, *move, documents)
    count(session, counts)


def _stand(stands: dict[int, _Stand], document_id: int, company_id: int) -> _Stand:
    stand = stands.get(document_id)
    if stand is None or stand.company_id != company_id:
        raise StoreError("conflict", "There is no document {} in these books", (str(document_id),))
    return stand


def _refuse_reversed(reversals: dict[int, _Reversed], reverses_id: int, plan: EntryPlan) -> None:
    entry = reversals.get(reverses_id)
    if entry is None or entry.company_id != plan.company_id or entry.document_id != plan.document_id:
        raise StoreError("conflict", "There is no entry {} to reverse in these books", (str(reverses_id),))
    if entry.reversed_by is not None:
        raise StoreError("conflict", "Entry {} is reversed already", (str(reverses_id),))


def _stands(session: Session, document_ids: Sequence[int]) -> dict[int, _Stand]:
    if not document_ids:
        return {}
    return {
        document_id: _Stand(*rest)
        for document_id, *rest in session.rows(
            "SELECT id, company_id, direction, state, entry_id FROM document WHERE id {among} ORDER BY id {locked}",
            (session.listed(document_ids),),
        )
    }


def _reversals(session: Session, entry_ids: Sequence[int]) -> dict[int, _Reversed]:
    if not entry_ids:
        return {}
    return {
        entry_id: _Reversed(*rest)
        for entry_id, *rest in session.rows(
            "SELECT e.id, e.company_id, e.document_id, (SELECT r.id FROM entry r WHERE r.reverses_id = e.id)"
            " FROM entry e WHERE e.id {among}",
            (session.listed(entry_ids),),
        )
    }
