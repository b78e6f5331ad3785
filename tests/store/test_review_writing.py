"""Answers of people and what follows from them."""

from __future__ import annotations

import pytest
from tests.builders import NOW, a_document, intake, new_company, posting_of

from tuiledger.domain.documents import Direction, Hold, State
from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.ports import DocumentFilter, StoreError
from tuiledger.store import SqlStore

HOLD = Hold("duplicate", "another one bears this number", (), ("same", "different"))


def test_states_change_with_their_counters(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("review") as work:
        first, second, third = intake(work, company, [a_document(str(n)) for n in range(3)])
        work.set_state([(first, State.HELD, HOLD), (second, State.VOID, None), (third, State.FILED, None)])
        work.set_state([(second, State.HELD, HOLD), (second, State.READY, None)])
        (status,) = work.home()
        held = work.document(first)
        assert work.count_documents(DocumentFilter(company.id, State.READY, Direction.RECEIVED)) == 1
        assert {violation.code for violation in work.check(deep=True)} == {"standing"}
    assert held is not None
    assert held.hold == HOLD
    assert (status.ready, status.held, status.void, status.filed) == (1, 1, 0, 1)


def test_only_an_entry_posts_a_document_and_only_its_reversal_undoes_that(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("review") as work:
        posted, ready = intake(work, company, [a_document("1"), a_document("2")])
        work.post([posting_of(work, company, posted)], NOW, "anna")
        for change in ((posted, State.VOID), (ready, State.POSTED), (999, State.VOID)):
            with pytest.raises(StoreError) as refused:
                work.set_state([(*change, None)])
            assert refused.value.code == "conflict"


def test_an_answer_is_kept_once_and_can_be_taken_back(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("review") as work:
        (number,) = intake(work, company, [a_document()])
        work.add_decision(number, "account:5080", "anna", NOW)
        work.add_decision(number, "account:5080", "bruno", NOW)
        given = work.document(number)
        work.remove_decision(number, "account:5080", "carla", NOW)
        work.remove_decision(number, "account:5080", "carla", NOW)
        taken = work.document(number)
    assert given is not None
    assert taken is not None
    assert given.decisions == frozenset({"account:5080"})
    assert taken.decisions == frozenset()


def test_pairs_are_noted_once_and_counted_while_they_are_open(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("review") as work:
        left, right = intake(work, company, [a_document("1"), a_document("2")])
        pair = Pair(left, right, company.id, Band.LIKELY, ("number-other-content", "same-total"))
        work.add_pairs([pair, pair])
        work.add_pairs([pair])
        (noted,) = work.pairs(company.id, PairState.OPEN)
        assert work.home()[0].duplicates == 1
        assert noted.id is not None
        work.decide_pair(noted.id, PairState.DIFFERENT, "anna", NOW, "a part delivery")
        assert work.home()[0].duplicates == 0
        decided = work.pair(noted.id)
        assert work.pairs(None, PairState.OPEN) == ()
        work.decide_pair(noted.id, PairState.OPEN, "anna", NOW, "look again")
        assert work.home()[0].duplicates == 1
        work.place_pair(noted.id, noted.right, noted.left)
        assert [(one.left, one.right) for one in work.pairs(None)] == [(noted.right, noted.left)]
        work.place_pair(noted.id, noted.left, noted.right)
        assert list(work.check()) == []
        with pytest.raises(StoreError):
            work.decide_pair(999, PairState.SAME, "anna", NOW, "")
        assert work.pair(999) is None
    assert noted == pair._replace(id=noted.id)
    assert decided == pair._replace(
        id=noted.id, state=PairState.DIFFERENT, decided_by="anna", decided_at=NOW, reason="a part delivery"
    )
