"""What all dialogs share: a box in the middle, a title, and ways out that do not depend on one key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

T = TypeVar("T")
#: Columns of a box, and the parts of the terminal that it takes at most.
_WIDTH: Final = 76
_SHARE_ACROSS: Final = 0.96
_SHARE_DOWN: Final = 0.9


class Dialog(ModalScreen[T | None]):
    """A modal box; leaving it without an answer gives None."""

    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False, id="dialog-leave"),
        Binding("ctrl+c", "app.help_quit", show=False, id="dialog-quit"),
    ]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 40%;

        & > #box {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $panel;
            border-left: thick $primary;
        }

        & #title { text-style: bold; margin-bottom: 1; }
        & #keys { color: $text-muted; margin-top: 1; }
        & Sheet { background: $panel; padding: 0; }
        & Input { border: none; height: 1; background: $background; padding: 0 1; }
        & Input:focus { border: none; }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            yield from self.body()
            yield Static(Content(self.keys()), id="keys", markup=False)

    @property
    def room(self) -> tuple[int, int]:
        """Columns and lines that the box has at most for what stands in it."""
        (width, height), gutter = self.app.size, self.query_one("#box").gutter
        return min(_WIDTH, int(width * _SHARE_ACROSS)) - gutter.width, int(height * _SHARE_DOWN) - gutter.height

    def body(self) -> Iterable[Widget]:
        """The widgets between the title and the line of keys."""
        return ()

    def keys(self) -> str:
        """The line that says which keys do what."""
        return ""

    def action_leave(self) -> None:
        self.dismiss(None)
