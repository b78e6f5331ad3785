"""What went wrong, in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.failures import Failure
from tuiledger.tui.glyphs import glyphs


class Report(Dialog[None]):
    """Title, cause, evidence and next step of a failure."""

    BINDINGS: ClassVar = [Binding("q,enter", "leave", show=False, id="report-leave")]

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{glyphs().error} {failure.title}")
        self._failure = failure

    def body(self) -> Iterable[Widget]:
        failure = self._failure
        yield Static(Content(failure.cause), markup=False)
        evidence = Content.styled(_("Evidence: {}").format(failure.evidence), "$text-muted")
        yield Static(evidence, markup=False)
        yield Static(Content(f"\n{failure.next_step}"), markup=False)

    def keys(self) -> str:
        return _("enter, q or esc: go on")
