"""Other programs of the person's own: the pager of the terminal, and what the system opens files with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

#: Kinds of file that only show something: what a sender may have made into a program is saved and never opened.
_SHOWN: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".txt"})


def opener(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """The program that opens files as the desktop does, or None where there is no desktop."""
    if platform == "darwin":
        return shutil.which("open", path=environment.get("PATH"))
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return shutil.which("xdg-open", path=environment.get("PATH"))
    return None


def may_open(path: Path) -> bool:
    """Whether ``path`` is of a kind that is only looked at."""
    return path.suffix.lower() in _SHOWN


def open_outside(program: str, path: Path) -> None:
    """Let ``program`` open a file, and wait for nothing.

    Raises:
        OSError: it cannot be started.
    """
    nowhere = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603 - the system's own opener, and a path made absolute
        [program, str(path.absolute())], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )


def pager(environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """The pager a person wants (``PAGER``), or less or more, as words of a command; None where there is none."""
    try:
        wanted = shlex.split(environment.get("PAGER", ""))
    except ValueError:
        wanted = []
    for words in (wanted, ["less"], ["more"]):
        program = shutil.which(words[0], path=environment.get("PATH")) if words else None
        if program:
            return [program, *words[1:]]
    return None


def read_in_pager(app: App[Any], command: list[str], text: str) -> None:
    """Lend the terminal to a pager that shows ``text``, and take it back when it ends.

    Raises:
        SuspendNotSupported: this terminal cannot be lent.
        OSError: the pager cannot be started, or there is no room for the text.
    """
    # A file, for pagers that read nothing else; it is its owner's alone and gone afterwards.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt", prefix="tuiledger-") as file:
        file.write(text)
        file.flush()
        with app.suspend():
            subprocess.run([*command, file.name], check=False)  # noqa: S603 - the person's own pager
