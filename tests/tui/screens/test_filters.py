"""A filter finds what a person means by it, or says under the field why it cannot."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.config.writing import write_setting
from tuiledger.ports import DocumentFilter, Store
from tuiledger.services.post import post_ready
from tuiledger.store import open_store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.screens.documents import Documents
from tuiledger.tui.screens.posting import PostingQueue
from tuiledger.tui.workbench import Workbench

SIZE = (120, 30)


def found(app: WorkbenchApp) -> int:
    assert isinstance(app.screen, Documents)
    return app.screen.grid.total or 0


def day_of_arrival(store: Store) -> datetime.date:
    """The day that the inspector calls “Arrived”."""
    with store.reading() as reader:
        (source, *_more) = reader.sources(1)
    return source.received_at.astimezone().date()


async def test_arrived_is_the_day_that_the_inspector_calls_so(store: Store, press: Press) -> None:
    app = workbench_app(store)
    arrived = day_of_arrival(store)
    with store.reading() as reader:
        everything = reader.count_documents(DocumentFilter())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "a", "slash", f"paste:arrived:{arrived}", "enter")
        assert found(app) == everything
        await press(pilot, "c", "slash", f"paste:arrived<{arrived}", "enter")
        assert found(app) == 0
        await press(pilot, "c", "slash", f"paste:received:{arrived}", "enter")
        assert found(app) == 0, "the exchange system delivered none of them"


async def test_a_client_is_found_by_its_name_among_all(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "a", "slash", "paste:client:associati", "enter")
        assert found(app) == 1
        await press(pilot, "c", "slash", "paste:client:VERDI", "enter")
        assert found(app) == 1


async def test_a_client_that_nobody_knows_is_said_under_the_field(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "a", "slash", "paste:client:Tessitura")
        assert "No client has the code or the name Tessitura" in text(app)
        assert found(app) > 1


@pytest.mark.parametrize("typed", ["%", "_", "% &"])
async def test_what_has_no_letter_is_said_to_find_nothing(store: Store, press: Press, typed: str) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "slash", f"paste:{typed}")
        assert f"{typed} has no letter and no figure: nothing can be found by it" in text(app)
        assert isinstance(app.screen, Documents) and not app.screen.asked.text


async def test_an_empty_list_names_the_keys_in_force(store: Store, press: Press, tmp_home: Path) -> None:
    for command, key in (("import", "ctrl+n"), ("documents", "f6"), ("clear-filter", "ctrl+r")):
        write_setting(f"keys.{command}", key)
    with store.reading() as reader:
        companies = [company.id for company in reader.companies()]
    for company_id in companies:
        list(post_ready(store, FixedClock(), "bruno", company_id))
    wanted = Preferences(told=True)
    app = WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), preferences=wanted)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4")
        assert isinstance(app.screen, PostingQueue)
        assert "look at what is held in f6, or bring in files with ctrl+n." in app.screen.grid.empty_text
        await press(pilot, "slash", "paste:wibble", "enter")
        assert app.screen.grid.empty_text == "Nothing here is like this: ctrl+r shows all."
        await press(pilot, "ctrl+r")
        assert "bring in files with ctrl+n." in app.screen.grid.empty_text


async def test_the_first_screen_of_new_books_names_the_key_in_force(
    tmp_path: Path, press: Press, tmp_home: Path
) -> None:
    write_setting("keys.import", "ctrl+n")
    store = open_store(str(tmp_path / "new.db"), create=True, clock=FixedClock())
    app = WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), preferences=Preferences(told=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "press ctrl+n to bring in the first files." in text(app)
    store.close()


async def test_who_is_new_is_told_of_the_tour_by_its_key_in_force(store: Store, press: Press, tmp_home: Path) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        assert "New here? F2 takes you round" in text(app)
    write_setting("keys.tour", "f8")
    app = WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), preferences=Preferences(told=True))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        assert any("New here? F8 takes you round" in line for line in lines(app))
