"""The act log tells everything that was done, by whom, in order."""

from __future__ import annotations

from tests.builders import FixedClock
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import workbench_app

from tuiledger.ports import Store
from tuiledger.services.post import post_ready


async def test_what_was_done_in_the_workbench_stands_in_the_log(store: Store, press: Press) -> None:
    assert list(post_ready(store, FixedClock(), "berta", 2))
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "3", "d", "paste:altra fornitura", "enter", "4", "space", "P", "y", "5", "enter")
        await press(pilot, "R", "paste:errore", "enter", "enter", "y", "L")
        shown = text(app)
        for words in ("anna", "berta", "said: two documents", "altra fornitura", "posted", "reversed", "brought in"):
            assert words in shown, words
        await press(pilot, "slash", "paste:berta", "enter")
        assert "1 of 1" in text(app), "only what berta did"
    with store.reading() as reader:
        verbs = [act.verb for act in reader.acts(0, 100)]
        assert sorted(verbs) == ["import", "pair-different", "post", "post", "reverse"]
        assert reader.count_acts() == len(verbs)
