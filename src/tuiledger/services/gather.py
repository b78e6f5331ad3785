"""Files and folders as the user names them, opened down to the members of their archives, each one answered for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import is_archive
from tuiledger.formats.fatturapa.containers import members
from tuiledger.text.clean import clean_line

#: A file larger than this is refused unread; archives have caps of their own inside.
LARGEST_FILE = 500 * 1024 * 1024


class Item(NamedTuple):
    """One file or archive member: its bytes, or why it has none. ``path`` and ``member`` are clean text."""

    path: str
    member: str | None
    data: bytes
    refusal: Refusal | None = None

    @property
    def sha256(self) -> str:
        """Hash of the bytes as received."""
        return sha256(self.data).hexdigest()


def find_files(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Every file under ``paths``, folders walked in the order of their names; a missing path is kept to be refused."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found.extend(_walk(path))
        else:
            found.append(path)
    return found


def _walk(folder: Path) -> list[Path]:
    """What lies under ``folder``; a folder that is not entered stands for itself, so that it is answered for."""
    found: list[Path] = []
    closed: list[Path] = []
    for base, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders.sort()
        linked = [name for name in folders if os.path.islink(os.path.join(base, name))]
        here = Path(base)
        found.extend(here / name for name in sorted([*files, *linked]))
    return [*found, *closed]


def open_file(path: Path) -> Iterator[Item]:
    """The items in one file: itself, or the members of the archive it is. Never none, never an exception."""
    shown = clean_line(os.fspath(path))
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise Refusal("folder-closed", "The folder is a link or cannot be entered: name it by itself")
        if not stat.S_ISREG(state.st_mode):
            raise Refusal("not-a-file", "It is a pipe or a device, not a file")
        if state.st_size > LARGEST_FILE:
            raise Refusal("too-large", "The file is larger than {} MB", (str(LARGEST_FILE >> 20),))
        # A file is read whole once: a buffer between would only be filled and copied.
        with path.open("rb", buffering=0) as file:
            data = file.read()
    except OSError as error:
        reason = clean_line(error.strerror or type(error).__name__)
        yield Item(shown, None, b"", Refusal("unreadable", "The file cannot be read: {}", (reason,)))
        return
    except Refusal as refusal:
        yield Item(shown, None, b"", refusal)
        return
    if not is_archive(data):
        yield Item(shown, None, data)
        return
    empty = True
    try:
        for member in members(data):
            empty = False
            yield Item(shown, clean_line(member.name), member.data or b"", member.refusal)
    except Refusal as refusal:
        empty = False
        yield Item(shown, None, b"", refusal)
    if empty:
        yield Item(shown, None, b"", Refusal("empty", "The archive holds no files"))
