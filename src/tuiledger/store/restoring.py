"""Putting a backup in the place of the books, which stay beside."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tuiledger.ports import StoreError
from tuiledger.store import engine as engines
from tuiledger.store import files, schema
from tuiledger.store.backup import back_up, copy_file, settle
from tuiledger.store.copying import from_file, require_sound, tables
from tuiledger.store.errors import problem, told, told_sqlite


def put_back(file: Path, url_or_path: str, *, replace: bool) -> None:
    """Put the backup ``file`` in the place of the books at a path or URL.

    Raises:
        StoreError: the backup is not one or not sound; there are books and ``replace`` is not said (``conflict``);
            somebody has them open (``busy``).
    """
    where = engines.place(url_or_path)
    found = _proven(file)
    if where.path:
        if where.path.exists() and where.path.samefile(file):
            raise StoreError("conflict", "{} is where the books are: name another file", (str(file),))
        _into_file(file, where.path, replace=replace)
        return
    schema.refuse_other_versions(found, str(file))
    _into_server(file, where, replace=replace)


def _proven(file: Path) -> str:
    """The version of a backup that is sound."""
    if not file.is_file() or files.application(file) != engines.APPLICATION_ID:
        raise problem("not-a-database", str(file))
    try:
        with files.opened(file, "ro") as connection:
            require_sound(connection, file)
            found = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.Error as error:
        raise told_sqlite(error, str(file)) from error
    if found not in schema.VERSIONS:
        schema.refuse_other_versions(found, str(file))
    return found


def _into_file(file: Path, path: Path, *, replace: bool) -> None:
    there = path.is_symlink() or (path.exists() and path.stat().st_size > 0)
    if there and (not replace or path.is_symlink()):
        raise StoreError("conflict", "There are books at {} already: say that they are to be replaced", (str(path),))
    with files.unfinished(path) as unfinished:
        copy_file(file, unfinished)
        files.write_ahead(unfinished)
        if there:
            _set_aside(path)
        settle(unfinished, path)


def _set_aside(path: Path) -> None:
    """Rename the books and what belongs to them; nobody may have them open.

    Leaving the write-ahead log needs the file alone, and puts everything into it. A file too damaged for that is set
    aside as it is, with its log.
    """
    try:
        with files.opened(path, "rw") as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        if told_sqlite(error, str(path)).code == "busy":
            raise problem("busy", str(path)) from error
    aside = files.free_name(path.with_name(f"{path.name}.before-restore"))
    for ending in ("-wal", "-shm", ""):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))


def _into_server(file: Path, where: engines.Place, *, replace: bool) -> None:
    engine = engines.writing_engine(where)
    try:
        with engine.begin() as connection, files.opened(file, "ro") as source:
            connection.exec_driver_sql(engines.TURN)
            if schema.version(connection, where.shown) is not None:
                if not replace:
                    raise StoreError(
                        "conflict", "There are books at {} already: say that they are to be replaced", (where.shown,)
                    )
                back_up(engine, where, files.free_name(file.with_name(f"{file.name}.before-restore")))
                _drop(connection)
            schema.create(connection)
            from_file(source, connection)
    except DBAPIError as error:
        raise told(error, where.shown) from error
    except sqlite3.Error as error:
        raise told_sqlite(error, str(file)) from error
    finally:
        engine.dispose()


def _drop(connection: Connection) -> None:
    for table in [*tables(), "alembic_version"]:
        connection.exec_driver_sql(f"DROP TABLE {table} CASCADE")
    connection.exec_driver_sql("DROP FUNCTION tuiledger_unchanged() CASCADE")
