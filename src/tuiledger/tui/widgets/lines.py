"""The three lines of the frame: where one is, what is under way, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tuiledger.text.clean import clean_line
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.widgets.columns import fitted

#: Cells that the path keeps, and those that a badge keeps.
_PATH: Final = 24
_LEAST: Final = 10


class TopLine(Widget):
    """Line 1: the place and its parents on the left, badges and the count on the right."""

    DEFAULT_CSS = "TopLine { height: 1; background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self._path: Sequence[str] = ()
        self._badges: Sequence[str] = ()
        self._count = ""

    def show(self, path: Sequence[str], badges: Sequence[str], count: str) -> None:
        """Say where one is: names from the outermost to the place itself."""
        shown = (tuple(path), tuple(badges), count)
        if shown != (self._path, self._badges, self._count):
            self._path, self._badges, self._count = shown
            self.refresh()

    def render(self) -> Content:
        badges = [Content.styled(f" {badge} ", "reverse $accent") for badge in self._fitting()]
        right = Content(" ").join([*badges, Content.styled(f" {self._count} ", "$text-muted")])
        room = max(self.size.width - right.cell_length, 0)
        where = f" {glyphs().arrow} ".join(clean_line(name) for name in self._path)
        brand = " tuiledger  "
        left = Content.assemble((brand, "bold $primary"), fitted(where, max(room - cell_len(brand), 0)))
        return left + right

    def _fitting(self) -> list[str]:
        """The badges in the room there is: the longest, which is what was typed, is cut before any count is lost."""
        badges = list(self._badges)
        room = self.size.width - cell_len(self._count) - _PATH - 3 * len(badges) - 2
        over = sum(map(cell_len, badges)) - room
        if badges and over > 0:
            place = max(range(len(badges)), key=lambda index: cell_len(badges[index]))
            badges[place] = fitted(badges[place], max(cell_len(badges[place]) - over, _LEAST))
        return badges


class JobLine(Widget):
    """The line above the keys: the job under way, or the last notice."""

    DEFAULT_CSS = "JobLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._tone = ""

    def show(self, text: str, tone: str = "") -> None:
        """Show one line; ``tone`` is ok, warn, error or nothing."""
        if (text, tone) != (self._text, self._tone):
            self._text, self._tone = text, tone
            self.refresh()

    def render(self) -> Content:
        style = {"ok": "$success", "warn": "$warning", "error": "$error"}.get(self._tone, "$text-muted")
        return Content.styled(fitted(" " + self._text, self.size.width), style)


class KeyHint(NamedTuple):
    """One key of the key line; ``wanted`` ones are kept when room is short."""

    key: str
    label: str
    available: bool
    wanted: bool


class KeyLine(Widget):
    """The last line: at most eight keys."""

    DEFAULT_CSS = "KeyLine { height: 1; background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self._hints: Sequence[KeyHint] = ()

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show the keys, the most important first."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render(self) -> Content:
        room = self.size.width - 1
        chosen = list(self._hints)
        while chosen and (len(chosen) > 8 or sum(_length(hint) for hint in chosen) > room):
            spare = [hint for hint in chosen if not hint.wanted] or chosen
            chosen.remove(spare[-1])
        line = Content(" ")
        for hint in chosen:
            faint = "" if hint.available else "dim "
            line += Content.assemble((hint.key, f"{faint}bold $primary"), (f" {hint.label}  ", f"{faint}$text-muted"))
        return line


def _length(hint: KeyHint) -> int:
    return cell_len(hint.key) + cell_len(hint.label) + 3
