"""What a reading would change is shown before anything is written, and read in from there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clouds import Practice, practice
from tests.tui.cloud_studio import practice_app
from tests.tui.conftest import Press
from tests.tui.reading import text

from tuiledger.ports import DocumentFilter
from tuiledger.services.link import register_and_link, undecided
from tuiledger.tui.screens.document import DocumentView
from tuiledger.tui.screens.foreseen import WouldChange
from tuiledger.tui.screens.home import Home

SIZE = (120, 30)


@pytest.fixture
def firm(tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A studio whose only linked client keeps its documents in a cloud."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with practice(tmp_path, companies=2, documents=60) as made:
        asyncio.run(made.connect())
        with made.store.reading() as reader:
            company = undecided(reader, made.connections[0].id)[0]
        register_and_link(made.store, made.clock, "anna", "Fatture in Cloud", company.id, "ALFA")
        yield made


def documents(firm: Practice) -> int:
    with firm.store.reading() as reader:
        return reader.count_documents(DocumentFilter())


async def test_what_would_change_is_listed_without_writing_and_read_in_with_the_same_key(
    firm: Practice, press: Press
) -> None:
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "S", "4")
        assert isinstance(app.screen, WouldChange)
        assert "◐ new" in text(app) and "Nothing was written yet: S reads it in." in text(app)
        listed = app.screen.grid.total
        assert documents(firm) == 0
        with firm.store.reading() as reader:
            assert all(pull.is_trial for pull in reader.pulls())
        await press(pilot, "S")
        assert isinstance(app.screen, Home)
        assert documents(firm) == listed
        assert f"{listed} new" in text(app)


async def test_a_document_that_changed_since_it_was_read_says_in_what_and_opens(firm: Practice, press: Press) -> None:
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "S", "1")
        with firm.store.reading() as reader:
            linked = reader.links()[0].remote_id
        company = next(one for one in firm.cloud.world.reachable(firm.clock.today()) if str(one.id) == linked)
        row = next(iter(company.shelf("issued").rows.values()))
        firm.cloud.clock.advance(2)
        firm.cloud.edit({"action": "change", "company": company.id, "id": row.data["id"], "set": {"number": 4711}})
        before = documents(firm)
        await press(pilot, "S", "4")
        assert isinstance(app.screen, WouldChange) and app.screen.grid.total == 1
        assert "◐ changed" in text(app) and "Number:" in text(app) and "4711" in text(app)
        assert documents(firm) == before
        await press(pilot, "enter")
        assert isinstance(app.screen, DocumentView)


async def test_where_nothing_would_change_that_is_said(firm: Practice, press: Press) -> None:
    app = practice_app(firm)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "S", "1", "S", "3")
        assert isinstance(app.screen, WouldChange)
        assert "A reading would change nothing" in text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WouldChange)


async def test_what_cannot_be_read_is_listed_with_its_reason(firm: Practice, press: Press) -> None:
    app = practice_app(firm)
    firm.cloud.faults.arm({"fault": "licence_expired"})
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "S", "3")
        assert isinstance(app.screen, WouldChange)
        assert "cannot be read" in text(app) and "ALFA" in text(app)
