"""The version of the tables in a database, and making them anew.

A new database gets all its tables from the catalogue in one transaction, stamped with the newest version, because the
migration library takes longer to load than all the rest; a test holds that both ways give the same schema.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from tuiledger.ports import StoreError
from tuiledger.store.engine import APPLICATION_ID
from tuiledger.store.errors import problem

#: The newest version this program knows, and every earlier one, in order.
VERSIONS: Final = ("0001",)
HEAD: Final = VERSIONS[-1]

_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def version(connection: Connection, place: str) -> str | None:
    """The version of the tables, or None where there are no tables at all.

    Raises:
        StoreError: the database holds tables of something else (``not-a-database``).
    """
    if connection.dialect.name == "sqlite":
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    names = {row[0] for row in connection.exec_driver_sql(tables)}
    if not names:
        return None
    if not names >= {"alembic_version", "company", "entry"}:
        raise problem("not-a-database", place)
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found else None


def refuse_other_versions(found: str, place: str) -> None:
    """Refuse tables this program was not made for.

    Raises:
        StoreError: ``newer-schema`` or ``older-schema``.
    """
    if found == HEAD:
        return
    if found in VERSIONS:
        raise StoreError("older-schema", "{} was made by an older version: migrate it first", (place,))
    raise StoreError("newer-schema", "{} was made by a newer version: upgrade the program here", (place,))


def create(connection: Connection) -> None:
    """Make every table and trigger and stamp the version, inside the open transaction of ``connection``."""
    from tuiledger.store import ledger_tables, tables, triggers

    assert ledger_tables.EntryRow.metadata is tables.TableRow.metadata  # noqa: S101 - loading both is the point
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.TableRow.metadata.create_all(connection, checkfirst=False)
    for statement in triggers.statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_VERSION_TABLE)
    connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")  # noqa: S608
