"""Nothing in a document can steer the terminal, hide, be taken for markup, or run a command."""

from __future__ import annotations

import unicodedata

import pytest
from tests.tui.conftest import Press
from tests.tui.studio import workbench_app
from textual.strip import Strip

from tuiledger.ports import Store
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.pictures import WALK


def strips(app: WorkbenchApp) -> list[Strip]:
    return app.screen._compositor.render_strips()


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_every_screen_draws_hostile_texts_as_plain_text(
    hostile_store: Store, press: Press, size: tuple[int, int]
) -> None:
    app = workbench_app(hostile_store)
    shown = ""
    async with app.run_test(size=size, notifications=True) as pilot:
        for name, keys in WALK:
            await press(pilot, *keys)
            assert app.is_running, name
            for strip in strips(app):
                shown += strip.text
                bad = {char for char in strip.text if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")}
                assert not bad, (name, bad)
                # Clicks on what came from outside run nothing.
                actions = {meta for segment in strip for meta in (segment.style.meta if segment.style else {})}
                assert not any(key.startswith("@") for key in actions), name
    assert "[/red]" in shown and "[@click=app.quit]" in shown
    assert app.return_code in (0, None)


async def test_an_error_that_reads_like_markup_is_shown_as_it_is(hostile_store: Store, press: Press) -> None:
    app = workbench_app(hostile_store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot)
        app.say("[/red] [type=x, v={'a[0]'}] \x1b[2J")
        await press(pilot)
        assert "[/red] [type=x, v={'a[0]'}]" in "".join(strip.text for strip in strips(app))
