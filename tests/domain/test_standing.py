"""Where documents of one number stand: whatever was thought before, in whatever order they are looked at."""

from __future__ import annotations

import datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.builders import RULES, invoice, row

from tuiledger.domain import standing
from tuiledger.domain.cases import Case
from tuiledger.domain.documents import ClientDocument, Direction, Document, State
from tuiledger.domain.duplicates import Band, Pair, PairState, content_key
from tuiledger.domain.rules import BROKEN_SIGNATURE, DUPLICATE, FILING_LAPSED, INTACT_COPY, SAME_DOCUMENT, TAKEN_BEFORE
from tuiledger.domain.standing import Group, Outlook, look
from tuiledger.domain.transmissions import Copy, Told

REJECTED = Told("NS", codes=("00200",), text="00200")
DELIVERED = Told("RC", day=datetime.date(2026, 4, 2))
COPIES = st.lists(
    st.builds(
        lambda number, intact, told: Copy(f"IT99900090012_{number}", f"IT/{number}", f"p{number}", intact, told),
        st.integers(1, 3),
        st.booleans(),
        st.sampled_from(((), (), (REJECTED,), (DELIVERED,))),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
DECISIONS = st.frozensets(st.sampled_from(("accept-signature", "file-it", "accept-copy", "post-it")), max_size=2)


def case(number: int, taxable: int = 10_000, state: State = State.READY, *said: str, broken: bool = False) -> Case:
    """A received document that came in one file."""
    document = ClientDocument(
        number, 1, Direction.RECEIVED, invoice(row(taxable)), 1, state, "f", None, frozenset(said), None,
        number if state is State.POSTED else None,
    )  # fmt: skip
    copies = (Copy(f"IT99900090012_{number}", f"IT/{number}", f"p{number}", not broken),)
    return Case(document, f"c{number}", copies, BROKEN_SIGNATURE.code if said else None, datetime.date(2026, 3, 10))


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """A few documents of one number, one at most of them posted, and what was said of them and of their pairs."""
    posted = draw(st.sampled_from((0, 0, 1, 2, 3)))
    cases = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        one = case(
            number, draw(st.sampled_from((10_000, 12_000, 13_000))), State.POSTED if number == posted else State.READY
        )
        document = one.document._replace(decisions=draw(DECISIONS))
        filed_for = draw(st.sampled_from((None, BROKEN_SIGNATURE.code)))
        cases.append(one._replace(document=document, copies=draw(COPIES), filed_for=filed_for))
    pairs = [
        Pair(left, right, 1, Band.LIKELY, (), state, id=left * 10 + right)
        for left, right in combinations(range(1, len(cases) + 1), 2)
        if (state := draw(st.sampled_from((None, None, *PairState)))) is not None
    ]
    return Group(1, tuple(cases), tuple(pairs))


def followed(group: Group, outlook: Outlook) -> Group:
    """``group`` once what was found is written down."""
    cases = []
    for one in group.cases:
        state, hold, received_on = outlook.standings[one.id]
        cases.append(one._replace(document=one.document._replace(state=state, hold=hold, received_on=received_on)))
    pairs = [pair._replace(state=outlook.changes.get(pair.id or 0, pair.state)) for pair in group.pairs]
    pairs += [pair._replace(id=pair.left * 10 + pair.right + 1_000) for pair in outlook.alarms]
    return Group(1, tuple(cases), tuple(pairs))


@given(groups())
def test_looking_again_changes_nothing(group: Group) -> None:
    found = look(group, RULES)
    assert look(followed(group, found), RULES) == Outlook(found.standings, (), {})


@given(groups(), st.data())
def test_neither_their_order_nor_where_they_stood_counts(group: Group, data: st.DataObject) -> None:
    places = st.sampled_from(((State.READY, None), (State.HELD, DUPLICATE), (State.VOID, SAME_DOCUMENT)))
    cases = []
    for one in data.draw(st.permutations(group.cases)):
        document = one.document
        if document.state is not State.POSTED:
            state, hold = data.draw(places)
            document = document._replace(state=state, hold=hold)
        cases.append(one._replace(document=document))
    pairs = tuple(data.draw(st.permutations(group.pairs)))
    assert look(Group(1, tuple(cases), pairs), RULES) == look(group, RULES)


@given(groups())
def test_of_two_that_may_be_posted_a_person_said_that_they_differ(group: Group) -> None:
    found = look(group, RULES)
    told_apart = {frozenset((pair.left, pair.right)) for pair in group.pairs if pair.state is PairState.DIFFERENT}
    counting = [number for number, (state, _, _) in found.standings.items() if state in (State.READY, State.POSTED)]
    for pair in combinations(counting, 2):
        assert frozenset(pair) in told_apart


@given(groups())
def test_what_was_set_aside_is_the_same_as_one_that_is_not(group: Group) -> None:
    standings = look(group, RULES).standings
    for number in standings:
        seen = {number}
        while (hold := standings[number].hold) is not None and hold.code == SAME_DOCUMENT.code:
            number = int(hold.values[0])
            assert number not in seen
            seen.add(number)
        if len(seen) > 1:
            assert standings[number].state is not State.VOID and hold != BROKEN_SIGNATURE


@given(groups())
def test_what_a_person_set_aside_is_ready_only_where_a_person_says_so(group: Group) -> None:
    standings = look(group, RULES).standings
    aside = {pair.right for pair in group.pairs if pair.state is PairState.SAME}
    for one in group.cases:
        if one.id in aside and standings[one.id].state is State.READY:
            assert "post-it" in one.document.decisions


def test_what_was_set_aside_does_not_stand_for_the_one_that_stays() -> None:
    """The first is open: nobody said that what was set aside for it counts instead."""
    asked = case(1)._replace(copies=(Copy("IT99900090012_1", "IT/1", "p1", told=(Told("NS", codes=("00404",)),)),))
    pair = Pair(1, 2, 1, Band.LIKELY, (), PairState.SAME, id=1)
    standings = look(Group(1, (asked, case(2, 12_000)), (pair,)), RULES).standings
    holds = [standings[number].hold for number in (1, 2)]
    assert holds == [TAKEN_BEFORE, FILING_LAPSED]


def test_what_is_posted_comes_first_then_what_is_intact_then_what_came_first() -> None:
    tampered = case(1, 10_000, State.READY, "accept-signature", broken=True)
    standings = look(Group(1, (tampered, case(2, 12_000), case(3, 13_000, State.POSTED))), RULES).standings
    assert [standings[number].state for number in (1, 2, 3)] == [State.HELD, State.HELD, State.POSTED]
    standings = look(Group(1, (tampered, case(2, 12_000))), RULES).standings
    assert (standings[1].hold, standings[2].state) == (DUPLICATE, State.READY)


def test_a_filing_lapses_with_the_broken_signature_it_was_for() -> None:
    filed = case(1, 10_000, State.FILED, "file-it", broken=True)
    intact = filed._replace(copies=(*filed.copies, Copy("a", "", "p")))
    assert look(Group(1, (filed,)), RULES).standings[1].state is State.FILED
    assert look(Group(1, (intact,)), RULES).standings[1].hold == INTACT_COPY
    for_another_reason = intact._replace(filed_for=None)
    assert look(Group(1, (for_another_reason,)), RULES).standings[1].state is State.FILED


def test_many_documents_of_one_number_are_not_each_compared_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[Document]()

    def content(document: Document) -> str:
        read.append(document)
        return content_key(document)

    monkeypatch.setattr(standing, "content_key", content)
    cases = tuple(case(number, 10_000 + number) for number in range(1, 101))
    found = look(Group(1, cases), RULES)
    assert [(pair.left, pair.right) for pair in found.alarms] == [(1, number) for number in range(2, 101)]
    assert len(read) <= 2 * len(cases)
