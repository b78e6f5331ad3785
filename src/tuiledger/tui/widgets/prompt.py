"""A line to type in below a list that stays in sight, with what is wrong about it under the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from tuiledger.text.translation import _

#: Seconds of silence after which what was typed counts as said.
_PAUSE: Final = 0.12
#: Characters that are taken; a paste of a whole file is no question.
_LONGEST: Final = 500


class _Field(Input):
    """The field itself: what it has no room for is not taken, and that is said."""

    def restricted(self) -> None:
        if isinstance(self.parent, Prompt):
            self.parent.say(_("No more than {} characters: nothing of it was taken").format(_LONGEST), wrong=True)


class Prompt(Vertical):
    """Asks for one line while the list above answers as it is typed.

    ``check`` gives the reason why a text says nothing, or None; only texts without one are said.
    """

    DEFAULT_CSS = """
    Prompt {
        height: auto; background: $panel; padding: 0 1;
        & Input { border: none; height: 1; background: $panel; padding: 0; }
        & Input:focus { border: none; }
        & #said { height: auto; max-height: 3; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False, id="prompt-leave"),
        Binding("down", "leave_typed", show=False, id="prompt-down"),
    ]

    class Said(Message):
        """A text that can be taken stands in the field; ``final`` when the person is done with it."""

        def __init__(self, prompt: Prompt, text: str, final: bool) -> None:
            super().__init__()
            self.prompt, self.text, self.final = prompt, text, final

    class Left(Message):
        """The person has thought better of it."""

        def __init__(self, prompt: Prompt) -> None:
            super().__init__()
            self.prompt = prompt

    def __init__(self, name: str, hint: str, value: str, check: Callable[[str], str | None]) -> None:
        super().__init__(name=name)
        self._hint, self._value, self._check = hint, value, check
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        field = _Field(self._value, placeholder=self._hint, select_on_focus=False, max_length=_LONGEST)
        field.cursor_blink = False
        yield field
        yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.say(self._hint if self._value else "")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say something under the field."""
        said = self.query_one("#said", Static)
        said.update(Content.styled(text, "$error" if wrong else "$text-muted"))
        said.display = bool(text)

    def on_input_changed(self, changed: Input.Changed) -> None:
        changed.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, lambda: self._tell(final=False))

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self._tell(final=True)

    def action_leave(self) -> None:
        self._hush()
        self.post_message(self.Left(self))

    def action_leave_typed(self) -> None:
        self._tell(final=True)

    @property
    def listening(self) -> bool:
        """Whether something was typed that has not been said yet."""
        return self._timer is not None

    def _hush(self) -> None:
        if self._timer:
            self._timer.stop()
            self._timer = None

    def _tell(self, *, final: bool) -> None:
        self._hush()
        text = self.query_one(Input).value.strip()
        problem = self._check(text)
        if problem:
            self.say(problem, wrong=True)
        else:
            self.say("")
            self.post_message(self.Said(self, text, final))
