"""Columns stand where the plan says, whatever characters they hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuiledger.tui.widgets.columns import GAP, Column, fitted, plan

COLUMNS = (
    Column("Date", 10),
    Column("Number", 12, grow=1),
    Column("Party", 16, grow=3),
    Column("Since", 10, least=100),
    Column("Total", 12, right=True),
)


@given(st.integers(60, 250))
def test_columns_fill_the_width_and_never_touch(width: int) -> None:
    slots = plan(COLUMNS, width, 3)
    assert slots[0].offset == 3
    for left, right in pairwise(slots):
        assert right.offset == left.offset + left.width + GAP
    assert slots[-1].offset + slots[-1].width == width


def test_a_column_is_left_out_where_the_list_is_too_narrow_for_it() -> None:
    assert [slot.place for slot in plan(COLUMNS, 80, 3)] == [0, 1, 2, 4]
    assert [slot.place for slot in plan(COLUMNS, 100, 3)] == [0, 1, 2, 3, 4]


def test_columns_that_cannot_grow_fall_off_the_right_edge() -> None:
    assert [slot.place for slot in plan((Column("A", 10), Column("B", 10), Column("C", 10)), 26, 3)] == [0, 1]


@given(st.text(max_size=40), st.integers(1, 30), st.booleans())
def test_any_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    cell = fitted(text, width, right)
    assert cell_len(cell) == width
    assert "\n" not in cell and "\x1b" not in cell


def test_wide_characters_are_cut_by_cells() -> None:
    assert fitted("東京電力株式会社", 7) == "東京電…"
    assert fitted("12,00", 8, right=True) == "   12,00"
