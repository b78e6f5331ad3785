"""One of a few answers, by its figure or with the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.columns import Cell, Column, Row, fitted, wrapped
from tuiledger.tui.widgets.grid import Grid

#: Lines for the question, and for what it is about.
_MOST: Final = 3
#: The line of titles of the answers, which is empty.
_TITLES: Final = 1


class Choose(Dialog[str]):
    """Offers ``answers`` as pairs of key and sentence; gives the key of the one that was chosen.

    The cursor begins on ``present``, the key of the answer that is in force, where there is one.

    What it is about gets up to three lines, as far as the answers and the line of keys leave room.
    """

    BINDINGS: ClassVar = [Binding("q,left", "leave", show=False, id="choose-leave")]

    def __init__(
        self, question: str, answers: Sequence[tuple[str, str]], *, about: str = "", present: str = ""
    ) -> None:
        super().__init__(question)
        self._answers, self._about, self._present = tuple(answers), about, present

    def body(self) -> Iterable[Widget]:
        yield Static(id="about", markup=False)
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
        grid.cursor = next((place for place, (key, _said) in enumerate(self._answers) if key == self._present), 0)
        grid.focus()
        self._share()

    def on_resize(self) -> None:
        self._share()

    def _share(self) -> None:
        """Share the lines of the box: keys, answers, question, and what it is about, in this order."""
        width, height = self.room
        question = held(wrapped(self._title, width), _MOST, width)
        wanted = len(self._answers) + _TITLES
        # Below the question and above the keys stands one free line each.
        rest = height - len(question) - 2 - len(wrapped(self.keys(), width))
        about = held(wrapped(self._about, width) if self._about else [], min(_MOST, rest - wanted), width)
        self.query_one("#title", Static).update(Content("\n".join(question)))
        shown = self.query_one("#about", Static)
        shown.display = bool(about)
        shown.update(Content("\n".join(about)))
        self.query_one(Grid).styles.height = max(min(wanted, rest - len(about)), _TITLES + 1)

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.dismiss(self._answers[chosen.row.key][0])

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(self._answers):
            event.stop()
            self.dismiss(self._answers[int(event.character) - 1][0])


def held(lines: Sequence[str], most: int, width: int) -> list[str]:
    """At most ``most`` of ``lines``; an ellipsis ends the last one where others are left out."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], fitted(f"{lines[most - 1]}…", width).rstrip()] if most > 0 else []
