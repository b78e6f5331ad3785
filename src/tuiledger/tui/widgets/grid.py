"""A list of any length: rows are asked for page by page when they come into sight, and drawn line by line."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuiledger.tui.widgets.columns import Arrangement, Column, Row, Slot, plan
from tuiledger.tui.widgets.pages import PAGE, Pages
from tuiledger.tui.widgets.strips import GUTTER, Brush, beyond, line, titles, waiting

#: Drawn lines kept.
_STRIPS: Final = 600
_MARGIN: Final = 1
_HEADER: Final = 1


class Grid(ScrollView, can_focus=True):
    """A virtual list with a cursor on one cell of one row, marks, and columns that can be arranged.

    :meth:`show` says how many rows there are; for those in sight the list posts :class:`Wanted` and takes them by
    :meth:`supply`. Rows it has not got yet are drawn as placeholders. Only the lines that change are drawn again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--column", "grid--cursor", "grid--cursor-idle", "grid--cell", "grid--mark",
        "tone--ok", "tone--part", "tone--warn", "tone--error", "tone--dim", "tone--strong",
    }  # fmt: skip

    DEFAULT_CSS = """
    Grid { scrollbar-size: 0 0; overflow-x: hidden; height: 1fr; }
    """

    BINDINGS: ClassVar = [
        Binding("up,k", "move(-1)", show=False, id="grid-up"),
        Binding("down,j", "move(1)", show=False, id="grid-down"),
        Binding("left,h", "aside(-1)", show=False, id="grid-left"),
        Binding("right,l", "aside(1)", show=False, id="grid-right"),
        Binding("pageup", "page(-1.0)", show=False, id="grid-page-up"),
        Binding("pagedown", "page(1.0)", show=False, id="grid-page-down"),
        Binding("ctrl+u", "page(-0.5)", show=False, id="grid-half-page-up"),
        Binding("ctrl+d", "page(0.5)", show=False, id="grid-half-page-down"),
        Binding("home,g", "edge(False)", show=False, id="grid-first"),
        Binding("end,G", "edge(True)", show=False, id="grid-last"),
        Binding("enter", "choose", show=False, id="grid-choose"),
    ]

    cursor = reactive(0, repaint=False, init=False)
    #: The column of the cell under the cursor, by its place among the declared ones.
    column = reactive(0, repaint=False, init=False)
    total: reactive[int | None] = reactive(None, repaint=False, init=False)

    class Wanted(Message):
        """Rows ``offset`` to ``offset + limit`` are in sight and missing; ``ticket`` goes back with them."""

        def __init__(self, grid: Grid, ticket: int, offset: int, limit: int) -> None:
            super().__init__()
            self.grid, self.ticket, self.offset, self.limit = grid, ticket, offset, limit

    class Moved(Message):
        """The cursor stands on another cell, or the row under it has arrived."""

        def __init__(self, grid: Grid, row: Row | None) -> None:
            super().__init__()
            self.grid, self.row = grid, row

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Grid.Moved) and message.grid is self.grid

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, grid: Grid, row: Row) -> None:
            super().__init__()
            self.grid, self.row = grid, row

    class Marked(Message):
        """The set of marked rows has changed."""

        def __init__(self, grid: Grid) -> None:
            super().__init__()
            self.grid = grid

    def __init__(self, columns: Sequence[Column] = (), *, ident: str | None = None) -> None:
        super().__init__(id=ident)
        self.columns = tuple(columns)
        self.marks: set[int] = set()
        #: The line on which a range began that is being marked, or None.
        self.range_from: int | None = None
        self.empty_text = ""
        #: Name of the column the rows are ordered by, and whether downwards.
        self.ordered: tuple[str, bool] = ("", False)
        #: How the screen gets rows of the books: (reader, offset, limit). The list itself never calls it.
        self.fetch: Callable[[Any, int, int], Sequence[Row]] | None = None
        self.pages = Pages()
        self._arrangement = Arrangement()
        self._slots: tuple[Slot, ...] = ()
        self._asked: set[int] = set()
        self._strips: OrderedDict[tuple[int, bool], Strip] = OrderedDict()
        self._brush: Brush | None = None
        self._ticket = 0

    # what is shown

    def show(self, total: int, rows: Sequence[Row] = (), at: int = 0, *, anew: bool = False) -> None:
        """Show a list of ``total`` rows from now on; ``rows`` are those from ``at`` on, or all of a short one.

        The cursor stays on the row it stood on where that is known, else on its line or the last one; in a list that is
        ``anew`` another, on its line. Lines that say what they said before are not drawn again.
        """
        kept = self.current.key if self.current and self.pages.whole and not anew else None
        before, scrolled = self._sight(), self.scroll_offset
        self._ticket += 1
        self._asked.clear()
        self.pages = Pages(total, rows, at)
        self._forget()
        self.total = total
        self.virtual_size = Size(self.size.width, total + _HEADER)
        place = self.pages.find(kept) if kept is not None and self.pages.whole else None
        self.cursor = min(self.cursor if place is None else place, max(total - 1, 0))
        self._follow()
        if before and scrolled == self.scroll_offset:
            for place_in_sight, (old, new) in enumerate(zip(before, self._sight(), strict=True)):
                if old is None or new is None or old.cells != new.cells:
                    self.refresh(Region(0, place_in_sight + _HEADER, self.size.width, 1))
        else:
            self.refresh()
        self.post_message(self.Moved(self, self.current))

    def supply(self, ticket: int, offset: int, rows: Sequence[Row]) -> None:
        """Take the rows that were wanted; those of a list that is no longer shown are dropped."""
        if ticket != self._ticket:
            return
        self._asked.discard(offset // PAGE)
        self.pages.take(offset, rows)
        self.refresh()
        if offset <= self.cursor < offset + PAGE:
            self.post_message(self.Moved(self, self.current))

    def arrange_columns(self, arrangement: Arrangement) -> None:
        """Show the columns as a person wants them."""
        self._arrangement = arrangement
        self._plan()

    @property
    def current(self) -> Row | None:
        """The row under the cursor, when it is there."""
        return self.row(self.cursor)

    @property
    def current_column(self) -> Column | None:
        """The column under the cursor, when it is shown."""
        shown = self.shown_columns
        return self.columns[self.column if self.column in shown else shown[0]] if shown else None

    @property
    def shown_columns(self) -> list[int]:
        """Places of the columns that are drawn, from left to right."""
        return [slot.place for slot in self._slots]

    def row(self, index: int) -> Row | None:
        """Row ``index``, or None while its page is on its way."""
        if not 0 <= index < (self.total or 0):
            return None
        row = self.pages.row(index)
        number = index // PAGE
        if row is None and number not in self._asked:
            self._asked.add(number)
            self.post_message(self.Wanted(self, self._ticket, number * PAGE, PAGE))
        return row

    def _sight(self) -> list[Row | None]:
        """The rows of the lines in sight, without asking for any."""
        top = self.scroll_offset.y
        return [self.pages.row(index) for index in range(top, top + max(self.size.height - _HEADER, 0))]

    # moving

    def action_move(self, step: int) -> None:
        self.cursor += step

    def action_page(self, share: float) -> None:
        self.cursor = self.cursor + int(share * max(self.size.height - _HEADER - 1, 2))

    def action_edge(self, last: bool) -> None:
        self.cursor = (self.total or 1) - 1 if last else 0

    def action_aside(self, step: int) -> None:
        """Go to the next column that is shown, on either side."""
        shown = self.shown_columns
        place = shown.index(self.column) if self.column in shown else 0
        self.column = shown[max(0, min(place + step, len(shown) - 1))] if shown else 0

    def action_choose(self) -> None:
        if self.current:
            self.post_message(self.Chosen(self, self.current))

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, (self.total or 1) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if old != new:
            # Straight to the screen and first, so that what it says of the row is drawn along with the cursor.
            self.screen.post_message(self.Moved(self, self.current))
            self._follow()
            first, last = (min(old, new), max(old, new)) if self.range_from is not None else (old, old)
            for index in {new, *range(first, min(last, first + self.size.height * 2) + 1)}:
                self._draw(index)

    def watch_column(self, old: int, new: int) -> None:
        if old != new:
            self._brush = None
            self._draw(self.cursor)
            self.refresh(Region(0, 0, self.size.width, _HEADER))
            self.post_message(self.Moved(self, self.current))

    def on_click(self, event: events.Click) -> None:
        line = event.y - _HEADER + self.scroll_offset.y
        if event.y >= _HEADER and line < (self.total or 0):
            if line == self.cursor:
                self.action_choose()
            self.cursor = line

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight: by half a page, so that most steps draw two lines only."""
        height = max(self.size.height - _HEADER, 1)
        top = self.scroll_offset.y
        if not top <= self.cursor < top + height:
            half = height // 2
            wanted = self.cursor - half if self.cursor >= top + height else self.cursor - (height - half - 1)
            if abs(self.cursor - top) > 2 * height:
                wanted = self.cursor - half
            limit = max((self.total or 0) - height, 0)
            self.scroll_to(y=max(0, min(wanted, limit)), animate=False, immediate=True, force=True)

    # marks

    def set_marks(self, marks: Iterable[int]) -> None:
        """Mark these rows and no other; a range that was being marked is over."""
        changed = self.marks.symmetric_difference(marks := set(marks))
        ranged, self.range_from = self.range_from is not None, None
        self.marks = marks
        if ranged or len(changed) > 1:
            self.redraw()
        else:
            self._draw(self.cursor)
        self.post_message(self.Marked(self))

    def begin_range(self) -> None:
        """Begin to mark a range at the cursor."""
        self.range_from = self.cursor
        self._draw(self.cursor)
        self.post_message(self.Marked(self))

    @property
    def range(self) -> range:
        """The lines between the anchor and the cursor; empty without an anchor."""
        if self.range_from is None:
            return range(0)
        return range(min(self.range_from, self.cursor), max(self.range_from, self.cursor) + 1)

    # drawing

    def on_resize(self) -> None:
        self._plan()
        self.virtual_size = Size(self.size.width, (self.total or 0) + _HEADER)
        self._follow()

    def on_focus(self) -> None:
        self._draw(self.cursor)

    on_blur = on_focus

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget()

    def redraw(self) -> None:
        """Draw every line anew."""
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        self._strips.clear()
        self._brush = None

    def _plan(self) -> None:
        places = self._arrangement.places(self.columns)
        self._slots = plan(self.columns, self.size.width, GUTTER, _MARGIN, places)
        self.redraw()

    def _draw(self, index: int) -> None:
        y = index - self.scroll_offset.y + _HEADER
        if _HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        brush = self._brush = self._brush or self._dipped()
        index = y - _HEADER + self.scroll_offset.y
        if y < _HEADER:
            return titles(brush, self.ordered)
        if index >= (self.total or 0):
            return beyond(brush, self.empty_text if self.total == 0 else "", y - _HEADER)
        row = self.row(index)
        if row is None:
            return waiting(brush)
        marked = row.key in self.marks or index in self.range
        if index == self.cursor:
            return line(brush, row, marked=marked, at_cursor=True, focused=self.has_focus)
        strip = self._strips.get((index, marked))
        if strip is None:
            strip = self._strips[index, marked] = line(brush, row, marked=marked, at_cursor=False, focused=False)
            if len(self._strips) > _STRIPS:
                self._strips.popitem(last=False)
        return strip

    def _dipped(self) -> Brush:
        @cache
        def style(name: str) -> Style:
            return self.get_component_rich_style(name, partial=True)

        return Brush(self.columns, self._slots, self.size.width, style, self.rich_style, self.current_column)
