"""What a database says when it cannot, told as a :class:`~tuiledger.ports.StoreError`: the one place that knows both.

Nothing here rolls back: after a full disk SQLite has done so itself, and a second ROLLBACK would be an error again.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from tuiledger.ports import StoreError

#: Primary result codes of SQLite (sqlite.org/rescode.html) and the code that each is told as.
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_NOTADB: "not-a-database",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_CONSTRAINT: "conflict",
    sqlite3.SQLITE_MISMATCH: "conflict",
}

#: I/O errors of writing: what a limit on the size of files gives in place of a full disk.
_WRITING: Final = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)

#: SQLSTATEs of PostgreSQL (appendix A of its manual), by their beginning; the longest that fits decides.
_POSTGRESQL: Final = {
    "55P03": "busy",
    "57014": "busy",
    "40": "busy",
    "25P03": "busy",
    "53100": "disk-full",
    "25006": "read-only",
    "42501": "read-only",
    "23": "conflict",
    "P0001": "conflict",
    "22": "conflict",
    "XX": "damaged",
    "42P01": "damaged",
    "42703": "damaged",
}


def told(error: DBAPIError, place: str) -> StoreError:
    """``error`` of the database at ``place`` as what a person can act on."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = _sqlite_code(original)
    else:
        code = _postgresql_code(getattr(original, "sqlstate", None))
    return problem(code, place, _first_line(original or error))


def told_sqlite(error: sqlite3.Error, place: str) -> StoreError:
    """``error`` of an SQLite connection that was opened without an engine."""
    return problem(_sqlite_code(error), place, _first_line(error))


def _sqlite_code(error: sqlite3.Error) -> str:
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return "damaged"
    if extended in _WRITING:
        return "disk-full"
    return _SQLITE.get(extended & 0xFF, "damaged")


def _postgresql_code(state: str | None) -> str:
    if state is None:
        return "unreachable"
    return next((_POSTGRESQL[state[:size]] for size in (5, 2) if state[:size] in _POSTGRESQL), "unreachable")


def problem(code: str, place: str, detail: str = "") -> StoreError:
    """The sentence of ``code`` about the store at ``place``; ``detail`` is what the database itself said."""
    if code == "busy":
        return StoreError(code, "Another session is writing to {}: try again in a moment", (place,))
    if code == "disk-full":
        return StoreError(code, "The disk that holds {} is full: nothing of this step was saved; make room", (place,))
    if code == "read-only":
        return StoreError(code, "{} cannot be written to: check who owns it and its folder", (place,))
    if code == "not-a-database":
        return StoreError(code, "{} is not a database of this program: name another file", (place,))
    if code == "moved":
        return StoreError("unreachable", "{} cannot be reached: its file was moved, deleted or replaced", (place,))
    if code == "unreachable":
        return StoreError(code, "{} cannot be reached: {}", (place, detail))
    if code == "conflict":
        return StoreError(code, "{} refuses the change: {}", (place, detail))
    return StoreError("damaged", "{} is damaged: restore the newest good backup ({})", (place, detail))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
