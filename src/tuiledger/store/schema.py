"""The version of the tables in a database, and making them anew.

Every version ships its whole schema as text beside its migration. A new database is made from the newest text in one
transaction, because loading the migration library and the table classes takes longer than all the rest; tests hold
that the text, the table classes and the migrations agree.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from tuiledger.ports import StoreError
from tuiledger.store.engine import APPLICATION_ID
from tuiledger.store.errors import problem

#: The newest version this program knows, behind every earlier one, in order.
VERSIONS: Final = ("0001", "0002")
HEAD: Final = VERSIONS[-1]

SCRIPTS: Final = Path(__file__).parent / "migrations"

_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)

_MARK: Final = f"PRAGMA application_id = {APPLICATION_ID}"


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


def statements(wanted: str, dialect: str) -> list[str]:
    """The statements that make the tables, indexes and triggers of version ``wanted`` on a kind of database."""
    text = (SCRIPTS / "versions" / f"{wanted}.{dialect}.sql").read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split("\n\n") if not statement.startswith("--")]


def added(wanted: str, before: str, dialect: str) -> list[str]:
    """The statements of version ``wanted`` that version ``before`` has not."""
    there = set(statements(before, dialect))
    return [statement for statement in statements(wanted, dialect) if statement not in there]


def make(connection: Connection, wanted: str) -> None:
    """Make the tables, indexes and triggers of a version inside the open transaction of ``connection``."""
    dialect = connection.dialect.name
    for statement in statements(wanted, dialect):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    if dialect == "sqlite":
        connection.exec_driver_sql(_MARK)


def create(connection: Connection) -> None:
    """Make everything of the newest version and stamp it, inside the open transaction of ``connection``."""
    make(connection, HEAD)
    stamp(connection.exec_driver_sql)


def stamp(execute: Callable[[str], object], *, mark: bool = False) -> None:
    """Write down that the tables are of the newest version; ``mark`` the file as ours in its header too."""
    execute(_VERSION_TABLE)
    execute(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")  # noqa: S608 - a constant
    if mark:
        execute(_MARK)
