"""Copies of the books: one file, private, proven whole before it gets its name.

A backup of PostgreSQL is the same kind of file, so that a studio can move between the two.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tuiledger.ports import StoreError
from tuiledger.store import files
from tuiledger.store.copying import require_sound, to_file
from tuiledger.store.engine import APPLICATION_ID, Place
from tuiledger.store.errors import told, told_sqlite


def back_up(engine: Engine, where: Place, path: Path) -> None:
    """Copy the books at ``where`` to ``path``; an earlier backup there is replaced at the end, in one step.

    Raises:
        StoreError: ``path`` is something else than a backup (``conflict``), it cannot be written, or the copy is not
            sound (``damaged``).
    """
    _refuse_other_files(where, path)
    with files.unfinished(path) as unfinished:
        if where.path:
            copy_file(where.path, unfinished)
        else:
            _copy_server(engine, where, unfinished)
        settle(unfinished, path)


def copy_file(source: Path, target: Path) -> None:
    """Copy a database page by page while others may write to it, and prove the copy.

    Raises:
        StoreError: the copy cannot be written or is not sound.
    """
    try:
        with files.opened(source, "ro") as original, files.opened(target, "rw") as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            require_sound(copy, target)
    except sqlite3.Error as error:
        raise told_sqlite(error, str(target)) from error


def settle(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, and see that both are on the disk."""
    for place in (unfinished, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            if place is unfinished:
                os.fsync(handle)
                os.replace(unfinished, path)
            else:
                os.fsync(handle)
        finally:
            os.close(handle)


def _copy_server(engine: Engine, where: Place, target: Path) -> None:
    try:
        with engine.connect() as original, files.opened(target, "rw") as copy:
            to_file(original, copy)
            require_sound(copy, target)
    except DBAPIError as error:
        raise told(error, where.shown) from error
    except sqlite3.Error as error:
        raise told_sqlite(error, str(target)) from error


def _refuse_other_files(where: Place, path: Path) -> None:
    if not path.exists() and not path.is_symlink():
        return
    if where.path and path.exists() and path.samefile(where.path):
        raise StoreError("conflict", "{} is where the books are: name another file", (str(path),))
    if path.is_symlink() or files.application(path) != APPLICATION_ID:
        raise StoreError("conflict", "{} is there and is no backup: name another file", (str(path),))
