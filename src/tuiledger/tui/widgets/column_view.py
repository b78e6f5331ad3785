"""What stands across a list: its columns as they fit, the order they say, and the styles they are drawn with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache, partial
from typing import ClassVar, Final

from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuiledger.tui.widgets.columns import Arrangement, Column, Row, Slot, plan
from tuiledger.tui.widgets.strips import GUTTER, Brush, line

#: Lines of titles.
HEADER: Final = 1
_MARGIN: Final = 1
#: Drawn lines kept.
_STRIPS: Final = 600


class ColumnView(ScrollView):
    """Columns that can be arranged, with their titles; whoever draws rows gets the brush and keeps drawn lines here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--column", "grid--cursor", "grid--cursor-idle", "grid--cell", "grid--mark",
        "tone--ok", "tone--part", "tone--warn", "tone--error", "tone--dim", "tone--strong",
    }  # fmt: skip

    #: The column of the cell under the cursor, by its place among the declared ones.
    column = reactive(0, repaint=False, init=False)
    #: Name of the column the rows are ordered by, and whether downwards.
    ordered: reactive[tuple[str, bool]] = reactive(("", False), repaint=False, init=False)

    def __init__(self, columns: Sequence[Column] = (), *, ident: str | None = None) -> None:
        super().__init__(id=ident)
        self.columns = tuple(columns)
        self._arrangement = Arrangement()
        self._slots: tuple[Slot, ...] = ()
        self._strips: OrderedDict[tuple[int, bool], Strip] = OrderedDict()
        self._dipped: Brush | None = None

    def arrange_columns(self, arrangement: Arrangement) -> None:
        """Show the columns as a person wants them."""
        self._arrangement = arrangement
        self.plan_columns()

    def plan_columns(self) -> None:
        """Let the columns share the width anew."""
        places = self._arrangement.places(self.columns)
        self._slots = plan(self.columns, self.size.width, GUTTER, _MARGIN, places)
        self.redraw()

    @property
    def current_column(self) -> Column | None:
        """The column under the cursor, when it is shown."""
        shown = self.shown_columns
        return self.columns[self.column if self.column in shown else shown[0]] if shown else None

    @property
    def shown_columns(self) -> list[int]:
        """Places of the columns that are drawn, from left to right."""
        return [slot.place for slot in self._slots]

    def action_aside(self, step: int) -> None:
        """Go to the next column that is shown, on either side."""
        shown = self.shown_columns
        place = shown.index(self.column) if self.column in shown else 0
        self.column = shown[max(0, min(place + step, len(shown) - 1))] if shown else 0

    def watch_column(self) -> None:
        self._dipped = None
        self.watch_ordered()

    def watch_ordered(self) -> None:
        self.refresh(Region(0, 0, self.size.width, HEADER))

    # drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.forget()

    def redraw(self) -> None:
        """Draw every line anew."""
        self.forget()
        self.refresh()

    def forget(self) -> None:
        """Let go of what was drawn."""
        self._strips.clear()
        self._dipped = None

    @property
    def brush(self) -> Brush:
        """What lines are drawn with, made once for many of them."""

        if self._dipped is None:
            style = cache(partial(self.get_component_rich_style, partial=True))
            column = self.current_column
            self._dipped = Brush(self.columns, self._slots, self.size.width, style, self.rich_style, column)
        return self._dipped

    def drawn(self, index: int, row: Row, marked: bool) -> Strip:
        """Line ``index`` without the cursor, drawn once."""
        strip = self._strips.get((index, marked))
        if strip is None:
            strip = line(self.brush, row, marked=marked, at_cursor=False, focused=False)
            self._strips[index, marked] = strip
            if len(self._strips) > _STRIPS:
                self._strips.popitem(last=False)
        return strip
