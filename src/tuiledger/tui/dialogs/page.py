"""A page to read over a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding
from textual.widget import Widget

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.sheet import Build, Sheet


class Page(Dialog[None]):
    """Shows what a function builds for a width."""

    BINDINGS: ClassVar = [Binding("q,enter,left", "leave", show=False, id="page-leave")]

    def __init__(self, title: str, build: Build) -> None:
        super().__init__(title)
        self._build = build

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._build)

    def keys(self) -> str:
        return _("↑ ↓: move   enter, q or esc: go back")

    def on_mount(self) -> None:
        self._share()

    def on_resize(self) -> None:
        self._share()

    def _share(self) -> None:
        width, height = self.room
        self.query_one(Sheet).styles.height = max(min(len(self._build(width)), height - 5), 1)
