"""Every screen, in the smallest and a large terminal, in every language: whole, aligned, and with its keys in sight."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import workbench_app

from tuiledger.ports import Store
from tuiledger.tui.commands.general import PLACES as PLACE_COMMANDS
from tuiledger.tui.pictures import WALK
from tuiledger.tui.places import PLACES
from tuiledger.tui.screens.home import Home
from tuiledger.tui.themes import THEMES

SIZES = ((80, 24), (200, 60))


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_is_whole(store: Store, press: Press, size: tuple[int, int], language: str) -> None:
    app = workbench_app(store, language=language)
    seen = {}
    async with app.run_test(size=size) as pilot:
        for name, keys in WALK:
            await press(pilot, *keys)
            seen[name] = lines(app)
    for name, shown in seen.items():
        assert {cell_len(line) for line in shown} == {size[0]}, name
        assert len(shown) == size[1], name
    assert "tuiledger" in seen["home"][0]
    assert len({tuple(shown) for shown in seen.values()}) == len(WALK), "every step of the walk shows something else"


async def test_the_key_line_holds_at_most_eight_keys_and_always_help(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        for place in PLACES:
            await press(pilot, next(command.key for command in PLACE_COMMANDS if command.place == place))
            keys = lines(app)[-1].strip().split("  ")
            assert len(keys) <= 8
            assert {"? help", ": commands"} <= set(keys)


async def test_a_window_that_is_too_small_says_so_and_recovers(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        await pilot.resize_terminal(50, 12)
        await press(pilot)
        assert "too small" in text(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot)
        assert "too small" not in text(app) and "Officine Rossi" in text(app)


async def test_columns_that_do_not_fit_come_back_in_a_wider_window(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "Last import" not in text(app)
        await pilot.resize_terminal(120, 30)
        await press(pilot)
        assert "Last import" in text(app)


async def test_help_names_every_key_of_the_screen_and_explains_it(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(100, 100)) as pilot:
        await press(pilot, "4", "question_mark")
        shown = text(app)
        assert "Posting" in shown and "what you see is what is written" in shown
        assert "Dry run" in shown and "Trial balance" in shown


async def test_a_command_that_cannot_be_done_stays_in_sight_with_the_reason(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "colon", "paste:stop")
        assert "not now: no job is under way" in text(app)
        await press(pilot, "enter")
        assert "Stop job: no job is under way" in text(app)


async def test_a_command_is_found_by_its_name_and_run(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", "paste:trial", "enter")
        assert "Trial balance" in lines(app)[0]


async def test_there_is_a_way_back_without_the_escape_key(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "enter", "backspace", "q")
        assert isinstance(app.screen, Home)
        await press(pilot, "q")
    assert app.return_code == 0


async def test_keys_pressed_before_the_books_are_open_do_no_harm(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "2", "r", "s", "enter", "4", "P", "D", "1")
        await press(pilot)
        assert "Officine Rossi" in text(app)


async def test_a_wide_window_shows_the_document_beside_the_list(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, "2")
        assert "Where it came from" in text(app)
        await pilot.resize_terminal(120, 40)
        await press(pilot)
        assert "Where it came from" not in text(app)


async def test_control_and_c_leaves_from_anywhere_and_control_and_q_does_nothing(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "P", "ctrl+q")
        assert app.is_running and "Post 33 documents" in text(app)
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_code == 0


async def test_letters_typed_into_a_question_are_no_commands(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "slash", "Q", "q", "1", "P")
        assert app.is_running and "Qq1P" in text(app)


async def test_every_theme_can_be_put_on_in_every_place(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        for place in "1234567890":
            await press(pilot, place)
            for theme in [*THEMES[1:], THEMES[0]]:
                await press(pilot, "f9")
                assert app.theme == theme.name and "tuiledger" in lines(app)[0]
