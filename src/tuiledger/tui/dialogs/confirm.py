"""A last look before something is written: what it does, and a key other than the one that led here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding
from textual.widget import Widget

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.sheet import Build, Sheet


class Confirm(Dialog[bool]):
    """Shows a page and waits for y; every other way out is a no.

    Args:
        question: what is about to be done.
        build: the page.
        after: what it takes to undo it, or that it cannot be undone.
        possible: without it there is nothing to confirm, only to read.
    """

    DEFAULT_CSS = """
    Confirm > #box { width: 90; height: 90%; }
    Confirm Sheet { height: 1fr; }
    """
    BINDINGS: ClassVar = [
        Binding("y", "yes", show=False, id="confirm-yes"),
        Binding("n,q,left", "leave", show=False, id="confirm-no"),
    ]

    def __init__(self, question: str, build: Build, *, after: str = "", possible: bool = True) -> None:
        super().__init__(question)
        self._page, self._after, self._possible = build, after, possible

    def body(self) -> Iterable[Widget]:
        yield Sheet(self._page)

    def keys(self) -> str:
        if not self._possible:
            return _("q or esc: go back; nothing was written")
        return "\n".join(part for part in (self._after, _("y: do it   n or esc: go back, nothing is written")) if part)

    def action_yes(self) -> None:
        if self._possible:
            self.dismiss(True)
