"""Pages are measured in cells and never wider than the room there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tuiledger.tui.sheets.layout import field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column, wrapped
from tuiledger.tui.widgets.sheet import Line

TEXTS = st.text(max_size=120)
WIDTHS = st.integers(40, 116)


def width_of(line: Line) -> int:
    return sum(cell_len(cell.text) for cell in line)


@given(TEXTS, WIDTHS)
def test_running_text_keeps_to_the_width_and_loses_no_word(text: str, width: int) -> None:
    assert all(width_of(line) <= width for line in paragraph(text, width))
    if text.isascii() and text.isprintable():
        assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@given(TEXTS, TEXTS, WIDTHS)
def test_fields_headings_and_tables_keep_to_the_width(label: str, value: str, width: int) -> None:
    lines = [
        heading(label, width),
        *field(label, value, width),
        *table((Column("A", 6), Column("B", 8, grow=1), Column("C", 10, right=True)),
               [(Cell(label), Cell(value), Cell(value))], width),
    ]  # fmt: skip
    assert all(width_of(line) <= width for line in lines)


def test_a_field_without_a_value_is_left_out() -> None:
    assert field("Cause", "", 80) == []
