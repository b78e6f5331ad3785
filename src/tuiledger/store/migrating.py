"""Bringing the tables of an older version up to date.

Foreign keys are off on the one connection that migrates, because SQLite rebuilds a table by dropping it; they are
checked before the commit. Everything happens in one transaction: a program killed on the way leaves the old version.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from tuiledger.config.locations import private_file
from tuiledger.ports import StoreError
from tuiledger.store import engine as engines
from tuiledger.store import files, schema
from tuiledger.store.errors import problem, told, told_sqlite


def bring_up(url_or_path: str) -> str:
    """Migrate the books at a path or URL to the newest version and give it; SQLite is backed up beside first.

    Raises:
        StoreError: no books, newer books, or a database that cannot be written.
    """
    where = engines.place(url_or_path)
    if where.path:
        files.prepare(where.path, create=False)
    engine = engines.writing_engine(where)
    try:
        with engine.connect() as connection:
            found = schema.version(connection, where.shown)
        if found is None:
            raise StoreError("unreachable", "There are no books at {} yet: create them first", (where.shown,))
        if found == schema.HEAD:
            return found
        if found not in schema.VERSIONS:
            schema.refuse_other_versions(found, where.shown)
        if where.path:
            _keep_a_copy(where.path, found)
    except DBAPIError as error:
        raise told(error, where.shown) from error
    finally:
        engine.dispose()
    migrate_to(where, schema.HEAD)
    return schema.HEAD


def _keep_a_copy(path: Path, found: str) -> None:
    """A copy of the file as it was, named for its version; an earlier copy of the same version stays too."""
    copy = files.free_name(path.with_name(f"{path.name}.before-migration-{found}"))
    try:
        private_file(copy)
        with files.opened(path, "rw") as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise told_sqlite(error, str(copy)) from error


def migrate_to(where: engines.Place, version: str) -> None:
    """Run the migrations up to ``version`` on a connection of their own, in one transaction.

    Raises:
        StoreError: the database refuses, or rows would name others that are not there (``damaged``).
    """
    engine = engines.writing_engine(where)
    if where.path:

        @event.listens_for(engine, "connect")
        def _foreign_keys_off(connection: object, _record: object) -> None:
            connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]

    try:
        with engine.begin() as connection:
            if not where.path:
                connection.exec_driver_sql(engines.TURN)
            _run(connection, version)
            if where.path and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise problem("damaged", where.shown, "foreign keys")
    except DBAPIError as error:
        raise told(error, where.shown) from error
    finally:
        engine.dispose()


def _run(connection: Connection, version: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)
