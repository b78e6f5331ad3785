"""How a person wants the workbench, as it needs to know before its first paint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tuiledger.tui.lists.clipboard import LIMIT

if TYPE_CHECKING:
    from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Preferences:
    """Settings as the workbench takes them.

    Args:
        language: it, en or fr; empty for the environment's.
        theme: name of a theme; empty for the first.
        encoding: what the terminal can show, for the choice of glyphs; None to find out.
        inspector: whether lists show the inspector on wide terminals.
        copy_limit: encoded bytes that are sent to a terminal's clipboard at most.
        export_folder: where exports are proposed to go.
        state_folder: where what was copied is kept; None to keep it nowhere.
        wishes: keys a person wants, by the id of the command; not judged yet.
        themes: the person's own.
        told: whether there is a file or a variable to judge once the books are open.
    """

    language: str = ""
    theme: str = ""
    encoding: str | None = None
    inspector: bool = True
    copy_limit: int = LIMIT
    export_folder: Path = field(default_factory=Path)
    state_folder: Path | None = None
    wishes: Mapping[str, str] = field(default_factory=dict)
    themes: Sequence[Theme] = ()
    told: bool = False
