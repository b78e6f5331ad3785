"""A question with answers keeps them in sight, whatever there is to say about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.config.locations import config_folder
from tuiledger.config.writing import write_setting
from tuiledger.domain.documents import Hold
from tuiledger.ports import Store
from tuiledger.tui.answers import common_answers, reasons
from tuiledger.tui.dialogs.choose import Choose
from tuiledger.tui.widgets.grid import Grid

LONG = "una ragione che non finisce mai perché qualcuno l’ha scritta così " * 6


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 60)])
@pytest.mark.parametrize("about", ["", "breve", LONG, "\n".join([LONG] * 40)])
@pytest.mark.parametrize("question", ["Che cosa?", LONG])
async def test_answers_and_keys_stay_in_sight(
    store: Store, press: Press, size: tuple[int, int], about: str, question: str
) -> None:
    app = workbench_app(store)
    answers = [(str(number), f"risposta {number}") for number in range(4)]
    async with app.run_test(size=size) as pilot:
        await press(pilot)
        app.push_screen(Choose(question, answers, about=about))
        await press(pilot)
        seen = text(app)
        assert [number for number in range(4) if f"risposta {number}" in seen] == [0, 1, 2, 3]
        assert "enter or figure: choose" in seen
        assert sum("scritta" in line or "ragione" in line for line in lines(app)) <= 6


async def test_more_answers_than_lines_are_scrolled_to(store: Store, press: Press) -> None:
    app = workbench_app(store)
    answers = [(str(number), f"risposta {number}") for number in range(40)]
    async with app.run_test(size=(60, 16)) as pilot:
        await press(pilot)
        app.push_screen(Choose("Che cosa?", answers, about=LONG))
        await press(pilot, "G")
        assert "risposta 39" in text(app) and "enter or figure: choose" in text(app)


async def test_the_room_is_shared_anew_when_the_window_changes(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(200, 60)) as pilot:
        await press(pilot)
        app.push_screen(Choose(LONG, [("a", "prima"), ("b", "seconda")], about=LONG))
        await press(pilot)
        await pilot.resize_terminal(60, 16)
        await press(pilot)
        assert "prima" in text(app) and "seconda" in text(app) and "enter or figure: choose" in text(app)


async def test_a_choice_begins_on_the_answer_in_force_and_enter_changes_nothing(
    store: Store, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    write_setting("theme", "light")
    written = {file: file.read_text() for file in config_folder().iterdir()}
    app = workbench_app(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "comma", "slash", "paste:setting=theme", "enter", "enter")
        assert isinstance(app.screen, Choose)
        grid = app.screen.query_one(Grid)
        assert grid.current and grid.current.cells[1].text == "light"
        await press(pilot, "enter")
        assert next(iter(app.notices)).text == "Nothing changes."
    assert {file: file.read_text() for file in config_folder().iterdir()} == written


def test_reasons_are_grouped_by_kind_and_capped() -> None:
    differ = [Hold("totals-differ", "They differ by {}", (f"{number}.00",)) for number in range(125)]
    others = [Hold(f"code-{number}", f"Reason {number}") for number in range(5)]
    assert reasons([*others, *differ], 3) == ["125 × They differ by …", "1 × Reason 0", "… and 4 more"]
    assert reasons(differ[:1], 3) == ["They differ by 0.00"]
    assert reasons(others[:3], 3) == ["1 × Reason 0", "1 × Reason 1", "1 × Reason 2"]


def test_only_answers_that_every_document_takes_are_offered() -> None:
    summary = Hold("a", "A", (), ("accept-summary", "file-it"))
    pair = Hold("b", "B", (), ("same", "different"))
    sign = Hold("c", "C", (), ("as-credit", "as-written"))
    assert common_answers([summary, summary]) == ["accept-summary", "file-it"]
    assert common_answers([pair]) == ["same", "different"]
    assert common_answers([pair, sign, summary]) == ["file-it"]
    assert common_answers([summary, Hold("d", "D")]) == ["file-it"]
