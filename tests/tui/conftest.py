"""Books to look at, in a real SQLite file, and a way to wait for what was asked of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import textual.app
import textual.pilot
from tests.tui.studio import open_hostile_studio, open_studio
from textual import events
from textual.pilot import Pilot

from tuiledger.ports import Store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.pictures import settled


@pytest.fixture(autouse=True)
def _no_idle_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are sent without watching the processor, which takes a tenth of a second for each and tells little.

    What was asked is waited for by :func:`tuiledger.tui.pictures.settled`.
    """

    async def breath(_min_sleep: float = 0, _max_sleep: float = 0) -> None:
        await asyncio.sleep(0.005)

    monkeypatch.setattr(textual.app, "wait_for_idle", breath)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", breath)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A studio with work at every stage."""
    opened = open_studio(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def hostile_store(tmp_path: Path) -> Iterator[Store]:
    """A studio in which every text from outside is hostile."""
    opened = open_hostile_studio(tmp_path)
    yield opened
    opened.close()


Press = Callable[..., Awaitable[None]]


@pytest.fixture
def press() -> Press:
    """Press keys one after another, each after everything the one before asked has been answered.

    ``paste:…`` pastes a text instead.
    """

    async def press_keys(pilot: Pilot[None], *keys: str) -> None:
        app = pilot.app
        assert isinstance(app, WorkbenchApp)
        await settled(app, pilot)
        for key in keys:
            if key.startswith("paste:"):
                app.screen.post_message(events.Paste(key.removeprefix("paste:")))
            else:
                await pilot.press(key)
            await settled(app, pilot)

    return press_keys
