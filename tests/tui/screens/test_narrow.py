"""On small terminals figures are whole or not there: a cut amount reads as another."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.ports import Store
from tuiledger.services.post import post_ready
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.screens.listing import Listing

SMALLEST, USUAL = (60, 16), (80, 24)


def cut_figures(app: WorkbenchApp) -> list[str]:
    """Figures of the list that have no room in their columns, and columns that end beyond the list."""
    assert isinstance(app.screen, Listing)
    grid = app.screen.grid
    rows = [row for _place, row in grid.pages]
    return [
        row.cells[slot.place].text
        for slot in grid._slots
        for row in rows
        if (slot.right and cell_len(row.cells[slot.place].text) > slot.width)
        or slot.offset + slot.width > grid.size.width
    ]


def post_all(store: Store) -> None:
    with store.reading() as reader:
        companies = [company.id for company in reader.companies()]
    for company_id in companies:
        list(post_ready(store, FixedClock(), "bruno", company_id))


@pytest.mark.parametrize("size", [SMALLEST, USUAL])
@pytest.mark.parametrize("language", ["it", "en"])
async def test_every_figure_of_every_list_is_whole(
    store: Store, press: Press, size: tuple[int, int], language: str
) -> None:
    app = workbench_app(store, language=language)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "4")
        assert cut_figures(app) == []
        post_all(store)
        for key in ("2", "3", "5", "6", "7", "8", "9", "1"):
            await press(pilot, key)
            assert cut_figures(app) == [], key
        await press(pilot, "7", "enter")
        assert cut_figures(app) == []


async def test_a_small_trial_balance_shows_names_and_whole_balances(store: Store, press: Press) -> None:
    post_all(store)
    app = workbench_app(store)
    async with app.run_test(size=SMALLEST) as pilot:
        await press(pilot, "7")
        assert "Customers" in text(app) and "56,730.00" in text(app)
        assert "Balance" in text(app) and "Debit " not in text(app)


async def test_a_small_workbench_names_its_clients(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SMALLEST) as pilot:
        await press(pilot)
        assert any("Officine Rossi S.r" in line for line in lines(app)[1:8])


async def test_one_press_moves_a_column_one_place_on_the_screen(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=USUAL) as pilot:

        def titles() -> list[str]:
            return next(line for line in lines(app) if "Number" in line).split()

        await press(pilot, "2")
        assert titles()[:2] == ["Date", "Type"]
        await press(pilot, "greater_than_sign")
        assert titles()[:2] == ["Type", "Date"]
        await press(pilot, "less_than_sign")
        assert titles()[:2] == ["Date", "Type"]


@pytest.mark.parametrize("size", [SMALLEST, USUAL, (100, 30), (120, 30)])
async def test_the_entry_that_will_be_written_shows_both_sides(
    store: Store, press: Press, size: tuple[int, int]
) -> None:
    app = workbench_app(store)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "4")
        seen = text(app)
        assert "Debit" in seen and "Credit" in seen and "Total" in seen and "3,294.00" in seen
        await press(pilot, "P")
        assert "debit = credit 58,387.40" in text(app)
        await press(pilot, "down", "down")
        seen = text(app)
        assert "Taxable" in seen and "10.00" in seen and "0.40" in seen
