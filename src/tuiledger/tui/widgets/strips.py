"""How the lines of a list are drawn: titles, rows with their marks and cells, and what stands below the last one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.widgets.columns import Column, Row, Slot, fitted, headed, wrapped

#: Cells before the first column: the sign of the cursor, the mark, a space.
GUTTER: Final = 3


class Brush(NamedTuple):
    """What drawing needs of the list: its columns as they stand, its width, and its styles by name."""

    columns: Sequence[Column]
    slots: Sequence[Slot]
    width: int
    #: The style of a component, without the background below it.
    style: Callable[[str], Style]
    base: Style
    here: Column | None


def titles(brush: Brush, ordered: tuple[str, bool]) -> Strip:
    """The line of titles; an arrow stands by the column in order, and the one under the cursor is underlined."""
    style = brush.base + brush.style("grid--header")
    name, down = ordered
    segments, at = [], 0
    for slot in brush.slots:
        column = brush.columns[slot.place]
        title = column.title
        if name and column.name == name:
            title = f"{title} {glyphs().down if down else glyphs().up}"
        own = style + brush.style("grid--column") if column is brush.here else style
        segments.append(Segment(" " * (slot.offset - at), style))
        segments += _parted(headed(title, slot.width, slot.right), style, own)
        at = slot.offset + slot.width
    return Strip(Segment.simplify(segments), at).adjust_cell_length(brush.width, style)


def _parted(text: str, around: Style, own: Style) -> list[Segment]:
    """``text`` in its ``own`` style, and the room about it in that of what is ``around``."""
    bare = text.strip()
    lead = text.index(bare) if bare else 0
    return [Segment(text[:lead], around), Segment(bare, own), Segment(text[lead + len(bare) :], around)]


def line(brush: Brush, row: Row, *, marked: bool, at_cursor: bool, focused: bool) -> Strip:
    """One row: the sign of the cursor, the mark, and the cells in their tones."""
    base = brush.base
    if at_cursor:
        base += brush.style("grid--cursor" if focused else "grid--cursor-idle")
    signs = glyphs()
    segments = [
        Segment(signs.cursor if at_cursor and focused else " ", base),
        Segment(signs.mark, base + brush.style("grid--mark")) if marked else Segment(" ", base),
    ]
    at = 2
    for slot in brush.slots:
        cell = row.cells[slot.place]
        style = base + brush.style(f"tone--{cell.tone}") if cell.tone else base
        segments.append(Segment(" " * (slot.offset - at), base))
        text = fitted(cell.text, slot.width, slot.right)
        if at_cursor and brush.columns[slot.place] is brush.here:
            segments += _parted(text, style, style + brush.style("grid--cell"))
        else:
            segments.append(Segment(text, style))
        at = slot.offset + slot.width
    return Strip(Segment.simplify(segments), at).adjust_cell_length(brush.width, base)


def waiting(brush: Brush) -> Strip:
    """A row that has not come yet."""
    text = fitted(" " * GUTTER + glyphs().none, brush.width)
    return Strip([Segment(text, brush.base + brush.style("tone--dim"))], brush.width)


def beyond(brush: Brush, said: str, place: int) -> Strip:
    """Line ``place`` below the titles of a list without rows: what it says of that, or nothing."""
    lines = wrapped(said, max(brush.width - 2 * GUTTER, 1)) if said else []
    text = lines[place - 1] if 0 < place <= len(lines) else ""
    style = brush.base + brush.style("tone--dim")
    return Strip([Segment(fitted(" " * GUTTER + text, brush.width), style)], brush.width)
