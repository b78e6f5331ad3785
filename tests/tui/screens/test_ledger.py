"""The ledger of an account, from the trial balance to the entry."""

from __future__ import annotations

import pytest
from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.ports import LineFilter, Order, Store
from tuiledger.services.post import post_ready
from tuiledger.tui.lists.account_lines import AccountPages
from tuiledger.tui.screens.entry import EntryView
from tuiledger.tui.screens.ledger import AccountLedger


@pytest.fixture
def posted(store: Store) -> Store:
    """The studio's first client with everything posted."""
    assert list(post_ready(store, FixedClock(), "anna", 1))
    return store


async def test_enter_opens_the_ledger_of_the_account_and_the_entry_behind_a_line(posted: Store, press: Press) -> None:
    app = workbench_app(posted)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "7", "enter")
        assert isinstance(app.screen, AccountLedger)
        assert "Ledger" in lines(app)[0]
        row = app.screen.current
        assert row is not None
        entry_id = row.record.entry_id
        await press(pilot, "enter")
        assert isinstance(app.screen, EntryView) and app.screen._entry_id == entry_id
        await press(pilot, "q", "d")
        assert "Documents" in lines(app)[0]


async def test_the_last_balance_is_that_of_the_trial_balance(posted: Store, press: Press) -> None:
    app = workbench_app(posted)
    with posted.reading() as reader:
        balances = [one for one in reader.trial_balance(1) if one.debit or one.credit]
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "7")
        for balance in balances:
            await press(pilot, "enter", "G")
            screen = app.screen
            assert isinstance(screen, AccountLedger) and screen.current is not None
            assert screen.current.record.balance == balance.balance
            await press(pilot, "q", "down")


async def test_a_filter_keeps_the_balances_of_the_whole_account(posted: Store, press: Press) -> None:
    app = workbench_app(posted)
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "7", "enter")
        screen = app.screen
        assert isinstance(screen, AccountLedger)
        every = {row.key: row.record.balance for _place, row in screen.grid.pages}
        await press(pilot, "slash", "paste:number>2", "enter")
        shown = {row.key: row.record.balance for _place, row in screen.grid.pages}
        assert 0 < len(shown) < len(every) and shown.items() <= every.items()
        await press(pilot, "slash", "paste:journal>2", "enter")
        assert app.is_running


async def test_a_ledger_up_to_a_day_agrees_with_the_trial_balance_it_came_from(posted: Store, press: Press) -> None:
    app = workbench_app(posted)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "7", "d", "paste:2026-03-05", "enter")
        row = app.screen.current  # type: ignore[attr-defined]
        await press(pilot, "enter", "G")
        assert app.screen.current.record.balance == row.record.balance  # type: ignore[attr-defined]
        assert "up to 2026-03-05" in lines(app)[0]


def test_lines_come_in_any_order_with_their_own_balance(posted: Store) -> None:
    with posted.reading() as reader:
        account = reader.trial_balance(1)[0].account.code
        wanted, pages = LineFilter(1, account), AccountPages()
        ids = pages.ids(reader, wanted, None)
        plain = {line.id: line for line in pages.rows(reader, ids)}
        for order in (Order("balance"), Order("balance", descending=True), Order("date", descending=True)):
            turned = pages.rows(reader, pages.ids(reader, wanted, order))
            assert {line.id: line for line in turned} == plain
        rising = [line.balance for line in pages.rows(reader, pages.ids(reader, wanted, Order("balance")))]
        assert rising == sorted(rising)


async def test_hostile_names_stay_names_in_a_ledger(hostile_store: Store, press: Press) -> None:
    assert list(post_ready(hostile_store, FixedClock(), "anna", 1))
    app = workbench_app(hostile_store)
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, "7", "enter", "i", "i", "E", "escape", "y")
        shown = text(app)
        assert "[/red]" in shown and "\x1b" not in shown and "\u202e" not in shown
        assert isinstance(app.screen, AccountLedger)
