"""The column plan of a list: widths are counted in terminal cells, and what does not fit is left out by plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from tuiledger.text.clean import clean, clean_line

#: Cells between two columns.
GAP: Final = 2


class Column(NamedTuple):
    """One column: its title and its width in cells.

    Args of a row of the plan: ``grow`` shares what is left over; ``least`` is the width of the list from which the
    column is shown at all; ``right`` aligns figures.
    """

    title: str
    width: int
    grow: int = 0
    right: bool = False
    least: int = 0


class Cell(NamedTuple):
    """What stands in one place of a row; ``tone`` is ok, part, warn, error, dim, strong or nothing."""

    text: str
    tone: str = ""


class Row(NamedTuple):
    """One row; ``key`` is the id of what it stands for."""

    key: int
    cells: tuple[Cell, ...]


class Slot(NamedTuple):
    """Where a column came to stand: its place among the columns, its offset and width in cells."""

    place: int
    offset: int
    width: int
    right: bool


def plan(columns: Sequence[Column], width: int, gutter: int, margin: int = 0) -> tuple[Slot, ...]:
    """The columns that fit a list of ``width`` cells, between a gutter on the left and a margin on the right."""
    shown = [(index, column) for index, column in enumerate(columns) if width >= column.least]
    room = width - gutter - margin - GAP * (len(shown) - 1) - sum(column.width for _, column in shown)
    while room < 0 and len(shown) > 1 and not any(column.grow for _, column in shown):
        room += shown.pop()[1].width + GAP
    shares = sum(column.grow for _, column in shown)
    slots: list[Slot] = []
    offset, given = gutter, 0
    for index, column in shown:
        share = room * (given + column.grow) // shares - room * given // shares if shares else 0
        given += column.grow
        wide = max(column.width + share, 1)
        slots.append(Slot(index, offset, wide, column.right))
        offset += wide + GAP
    return tuple(slots)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` broken at spaces into pieces of at most ``width`` cells; words that are longer are broken anywhere."""
    pieces: list[str] = []
    for paragraph in clean(text).split("\n"):
        line = ""
        for word in paragraph.replace("\t", " ").split(" "):
            for part in _parts(word, width):
                joined = f"{line} {part}" if line else part
                if line and cell_len(joined) > width:
                    pieces.append(line)
                    line = part
                else:
                    line = joined
        pieces.append(line)
    return pieces


def _parts(word: str, width: int) -> Iterator[str]:
    while cell_len(word) > width:
        cut = width
        while cut > 1 and cell_len(word[:cut]) > width:
            cut -= 1
        yield word[:cut]
        word = word[cut:]
    yield word


def fitted(text: str, width: int, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells, cleaned to one line; what is too long ends in an ellipsis."""
    text = clean_line(text)
    length = cell_len(text)
    if length > width:
        return set_cell_size(set_cell_size(text, width - 1) + "…", width) if width > 1 else set_cell_size("…", width)
    space = " " * (width - length)
    return space + text if right else text + space
