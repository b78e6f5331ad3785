"""What the screen below is for, and every key it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual.widget import Widget

from tuiledger.text.translation import _, language
from tuiledger.tui.commands.command import Command, key_text
from tuiledger.tui.commands.general import GENERAL, PLACES
from tuiledger.tui.screens.place import Place
from tuiledger.tui.sheets.layout import BLANK, heading, paragraph
from tuiledger.tui.widgets.columns import Cell, fitted, wrapped
from tuiledger.tui.widgets.sheet import Line, Sheet

#: Where the name of a command and its sentence begin.
_NAME: Final = 12
_TEXT: Final = 32
_GUIDES: Final = Path(__file__).resolve().parents[2] / "help"


class HelpPage(Place):
    """The guide of a place and its keys; commands that cannot be done now say why."""

    OFFERS: ClassVar = ()

    def __init__(self, about: Place) -> None:
        super().__init__()
        self._about = about
        self._rows = [(command, command.available(about)) for command in about.commands()]

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._page)

    def do_help(self) -> None:
        self.bench.back()

    def path(self) -> Sequence[str]:
        return (*self._about.path(), _("Help"))

    def _page(self, width: int) -> Sequence[Line]:
        own = self._about.OFFERS
        groups: tuple[tuple[str, Sequence[type[Command]]], ...] = (
            (_("Keys of this screen"), own),
            (_("Places"), PLACES),
            (_("Everywhere"), tuple(command for command in GENERAL if command not in PLACES)),
        )
        lines = guide_lines(guide(self._about.GUIDE), width)
        for title, commands in groups:
            if commands:
                lines += [BLANK, heading(title, width), *self._keys(commands, width)]
        moving = _("↑ ↓ PgUp PgDn Home End, or j k g G: move. Enter opens.")
        return [*lines, BLANK, heading(_("Moving"), width), *paragraph(moving, width)]

    def _keys(self, commands: Sequence[type[Command]], width: int) -> list[Line]:
        reasons = dict(self._rows)
        lines: list[Line] = []
        for command in commands:
            reason = reasons.get(command, True)
            text = command.help() if reason is True else f"{command.help()} ({_('not now: {}').format(reason)})"
            first, *rest = wrapped(text, max(width - _TEXT, 20))
            keys, title = (
                fitted(_keys_text(command, self._about), _NAME - 1),
                fitted(command.title(), _TEXT - _NAME - 1),
            )
            lines.append((Cell(keys + " ", "strong"), Cell(title + " "), Cell(first, "dim")))
            lines.extend((Cell(" " * _TEXT), Cell(piece, "dim")) for piece in rest)
        return lines


def _keys_text(command: type[Command], place: Place) -> str:
    return " ".join(key_text(key) for key in command.keys(place).split(","))


def guide(name: str) -> str:
    """The guide ``name`` in the language in force, else in English; empty where there is none."""
    for code in (language(), "en"):
        path = _GUIDES / code / f"{name}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def guide_lines(text: str, width: int) -> list[Line]:
    """A guide as lines: ``#`` headings, ``-`` items and paragraphs, which is all the guides use."""
    lines: list[Line] = []
    for block in text.strip().split("\n\n"):
        if block.startswith("#"):
            lines.append(heading(block.lstrip("# "), width))
        elif block.startswith("- "):
            for item in block.split("\n- "):
                lines += paragraph("- " + " ".join(item.removeprefix("- ").split()), width, indent=2)
        elif block:
            lines += [*paragraph(" ".join(block.split()), width)]
        if not block.startswith("#"):
            lines.append(BLANK)
    return lines[:-1] if lines else lines
