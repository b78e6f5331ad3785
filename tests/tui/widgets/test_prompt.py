"""A line to type in says what it does not take."""

from __future__ import annotations

from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import workbench_app
from textual.widgets import Input

from tuiledger.ports import Store
from tuiledger.tui.screens.documents import Documents


async def test_a_paste_that_is_too_long_is_refused_with_a_word(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "slash", "paste:Cliente", "paste:" + "x" * 20_000)
        assert "No more than 500 characters: nothing of it was taken" in text(app)
        assert app.screen.query_one(Input).value == "Cliente"
        await press(pilot, *" 30", "enter")
        assert isinstance(app.screen, Documents) and app.screen.asked.text == "Cliente 30"
        assert "No more than" not in text(app)
