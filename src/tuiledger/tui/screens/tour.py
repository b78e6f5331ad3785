"""The tour: six steps through the daily work, to be left at any time and taken again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.widget import Widget

from tuiledger.text.translation import _
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.work import NextStep, StepBefore
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.screens.help import guide, guide_lines
from tuiledger.tui.screens.place import Place
from tuiledger.tui.sheets.layout import BLANK
from tuiledger.tui.widgets.columns import Cell
from tuiledger.tui.widgets.sheet import Line, Sheet

#: Where a step of the guide begins.
_STEP: Final = re.compile(r"^(?=# )", re.MULTILINE)


class Tour(Place):
    """One step at a time; enter goes on, the key for back leaves."""

    OFFERS: ClassVar = (NextStep, StepBefore)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "tour"

    def __init__(self) -> None:
        super().__init__()
        self._steps = [step for step in _STEP.split(guide("tour")) if step.strip()]
        self._at = 0

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._page)

    def on_mount(self) -> None:
        self.bench.memory.toured = True

    def path(self) -> Sequence[str]:
        return (_("Tour"), _("step {} of {}").format(self._at + 1, len(self._steps)))

    def _page(self, width: int) -> Sequence[Line]:
        signs = glyphs()
        dots = [
            Cell(f"{signs.bar * 4} ", "ok") if place <= self._at else Cell(f"{signs.rest * 4} ", "dim")
            for place in range(len(self._steps))
        ]
        return [dots, BLANK, *guide_lines(self._steps[self._at], width)]

    def _go(self, step: int) -> None:
        at = self._at + step
        if at >= len(self._steps):
            self.bench.back()
        elif at >= 0:
            self._at = at
            self.query_one(Sheet).show(self._page, top=True)
            self.refresh_frame()

    def do_next_step(self) -> None:
        self._go(1)

    def do_step_before(self) -> None:
        self._go(-1)

    def why_not_step_before(self) -> str | None:
        return None if self._at else _("this is the first step")
