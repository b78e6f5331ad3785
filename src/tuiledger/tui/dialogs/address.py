"""An address to be opened elsewhere: printed in full, as a link where the terminal knows links, and copied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.clean import clean, clean_line
from tuiledger.text.translation import _
from tuiledger.tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from tuiledger.tui.app import WorkbenchApp


class Address(Dialog[None]):
    """Shows what stands at an address, and the address itself.

    Args:
        title: what it leads to, translated.
        about: what to do there, translated.
        address: of a web page.
    """

    BINDINGS: ClassVar = [
        Binding("y", "copy", show=False, id="address-copy"),
        Binding("q,enter,left", "leave", show=False, id="address-leave"),
    ]

    def __init__(self, title: str, about: str, address: str) -> None:
        super().__init__(title)
        self._about, self._address = about, clean_line(address)

    def body(self) -> Iterable[Widget]:
        yield Static(Content(clean(self._about)), markup=False)
        # Terminals that know no links leave the sequence out; the text is the address all the same.
        link = self._address if self._address.startswith(("https://", "http://")) else None
        yield Static(Content("\n").append(Content.styled(self._address, Style(bold=True, link=link))), markup=False)

    def keys(self) -> str:
        return _("y: copy the address   enter, q or esc: go back")

    def action_copy(self) -> None:
        app = cast("WorkbenchApp", self.app)
        app.give(self._address)
        app.say(_("The address was given to the clipboard of your terminal."), "ok")
        self.dismiss(None)
