"""The main job, done with keys alone in a terminal of 80 by 24: from ready documents to registers that hold them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.builders import a_document, intake
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.domain.documents import State
from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.domain.posting import DUPLICATE
from tuiledger.domain.vat import Register
from tuiledger.ports import DocumentFilter, EntryFilter, Store
from tuiledger.tui.screens.documents import Documents
from tuiledger.tui.screens.entry import EntryView
from tuiledger.tui.screens.home import Home
from tuiledger.tui.screens.imports import RunView
from tuiledger.tui.screens.posting import PostingQueue

SMALL = (80, 24)


def posted(store: Store) -> int:
    with store.reading() as reader:
        return reader.count_entries(EntryFilter())


async def test_the_workbench_shows_the_most_urgent_client_first_and_explains_the_cell(
    store: Store, press: Press
) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "right")
        seen = lines(app)
        assert "Officine Rossi" in seen[2] and "33" in seen[2]
        assert "Studio Verdi" in seen[3]
        assert "33 documents of Officine Rossi S.r.l. are ready to be posted." in text(app)


async def test_ready_documents_are_posted_once_after_a_last_look(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "right", "enter")
        assert isinstance(app.screen, PostingQueue)
        assert "1110" in text(app) and "balanced" in text(app)
        await press(pilot, "P")
        assert posted(store) == 0
        assert "Post 33 documents of Officine Rossi" in text(app)
        assert "10,230.00" in text(app), "the VAT that the sales register will gain"
        await press(pilot, "y")
        assert posted(store) == 33
        assert "33 documents posted, 2 stay held" in text(app)
        await press(pilot, "P", "y")
        assert posted(store) == 33
        await press(pilot, "6")
        assert "46,500.00" in text(app), "the taxable amounts of the sales register"
        await press(pilot, "7")
        assert "balanced" in text(app)


@pytest.mark.parametrize("no", ["n", "escape", "q", "left"])
async def test_nothing_is_written_without_the_confirming_key(store: Store, press: Press, no: str) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4", "P", no)
        assert posted(store) == 0
        await press(pilot, "D", "y", "q")
        assert posted(store) == 0


async def test_only_marked_documents_are_posted(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4", "space", "down", "space")
        assert "2 MARKED" in lines(app)[0]
        await press(pilot, "P", "y")
        assert posted(store) == 2
        assert "MARKED" not in lines(app)[0]


async def test_a_held_document_is_answered_and_becomes_ready(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "right", "right", "enter")
        assert isinstance(app.screen, Documents)
        assert "FILTER state:held" in lines(app)[0] and "1 of 2" in lines(app)[0]
        assert "differ by" in text(app)
        await press(pilot, "r", "1")
        assert "1 of 1" in lines(app)[0]
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter(state=State.HELD)) == 1
        assert reader.count_documents(DocumentFilter(state=State.READY)) == 35


async def test_a_pair_is_decided_side_by_side_and_can_be_opened_again(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "3")
        assert "122.00 EUR" in text(app) and "146.40 EUR" in text(app)
        await press(pilot, "s", "paste:copia", "enter")
        with store.reading() as reader:
            (pair,) = reader.pairs(None)
            later = reader.document(pair.right)
        assert (pair.state, pair.reason, pair.decided_by) == (PairState.SAME, "copia", "anna")
        assert later is not None and later.state is State.VOID
        await press(pilot, "x", "u")
        with store.reading() as reader:
            (pair,) = reader.pairs(None)
        assert pair.state is PairState.OPEN


async def test_an_entry_leads_to_its_document_and_back_and_is_reversed_with_a_reason(
    store: Store, press: Press
) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4", "space", "P", "y", "5", "enter")
        assert isinstance(app.screen, EntryView)
        await press(pilot, "d")
        assert "Invoice 27" in text(app)
        await press(pilot, "e", "R", "paste:errore", "enter", "enter")
        assert "balanced" in text(app) and posted(store) == 1
        await press(pilot, "y")
        assert "reversed by another entry" in text(app)
    with store.reading() as reader:
        first, second = sorted(reader.entries(EntryFilter()), key=lambda row: row.id)
        assert (first.reversed_by, second.description) == (second.id, "errore")
        assert reader.count_documents(DocumentFilter(state=State.READY)) == 34


async def test_registers_turn_over_month_year_and_side(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4", "P", "y", "6")
        assert "March 2026" in lines(app)[0] and "of 30" in lines(app)[0]
        await press(pilot, "x")
        assert "purchases" in lines(app)[0] and "Avv. C" in text(app)
        await press(pilot, "left_square_bracket")
        assert "February 2026" in lines(app)[0]
        await press(pilot, "m")
        assert "purchases, 2026" in lines(app)[0] and "Avv. C" in text(app)
    with store.reading() as reader:
        import datetime

        march = (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
        assert len(list(reader.register_lines(1, Register.PURCHASES, *march))) == 4


async def test_files_are_brought_in_and_each_is_answered_for(store: Store, press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "arrivi"
    folder.mkdir()
    (folder / "nota.txt").write_text("not an invoice", encoding="utf-8")
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "I", f"paste:{folder}", "enter")
        assert isinstance(app.screen, RunView)
        assert "refused" in text(app) and "nota.txt" in text(app)
    with store.reading() as reader:
        assert reader.runs()[0].refused == 1


async def test_a_path_that_is_not_there_is_said_and_asked_again(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "I", "paste:/nowhere", "enter")
        assert "There is no /nowhere" in text(app)
        await press(pilot, "escape", "q")
        assert isinstance(app.screen, Home)


async def test_the_filter_says_what_it_shows(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "2", "slash", "paste:state:wrong", "enter")
        assert "wrong" in text(app) and "1 of 35" in text(app)
        await press(pilot, "home", "ctrl+k", "paste:direction:received luce", "enter")
        assert "FILTER direction:received luce" in lines(app)[0]
        assert "1 of 3" in lines(app)[0]
        await press(pilot, "c")
        assert "1 of 35" in lines(app)[0]
        await press(pilot, "a")
        assert "all clients" in lines(app)[0] and "1 of 36" in lines(app)[0]


async def test_books_open_for_reading_only_change_in_nothing(store: Store, press: Press) -> None:
    app = workbench_app(store, read_only=True)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4")
        assert "READ-ONLY" in lines(app)[0]
        await press(pilot, "P")
        assert "the books are open for reading only" in text(app)
        await press(pilot, "D", "q", "2", "s", "s", "r", "3", "s", "d")
        assert posted(store) == 0
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter(state=State.HELD)) == 2
        assert [pair.state for pair in reader.pairs(None)] == [PairState.OPEN]


async def test_the_places_stay_with_the_client_when_the_order_of_work_changes(store: Store, press: Press) -> None:
    """What is urgent is shown first, but the cursor follows the client: nobody posts for another by accident."""
    app = workbench_app(store)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "4")
        assert "Officine Rossi" in lines(app)[0]
        with store.reading() as reader:
            verdi = next(status.company for status in reader.home() if status.company.name.startswith("Studio Verdi"))
        others = [a_document(f"X{number}", date=datetime.date(2026, 3, 3)) for number in range(60)]
        with store.writing("intake") as work:
            ids = intake(work, verdi, others, state=State.HELD, hold=DUPLICATE)
            work.add_pairs([Pair(ids[0], ids[1], verdi.id, Band.LIKELY, ("number-other-content",))])
        await press(pilot, "1")
        home = app.screen
        assert isinstance(home, Home)
        home.load()
        await press(pilot)
        assert "Studio Verdi" in lines(app)[2], "it is the most urgent now"
        await press(pilot, "4")
        assert "Officine Rossi" in lines(app)[0]
