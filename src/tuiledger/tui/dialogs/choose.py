"""One of a few answers, by its figure or with the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid


class Choose(Dialog[str]):
    """Offers ``answers`` as pairs of key and sentence; gives the key of the one that was chosen."""

    BINDINGS: ClassVar = [Binding("q,left", "leave", show=False, id="choose-leave")]

    def __init__(self, question: str, answers: Sequence[tuple[str, str]], *, about: str = "") -> None:
        super().__init__(question)
        self._answers, self._about = tuple(answers), about

    def body(self) -> Iterable[Widget]:
        if self._about:
            yield Static(Content(self._about + "\n"), markup=False)
        yield Grid((Column("", 2, right=True), Column("", 20, grow=1)), ident="answers")

    def keys(self) -> str:
        return _("enter or figure: choose   q or esc: go back")

    def on_mount(self) -> None:
        grid = self.query_one(Grid)
        grid.styles.height = len(self._answers) + 1
        rows = [
            Row(place, (Cell(str(place + 1), "strong"), Cell(sentence)))
            for place, (_key, sentence) in enumerate(self._answers)
        ]
        grid.show(len(rows), rows)
        grid.focus()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.dismiss(self._answers[chosen.row.key][0])

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(self._answers):
            event.stop()
            self.dismiss(self._answers[int(event.character) - 1][0])
