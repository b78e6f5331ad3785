"""The help page: the guide with its day, the keys in force, and what every list can do."""

from __future__ import annotations

import pytest
from tests.tui.conftest import Press
from tests.tui.reading import text
from tests.tui.studio import workbench_app

from tuiledger.config.keymap import resolve
from tuiledger.ports import Store
from tuiledger.text.translation import set_language
from tuiledger.tui.commands.offers import declarations
from tuiledger.tui.screens.help import guide, guide_day, guide_lines
from tuiledger.tui.widgets.sheet import Line

LARGE = (120, 120)


def plain(line: Line) -> str:
    return "".join(cell.text for cell in line)


def strong(lines: list[Line]) -> list[str]:
    return [cell.text for line in lines for cell in line if cell.tone == "strong"]


def test_keys_of_a_guide_stand_out_and_backticks_do_not_show() -> None:
    lines = guide_lines("Press `P`, then `y`.\n\n- `Space` marks.", 60)
    assert [plain(line) for line in lines] == ["Press P, then y.", "", "  - Space marks."]
    assert strong(lines) == ["P", "y", "Space"]


@pytest.mark.parametrize("width", range(10, 40))
def test_a_guide_broken_to_any_width_keeps_its_words_and_its_keys(width: int) -> None:
    lines = guide_lines("The key `ctrl+x` and then `Enter` set it back to what it was made with: `x`.", width)
    whole = " ".join(map(str.strip, map(plain, lines)))
    assert whole == "The key ctrl+x and then Enter set it back to what it was made with: x."
    assert strong(lines) == ["ctrl+x", "Enter", "x"]


def test_a_key_is_called_as_the_person_calls_it_and_the_case_of_a_letter_counts() -> None:
    lines = guide_lines("`r` answers, `R` reverses, `Enter` opens.", 80, {"r": "b", "enter": "f7"})
    assert plain(lines[0]) == "b answers, R reverses, f7 opens."


def test_the_day_is_no_part_of_the_text() -> None:
    set_language("en")
    assert guide("posting").startswith("# Posting")
    assert guide_day("posting") is not None
    assert (guide("nothing"), guide_day("nothing")) == ("", None)


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [("en", "Guide of ", "{:%Y-%m-%d}"), ("it", "Guida del ", "{:%d/%m/%Y}"), ("fr", "Guide du ", "{:%d/%m/%Y}")],
)
async def test_the_day_of_the_guide_is_said_in_the_way_of_the_language(
    store: Store, press: Press, language: str, said: str, day: str
) -> None:
    app = workbench_app(store, language=language)
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "5", "question_mark")
        shown, of = text(app), guide_day("entries")
    assert of is not None and said + day.format(of) in shown


async def test_help_on_a_list_says_what_every_list_can_do(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "2", "question_mark")
        shown = text(app)
        assert "Every list" in shown and "Jump to" in shown and "Mark range" in shown
        await press(pilot, "q", "5", "question_mark")
        assert "Jump to" in text(app) and "Mark range" not in text(app), "entries cannot be marked"
        await press(pilot, "q", "2", "enter", "question_mark")
        assert "Every list" not in text(app), "a document is no list"


async def test_help_names_the_keys_a_person_has_chosen(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot)
        app.keymap = resolve(declarations(), {"post": "b", "dry-run": ""})
        await press(pilot, "4", "question_mark")
        shown = text(app)
    assert "b shows the same, and y then writes it" in shown
    assert ": dry run shows the sum of it" in shown
