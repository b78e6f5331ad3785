"""A page to read and a few answers below it: one step of several, or what came of something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.choose import held
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.columns import Cell, Column, Row, wrapped
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Build, Sheet

#: Lines for the title, and the line of titles of the answers, which is empty.
_TITLE: Final = 2
_HEADER: Final = 1
#: Lines of answers that stay in sight, whatever the page needs.
_LEAST: Final = 3


class Step(Dialog[str]):
    """Shows a page and offers ``answers`` as pairs of key and sentence; gives the key of the one that was chosen."""

    BINDINGS: ClassVar = [
        Binding("q,left", "leave", show=False, id="step-leave"),
        Binding("pagedown", "turn(1)", show=False, id="step-down", priority=True),
        Binding("pageup", "turn(-1)", show=False, id="step-up", priority=True),
    ]

    def __init__(self, title: str, build: Build, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__(title)
        self._build, self._answers = build, tuple(answers)

    def body(self) -> Iterable[Widget]:
        page = Sheet(self._build)
        page.can_focus = False
        yield page
        yield Grid((Column("", 2, right=True), Column("", 20, grow=1)), ident="answers")

    def keys(self) -> str:
        return _("enter or figure: choose   q or esc: go back")

    def on_mount(self) -> None:
        grid = self.query_one(Grid)
        rows = [
            Row(place, (Cell(str(place + 1), "strong"), Cell(sentence)))
            for place, (_key, sentence) in enumerate(self._answers)
        ]
        grid.show(len(rows), rows)
        grid.focus()
        self._share()

    def on_resize(self) -> None:
        self._share()

    def _share(self) -> None:
        """Share the lines of the box: keys, title, the answers as far as the page leaves room, and the page."""
        width, height = self.room
        title = held(wrapped(self._title, width), _TITLE, width)
        self.query_one("#title", Static).update(Content("\n".join(title)))
        rest = height - len(title) - 2 - len(wrapped(self.keys(), width))
        page = len(self._build(width))
        answers = len(self._answers)
        shown = min(answers, max(rest - page - _HEADER, min(answers, _LEAST)))
        self.query_one(Grid).styles.height = shown + _HEADER
        self.query_one(Sheet).styles.height = max(min(page, rest - shown - _HEADER), 1)

    def action_turn(self, step: int) -> None:
        self.query_one(Sheet).action_page(step)

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.dismiss(self._answers[chosen.row.key][0])

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(self._answers):
            event.stop()
            self.dismiss(self._answers[int(event.character) - 1][0])
