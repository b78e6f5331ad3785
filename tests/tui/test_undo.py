"""What was decided by mistake is taken back: answers and pairs, one act at a time, nothing dropped in silence."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import FixedClock, a_document, intake
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import CARTA, LUCE, ROSSI, workbench_app

from tuiledger.domain.documents import Document, State, VatSummary
from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.domain.posting import DUPLICATE
from tuiledger.domain.runs import Refusal
from tuiledger.ports import DocumentFilter, Store, StoreError
from tuiledger.services.post import post_ready
from tuiledger.services.review import decide_pair, undo_pair
from tuiledger.services.standing import reassess
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.dialogs.report import Report
from tuiledger.tui.outcomes import one_by_one
from tuiledger.tui.undoing import Undoable, Undoing
from tuiledger.tui.workbench import Workbench

SIZE = (120, 30)
#: From the workbench to the documents of the first client that are held.
HELD = ("right", "right", "enter")


def bring_in(store: Store, documents: list[Document]) -> list[int]:
    """Add received documents and put them where they stand."""
    with store.writing("import") as work:
        company = next(company for company in work.companies() if company.code == "ROSSI")
        ids = intake(work, company, documents)
        reassess(work, ids)
    return ids


def unsettled(numbers: range) -> list[Document]:
    """Documents whose declared total agrees with nothing."""
    return [a_document(f"D{number}", seller=CARTA, buyer=ROSSI, total_declared=99_000 + number) for number in numbers]


def more_pairs(store: Store, count: int) -> None:
    """Add pairs of documents that may be one."""
    with store.writing("import") as work:
        company = next(company for company in work.companies() if company.code == "ROSSI")
        for number in range(count):
            (left,) = intake(work, company, [a_document(f"P{number}", seller=LUCE, buyer=ROSSI)])
            other = a_document(f"P{number}", seller=LUCE, buyer=ROSSI, rows=(VatSummary(2200, None, 9_000, 1_980),))
            (right,) = intake(work, company, [other], state=State.HELD, hold=DUPLICATE)
            work.add_pairs([Pair(left, right, company.id, Band.LIKELY, ("number-other-content",))])


def pairs(store: Store) -> dict[int, PairState]:
    with store.reading() as reader:
        return {pair.id or 0: pair.state for pair in reader.pairs(None)}


def held(store: Store) -> int:
    with store.reading() as reader:
        return reader.count_documents(DocumentFilter(state=State.HELD))


def said(app: WorkbenchApp) -> str:
    """The last notice."""
    return next(iter(app.notices)).text


@pytest.mark.parametrize(("answer", "state"), [("1", PairState.SAME), ("2", PairState.DIFFERENT)])
async def test_an_answer_that_decides_a_pair_is_taken_back(
    store: Store, press: Press, answer: str, state: PairState
) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "G", "r", answer)
        assert set(pairs(store).values()) == {state}
        await press(pilot, "z")
        assert set(pairs(store).values()) == {PairState.OPEN}
        assert held(store) == 2
        assert "Taken back: the answer on 12/A, Luce & Gas Centrale S.p.A., 146.40 EUR" in said(app)


async def test_what_can_no_longer_be_taken_back_is_told_and_makes_way(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "r", "1")
        assert held(store) == 1
        await press(pilot, "3", "d", "enter")
        (pair,) = pairs(store)
        undo_pair(store, FixedClock(), "bruno", pair)
        await press(pilot, "z")
        assert "This can no longer be taken back: the decision on 12/A" in said(app)
        assert "not decided" in said(app)
        assert not isinstance(app.screen, Report)
        await press(pilot, "z")
        assert "Taken back: the answer on 55" in said(app)
        assert held(store) == 2 and app.undoing.last is None


async def test_a_decision_that_somebody_else_made_since_is_left_alone(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "d", "enter")
        (pair,) = pairs(store)
        undo_pair(store, FixedClock(), "bruno", pair)
        decide_pair(store, FixedClock(), "bruno", pair, same=True, reason="copia")
        await press(pilot, "z")
        assert "decided anew since" in said(app)
        assert pairs(store) == {pair: PairState.SAME}


async def test_pairs_are_decided_each_by_itself_and_taken_back_together(store: Store, press: Press) -> None:
    more_pairs(store, 3)
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "asterisk", "s")
        assert "The same document: 4 pairs. Why?" in text(app)
        second = sorted(pairs(store))[1]
        decide_pair(store, FixedClock(), "bruno", second, same=False)
        await press(pilot, "enter")
        states = pairs(store)
        assert states.pop(second) is PairState.DIFFERENT
        assert set(states.values()) == {PairState.SAME}
        assert "3 pairs: ● the same; 1 was refused: The pair is decided already" in said(app)
        await press(pilot, "z")
        assert said(app) == "Taken back: the decision on 3 pairs"
        states = pairs(store)
        assert states.pop(second) is PairState.DIFFERENT
        assert set(states.values()) == {PairState.OPEN}
        assert app.undoing.last is None


async def test_many_answers_are_one_act_and_say_what_is_lost(store: Store, press: Press) -> None:
    ids = bring_in(store, unsettled(range(12)))
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "slash", "paste: Cartoleria", "enter", "asterisk", "r", "1", "y")
        assert held(store) == 2
        assert app.undoing.last is not None and app.undoing.last.title == "12 answers"
        with store.reading() as reader:
            company_id = next(company.id for company in reader.companies() if company.code == "ROSSI")
        list(post_ready(store, FixedClock(), "bruno", company_id, ids[:1]))
        await press(pilot, "z")
        assert held(store) == 13
        assert "Taken back: 11 of 12 answers; 1 can no longer be taken back" in said(app)
        assert "posted" in said(app) and app.undoing.last is None


async def test_a_failure_half_way_leaves_what_was_written_to_be_taken_back(
    store: Store, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    more_pairs(store, 2)
    decide = Workbench.decide_pair
    given: list[int] = []

    def until_the_disk_is_full(bench: Workbench, pair_id: int, same: bool, reason: str) -> Pair:
        if len(given) == 2:
            raise StoreError("disk-full", "The disk is full")
        given.append(pair_id)
        return decide(bench, pair_id, same, reason)

    monkeypatch.setattr(Workbench, "decide_pair", until_the_disk_is_full)
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "asterisk", "d", "enter")
        assert isinstance(app.screen, Report)
        await press(pilot, "q")
        assert "2 pairs: · different; 1 was not reached" in said(app)
        await press(pilot, "z")
        assert set(pairs(store).values()) == {PairState.OPEN}


async def test_opening_a_pair_again_takes_its_place_among_what_can_be_taken_back(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "s", "paste:copia", "enter", "x", "u")
        assert set(pairs(store).values()) == {PairState.OPEN}
        assert app.undoing.last is not None and app.undoing.last.title.startswith("opening 12/A")
        await press(pilot, "z")
        with store.reading() as reader:
            (pair,) = reader.pairs(None)
        assert (pair.state, pair.reason) == (PairState.SAME, "copia")
        assert app.undoing.last is None


async def test_a_replaced_answer_counts_again(store: Store, press: Press) -> None:
    app = workbench_app(store)
    (document_id,) = bring_in(
        store, [a_document("USD1", seller=CARTA, buyer=ROSSI, currency="USD", date=datetime.date(2026, 3, 20))]
    )
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "r", "1", "paste:1.10", "enter")
        bench = Workbench(store, FixedClock(), "anna")
        given = bench.answer(document_id, "rate:1.25")
        assert given.document.decisions == {"rate:1.25"}
        app.undoable("the rate", lambda workbench: workbench.take_back(given))
        await press(pilot, "z")
        with store.reading() as reader:
            document = reader.document(document_id)
        assert document is not None and document.decisions == {"rate:1.10"} and document.state is State.READY


def test_acts_are_counted_and_not_their_parts() -> None:
    undoing = Undoing()
    for number in range(101):
        undoing.done(Undoable(str(number), tuple(lambda _bench: None for _part in range(125))))
    taken = []
    while act := undoing.last:
        taken.append(act.title)
        undoing.leave(act, ())
    assert taken == [str(number) for number in range(100, 0, -1)]


def test_what_is_left_of_an_act_says_so() -> None:
    undoing = Undoing()
    act = Undoable("3 answers", tuple([lambda _bench: None, lambda _bench: 1, lambda _bench: 2]))
    undoing.done(act)
    undoing.leave(act, act.backs[:2])
    assert undoing.last is not None and undoing.last.title == "the rest of 3 answers"
    undoing.leave(undoing.last, act.backs[:1])
    assert undoing.last.title == "the rest of 3 answers" and undoing.last.backs == act.backs[:1]


def test_a_single_refusal_is_raised_and_one_of_many_is_kept() -> None:
    def refuse(thing: int) -> int:
        if thing == 2:
            raise Refusal("no", "No")
        return thing

    with pytest.raises(Refusal):
        list(one_by_one([2], refuse))
    kept = [item for item in one_by_one([1, 2, 3], refuse) if isinstance(item, int | Refusal)]
    assert kept[0] == 1 and isinstance(kept[1], Refusal) and kept[2] == 3
