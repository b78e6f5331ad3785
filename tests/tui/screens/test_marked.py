"""An act is about the marked lines, all of them, shown or not; without marks about the one under the cursor."""

from __future__ import annotations

import datetime

from tests.builders import FixedClock, a_document, a_source, hash_of
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import CARTA, ROSSI, workbench_app
from tests.tui.test_undo import HELD, SIZE, bring_in, held, more_pairs, pairs, said, unsettled
from textual.widgets import Static

from tuiledger.domain.documents import State
from tuiledger.domain.duplicates import PairState
from tuiledger.ports import DocumentFilter, Message, Store
from tuiledger.services.post import post_ready
from tuiledger.services.review import answer
from tuiledger.services.standing import reassess
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.dialogs.choose import Choose
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.screens.documents import Documents
from tuiledger.tui.screens.duplicates import Duplicates

#: From the workbench to all documents of the first client.
ALL = ("enter",)


def question(app: WorkbenchApp) -> str:
    """What the dialog asks."""
    return " ".join(str(app.screen.query_one("#title", Static).render()).split())


async def test_the_document_under_the_cursor_is_named(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "r")
        assert "What is to be done with 55, Luce & Gas Centrale S.p.A., 122.00 EUR?" in text(app)
        await press(pilot, "q", "enter", "r")
        assert "What is to be done with 55, Luce & Gas Centrale S.p.A., 122.00 EUR?" in text(app)


async def test_a_marked_document_that_is_not_shown_is_the_one_that_is_asked_about(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "space", "c", "slash", "paste:Cliente", "enter", "r")
        assert question(app) == (
            "What is to be done with 55, Luce & Gas Centrale S.p.A., 122.00 EUR, not shown by the filter?"
        )
        await press(pilot, "1")
        assert held(store) == 1
        assert isinstance(app.screen, Documents) and not app.screen.grid.marks


async def test_many_marked_documents_are_counted_with_those_not_shown(store: Store, press: Press) -> None:
    bring_in(store, unsettled(range(3)))
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "A", "slash", "paste: Luce", "enter", "r")
        assert question(app) == "What is to be done with 5 documents, 3 of them not shown by the filter?"


async def test_marks_that_ask_nothing_do_not_give_way_to_the_cursor(store: Store, press: Press) -> None:
    with store.reading() as reader:
        rows = [row for row in reader.documents(DocumentFilter()) if "Cliente" in row.party_name]
    for row in rows:
        answer(store, FixedClock(), "anna", row.id, "file-it")
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "c", "slash", "paste:Cliente", "enter", "A", "slash", *["backspace"] * 7)
        await press(pilot, "paste:state:held", "enter", "r")
        assert isinstance(app.screen, Documents)
        assert said(app) == "None of the marked documents asks anything"
        assert held(store) == 2


async def test_different_questions_share_the_answer_that_each_takes(store: Store, press: Press) -> None:
    bring_in(store, unsettled(range(3)))
    bring_in(store, [a_document("AF1", type_code="TD20", seller=CARTA, buyer=ROSSI)])
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "A", "r")
        assert isinstance(app.screen, Choose)
        assert "4 × " in text(app) and "differ by …" in " ".join(text(app).split())
        assert "1 × Another document bears this number" in text(app)
        assert "Keep the document and post nothing" in text(app) and "aside" not in text(app)
        await press(pilot, "1", "1", "enter")
        assert isinstance(app.screen, Confirm) and held(store) == 6
        assert "Give this answer to 6 documents?" in text(app)
        assert "Keep the document and post nothing" in text(app)
        assert "4 × " in text(app) and "1 × Another document bears this number" in text(app)
        await press(pilot, "n")
        assert held(store) == 6
        await press(pilot, "r", "enter", "y")
        assert held(store) == 0
        with store.reading() as reader:
            assert reader.count_documents(DocumentFilter(state=State.FILED)) == 6
        await press(pilot, "z")
        assert said(app) == "Taken back: 6 answers"
        assert held(store) == 6


async def test_marked_pairs_that_are_not_shown_are_decided_too(store: Store, press: Press) -> None:
    more_pairs(store, 2)
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "A", "slash", "paste:12/A", "enter", "d")
        assert "Two documents: 3 pairs, 2 of them not shown by the filter. Why?" in text(app)
        await press(pilot, "enter")
        assert set(pairs(store).values()) == {PairState.DIFFERENT}
        assert isinstance(app.screen, Duplicates) and not app.screen.grid.marks


async def test_the_pair_under_the_cursor_is_named(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "s")
        assert "The same document: 12/A, Luce & Gas Centrale S.p.A., 146.40 EUR. Why?" in question(app)
        await press(pilot, "enter")
        assert "12/A, Luce & Gas Centrale S.p.A., 146.40 EUR: ● the same" in said(app)


async def test_marked_pairs_are_opened_again_after_a_question(store: Store, press: Press) -> None:
    more_pairs(store, 1)
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "A", "d", "enter", "x", "A", "u")
        assert "Open again: 2 pairs?" in text(app)
        assert set(pairs(store).values()) == {PairState.DIFFERENT}
        await press(pilot, "1")
        assert set(pairs(store).values()) == {PairState.OPEN}
        await press(pilot, "z")
        assert set(pairs(store).values()) == {PairState.DIFFERENT}
        assert app.undoing.last is None


async def test_a_posted_document_is_asked_about_where_its_hold_takes_an_answer(store: Store, press: Press) -> None:
    (late,) = bring_in(store, [a_document("LATE", seller=CARTA, buyer=ROSSI)])
    with store.reading() as reader:
        company_id = next(company.id for company in reader.companies() if company.code == "ROSSI")
    list(post_ready(store, FixedClock(), "bruno", company_id, [late]))
    with store.writing("delivery") as work:
        work.add_sources([(late, a_source(a_document("LATE"), "/in/IT01234567890_9.xml"))])
        work.add_payloads([(hash_of("rc"), b"rc")])
        name, day = "IT01234567890_9.xml", datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC)
        work.add_messages([Message("RC", "9", name, None, None, None, day, "RC", hash_of("rc"), name)])
        reassess(work, [late])

    def hold() -> str | None:
        with store.reading() as reader:
            document = reader.document(late)
        return document.hold.code if document and document.hold else None

    assert hold() == "received-later"
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *ALL, "slash", "paste:LATE", "enter", "r")
        assert "Leave its entry on the day it has" in text(app)
        await press(pilot, "1")
        assert hold() is None
        await press(pilot, "z")
        assert hold() == "received-later"
