"""A range is of the rows it was drawn on: they are what an act is about, whatever is posted, ordered or filtered."""

from __future__ import annotations

from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app
from tests.tui.test_undo import HELD, SIZE, bring_in, held, more_pairs, said, unsettled

from tuiledger.ports import Store
from tuiledger.services.post import post_ready
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.screens.documents import Documents
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.screens.posting import PostingQueue
from tuiledger.tui.widgets.grid import Grid


def grid(app: WorkbenchApp) -> Grid:
    assert isinstance(app.screen, Listing)
    return app.screen.grid


def keys(app: WorkbenchApp, *places: int) -> list[int]:
    """The documents on these lines."""
    rows = [grid(app).row(place) for place in places]
    return [row.key for row in rows if row]


def post_elsewhere(store: Store, app: WorkbenchApp, documents: list[int]) -> None:
    """Another person posts documents of the client in view."""
    assert app.company
    list(post_ready(store, FixedClock(), "bruno", app.company.id, documents))


async def test_a_range_stays_on_its_documents_when_others_are_posted_elsewhere(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "g", *"jjjj", "v", *"jj")
        chosen = keys(app, 4, 5, 6)
        post_elsewhere(store, app, keys(app, 0, 1, 2))
        await press(pilot, "f5")
        assert "RANGE 3" in text(app)
        await press(pilot, "v")
        assert grid(app).marks == set(chosen)
        assert "3 MARKED" in text(app)


async def test_a_range_that_lost_its_first_document_is_over_and_says_so(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "g", *"jjjj", "v", *"jj")
        chosen = keys(app, 4, 5, 6)
        post_elsewhere(store, app, chosen[:1])
        await press(pilot, "f5")
        assert "RANGE" not in text(app)
        assert said(app) == "The range is over: its 3 lines are marked"
        assert grid(app).marks == set(chosen)
        await press(pilot, "P")
        assert "3 marked, 1 of them no longer ready" in text(app)


async def test_another_order_marks_the_documents_of_the_range_and_ends_it(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "g", "j", "v", "j")
        chosen = keys(app, 1, 2)
        await press(pilot, "right", "right", "right", "o")
        assert said(app) == "The range is over: its 2 lines are marked"
        assert grid(app).marks == set(chosen)


async def test_a_filter_marks_the_documents_of_the_range_and_nothing_that_it_shows(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "g", "v", "j", "j")
        chosen = keys(app, 0, 1, 2)
        await press(pilot, "slash", "paste:Cliente 3", "enter")
        assert grid(app).marks == set(chosen)
        await press(pilot, "v")
        assert grid(app).selection.anchor
        await press(pilot, "v")
        assert len(grid(app).marks) == len({*chosen, *keys(app, 0)})


async def test_posting_is_about_the_open_range(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "g", *"jjjj", "v", *"jj")
        chosen = keys(app, 4, 5, 6)
        await press(pilot, "P")
        assert "Post 3 documents of Officine Rossi S.r.l.?" in text(app)
        assert "3 of 33 marked" in text(app)
        await press(pilot, "n")
        assert isinstance(app.screen, PostingQueue) and grid(app).marks == set(chosen)
        await press(pilot, "U", "g", "v", "j", "D")
        assert "2 of 33 marked" in text(app)


async def test_an_answer_is_about_the_open_range_and_the_marks(store: Store, press: Press) -> None:
    bring_in(store, unsettled(range(4)))
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "g", "v", "j", "r")
        assert "What is to be done with 2 documents?" in text(app)
        await press(pilot, "q", "U", "G", "space", "g", "v", "j", "r")
        assert "What is to be done with 3 documents?" in text(app)
        assert held(store) == 6


async def test_a_decision_is_about_the_pairs_of_the_open_range(store: Store, press: Press) -> None:
    more_pairs(store, 3)
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "g", "v", "j", "j", "d")
        assert "Two documents: 3 pairs. Why?" in text(app)


async def test_copying_is_about_the_open_range(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "g", "v", "j", "j", "Y")
        assert "Copy 3 lines as" in text(app)
        await press(pilot, "1")
        assert len(app.clipboard.splitlines()) == 4
        assert "3 MARKED" in text(app)


async def test_the_other_lines_are_those_outside_the_open_range(store: Store, press: Press) -> None:
    bring_in(store, unsettled(range(2)))
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "g", "v", "j")
        inside = keys(app, 0, 1)
        await press(pilot, "asterisk")
        assert grid(app).marks == {*keys(app, 0, 1, 2, 3)} - {*inside}
        await press(pilot, "U", "g", "v", "j", "space")
        assert grid(app).marks == set(inside[:1])


async def test_a_range_over_more_than_is_held_is_found_by_its_documents(store: Store, press: Press) -> None:
    bring_in(store, unsettled(range(2600)))
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "g", "v", "G", "k")
        assert isinstance(app.screen, Documents)
        total = grid(app).total or 0
        assert grid(app).ranged is None
        await press(pilot, "v")
        assert len(grid(app).marks) == total - 1


async def test_the_arrow_stands_by_the_column_in_order_at_once(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:

        def titles() -> str:
            return next(line for line in lines(app) if "Number" in line)

        await press(pilot, "2", "o")
        assert "Date ↑" in titles()
        await press(pilot, "o")
        assert "Date ↓" in titles()
        await press(pilot, *["right"] * 4, "o")
        assert "Total ↑" in titles() and "Date ↓" not in titles()
        await press(pilot, "o", "o")
        assert "↑" not in titles() and "↓" not in titles()


async def test_rows_that_arrive_late_do_not_carry_the_cursor_of_the_clients_off(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        app.company = None
        await press(pilot, "9", "G")
        stood, home = grid(app).cursor, app.screen_stack[0]
        assert isinstance(home, Listing)
        home.load()
        await press(pilot, "N", "escape", "f5")
        assert grid(app).cursor == stood and stood
