"""A page to read: lines of plain text with tones, built for the width there is and drawn as they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tuiledger.tui.widgets.columns import Cell, fitted

#: One line: texts with their tones, side by side.
Line = Sequence[Cell]
#: Longer lines are hard to follow from one end to the other.
WIDEST: Final = 116
Build = Callable[[int], Sequence[Line]]


class Sheet(ScrollView, can_focus=True):
    """Shows the lines that a function builds for a width in cells."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tone--ok", "tone--part", "tone--warn", "tone--error", "tone--dim", "tone--strong", "tone--title",
    }  # fmt: skip

    DEFAULT_CSS = """
    Sheet { scrollbar-size: 0 0; overflow-x: hidden; height: 1fr; padding: 0 1; }
    """

    BINDINGS: ClassVar = [
        Binding("up,k", "scroll(-1)", show=False, id="sheet-up"),
        Binding("down,j", "scroll(1)", show=False, id="sheet-down"),
        Binding("pageup", "page(-1)", show=False, id="sheet-page-up"),
        Binding("pagedown,space", "page(1)", show=False, id="sheet-page-down"),
        Binding("home,g", "edge(False)", show=False, id="sheet-first"),
        Binding("end,G", "edge(True)", show=False, id="sheet-last"),
    ]

    def __init__(self, build: Build | None = None, *, ident: str | None = None) -> None:
        super().__init__(id=ident)
        self._build = build
        self._lines: Sequence[Line] = ()

    @property
    def text(self) -> str:
        """What is shown, as plain lines."""
        return "\n".join("".join(cell.text for cell in line).rstrip() for line in self._lines)

    def show(self, build: Build, *, top: bool = False) -> None:
        """Show what ``build`` makes of the width; from its first line with ``top``."""
        self._build = build
        self._rebuild()
        if top:
            self._go(0)

    def on_resize(self) -> None:
        self._rebuild()

    def _rebuild(self) -> None:
        width = self.scrollable_content_region.width
        if self._build and width > 0:
            self._lines = self._build(min(width, WIDEST))
            self.virtual_size = Size(width, len(self._lines))
            self._go(min(self.scroll_offset.y, self._last))
            self.refresh()

    @property
    def _last(self) -> int:
        return max(len(self._lines) - self.scrollable_content_region.height, 0)

    def action_scroll(self, step: int) -> None:
        self._go(self.scroll_offset.y + step)

    def action_page(self, step: int) -> None:
        self._go(self.scroll_offset.y + step * max(self.scrollable_content_region.height - 1, 1))

    def action_edge(self, last: bool) -> None:
        self._go(self._last if last else 0)

    def _go(self, line: int) -> None:
        self.scroll_to(y=max(0, min(line, self._last)), animate=False, immediate=True, force=True)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if index >= len(self._lines):
            return Strip.blank(width, base)
        segments, used = [], 0
        for text, tone, *_value in self._lines[index]:
            text = fitted(text, min(cell_len(text), width - used))
            style = base + self.get_component_rich_style(f"tone--{tone}", partial=True) if tone else base
            segments.append(Segment(text, style))
            used += cell_len(text)
        return Strip(segments, used).adjust_cell_length(width, base)
