"""A secret that is typed or pasted unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tuiledger.domain.secrets import Secret
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.dialogs.dialog import Dialog
from tuiledger.tui.widgets.sheet import Build, Sheet


class AskSecret(Dialog[Secret]):
    """Asks for a secret; nothing of it is shown, and the field forgets it when it is given.

    Args:
        question: what is asked, translated.
        build: a page above the field.
        problem: why it is asked again.
        check: gives the reason why a secret cannot be taken, or None.
        twice: it is new, and asked a second time.
    """

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    AskSecret #problem { color: $error; height: auto; }
    AskSecret Input { margin-bottom: 1; }
    """

    def __init__(
        self,
        question: str,
        build: Build,
        *,
        problem: str = "",
        check: Callable[[Secret], str | None] | None = None,
        twice: bool = False,
    ) -> None:
        super().__init__(question)
        self._build, self._problem, self._check, self._twice = build, problem, check, twice
        self._first: Secret | None = None

    def body(self) -> Iterable[Widget]:
        page = Sheet(self._build)
        page.can_focus = False
        yield page
        field = Input(password=True, select_on_focus=False)
        field.cursor_blink = False
        yield field
        yield Static(Content(self._problem), id="problem", markup=False)

    def keys(self) -> str:
        return _("enter: take it   esc: leave it; what is typed or pasted is not shown")

    def on_mount(self) -> None:
        self._share()

    def on_resize(self) -> None:
        self._share()

    def _share(self) -> None:
        width, height = self.room
        # Title, field, problem and keys keep ten lines.
        self.query_one(Sheet).styles.height = max(min(len(self._build(width)) + 1, height - 10), 1)

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Say how much was typed or pasted: a paste that failed looks like one that did not, otherwise."""
        count = len(changed.value)
        if count:
            self._say(ngettext("{} character", "{} characters", count).format(count), tone="$text-muted")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        given = Secret(submitted.value)
        self.query_one(Input).clear()
        problem = _("Something must stand here.") if not given else self._check(given) if self._check else None
        if problem is None and self._twice and self._first is None:
            self._first = given
            self._say(_("Once more, so that it is what was meant."), tone="$success")
            return
        if problem is None and self._twice and given != self._first:
            self._first = None
            problem = _("The two differ: type it again, twice.")
        if problem:
            self._say(problem, tone="$error")
        else:
            self.dismiss(given)

    def _say(self, text: str, *, tone: str) -> None:
        self.query_one("#problem", Static).update(Content.styled(text, tone))
