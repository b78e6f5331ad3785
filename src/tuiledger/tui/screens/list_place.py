"""A full screen with a list: where its rows come from, how it stands, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _, ngettext
from tuiledger.tui.commands import lists
from tuiledger.tui.commands.command import Command, bindings
from tuiledger.tui.lists import asking
from tuiledger.tui.lists.asking import NOTHING, Asked
from tuiledger.tui.lists.source import Found, Records, Source
from tuiledger.tui.lists.state import ListState
from tuiledger.tui.screens.place import STYLES, WIDE, Place
from tuiledger.tui.widgets.columns import Arrangement, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Build, Sheet

if TYPE_CHECKING:
    from tuiledger.ports import Reader

#: How the side pane of a row is read: with a reader, to a function of the width.
Inspection = Callable[["Reader"], "Build | None"]


class ListPlace(Place):
    """A list over all the room there is, with an inspector beside it on wide terminals.

    A subclass names its ``VIEW``, declares its :meth:`columns`, says where rows come from in :meth:`source`, and what
    stands under the cursor in :meth:`explain` and :meth:`inspect`.
    """

    #: Stable name under which the state of the list is remembered; lists without one forget it.
    VIEW: ClassVar[str] = ""
    #: What an empty list says.
    EMPTY: ClassVar[str] = ""
    #: Whether lines can be marked.
    MARKS: ClassVar[bool] = False
    #: Whether the inspector is open from the start on wide terminals.
    INSPECTS: ClassVar[bool] = True
    #: Whether three lines below the list explain the row under the cursor.
    EXPLAINS: ClassVar[bool] = False

    BINDINGS: ClassVar = bindings(*lists.LISTS, *lists.MARKS)
    CSS_PATH = STYLES / "panes.tcss"
    AUTO_FOCUS = "Grid"

    def __init__(self) -> None:
        super().__init__()
        self.asked: Asked = NOTHING
        self.arrangement = Arrangement()
        self.found: Found | None = None
        self._source: Source | None = None
        self._pane: bool | None = None
        self._explained = ""
        #: Whether the next rows are those of another question.
        self._anew = False

    # what a subclass says

    def columns(self) -> Sequence[Column]:
        """The columns, in their own order."""
        return ()

    def source(self) -> Source:
        """Where the rows come from, for the client and whatever else the screen is about now."""
        return Records(_nothing, _no_row, (), ())

    def explain(self, row: Row) -> str:
        """What the row under the cursor means, in two or three lines."""
        return ""

    def inspect(self, row: Row) -> Inspection | None:
        """What the inspector shows of ``row``."""
        return None

    def arrived(self) -> None:
        """The list has been read anew."""

    # frame

    def body(self) -> Iterable[Widget]:
        grid = Grid(self.columns_declared, ident="list")
        yield Container(grid, *self.beside(), Sheet(ident="inspector"), id="panes")
        if self.EXPLAINS:
            yield Static(id="explanation", classes="strip", markup=False)

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:
        """The columns, in their own order, with titles in the language that was in force when they were first shown."""
        return tuple(self.columns())

    def beside(self) -> Iterable[Widget]:
        """Widgets that share the room with the list."""
        return ()

    def commands(self) -> tuple[type[Command], ...]:
        marks = lists.MARKS if self.MARKS else ()
        rest = super().commands()[len(self.OFFERS) :]
        return (*self.OFFERS, *(each for each in (*marks, *lists.LISTS) if each not in self.OFFERS), *rest)

    def badges(self) -> Sequence[str]:
        shown = [f"{_('FILTER')} {self.asked.text}"] if self.asked.text else []
        grid = self.grid
        if grid.range_from is not None:
            shown.append(_("RANGE {}").format(len(grid.range)))
        if grid.marks:
            shown.append(ngettext("{} MARKED", "{} MARKED", len(grid.marks)).format(len(grid.marks)))
        return shown

    def count(self) -> str:
        grid = self.grid
        return _("{} of {}").format(grid.cursor + 1, grid.total) if grid.total else ""

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#list", Grid)

    @property
    def current(self) -> Row | None:
        """The row under the cursor, when it is there."""
        return self.grid.current if self.is_mounted else None

    def on_mount(self) -> None:
        self._recall(self.bench.memory.lists.get(self.VIEW, ListState()))

    def _recall(self, state: ListState) -> None:
        """Take up the list as it was left."""
        self.arrangement = state.arrangement
        self.grid.arrange_columns(state.arrangement)
        names = {column.name for column in self.columns_declared}
        order = state.order if state.order and state.order[0] in names else None
        self.asked = self.asked.or_else(asking.read_asked(state.query, self.source().fields), order)
        self.grid.cursor = state.place

    def remember(self) -> None:
        """Keep how the list stands."""
        if self.VIEW and self.is_mounted:
            self.bench.memory.lists[self.VIEW] = self.state

    @property
    def state(self) -> ListState:
        """How the list stands."""
        return ListState(self.asked.text, self.asked.order, self.arrangement, self.grid.cursor)

    # rows

    def load(self) -> None:
        self._source = source = self.source()
        asked, at = self.asked, self.grid.cursor
        self.grid.ordered = asked.order or ("", False)
        self.read(lambda reader: source.find(reader, asked.query(), asked.order_wanted(), at), self._take, group="list")

    def _take(self, found: Found) -> None:
        anew, self._anew, self.found = self._anew, False, found
        grid = self.grid
        grid.fetch = found.fetch
        grid.empty_text = _("Nothing here is like this: c shows all.") if self.asked.text else _(self.EMPTY or " ")
        grid.show(found.total, found.rows, found.at, anew=anew)
        self.remember()
        self.arrived()
        self.refresh_frame()

    def ask(self, asked: Asked) -> None:
        """Show what is asked for from its first row."""
        if asked != self.asked:
            self.asked = asked
            self._anew = True
            self.grid.cursor = 0
            self.load()

    def on_grid_moved(self) -> None:
        row = self.current
        if self.EXPLAINS:
            said = self.explain(row) if row else ""
            if said != self._explained:
                self._explained = said
                # Its height is fixed: a step of the cursor must not lay the screen out anew.
                self.query_one("#explanation", Static).update(Content(said), layout=False)
        self.show_inspector()

    def on_grid_marked(self) -> None:
        self.refresh_frame()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.action_run_command(lists.Open.id())

    def on_screen_suspend(self) -> None:
        self.remember()

    def why_not_open(self) -> str | None:
        return None if self.current else _("nothing is under the cursor")

    # inspector

    @property
    def inspector_open(self) -> bool:
        """Whether the pane beside the list is shown: on wide terminals, until a person closes it."""
        wanted = self._pane if self._pane is not None else (self.INSPECTS and self.bench.preferences.inspector)
        # The class of the width is set after this is asked for a new size.
        return wanted and self.app.size.width >= WIDE

    def on_resize(self) -> None:
        self.show_inspector()

    def show_inspector(self) -> None:
        """Fill the pane with what is known of the row under the cursor, where there is room for it."""
        pane = self.query_one("#inspector", Sheet)
        row = self.current
        wanted = self.inspect(row) if row else None
        pane.display = self.inspector_open and wanted is not None
        if pane.display and wanted is not None:
            self.read(wanted, self._inspected, group="inspector")

    def _inspected(self, build: Build | None) -> None:
        if build:
            self.query_one("#inspector", Sheet).show(build, top=True)

    def why_not_inspect(self) -> str | None:
        row = self.current
        return None if row and self.inspect(row) else _("nothing is under the cursor")

    def do_inspect(self) -> None:
        row = self.current
        wanted = self.inspect(row) if row else None
        if wanted is None:
            return
        if self.app.size.width >= WIDE:
            self._pane = not self.inspector_open
            self.show_inspector()
        else:
            from tuiledger.tui.screens.inspector import Inspector

            self.app.push_screen(Inspector(wanted, self.path()))


def _nothing(_reader: Reader) -> Sequence[None]:
    return ()


def _no_row(place: int, _record: None) -> Row:
    return Row(place, ())
