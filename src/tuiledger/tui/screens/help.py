"""What the screen below is for, and every key it has."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from textual.widget import Widget

from tuiledger.text.dates import date_text
from tuiledger.text.translation import _, language
from tuiledger.tui.commands.command import Command, key_text
from tuiledger.tui.commands.general import GENERAL, PLACES
from tuiledger.tui.commands.lists import LISTS, MARKS
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.screens.place import Place
from tuiledger.tui.sheets.layout import BLANK, heading, paragraph
from tuiledger.tui.widgets.columns import Cell, fitted, wrapped
from tuiledger.tui.widgets.sheet import Line, Sheet

#: Where the name of a command and its sentence begin.
_NAME: Final = 12
_TEXT: Final = 32
_GUIDES: Final = Path(__file__).resolve().parents[2] / "help"
#: The first line of a guide: the day it is of.
_DAY: Final = re.compile(r"<!-- (\d{4}-\d{2}-\d{2}) -->\n+")
#: Keys that a person wants instead of those that guides name, by how guides write them.
Renamed = Mapping[str, str]
_AS_WRITTEN: Final[Renamed] = MappingProxyType({})


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
        lines = [*self._guide(self._about.GUIDE, width), *self._group(_("Keys of this screen"), own, width)]
        if isinstance(self._about, Listing):
            shared = (*(MARKS if self._about.MARKS else ()), *LISTS)
            lines += [BLANK, *self._guide("lists", width), BLANK, *self._keys(_without(shared, own), width)]
        lines += self._group(_("Places"), PLACES, width)
        lines += self._group(_("Everywhere"), _without(GENERAL, (*PLACES, *own)), width)
        moving = _("↑ ↓ PgUp PgDn Home End, or j k g G: move. Enter opens.")
        return [*lines, BLANK, heading(_("Moving"), width), *paragraph(moving, width)]

    def _guide(self, name: str, width: int) -> list[Line]:
        """A guide and the day it is of, with the keys that are in force."""
        lines = guide_lines(guide(name), width, _renamed(self._about))
        day = guide_day(name)
        return [*lines, *paragraph(_("Guide of {}").format(date_text(day)), width, "dim")] if day else lines

    def _group(self, title: str, commands: Sequence[type[Command]], width: int) -> list[Line]:
        return [BLANK, heading(title, width), *self._keys(commands, width)] if commands else []

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


def _without(commands: Sequence[type[Command]], others: Sequence[type[Command]]) -> Sequence[type[Command]]:
    return [command for command in commands if command not in others]


def _renamed(place: Place) -> Renamed:
    """The keys of ``place`` that are not as they were declared; a command without one is called by its name."""
    changed = [
        (command, command.keys(place))
        for command in place.commands()
        if command not in place.COVERS and command.keys(place) != command.key
    ]
    return {
        spoken(key_text(command.key)): key_text(keys) if keys else f": {command.title().lower()}"
        for command, keys in changed
    }


def spoken(key: str) -> str:
    """A key as it is told from others: the case of a letter counts, that of a name such as Enter does not."""
    return key if len(key) == 1 else key.casefold()


def guide(name: str) -> str:
    """The guide ``name`` in the language in force, else in English, without its day; empty where there is none."""
    return _DAY.sub("", _written(name), count=1)


def guide_day(name: str) -> datetime.date | None:
    """The day that the guide ``name`` is of; None where there is no guide."""
    dated = _DAY.match(_written(name))
    return datetime.date.fromisoformat(dated[1]) if dated else None


def _written(name: str) -> str:
    for code in (language(), "en"):
        path = _GUIDES / code / f"{name}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def guide_lines(text: str, width: int, renamed: Renamed = _AS_WRITTEN) -> list[Line]:
    """A guide as lines: ``#`` headings, ``-`` items, paragraphs and `keys`, which is all the guides use."""
    lines: list[Line] = []
    for block in text.strip().split("\n\n"):
        if block.startswith("#"):
            lines.append(heading(block.lstrip("# "), width))
        elif block.startswith("- "):
            for item in block.split("\n- "):
                first, *rest = _with_keys(" ".join(item.removeprefix("- ").split()), width, renamed, indent=4)
                lines += [(Cell("  - "), *first[1:]), *rest]
        elif block:
            lines += _with_keys(" ".join(block.split()), width, renamed)
        if not block.startswith("#"):
            lines.append(BLANK)
    return lines[:-1] if lines else lines


def _with_keys(text: str, width: int, renamed: Renamed, indent: int = 0) -> list[Line]:
    """Running text broken to the width, in which what stands between backticks is a key."""
    plain, tones = "", []
    for place, piece in enumerate(text.split("`")):
        is_key = place % 2 == 1
        piece = renamed.get(spoken(piece), piece) if is_key else piece
        plain += piece
        tones += ["strong" if is_key else ""] * len(piece)
    lines: list[Line] = []
    at = 0
    for piece in wrapped(plain, max(width - indent, 10)):
        at = plain.index(piece, at)
        toned = groupby(zip(piece, tones[at:], strict=False), itemgetter(1))
        lines.append((Cell(" " * indent), *(Cell("".join(map(itemgetter(0), run)), tone) for tone, run in toned)))
        at += len(piece)
    return lines
