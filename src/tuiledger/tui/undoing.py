"""Taking back what a person has decided in this session and nobody else has seen: the newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from tuiledger.tui.workbench import Workbench

#: Acts that can be taken back.
_KEPT: Final = 100


class Undoable(NamedTuple):
    """An act that can be taken back: what it was, in the language in force, and how the books take it back."""

    title: str
    back: Callable[[Workbench], Any]


class Undoing:
    """The acts of this session that can be taken back."""

    def __init__(self) -> None:
        self._acts: list[Undoable] = []

    def done(self, act: Undoable) -> None:
        """Remember an act."""
        self._acts = [*self._acts[1 - _KEPT :], act]

    @property
    def last(self) -> Undoable | None:
        """The act that would be taken back now."""
        return self._acts[-1] if self._acts else None

    def taken_back(self, act: Undoable) -> None:
        """Forget ``act``: it was taken back."""
        self._acts = [each for each in self._acts if each is not act]
