"""A list whose cursor stands on one cell of a row: clients by stages of work."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive

from tuiledger.tui.widgets.columns import Row
from tuiledger.tui.widgets.grid import Grid


class Matrix(Grid):
    """A :class:`Grid` with a cell under the cursor, moved by the left and right keys."""

    BINDINGS: ClassVar = [
        Binding("left,h", "aside(-1)", show=False, id="matrix-left"),
        Binding("right,l", "aside(1)", show=False, id="matrix-right"),
    ]

    column = reactive(0, repaint=False, init=False)

    class Aside(Message):
        """The cursor stands on another column."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Matrix.Aside)

    def action_aside(self, step: int) -> None:
        """Go to the next column that is shown, on either side."""
        shown = [slot.place for slot in self._slots]
        place = shown.index(self.column) if self.column in shown else 0
        self.column = shown[max(0, min(place + step, len(shown) - 1))] if shown else 0

    def watch_column(self, old: int, new: int) -> None:
        if old != new:
            self._draw(self.cursor)
            self.post_message(self.Aside(self.current))

    def _cell_style(self, base: Style, tone: str, at_cursor: bool, column: int) -> Style:
        style = super()._cell_style(base, tone, at_cursor, column)
        if at_cursor and column == self.column:
            style += self.get_component_rich_style("grid--cell", partial=True)
        return style
