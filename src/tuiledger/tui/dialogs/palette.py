"""Every command of a screen, found by its name; those that cannot be done now say why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from tuiledger.text.translation import _
from tuiledger.tui.commands.command import Command, key_text
from tuiledger.tui.commands.general import Commands
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from tuiledger.tui.screens.place import Place


class Palette(Dialog[type[Command]]):
    """A line to type in and the commands that match; enter runs the one under the cursor."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    Palette > #box { width: 90; height: 80%; }
    Palette Grid { height: 1fr; margin-top: 1; background: $panel; }
    """
    BINDINGS: ClassVar = [
        Binding("down", "move(1)", show=False, id="palette-down", priority=True),
        Binding("up", "move(-1)", show=False, id="palette-up", priority=True),
    ]

    def __init__(self, place: Place) -> None:
        super().__init__(_("Commands"))
        self._place = place
        self._commands = tuple(command for command in place.commands() if command is not Commands)
        self._reasons = [command.available(place) for command in self._commands]

    def body(self) -> Iterable[Widget]:
        field = Input(placeholder=_("part of a name"))
        field.cursor_blink = False
        yield field
        columns = (Column(_("Key"), 7), Column(_("Command"), 20), Column(_("What it does"), 20, grow=1))
        yield Grid(columns, ident="commands")

    def keys(self) -> str:
        return _("enter: run   ↑ ↓: choose   esc: leave")

    def on_mount(self) -> None:
        self.query_one("#commands", Grid).can_focus = False
        self._find("")

    def on_input_changed(self, changed: Input.Changed) -> None:
        self._find(changed.value)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        row = self.query_one(Grid).current
        if row:
            self.dismiss(self._commands[row.key])

    def action_move(self, step: int) -> None:
        self.query_one(Grid).action_move(step)

    def _find(self, wanted: str) -> None:
        words = wanted.casefold().split()
        rows = [
            _row(index, command, reason, self._place)
            for index, (command, reason) in enumerate(zip(self._commands, self._reasons, strict=True))
            if all(word in f"{command.title()} {command.help()}".casefold() for word in words)
        ]
        # A command whose name begins with what was typed stands before those that only mention it.
        rows.sort(key=lambda row: not row.cells[1].text.casefold().startswith(wanted.casefold().strip()))
        grid = self.query_one(Grid)
        grid.cursor = 0
        grid.show(len(rows), rows)


def _row(index: int, command: type[Command], reason: bool | str, place: Place) -> Row:
    key = Cell(key_text(command.keys(place)), "strong")
    if reason is True:
        return Row(index, (key, Cell(command.title()), Cell(command.help(), "dim")))
    return Row(index, (key, Cell(command.title(), "dim"), Cell(_("not now: {}").format(reason), "dim")))
