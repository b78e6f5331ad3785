"""What the inspector shows of a row, over all the room there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from tuiledger.text.translation import _
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.sheet import Build, Sheet

if TYPE_CHECKING:
    from tuiledger.ports import Reader


class Inspector(Place):
    """One row, inspected: where it came from and what became of it."""

    OFFERS: ClassVar = ()
    GUIDE = "inspector"

    def __init__(self, ask: Callable[[Reader], Build | None], path: Sequence[str]) -> None:
        super().__init__()
        self._ask, self._path = ask, path

    def body(self) -> Iterable[Widget]:
        yield Sheet()

    def path(self) -> Sequence[str]:
        return (*self._path, _("Inspector"))

    def load(self) -> None:
        self.read(self._ask, self._take)

    def _take(self, build: Build | None) -> None:
        if build is None:
            self.bench.say(_("This is not in the books any more."), "warn")
        else:
            self.query_one(Sheet).show(build)
