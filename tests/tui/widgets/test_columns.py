"""Columns stand where the plan says, whatever characters they hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuiledger.tui.widgets.columns import GAP, Arrangement, Column, fitted, headed, plan

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


def test_what_is_spared_first_is_left_out_until_the_others_fit_whole() -> None:
    columns = (
        Column("Number", 10, spare=2),
        Column("Name", 20, grow=1),
        Column("Debit", 14, right=True, spare=1),
        Column("Balance", 14, right=True),
    )
    assert [slot.place for slot in plan(columns, 70, 3, 1)] == [0, 1, 2, 3]
    assert [slot.place for slot in plan(columns, 58, 3, 1)] == [1, 2, 3]
    assert [slot.place for slot in plan(columns, 40, 3, 1)] == [1, 3]
    assert [slot.place for slot in plan(columns, 20, 3, 1)] == [3]


columns_of_any_kind = st.builds(
    Column,
    st.just(""),
    st.integers(1, 40),
    grow=st.integers(0, 5),
    right=st.booleans(),
    least=st.integers(0, 120),
    spare=st.integers(0, 3),
)


@given(st.lists(columns_of_any_kind, min_size=1, max_size=9), st.integers(44, 250))
def test_no_column_is_drawn_in_part_and_no_figure_is_narrowed(columns: list[Column], width: int) -> None:
    slots = plan(columns, width, 3, 1)
    assert slots and slots[-1].offset + slots[-1].width <= width - 1
    for slot in slots:
        assert slot.width >= columns[slot.place].narrowest


def test_a_figure_without_room_loses_its_beginning_and_says_so() -> None:
    assert fitted("113.919,69", 8, right=True) == "….919,69"
    assert fitted("-1.234.567,89", 1, right=True) == "…"
    assert headed("Importo totale", 8, right=True) == "Importo…"
    assert headed("IVA", 8, right=True) == "     IVA"


def test_a_column_is_moved_past_those_that_are_not_drawn() -> None:
    columns = [Column(name, 10, name=name) for name in ("date", "client", "type", "number")]
    drawn = [0, 2, 3]
    moved = Arrangement().moved(columns, 0, 1, drawn)
    assert moved.order == ("client", "type", "date", "number")
    assert moved.moved(columns, 0, -1, [2, 0, 3]).places(columns)[:2] == [1, 0]
    assert Arrangement().moved(columns, 0, -1, drawn) == Arrangement()
    hidden = Arrangement(frozenset({"type"})).moved(columns, 0, 1, [0, 1, 3])
    assert hidden.places(columns) == [1, 0, 3]


@given(st.text(max_size=40), st.integers(1, 30), st.booleans())
def test_any_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    cell = fitted(text, width, right)
    assert cell_len(cell) == width
    assert "\n" not in cell and "\x1b" not in cell


def test_wide_characters_are_cut_by_cells() -> None:
    assert fitted("東京電力株式会社", 7) == "東京電…"
    assert fitted("12,00", 8, right=True) == "   12,00"
