"""Giving text to a person who works through SSH: the terminal's own clipboard (OSC 52), and a file beside it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Final, NamedTuple

from textual.app import App

#: Bytes after encoding that terminals still take; what is longer is only in the file.
LIMIT: Final = 74_994


class Given(NamedTuple):
    """Where a text went: whether the terminal was sent it, and the file that holds it in any case."""

    sent: bool
    file: Path | None


def give(app: App[Any], text: str, folder: Path | None, limit: int = LIMIT) -> Given:
    """Send ``text`` to the terminal's clipboard, and write it to ``copied.txt`` in ``folder``, for its owner alone.

    A terminal never says whether it took the text, so nobody should say “copied”.

    Args:
        app: the program, whose terminal it is.
        text: what is given; it is encoded, so no character of it can steer the terminal.
        folder: where the file goes, made when it is missing; None for no file.
        limit: encoded bytes that are sent at most.
    """
    encoded = base64.b64encode(text.encode())
    sent = len(encoded) <= limit
    if sent:
        app.copy_to_clipboard(text)
    return Given(sent, _write(text, folder) if folder else None)


def _write(text: str, folder: Path) -> Path | None:
    from tuiledger.config.locations import LocationError, private_file, private_folder

    try:
        path = private_file(private_folder(folder) / "copied.txt")
        path.write_text(text, encoding="utf-8")
    except (OSError, LocationError):
        return None
    return path
