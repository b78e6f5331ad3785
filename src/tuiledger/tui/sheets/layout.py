"""The parts that pages are made of: headings, fields, paragraphs and tables, measured in cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len

from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.widgets.columns import Cell, Column, fitted, headed, plan, wrapped
from tuiledger.tui.widgets.sheet import Line

BLANK: Line = ()
#: Cells of a label before its value.
LABEL = 20
#: Cells of a page from which columns need not be narrow.
_ROOMY = 60


def heading(text: str, width: int) -> Line:
    """A title with a rule to the right edge."""
    title = fitted(text, min(cell_len(text), width - 2))
    return (Cell(title, "title"), Cell(" " + glyphs().rule * max(width - cell_len(title) - 1, 0), "dim"))


def paragraph(text: str, width: int, tone: str = "", indent: int = 0) -> list[Line]:
    """Running text, broken to the width."""
    space = Cell(" " * indent)
    return [(space, Cell(piece, tone)) for piece in wrapped(text, max(width - indent, 10))]


def field(label: str, value: str, width: int, tone: str = "") -> list[Line]:
    """A label and its value; a long value goes on under itself. Nothing for an empty value."""
    if not value:
        return []
    label_cell = Cell(fitted(label, LABEL - 2) + "  ", "dim")
    pieces = wrapped(value, max(width - LABEL, 10))
    lines: list[Line] = [(label_cell, Cell(pieces[0], tone))]
    lines.extend((Cell(" " * LABEL), Cell(piece, tone)) for piece in pieces[1:])
    return lines


def amount_cells(width: int) -> int:
    """Cells of a column of amounts on a page of ``width``: where there is room, a hundred millions have it."""
    return 14 if width >= _ROOMY else 13


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], width: int, *, titles: bool = True) -> list[Line]:
    """Rows under their titles, in the columns that fit."""
    slots = plan(columns, width, 0)
    lines: list[Line] = []

    def line(cells: Sequence[Cell], fit: Callable[[str, int, bool], str] = fitted) -> Line:
        placed: list[Cell] = []
        at = 0
        for slot in slots:
            cell = cells[slot.place]
            placed.append(Cell(" " * (slot.offset - at)))
            placed.append(Cell(fit(cell.text, slot.width, slot.right), cell.tone))
            at = slot.offset + slot.width
        return tuple(placed)

    if titles:
        lines.append(line([Cell(column.title, "dim") for column in columns], headed))
    lines.extend(line(row) for row in rows)
    return lines
