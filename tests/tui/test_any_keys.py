"""Any keys in any order: the workbench stays up, its frame stays whole, and the books stay sound.

A hundred walks of thirty keys with ``TUILEDGER_THOROUGH=1``, fewer without.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.builders import FixedClock
from tests.tui.reading import lines
from tests.tui.studio import open_studio

from tuiledger.ports import EntryFilter, Store
from tuiledger.store import open_store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.pictures import settled
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.screens.home import Home
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.workbench import Workbench

WALKS = 100 if os.environ.get("TUILEDGER_THOROUGH") else 6
KEYS = 30

PLACES = st.sampled_from("1234567890")
LISTS = st.sampled_from(
    [
        *("j", "k", "h", "l", "g", "G", "down", "up", "pagedown", "pageup", "ctrl+d", "ctrl+u", "home", "end"),
        *("slash", "c", "t", "o", "minus", "C", "less_than_sign", "greater_than_sign", "f"),
        *("space", "v", "asterisk", "A", "U", "y", "Y", "E", "i"),
    ]
)
ANSWERS = st.sampled_from(["enter", "escape", "q", "y", "n", "1", "2", "3", "4", "backspace", "tab", "x", "9"])
ACTS = st.sampled_from(["P", "D", "s", "r", "d", "u", "x", "R", "z", "m", "a", "e", "I", "N", "X"])
ASIDES = st.sampled_from(["question_mark", "colon", "w", "n", "L", "comma", "f2", "f5", "f9", "f12", "delete"])
SIZES = st.sampled_from(["size:80x24", "size:200x60", "size:100x30", "size:30x8", "size:60x16"])
WALK = st.lists(st.one_of(PLACES, LISTS, LISTS, ANSWERS, ANSWERS, ACTS, ASIDES, SIZES), min_size=5, max_size=KEYS)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A studio that every walk gets a copy of."""
    folder = tmp_path_factory.mktemp("studio")
    open_studio(folder).close()
    yield folder / "studio.db"


@settings(max_examples=WALKS, deadline=None, suppress_health_check=list(HealthCheck))
@given(keys=WALK)
def test_no_keys_break_the_workbench_or_the_books(books: Path, keys: Sequence[str]) -> None:
    with TemporaryDirectory() as scratch:
        place = shutil.copy(books, Path(scratch) / "studio.db")
        store = open_store(str(place), create=False, clock=FixedClock())
        try:
            asyncio.run(walk(store, keys, Path(scratch)))
            with store.reading() as reader:
                assert list(reader.check(deep=True)) == []
                for company in reader.companies():
                    assert sum(row.balance for row in reader.trial_balance(company.id)) == 0
        finally:
            store.close()


async def walk(store: Store, keys: Sequence[str], scratch: Path) -> None:
    """Press ``keys`` one after the other and look at the whole screen after each."""
    wanted = Preferences(language="it", export_folder=scratch, state_folder=scratch)
    app = WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), preferences=wanted)
    confirmed = False
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(app, pilot)
        for key in keys:
            before = _entries(store)
            if key.startswith("size:"):
                width, height = map(int, key.removeprefix("size:").split("x"))
                await pilot.resize_terminal(width, height)
            else:
                await pilot.press(key)
                confirmed = confirmed or key == "y"
            await settled(app, pilot)
            if not app.is_running:
                break
            _look(app, key)
            assert confirmed or _entries(store) == before, "nothing is posted without the key that confirms"
    assert app.return_code in (0, None)


def _look(app: WorkbenchApp, key: str) -> None:
    width, height = app.size
    shown = lines(app)
    assert len(shown) == height and {cell_len(line) for line in shown} == {width}, key
    assert isinstance(app.screen_stack[0], Home)
    screen = app.screen
    if isinstance(screen, Listing):
        grid = screen.grid
        assert 0 <= grid.cursor <= max((grid.total or 1) - 1, 0)
        assert not screen.found or grid.total == screen.found.total
        assert len(grid.shown_columns) >= 1


def _entries(store: Store) -> int:
    with store.reading() as reader:
        return reader.count_entries(EntryFilter())
