"""Several of a few things, each switched on or off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding
from textual.widget import Widget

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid


class Pick(Dialog[frozenset[str]]):
    """Offers ``items`` as key, sentence and whether it is on; gives the keys that are on in the end."""

    BINDINGS: ClassVar = [
        Binding("space", "turn", show=False, id="pick-turn"),
        Binding("q", "leave", show=False, id="pick-leave"),
    ]

    def __init__(self, question: str, items: Sequence[tuple[str, str, bool]]) -> None:
        super().__init__(question)
        self._items = tuple(items)
        self._on = {key for key, _sentence, on in items if on}

    def body(self) -> Iterable[Widget]:
        yield Grid((Column("", 2), Column("", 20, grow=1)), ident="items")

    def keys(self) -> str:
        return _("space: on or off   enter: take it   q or esc: go back")

    def on_mount(self) -> None:
        grid = self.query_one(Grid)
        grid.styles.height = len(self._items) + 1
        self._show()
        grid.focus()

    def _show(self) -> None:
        signs = glyphs()
        rows = [
            Row(place, (Cell(signs.mark if key in self._on else signs.none, "strong"), Cell(sentence)))
            for place, (key, sentence, _on) in enumerate(self._items)
        ]
        self.query_one(Grid).show(len(rows), rows)

    def action_turn(self) -> None:
        row = self.query_one(Grid).current
        if row:
            self._on ^= {self._items[row.key][0]}
            self._show()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.dismiss(frozenset(self._on))
