"""The counters the home screen reads, kept in the transaction that changes what they count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuiledger.store.session import Session

#: What a counter counts: company, direction, state.
Counted = tuple[int, str, str]

_MAKE: Final = "INSERT INTO tally (company_id, direction, state, documents) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING"
_ADD: Final = "UPDATE tally SET documents = documents + ? WHERE company_id = ? AND direction = ? AND state = ?"


def count(session: Session, changes: Mapping[Counted, int]) -> None:
    """Add ``changes`` to the counters."""
    changed = sorted(item for item in changes.items() if item[1])
    session.many(_MAKE, [counted for counted, _ in changed])
    session.many(_ADD, [(number, *counted) for counted, number in changed])


def moved(
    changes: dict[Counted, int], company_id: int, direction: str, before: str, after: str, documents: int = 1
) -> None:
    """Note in ``changes`` that so many documents went from state ``before`` to ``after``."""
    if before != after:
        left, entered = (company_id, direction, before), (company_id, direction, after)
        changes[left] = changes.get(left, 0) - documents
        changes[entered] = changes.get(entered, 0) + documents


def count_open_pairs(session: Session, company_id: int, number: int) -> None:
    """Add ``number`` to the pairs of a company that wait for a decision."""
    session.run("UPDATE activity SET open_pairs = open_pairs + ? WHERE company_id = ?", (number, company_id))
