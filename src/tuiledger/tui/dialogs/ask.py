"""A question that is answered with a line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tuiledger.text.dates import DateError, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog


class Ask(Dialog[str]):
    """Asks for one line.

    Args:
        question: what is asked, translated.
        value: what stands there at first.
        hint: a faint example.
        optional: an empty line is an answer.
        check: gives the reason why a text cannot be taken, or None.
    """

    AUTO_FOCUS = "Input"

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str = "",
        optional: bool = False,
        check: Callable[[str], str | None] | None = None,
    ) -> None:
        super().__init__(question)
        self._value, self._hint, self._optional, self._check = value, hint, optional, check

    def body(self) -> Iterable[Widget]:
        field = Input(self._value, placeholder=self._hint, select_on_focus=False)
        field.cursor_blink = False
        yield field
        yield Static(id="problem", markup=False)

    def keys(self) -> str:
        return _("enter: take it   esc: leave it")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        text = submitted.value.strip()
        problem = self._check(text) if self._check and text else None
        if not text and not self._optional:
            problem = _("Something must stand here.")
        if problem:
            self.query_one("#problem", Static).update(Content.styled(problem, "$error"))
        else:
            self.dismiss(text)


def check_day(typed: str) -> str | None:
    """Why ``typed`` is not a day, or None: the check of a question for a date."""
    try:
        parse_date(typed)
    except DateError:
        return _("{} is not a date").format(typed)
    return None
