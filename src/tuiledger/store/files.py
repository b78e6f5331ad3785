"""The file of an SQLite database: made private from the first moment, and never over something else."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tuiledger.config.locations import LocationError, private_file, private_folder
from tuiledger.ports import StoreError
from tuiledger.store.errors import problem, told_sqlite

_MAGIC: Final = b"SQLite format 3\x00"

#: What the system says when a disk or a quota is full, or a file may not grow.
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def prepare(path: Path, *, create: bool) -> bool:
    """See that ``path`` is a database file, or make an empty one; tells whether it can be written.

    The folder and the file are private whatever the umask; SQLite gives the files beside it the same mode.

    Raises:
        StoreError: ``unreachable`` (missing and not to be made, a link, a folder), ``not-a-database``, ``read-only``.
    """
    if not path.exists() and not path.is_symlink():
        if not create:
            raise StoreError("unreachable", "There are no books at {} yet: create them first", (str(path),))
        try:
            if not path.parent.exists():
                private_folder(path.parent)
            private_file(path)
        except OSError as error:
            raise problem("read-only", str(path)) from error
        return True
    if path.is_symlink() or not path.is_file():
        raise StoreError("unreachable", "{} is a link or no file at all: name the file itself", (str(path),))
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise problem("unreachable", str(path), error.strerror or "") from error
    if head != _MAGIC and (head or not create):
        raise problem("not-a-database", str(path))
    if on_fixed_disk(path) and not path.with_name(path.name + "-wal").exists():
        return False
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise problem("read-only", str(path))
    try:
        private_file(path)
    except LocationError as error:
        raise problem("read-only", str(path)) from error
    return True


def on_fixed_disk(path: Path) -> bool:
    """Whether ``path`` lies on a disk that nobody can write to, such as a mounted backup."""
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def write_ahead(path: Path) -> None:
    """Turn on the write-ahead log, which stays on: readers then never wait for a writer.

    Raises:
        StoreError: the file cannot be written or another session holds it.
    """
    try:
        with opened(path, "rw") as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise told_sqlite(error, str(path)) from error


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A new private file beside ``path`` to be written first; gone at the end unless it was renamed.

    Raises:
        StoreError: ``disk-full`` or ``read-only``, also for what the block meets.
    """
    beside = path.with_name(f".{path.name}.unfinished")
    try:
        if not path.parent.exists():
            private_folder(path.parent)
        beside.unlink(missing_ok=True)
        yield private_file(beside)
    except OSError as error:
        raise problem("disk-full" if error.errno in _FULL else "read-only", str(path)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A plain connection to an existing file, ``ro`` or ``rw``, closed at the end."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def application(path: Path) -> int | None:
    """Whose database a file says it is (``application_id`` of the header), or None where it is none."""
    with path.open("rb") as file:
        head = file.read(72)
    return int.from_bytes(head[68:72], "big") if head.startswith(_MAGIC) and len(head) == 72 else None


def free_name(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3``… that nothing has yet."""
    free, number = path, 1
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
