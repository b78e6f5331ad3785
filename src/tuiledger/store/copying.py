"""Whole books from one database to another, table by table: how a studio moves between the two."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from tuiledger.store import schema
from tuiledger.store.errors import problem

#: Rows carried at a time.
_STEP: Final = 2000

_CREATE: Final = "CREATE TABLE "


def tables() -> Iterator[str]:
    """The tables of the newest version; those that others refer to come first."""
    for statement in schema.statements(schema.HEAD, "sqlite"):
        if statement.startswith(_CREATE):
            yield statement[len(_CREATE) :].split(" ", 1)[0]


def to_file(source: Connection, target: sqlite3.Connection) -> None:
    """Fill the empty tables of ``target`` with the rows of ``source``, as the transaction of ``source`` sees them."""
    target.execute("PRAGMA foreign_keys=OFF")
    target.execute("BEGIN")
    for statement in schema.statements(schema.HEAD, "sqlite"):
        if not statement.startswith("CREATE TRIGGER"):
            target.execute(statement)
    for table in tables():
        columns = _columns(target, table)
        rows = source.execution_options(stream_results=True).exec_driver_sql(_select(table, columns))
        for chunk in rows.partitions(_STEP):
            target.executemany(_insert(table, columns, "?"), [tuple(row) for row in chunk])
    for statement in schema.statements(schema.HEAD, "sqlite"):
        if statement.startswith("CREATE TRIGGER"):
            target.execute(statement)
    schema.stamp(target.execute, mark=True)
    target.execute("COMMIT")


def from_file(source: sqlite3.Connection, target: Connection) -> None:
    """Fill the empty tables of the PostgreSQL database ``target`` with the rows of ``source``."""
    for table in tables():
        columns = _columns(source, table)
        cursor = source.execute(_select(table, columns))
        while rows := cursor.fetchmany(_STEP):
            target.exec_driver_sql(_insert(table, columns, "%s"), [tuple(row) for row in rows])
        if "id" in columns:
            # The next id follows the highest one; an empty table begins with 1.
            highest = target.exec_driver_sql(" ".join(("SELECT max(id) FROM", table))).scalar()
            target.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, %s)", (table, highest or 1, highest is not None)
            )


def require_sound(connection: sqlite3.Connection, path: Path) -> None:
    """See that a copy is whole: pages, references, and debits that equal credits in every company.

    Raises:
        StoreError: it is not (``damaged``).
    """
    try:
        told = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if told == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone():
            told = "foreign keys"
        if (
            told == "ok"
            and connection.execute(
                "SELECT company_id FROM entry_line GROUP BY company_id HAVING sum(amount) <> 0"
            ).fetchone()
        ):
            told = "trial balance"
    except sqlite3.DatabaseError as error:
        told = str(error)
    if told != "ok":
        raise problem("damaged", str(path), told)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))]


def _select(table: str, columns: list[str]) -> str:
    return " ".join(("SELECT", ", ".join(columns), "FROM", table))


def _insert(table: str, columns: list[str], mark: str) -> str:
    marks = ", ".join([mark] * len(columns))
    return " ".join(("INSERT INTO", table, "(", ", ".join(columns), ") VALUES (", marks, ")"))
