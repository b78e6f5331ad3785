"""Answers of people and what follows from them: states, decisions, and pairs that are one or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tuiledger.domain.documents import Hold, State
from tuiledger.domain.duplicates import Pair, PairState
from tuiledger.ports import StoreError
from tuiledger.store.encoding import hold_columns
from tuiledger.store.moments import moment_text
from tuiledger.store.session import Session, Values
from tuiledger.store.tally import Counted, count, count_open_pairs, moved

_ADD_PAIR: Final = (
    "INSERT INTO pair (id, left_id, right_id, company_id, band, reasons, state, decided_by, decided_at, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)


class ReviewWriting:
    """What a person's answers change."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def set_state(self, changes: Sequence[tuple[int, State, Hold | None]]) -> None:
        """Put documents in another state.

        Raises:
            StoreError: a document is posted, is to become so, or is not there (``conflict``).
        """
        listed = self._session.listed([document_id for document_id, _, _ in changes])
        stand: dict[int, tuple[int, str, str]] = {
            document_id: (company_id, direction, state)
            for document_id, company_id, direction, state in self._session.rows(
                "SELECT id, company_id, direction, state FROM document WHERE id {among} ORDER BY id {locked}", (listed,)
            )
        }
        counts: dict[Counted, int] = {}
        rows = list[Values]()
        for document_id, state, hold in changes:
            if document_id not in stand:
                raise StoreError("conflict", "There is no document {}", (str(document_id),))
            company_id, direction, before = stand[document_id]
            # A posted document stays posted; it may only come to say that something is wrong with that.
            if "posted" in (before, state.value) and before != state.value:
                raise StoreError("conflict", "Document {}: only an entry posts it, and only its reversal undoes that",
                                 (str(document_id),))  # fmt: skip
            moved(counts, company_id, direction, before, state.value)
            stand[document_id] = (company_id, direction, state.value)
            rows.append((state.value, *hold_columns(hold), document_id))
        self._session.many("UPDATE document SET state = ?, hold_code = ?, hold = ? WHERE id = ?", rows)
        count(self._session, counts)

    def add_decision(
        self, document_id: int, decision: str, actor: str, at: datetime, hold_code: str | None = None
    ) -> None:
        """Keep a person's answer to the hold ``hold_code``; the same answer again changes nothing."""
        self._session.run(
            "INSERT INTO decision (document_id, decision, actor, at, hold_code) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (document_id, decision, actor, moment_text(at), hold_code),
        )

    def remove_decision(self, document_id: int, decision: str, actor: str, at: datetime) -> None:
        """Take an answer back; the log of acts keeps that it was given and by whom it was taken back."""
        given = self._session.row(
            "SELECT actor, at FROM decision WHERE document_id = ? AND decision = ?", (document_id, decision)
        )
        if given is None:
            return
        (act_id,) = self._session.new_ids("act", 1)
        self._session.run(
            "INSERT INTO act (id, at, actor, verb, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (act_id, moment_text(at), actor, "withdraw-decision", f"document:{document_id}",
             " ".join((decision, *given))),
        )  # fmt: skip
        self._session.run("DELETE FROM decision WHERE document_id = ? AND decision = ?", (document_id, decision))

    def add_pairs(self, pairs: Sequence[Pair]) -> None:
        """Note documents that may be one; a pair that is there already stays as it is."""
        for pair in pairs:
            (pair_id,) = self._session.new_ids("pair", 1)
            added = self._session.run(
                _ADD_PAIR,
                (
                    pair_id,
                    pair.left,
                    pair.right,
                    pair.company_id,
                    pair.band.value,
                    " ".join(pair.reasons),
                    pair.state.value,
                    pair.decided_by,
                    moment_text(pair.decided_at) if pair.decided_at else None,
                    pair.reason,
                ),
            )
            if added and pair.state is PairState.OPEN:
                count_open_pairs(self._session, pair.company_id, 1)

    def decide_pair(self, pair_id: int, state: PairState, actor: str, at: datetime, reason: str) -> None:
        """Keep a person's decision about a pair; it may be changed later.

        Raises:
            StoreError: there is no such pair (``conflict``).
        """
        self._turn({pair_id: state})
        self._session.run(
            "UPDATE pair SET decided_by = ?, decided_at = ?, reason = ? WHERE id = ?",
            (actor, moment_text(at), reason, pair_id),
        )

    def place_pair(self, pair_id: int, left: int, right: int) -> None:
        """Say which of the two documents of a pair was there first."""
        self._session.run("UPDATE pair SET left_id = ?, right_id = ? WHERE id = ?", (left, right, pair_id))

    def turn_pairs(self, changes: Mapping[int, PairState]) -> None:
        """Let questions that nobody answered lapse or come up again."""
        self._turn(changes)
        self._session.many(
            "UPDATE pair SET decided_by = NULL, decided_at = NULL, reason = NULL WHERE id = ?",
            [(pair_id,) for pair_id in changes],
        )

    def _turn(self, changes: Mapping[int, PairState]) -> None:
        for pair_id, state in changes.items():
            row = self._session.row("SELECT company_id, state FROM pair WHERE id = ?", (pair_id,))
            if row is None:
                raise StoreError("conflict", "There is no pair {}", (str(pair_id),))
            company_id, before = row
            self._session.run("UPDATE pair SET state = ? WHERE id = ?", (state.value, pair_id))
            change = (state is PairState.OPEN) - (before == PairState.OPEN.value)
            if change:
                count_open_pairs(self._session, company_id, change)
