"""A list of any length asks for what is in sight and draws what has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.pages import PAGE
from tuiledger.tui.widgets.selection import Selection

TOTAL = 100_000


def rows(offset: int, limit: int) -> list[Row]:
    return [Row(n + 1, (Cell(f"row {n}"), Cell("x" * 200))) for n in range(offset, min(offset + limit, TOTAL))]


class ListApp(App[None]):
    """One list, whose pages are counted."""

    def __init__(self, total: int = TOTAL, *, answers: bool = True) -> None:
        super().__init__()
        self.length, self.answers = total, answers
        self.asked: list[int] = []
        self.moved: list[int] = []
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield Grid((Column("Name", 12), Column("Text", 10, grow=1)))

    def on_mount(self) -> None:
        self.query_one(Grid).show(self.length, rows(0, min(PAGE, self.length)))

    def on_grid_wanted(self, wanted: Grid.Wanted) -> None:
        self.asked.append(wanted.offset)
        if self.answers:
            wanted.grid.supply(wanted.ticket, wanted.offset, rows(wanted.offset, wanted.limit))

    def on_grid_moved(self, moved: Grid.Moved) -> None:
        self.moved.append(moved.row.key if moved.row else 0)

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.chosen.append(chosen.row.key)


def seen(app: ListApp) -> list[str]:
    grid = app.query_one(Grid)
    return [grid.render_line(y).text for y in range(grid.size.height)]


async def test_the_end_of_a_long_list_is_one_page_away() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert app.query_one(Grid).cursor == TOTAL - 1
        assert app.asked == [TOTAL - PAGE]
        assert f"row {TOTAL - 1} " in seen(app)[-1]
        await pilot.press("g")
        assert "row 0 " in seen(app)[1]
        assert app.asked == [TOTAL - PAGE]


async def test_walking_asks_for_each_page_once() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["pagedown"] * 20)
        await pilot.pause()
        assert app.asked == sorted(set(app.asked))
        assert len(app.asked) <= 20 * 22 // PAGE + 1
        await pilot.press(*["pageup"] * 20)
        assert app.query_one(Grid).cursor == 0


async def test_what_is_kept_of_a_long_list_is_bounded() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        for line in range(0, TOTAL, TOTAL // 40):
            grid.cursor = line
            await pilot.pause()
        assert len(list(grid.pages)) <= 12 * PAGE
        assert len(grid._strips) <= 600


async def test_a_step_within_the_page_draws_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        drawn: list[tuple[Region, ...]] = []
        real: Callable[..., Grid] = grid.refresh

        def refresh(*regions: Region, **options: bool) -> Grid:
            drawn.append(regions)
            return real(*regions, **options)

        monkeypatch.setattr(grid, "refresh", refresh)
        await pilot.press("down")
        assert [region.height for regions in drawn for region in regions] == [1, 1]
        assert all(drawn), "a refresh without a region draws everything"


async def test_rows_under_way_are_placeholders_and_come_later() -> None:
    app = ListApp(answers=False)
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        await pilot.press("G")
        await pilot.pause()
        assert grid.current is None
        assert "row" not in "".join(seen(app)[1:])
        app.chosen.clear()
        await pilot.press("enter")
        assert app.chosen == []
        grid.supply(grid._ticket, TOTAL - PAGE, rows(TOTAL - PAGE, PAGE))
        await pilot.pause()
        assert app.moved[-1] == TOTAL
        await pilot.press("enter")
        await pilot.pause()
        assert app.chosen == [TOTAL]


async def test_rows_of_a_list_no_longer_shown_are_dropped() -> None:
    app = ListApp(answers=False)
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        old = grid._ticket
        grid.show(3, rows(0, 3))
        grid.supply(old, 0, rows(500, PAGE))
        await pilot.pause()
        assert grid.current == rows(0, 1)[0]


async def test_marks_are_ids_and_stay_when_the_list_is_read_again() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        for _step in range(2):
            assert grid.current
            grid.selection = Selection(grid.marks ^ {grid.current.key})
            grid.cursor += 1
        await pilot.pause()
        assert grid.marks == {1, 2}
        assert grid.cursor == 2
        grid.show(TOTAL, rows(0, PAGE))
        assert grid.marks == {1, 2}
        assert grid.cursor == 2


@pytest.mark.parametrize("total", [0, 1, 5])
async def test_short_and_empty_lists_keep_the_cursor_inside(total: int) -> None:
    app = ListApp(total)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G", "down", "pagedown", "up", "j", "k", "end")
        assert app.query_one(Grid).cursor == max(total - 1, 0)


async def test_a_list_that_became_shorter_takes_the_cursor_along() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        grid = app.query_one(Grid)
        await pilot.press("G")
        grid.show(10, rows(0, 10))
        await pilot.pause()
        assert grid.cursor == 9
        assert "row 9 " in "".join(seen(app))


async def test_every_line_is_as_wide_as_the_list() -> None:
    app = ListApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down")
        grid = app.query_one(Grid)
        strips: Sequence[int] = [grid.render_line(y).cell_length for y in range(grid.size.height)]
        assert set(strips) == {100}
