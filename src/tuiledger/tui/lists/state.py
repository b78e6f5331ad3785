"""How a person has left a list, so that it is found again like that."""

from __future__ import annotations

from typing import NamedTuple

from tuiledger.tui.widgets.columns import Arrangement


class ListState(NamedTuple):
    """What was asked of a list, as it was typed, and how it stood; ``order`` is a column and whether downwards."""

    query: str = ""
    order: tuple[str, bool] | None = None
    arrangement: Arrangement = Arrangement()
    place: int = 0


class SavedView(NamedTuple):
    """A state of one list, kept under a name."""

    name: str
    view: str
    state: ListState
