"""What every list can do: be asked, ordered, arranged, marked, and give rows away."""

from __future__ import annotations

from collections.abc import Callable

from tuiledger.text.translation import _
from tuiledger.tui.lists import asking, giving, marking, views
from tuiledger.tui.screens.list_place import Inspection, ListPlace
from tuiledger.tui.widgets.columns import Arrangement
from tuiledger.tui.widgets.lines import JobLine
from tuiledger.tui.widgets.prompt import Prompt

__all__ = ["Inspection", "Listing"]


class Listing(ListPlace):
    """A list with the commands that all lists share; the work of each is done by a module of ``tui/lists``."""

    def __init__(self) -> None:
        super().__init__()
        #: What takes a text from the prompt, and what takes it back when it is left.
        self._prompted: tuple[Callable[[str], None], Callable[[], None]] = (lambda _text: None, lambda: None)

    # asking

    def do_filter(self) -> None:
        asking.filter_list(self)

    def do_clear_filter(self) -> None:
        self.ask(self.asked.saying("", self.source().fields))

    def why_not_clear_filter(self) -> str | None:
        return None if self.asked.text else _("nothing is filtered")

    def do_jump_to(self) -> None:
        asking.jump(self)

    def prompt(
        self,
        name: str,
        hint: str,
        value: str,
        check: Callable[[str], str | None],
        said: Callable[[str], None],
        left: Callable[[], None],
    ) -> None:
        """Ask for a line below the list; every text it stands for is ``said`` while it is typed."""
        for open_one in self.query(Prompt):
            open_one.remove()
        self._prompted = said, left
        self.mount(Prompt(name, hint, value, check), before=self.query_one(JobLine))

    def on_prompt_said(self, said: Prompt.Said) -> None:
        self._prompted[0](said.text)
        if said.final:
            self._close(said.prompt)

    def on_prompt_left(self, left: Prompt.Left) -> None:
        self._prompted[1]()
        self._close(left.prompt)

    def _close(self, prompt: Prompt) -> None:
        prompt.remove()
        self.grid.focus()

    # order, columns, kept views

    def do_order(self) -> None:
        if column := self.grid.current_column:
            self.ask(self.asked.turned(column.name))

    def why_not_order(self) -> str | None:
        column = self.grid.current_column
        return None if column and column.name else _("this column has no order")

    def rearrange(self, arrangement: Arrangement) -> None:
        """Show other columns, and remember it."""
        self.arrangement = arrangement
        self.grid.arrange_columns(arrangement)
        self.remember()
        self.refresh_frame()

    def do_hide_column(self) -> None:
        if (column := self.grid.current_column) and column.name:
            self.rearrange(self.arrangement.without(column.name))
            self.bench.say(_("Column {} is put away; C brings it back.").format(column.title))

    why_not_hide_column = why_not_order

    def do_column_left(self) -> None:
        self.rearrange(self._moved(-1))

    def do_column_right(self) -> None:
        self.rearrange(self._moved(1))

    def _moved(self, step: int) -> Arrangement:
        grid = self.grid
        return self.arrangement.moved(self.columns_declared, grid.column, step, grid.shown_columns)

    def do_columns(self) -> None:
        views.choose_columns(self)

    def do_views(self) -> None:
        views.choose_view(self)

    # marks

    def do_mark(self) -> None:
        marking.mark(self)

    def do_mark_range(self) -> None:
        marking.mark_range(self)

    def do_invert_marks(self) -> None:
        marking.invert(self)

    def do_mark_all(self) -> None:
        marking.mark_all(self)

    def do_clear_marks(self) -> None:
        marking.set_marks(self, ())

    def why_not_clear_marks(self) -> str | None:
        return None if self.grid.selection else _("nothing is marked")

    # giving rows away

    def do_copy_cell(self) -> None:
        giving.copy_cell(self)

    def do_copy_lines(self) -> None:
        giving.copy_lines(self)

    def do_export(self) -> None:
        giving.export(self)

    def why_not_copy_cell(self) -> str | None:
        return None if self.current else _("nothing is under the cursor")

    why_not_copy_lines = why_not_copy_cell
