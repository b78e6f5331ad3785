"""A list of any length: rows are asked for page by page when they come into sight, and drawn line by line."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.widgets.columns import Column, Row, Slot, fitted, plan, wrapped

#: Rows asked for at once, and pages and drawn lines kept.
PAGE: Final = 200
_PAGES: Final = 12
_STRIPS: Final = 600
_GUTTER: Final = 3
_MARGIN: Final = 1
_HEADER: Final = 1


class Grid(ScrollView, can_focus=True):
    """A virtual list with a cursor, marks and fixed columns.

    :meth:`show` says how many rows there are; for those in sight the list posts :class:`Wanted` and takes them by
    :meth:`supply`. Rows it has not got yet are drawn as placeholders. Only the lines that change are drawn again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--cursor", "grid--cursor-idle", "grid--cell", "grid--mark",
        "tone--ok", "tone--part", "tone--warn", "tone--error", "tone--dim", "tone--strong",
    }  # fmt: skip

    DEFAULT_CSS = """
    Grid { scrollbar-size: 0 0; overflow-x: hidden; height: 1fr; }
    """

    BINDINGS: ClassVar = [
        Binding("up,k", "move(-1)", show=False, id="grid-up"),
        Binding("down,j", "move(1)", show=False, id="grid-down"),
        Binding("pageup", "page(-1)", show=False, id="grid-page-up"),
        Binding("pagedown", "page(1)", show=False, id="grid-page-down"),
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
        """The cursor stands on another row, or the row under it has arrived."""

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

    def __init__(self, columns: Sequence[Column] = (), *, marks: bool = False, ident: str | None = None) -> None:
        super().__init__(id=ident)
        self.columns = tuple(columns)
        self.can_mark = marks
        self.marks: set[int] = set()
        self.empty_text = ""
        #: How the screen gets rows of the books: (reader, offset, limit). The list itself never calls it.
        self.fetch: Callable[[Any, int, int], Sequence[Row]] | None = None
        self.whole = False
        self._slots: tuple[Slot, ...] = ()
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._strips: OrderedDict[tuple[int, bool, bool], Strip] = OrderedDict()
        self._ticket = 0

    # what is shown

    def show(self, total: int, rows: Sequence[Row] = ()) -> None:
        """Show a list of ``total`` rows from now on; ``rows`` are its first, or all of a short one.

        The cursor stays on its line, or on the last one of a list that has become shorter.
        """
        self._ticket += 1
        self._asked.clear()
        self._pages.clear()
        for start in range(0, len(rows), PAGE):
            self._pages[start // PAGE] = rows[start : start + PAGE]
        self.whole = len(rows) >= total
        self._strips.clear()
        self.total = total
        self.virtual_size = Size(self.size.width, total + _HEADER)
        self.cursor = min(self.cursor, max(total - 1, 0))
        self._follow()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    def supply(self, ticket: int, offset: int, rows: Sequence[Row]) -> None:
        """Take the rows that were wanted; those of a list that is no longer shown are dropped."""
        if ticket != self._ticket:
            return
        page = offset // PAGE
        self._asked.discard(page)
        self._pages[page] = rows
        while len(self._pages) > _PAGES and not self.whole:
            self._pages.popitem(last=False)
        self.refresh()
        if self.cursor // PAGE == page:
            self.post_message(self.Moved(self, self.current))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns."""
        self.columns = tuple(columns)
        self._plan()

    @property
    def current(self) -> Row | None:
        """The row under the cursor, when it is there."""
        return self.row(self.cursor)

    def row(self, index: int) -> Row | None:
        """Row ``index``, or None while its page is on its way."""
        if not 0 <= index < (self.total or 0):
            return None
        number, place = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self.post_message(self.Wanted(self, self._ticket, number * PAGE, PAGE))
            return None
        self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    # moving

    def action_move(self, step: int) -> None:
        self.cursor = self.cursor + step

    def action_page(self, step: int) -> None:
        self.cursor = self.cursor + step * max(self.size.height - _HEADER - 1, 1)

    def action_edge(self, last: bool) -> None:
        self.cursor = (self.total or 1) - 1 if last else 0

    def action_choose(self) -> None:
        if self.current:
            self.post_message(self.Chosen(self, self.current))

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go to the next."""
        if self.can_mark and (row := self.current):
            self.marks ^= {row.key}
            self._draw(self.cursor)
            self.post_message(self.Marked(self))
            self.cursor += 1

    def clear_marks(self) -> None:
        """Take every mark away."""
        self.marks = set()
        self.redraw()
        self.post_message(self.Marked(self))

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, (self.total or 1) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if old != new:
            self._follow()
            self._draw(old)
            self._draw(new)
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

    # drawing

    def on_resize(self) -> None:
        self._plan()
        self.virtual_size = Size(self.size.width, (self.total or 0) + _HEADER)
        self._follow()

    def on_focus(self) -> None:
        self._draw(self.cursor)

    def on_blur(self) -> None:
        self._draw(self.cursor)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def redraw(self) -> None:
        """Draw every line anew."""
        self._strips.clear()
        self.refresh()

    def _plan(self) -> None:
        self._slots = plan(self.columns, self.size.width, _GUTTER, _MARGIN)
        self.redraw()

    def _draw(self, index: int) -> None:
        y = index - self.scroll_offset.y + _HEADER
        if _HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < _HEADER:
            return self._header(width)
        index = y - _HEADER + self.scroll_offset.y
        if index >= (self.total or 0):
            return self._beyond(y, width)
        row = self.row(index)
        if row is None:
            dim = self.get_component_rich_style("tone--dim")
            return Strip([Segment(fitted(f"   {glyphs().none}", width), dim)], width)
        key = (index, index == self.cursor, self.has_focus)
        if key[1] or (strip := self._strips.get(key)) is None:
            strip = self._line(row, key[1], width)
            if not key[1]:
                self._strips[key] = strip
                if len(self._strips) > _STRIPS:
                    self._strips.popitem(last=False)
        return strip

    def _beyond(self, y: int, width: int) -> Strip:
        """A line below the last row: what an empty list says, or nothing."""
        lines = wrapped(self.empty_text, max(width - 2 * _GUTTER, 1)) if self.total == 0 else []
        place = y - _HEADER - 1
        text = lines[place] if 0 <= place < len(lines) else ""
        return Strip([Segment(fitted(" " * _GUTTER + text, width), self.get_component_rich_style("tone--dim"))], width)

    def _header(self, width: int) -> Strip:
        style = self.get_component_rich_style("grid--header")
        text, at = "", 0
        for slot in self._slots:
            text += " " * (slot.offset - at) + fitted(self.columns[slot.place].title, slot.width, slot.right)
            at = slot.offset + slot.width
        return Strip([Segment(fitted(text, width), style)], width)

    def _line(self, row: Row, at_cursor: bool, width: int) -> Strip:
        base = self.rich_style
        if at_cursor:
            base += self.get_component_rich_style("grid--cursor" if self.has_focus else "grid--cursor-idle")
        signs = glyphs()
        marked = row.key in self.marks
        segments = [Segment(signs.cursor if at_cursor and self.has_focus else " ", base)]
        mark = self.get_component_rich_style("grid--mark", partial=True)
        segments.append(Segment(signs.mark if marked else " ", base + mark if marked else base))
        at = 2
        for slot in self._slots:
            cell = row.cells[slot.place]
            style = self._cell_style(base, cell.tone, at_cursor, slot.place)
            segments.append(Segment(" " * (slot.offset - at), base))
            segments.append(Segment(fitted(cell.text, slot.width, slot.right), style))
            at = slot.offset + slot.width
        return Strip(Segment.simplify(segments), at).adjust_cell_length(width, base)

    def _cell_style(self, base: Style, tone: str, at_cursor: bool, column: int) -> Style:
        return base + self.get_component_rich_style(f"tone--{tone}", partial=True) if tone else base
