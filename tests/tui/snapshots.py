"""Every screen as plain text, at three sizes, on books that never change: kept in ``snapshots/`` beside this file.

``python -m tests.tui.snapshots`` writes them anew; look at each difference before it is kept.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from tests.builders import FixedClock
from tests.tui.cloud_studio import books_app, open_linked_studio
from tests.tui.reading import lines
from tests.tui.studio import open_studio

from tuiledger.text.translation import set_language
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.pictures import WALK, settled
from tuiledger.tui.preferences import Preferences
from tuiledger.tui.workbench import Workbench

SIZES: Final = ((80, 24), (100, 30), (200, 60))
#: Quiet looks before a screen is taken: each must be the last state.
_PATIENCE: Final = 8
FOLDER: Final = Path(__file__).with_name("snapshots")
#: How fast work went depends on the machine; paths depend on where the books lie.
_CHANGING: Final = (
    (re.compile(r" +[\d.,]+ +\d+:\d\d$", re.MULTILINE), " (pace)"),
    (re.compile(r"/\S*/(?=\w+[.-])"), "(path)/"),
)


#: The screens of the clouds on books of their own: each name, and the keys that lead there from the one before.
CLOUD_WALK: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("connections", ("0",)),
    ("not-connected", ("j",)),
    ("account", ("a",)),
    ("portal", ("escape", "j", "b")),
    ("connection", ("q", "i")),
    ("removal", ("0", "G", "x")),
    ("linking", ("n", "enter")),
    ("unclear", ("j", "j", "j")),
    ("suggestions", ("i",)),
    ("all-sure", ("escape", "A")),
    ("linked", ("y", "x")),
    ("decided", ("G",)),
    ("nobody", ("x", "G")),
    ("new-client", ("n",)),
    ("linking-help", ("escape", "question_mark")),
)


def render(size: tuple[int, int]) -> str:
    """All screens of the walk at ``size``, each under its name."""
    return _rendered(_walk_books, size)


def render_clouds(size: tuple[int, int]) -> str:
    """All screens of the clouds at ``size``, each under its name."""
    return _rendered(_walk_clouds, size)


def kept(size: tuple[int, int]) -> Path:
    """Where the screens of ``size`` are kept."""
    return FOLDER / f"{size[0]}x{size[1]}.txt"


def kept_clouds(size: tuple[int, int]) -> Path:
    """Where the screens of the clouds of ``size`` are kept."""
    return FOLDER / f"clouds-{size[0]}x{size[1]}.txt"


def _rendered(walk: Callable[[Path, tuple[int, int]], Coroutine[None, None, str]], size: tuple[int, int]) -> str:
    with TemporaryDirectory() as scratch, patch.dict(os.environ, {"XDG_CONFIG_HOME": scratch}):
        # What the person at this machine has set must not show.
        for name in [name for name in os.environ if name.startswith("TUILEDGER_")]:
            del os.environ[name]
        set_language("it")
        try:
            return asyncio.run(walk(Path(scratch), size))
        finally:
            set_language("en")


async def _walk_books(scratch: Path, size: tuple[int, int]) -> str:
    store = open_studio(scratch)
    wanted = Preferences(language="it", encoding="utf-8", export_folder=scratch)
    app = WorkbenchApp(lambda: Workbench(store, FixedClock(), "anna"), preferences=wanted)
    try:
        return await _walk(app, WALK, size)
    finally:
        store.close()


async def _walk_clouds(scratch: Path, size: tuple[int, int]) -> str:
    store = open_linked_studio(scratch)
    # A path of which a box may leave any part in sight.
    vault = Path("/studio")
    app = books_app(store, vault, preferences=Preferences(language="it", encoding="utf-8", export_folder=scratch))
    try:
        return await _walk(app, CLOUD_WALK, size)
    finally:
        store.close()


async def _walk(app: WorkbenchApp, walk: Sequence[tuple[str, Sequence[str]]], size: tuple[int, int]) -> str:
    shown = []
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot, _PATIENCE)
        for name, keys in walk:
            for key in keys:
                await pilot.press(key)
                await settled(app, pilot, _PATIENCE)
            text = "\n".join(line.rstrip() for line in lines(app))
            for pattern, word in _CHANGING:
                text = pattern.sub(word, text)
            shown.append(f"== {name} {'=' * (size[0] - len(name) - 4)}\n{text}\n")
    return "".join(shown)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SIZES:
        kept(each).write_text(render(each), encoding="utf-8")
        kept_clouds(each).write_text(render_clouds(each), encoding="utf-8")
