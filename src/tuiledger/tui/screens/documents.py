"""The list of documents, of one client or of all, with a filter that says what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.domain.documents import Direction, State
from tuiledger.text.amounts import amount_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.answers import ask_answer
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import ClearFilter, Filter, Import, Open
from tuiledger.tui.filters import FilterError, Wish, next_of, read_wish
from tuiledger.tui.glyphs import STATES
from tuiledger.tui.screens.place import STYLES, Place
from tuiledger.tui.sheets.document import Dossier, document_page, read_dossier
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Sheet
from tuiledger.tui.words import direction_word, kind_word, sentence

if TYPE_CHECKING:
    from tuiledger.ports import DocumentRow, Reader

_STATES: Final = (None, *State)
_DIRECTIONS: Final = (None, *Direction)


class Documents(Place):
    """Documents, newest first; enter opens one, r answers what a held one asks."""

    OFFERS: ClassVar = (
        Open, Filter, work.State, work.Answer, work.Direction, work.AllClients, ClearFilter, Import,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(*OFFERS)
    CSS_PATH = STYLES / "panes.tcss"
    GUIDE = "documents"
    AUTO_FOCUS = "Grid"

    def __init__(self, state: State | None = None) -> None:
        super().__init__()
        self._wish = Wish(state=state)
        self._seen: dict[int, DocumentRow] = {}

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Date"), 10),
            Column(_("Client"), 10, least=110),
            Column(_("Direction"), 9, least=110),
            Column(_("Type"), 4),
            Column(_("Number"), 10, grow=1),
            Column(_("Party"), 15, grow=5),
            Column(_("Total"), 12, right=True),
            Column(_("State"), 12),
        )
        grid = Grid(columns, ident="documents")
        grid.empty_text = _("No document is like this: c shows all, i brings in files.")
        yield Container(grid, Sheet(ident="inspector"), id="panes")
        yield Static(id="explanation", classes="strip", markup=False)

    def on_mount(self) -> None:
        company = self.bench.company
        self._wish = self._wish._replace(client=company.code if company else None)
        super().on_mount()

    def path(self) -> Sequence[str]:
        company = self.bench.company
        named = company.name if company and self._wish.client == company.code else self._wish.client or _("all clients")
        return (named, _("Documents"))

    def badges(self) -> Sequence[str]:
        asked = str(self._wish._replace(client=None))
        return (f"{_('FILTER')} {asked}",) if asked else ()

    def load(self) -> None:
        wish = self._wish
        seen = self._seen = {}

        def fetch(reader: Reader, offset: int, limit: int) -> Sequence[Row]:
            rows = reader.documents_at(wish.filter(reader), offset, limit)
            seen.update((row.id, row) for row in rows)
            return [_row(row) for row in rows]

        self.read_list(self.query_one(Grid), lambda reader: reader.count_documents(wish.filter(reader)), fetch)
        self.refresh_frame()

    def on_grid_moved(self) -> None:
        super().on_grid_moved()
        row = self._current()
        self.query_one("#explanation", Static).update(Content(_explanation(row) if row else ""))
        self._inspect()

    def on_resize(self) -> None:
        self._inspect()

    def _inspect(self) -> None:
        """Show the whole document beside the list, where there is room for it."""
        row = self._current()
        if row and self.has_class("-wide"):
            self.read(partial(read_dossier, document_id=row.id), self._show, group="inspector")

    def _show(self, dossier: Dossier | None) -> None:
        if dossier:
            self.query_one(Sheet).show(partial(document_page, dossier), top=True)

    def _current(self) -> DocumentRow | None:
        row = self.query_one(Grid).current
        return self._seen.get(row.key) if row else None

    def _ask_for(self, wish: Wish) -> None:
        self._wish = wish
        self.query_one(Grid).cursor = 0
        self.load()

    # commands

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self._current()
        if row:
            self.app.push_screen(DocumentView(row.id))

    def why_not_open(self) -> str | None:
        return None if self._current() else _("nothing is under the cursor")

    def do_filter(self) -> None:
        from tuiledger.tui.dialogs.ask import Ask

        client = self._wish.client

        def check(typed: str) -> str | None:
            try:
                read_wish(typed, client)
            except FilterError as error:
                return str(error)
            return None

        def take(typed: str | None) -> None:
            if typed is not None:
                self._ask_for(read_wish(typed, client))

        hint = _("part of a number or name, state:held, direction:received, from:2026-01-01")
        shown = str(self._wish._replace(client=None))
        self.app.push_screen(Ask(_("Which documents?"), shown, hint=hint, optional=True, check=check), take)

    def do_clear_filter(self) -> None:
        self._ask_for(Wish(client=self._wish.client))

    def do_state(self) -> None:
        self._ask_for(self._wish._replace(state=next_of(_STATES, self._wish.state)))

    def do_direction(self) -> None:
        self._ask_for(self._wish._replace(direction=next_of(_DIRECTIONS, self._wish.direction)))

    def do_all_clients(self) -> None:
        company = self.bench.company
        client = None if self._wish.client or company is None else company.code
        self._ask_for(self._wish._replace(client=client))

    def do_answer(self) -> None:
        row = self._current()
        if row and row.hold:
            ask_answer(self, row.id, row.hold)

    def why_not_answer(self) -> str | None:
        row = self._current()
        return None if row and row.hold and row.state is State.HELD else _("this document asks nothing")

    def do_import(self) -> None:
        from tuiledger.tui.screens.imports import Imports

        self.app.push_screen(Imports(ask=True))


def _row(row: DocumentRow) -> Row:
    sign = STATES[row.state]
    return Row(
        row.id,
        (
            Cell(date_text(row.date), "dim"),
            Cell(row.company_code, "dim"),
            Cell(direction_word(row.direction), "dim"),
            Cell(row.type_code, "dim"),
            Cell(row.number),
            Cell(row.party_name),
            Cell(amount_text(row.total, row.currency)),
            Cell(sign.text, sign.tone),
        ),
    )


def _explanation(row: DocumentRow) -> str:
    """What the document under the cursor is, and why it waits."""
    total = f"{amount_text(row.total, row.currency)} {row.currency}"
    template = _("{} {} to {}, {}") if row.direction is Direction.ISSUED else _("{} {} from {}, {}")
    what = template.format(kind_word(row.kind).capitalize(), row.number, row.party_name, total)
    if row.hold:
        why = sentence(row.hold)
        return f"{what}\n{STATES[row.state].text}: {why}" + ("  " + _("r answers") if row.state is State.HELD else "")
    return f"{what}\n{STATES[row.state].text}"
