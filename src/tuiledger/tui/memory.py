"""What the workbench remembers of how a person left it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tuiledger.domain.connections import Verdict
from tuiledger.tui.lists.state import ListState, SavedView


@dataclass(slots=True)
class Memory:
    """The place and client a person was at, how each list stood, views that were kept, whether the tour is done.

    ``verdicts`` are what trials of connections found in this session, by their ids: the books keep only the codes.
    """

    place: str = "home"
    company: str = ""
    lists: dict[str, ListState] = field(default_factory=dict)
    views: list[SavedView] = field(default_factory=list)
    toured: bool = False
    verdicts: dict[int, Verdict] = field(default_factory=dict)
