"""A list of any length: rows are asked for page by page when they come into sight, and drawn line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tuiledger.tui.widgets.column_view import HEADER, ColumnView
from tuiledger.tui.widgets.columns import Column, Row
from tuiledger.tui.widgets.pages import PAGE, Pages
from tuiledger.tui.widgets.selection import Anchor, Selection
from tuiledger.tui.widgets.strips import beyond, line, titles, waiting


class Grid(ColumnView, can_focus=True):
    """A virtual list with a cursor on one cell of one row, marks, and columns that can be arranged.

    :meth:`show` says how many rows there are; for those in sight the list posts :class:`Wanted` and takes them by
    :meth:`supply`. Rows it has not got yet are drawn as placeholders. Only the lines that change are drawn again.
    """

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
        """Other rows are marked than before."""

    class RangeOver(Message):
        """A range has ended because other rows are shown; ``marked`` of its rows are marked, all of them or none."""

        def __init__(self, marked: int) -> None:
            super().__init__()
            self.marked = marked

    def __init__(self, columns: Sequence[Column] = (), *, ident: str | None = None) -> None:
        super().__init__(columns, ident=ident)
        self.empty_text = ""
        #: How the screen gets rows of the books: (reader, offset, limit). The list itself never calls it.
        self.fetch: Callable[[Any, int, int], Sequence[Row]] | None = None
        self.pages = Pages()
        self._selection = Selection()
        self._asked: set[int] = set()
        self._ticket = 0

    # what is shown

    def show(self, total: int, rows: Sequence[Row] = (), at: int = 0, *, anew: bool = False) -> None:
        """Show a list of ``total`` rows from now on; ``rows`` are those from ``at`` on, or all of a short one.

        The cursor stays on the row it stood on where that is here, else on its line or the last one; in a list that is
        ``anew`` another, on its line. A range goes on between the rows at its ends where both are here, else it is
        over. Lines that say what they said before are not drawn again.
        """
        kept = self.current.key if self.current and not anew else None
        before, scrolled, selection = self._sight(), self.scroll_offset, self.selection
        ranged = selection.ranged(self.pages, self.cursor)
        self._ticket += 1
        self._asked.clear()
        self.pages = Pages(total, rows, at)
        self.forget()
        self.total = total
        self.virtual_size = Size(self.size.width, total + HEADER)
        place = self.pages.find(kept) if kept is not None else None
        following = selection.following(self.pages) if place is not None else None
        self._selection = following or selection
        self.cursor = min(self.cursor if place is None else place, max(total - 1, 0))
        if selection.anchor and not following:
            self.end_range(ranged)
        self._follow()
        if before and scrolled == self.scroll_offset and not selection.anchor:
            for place_in_sight, (old, new) in enumerate(zip(before, self._sight(), strict=True)):
                if old is None or new is None or old[:2] != new[:2]:
                    self._draw(self.scroll_offset.y + place_in_sight)
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

    @property
    def current(self) -> Row | None:
        """The row under the cursor, when it is there."""
        return self.row(self.cursor)

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
        return [self.pages.row(index) for index in range(top, top + max(self.size.height - HEADER, 0))]

    # moving

    def action_move(self, step: int) -> None:
        self.cursor += step

    def action_page(self, share: float) -> None:
        self.cursor = self.cursor + int(share * max(self.size.height - HEADER - 1, 2))

    def action_edge(self, last: bool) -> None:
        self.cursor = (self.total or 1) - 1 if last else 0

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
            first, last = (min(old, new), max(old, new)) if self.selection.anchor else (old, old)
            for index in {new, *range(first, min(last, first + self.size.height * 2) + 1)}:
                self._draw(index)

    def watch_column(self) -> None:
        super().watch_column()
        self._draw(self.cursor)
        self.post_message(self.Moved(self, self.current))

    def on_click(self, event: events.Click) -> None:
        line = event.y - HEADER + self.scroll_offset.y
        if event.y >= HEADER and line < (self.total or 0):
            if line == self.cursor:
                self.action_choose()
            self.cursor = line

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight."""
        height, top = max(self.size.height - HEADER, 1), self.scroll_offset.y
        if not top <= self.cursor < top + height:
            y = scrolled_to(self.cursor, top, height, self.total or 0)
            self.scroll_to(y=y, animate=False, immediate=True, force=True)

    # marks

    @property
    def selection(self) -> Selection:
        """The rows that are marked, and the range that is being marked."""
        return self._selection

    @selection.setter
    def selection(self, new: Selection) -> None:
        old, self._selection = self._selection, new
        if old.anchor != new.anchor or len(old.marks ^ new.marks) > 1:
            self.redraw()
        else:
            self._draw(self.cursor)
        self.post_message(self.Marked())

    @property
    def marks(self) -> frozenset[int]:
        """The keys of the marked rows, without those of a range."""
        return self.selection.marks

    def begin_range(self) -> None:
        """Begin to mark a range at the row under the cursor."""
        if self.current:
            self.selection = self.selection._replace(anchor=Anchor(self.current.key, self.cursor))

    def end_range(self, keys: Sequence[int] | None) -> None:
        """End a range because other rows are shown; those with ``keys``, all that it had, are marked."""
        if self.selection.anchor:
            self.selection = self.selection.closed(keys or ())
            self.post_message(self.RangeOver(len(keys or ())))

    @property
    def ranged(self) -> Sequence[int] | None:
        """The keys of the rows in the range; None where one of them is not here."""
        return self.selection.ranged(self.pages, self.cursor)

    # drawing

    def on_resize(self) -> None:
        self.plan_columns()
        self.virtual_size = Size(self.size.width, (self.total or 0) + HEADER)
        self._follow()

    def on_focus(self) -> None:
        self._draw(self.cursor)

    on_blur = on_focus

    def _draw(self, index: int) -> None:
        y = index - self.scroll_offset.y + HEADER
        if HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        brush = self._dipped or self.brush
        index = y - HEADER + self.scroll_offset.y
        if y < HEADER:
            return titles(brush, self.ordered)
        if index >= (self.total or 0):
            return beyond(brush, self.empty_text if self.total == 0 else "", y - HEADER)
        row = self.row(index)
        if row is None:
            return waiting(brush)
        # Asked for at every line of every picture: the cursor is looked up once.
        cursor, (marks, anchor) = self.cursor, self._selection
        marked = row.key in marks or (anchor is not None and index in self._selection.lines(cursor))
        if index == cursor:
            return line(brush, row, marked=marked, at_cursor=True, focused=self.has_focus)
        return self.drawn(index, row, marked)


def scrolled_to(cursor: int, top: int, height: int, total: int) -> int:
    """The line at the top that brings the cursor into sight: by half a page, so that most steps draw two lines only."""
    half = height // 2
    wanted = cursor - half if cursor >= top + height else cursor - (height - half - 1)
    if abs(cursor - top) > 2 * height:
        wanted = cursor - half
    return max(0, min(wanted, max(total - height, 0)))
