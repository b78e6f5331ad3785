"""What the workbench remembers of how a person left it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tuiledger.tui.lists.state import ListState, SavedView


@dataclass(slots=True)
class Memory:
    """The place and client a person was at, how each list stood, views that were kept, whether the tour is done."""

    place: str = "home"
    company: str = ""
    lists: dict[str, ListState] = field(default_factory=dict)
    views: list[SavedView] = field(default_factory=list)
    toured: bool = False
