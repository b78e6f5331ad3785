"""A transaction as the rest of the store uses it: SQL text in, tuples out, errors told in our words."""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tuiledger.store.errors import told, told_sqlite

Values = tuple[Any, ...]

#: Rows in one INSERT: beginning a statement takes as long as adding a row.
_TOGETHER: Final = 32

_LEADING: Final = re.compile(r"\{leading ([a-z.]+)\}")
#: The number before anything else in the first 18 characters of a text, 0 where there is none.
_LEADING_ON: Final = {
    True: r"CAST(substr(\1, 1, 18) AS INTEGER)",
    False: r"coalesce(CAST(substring(\1 from '^[0-9]{1,18}') AS bigint), 0)",
}
#: What makes one JSON array of a statement's ids. SQLite keeps the order of an inner statement that has a LIMIT.
_IN_ORDER: Final = {
    True: ("SELECT json_group_array(id) FROM (", "LIMIT -1)"),
    False: ("SELECT CAST(array_to_json(ARRAY(", ")) AS text)"),
}
#: What makes one JSON array of a column, all columns in one order.
_GATHERED: Final = {True: "json_group_array({})", False: "CAST(array_to_json(array_agg({})) AS text)"}


class Dialect:
    """In what the two databases differ; statements are written with ``?`` and the words below in braces.

    ``{among}`` stands behind a column and holds for any of the values of one parameter made by :meth:`listed`;
    ``{locked}`` ends a SELECT whose rows the transaction is going to change; ``{place}(text, part)`` is where a part
    begins in a text, 0 for nowhere; ``{leading column}`` is the number a text begins with.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_sqlite = name == "sqlite"
        self._prepared: dict[str, str] = {}

    def prepare(self, asked: str) -> str:
        """The statement ``asked`` as this database's driver takes it."""
        prepared = self._prepared.get(asked)
        if prepared is None:
            statement = _LEADING.sub(_LEADING_ON[self.is_sqlite], asked)
            if self.is_sqlite:
                statement = statement.replace("{place}", "instr")
                prepared = statement.replace("{among}", "IN (SELECT value FROM json_each(?))").replace("{locked}", "")
            else:
                prepared = statement.replace("{among}", "= ANY(?)").replace("{locked}", "FOR UPDATE")
                prepared = prepared.replace("{place}", "strpos").replace("?", "%s")
            self._prepared[asked] = prepared
        return prepared

    def listed(self, values: Iterable[int] | Iterable[str]) -> Any:
        """``values`` as the one parameter of ``{among}``."""
        listed = list(values)
        return orjson.dumps(listed).decode() if self.is_sqlite else listed


class Session:
    """One open transaction.

    Statements go to SQLite's own driver: SQLAlchemy's way there takes as long as twenty short statements.
    """

    __slots__ = ("_sqlite", "connection", "dialect", "place")

    def __init__(self, connection: Connection, dialect: Dialect, place: str) -> None:
        self.connection = connection
        self.dialect = dialect
        self.place = place
        self._sqlite: Any = connection.connection.driver_connection if dialect.is_sqlite else None

    def rows(self, statement: str, values: Values = ()) -> Sequence[Values]:
        """All rows that ``statement`` gives."""
        return self._do(statement, values)[0]

    def row(self, statement: str, values: Values = ()) -> Values | None:
        """The first row that ``statement`` gives, or None."""
        rows = self.rows(statement, values)
        return rows[0] if rows else None

    def value(self, statement: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(statement, values)
        return row[0] if row else None

    def ids(self, statement: str, values: Values = ()) -> array[int]:
        """The one column ``id`` of all rows, in the order of ``statement``: gathered by the database into one value."""
        before, behind = _IN_ORDER[self.dialect.is_sqlite]
        return array("q", orjson.loads(self.value(" ".join((before, statement, behind)), values)))

    def gathered(self, statement: str, columns: Sequence[str], values: Values = ()) -> list[list[Any]]:
        """The columns of all rows, one list for each: many rows come several times quicker than one by one."""
        gathered = ", ".join(_GATHERED[self.dialect.is_sqlite].format(column) for column in columns)
        row = self.row(" ".join(("SELECT", gathered, "FROM (", statement, ") AS gathered")), values)
        return [orjson.loads(column) if column else [] for column in row or [None] * len(columns)]

    def run(self, statement: str, values: Values = ()) -> int:
        """Do ``statement`` and say how many rows it touched."""
        return self._do(statement, values)[1]

    def many(self, statement: str, values: list[Values]) -> int:
        """Do ``statement`` for each of ``values`` and say how many rows were touched in all."""
        return self._do(statement, values)[1] if values else 0

    def insert(self, statement: str, rows: list[Values]) -> None:
        """Add ``rows`` by ``statement``, which ends with the VALUES of one; many go into one statement."""
        head, values, row = statement.rpartition("VALUES ")
        together = ", ".join([row] * _TOGETHER)
        rest = len(rows) - len(rows) % _TOGETHER
        starts = range(0, rest, _TOGETHER)
        self.many(
            "".join((head, values, together)),
            [tuple(chain.from_iterable(rows[start : start + _TOGETHER])) for start in starts],
        )
        self.many(statement, rows[rest:])

    def listed(self, values: Iterable[int] | Iterable[str]) -> Any:
        """``values`` as the one parameter of ``{among}``."""
        return self.dialect.listed(values)

    def new_ids(self, table: str, count: int) -> Sequence[int]:
        """``count`` fresh ids for rows of ``table``, rising.

        SQLite's writers take turns and rows are never deleted, so the highest id is the last one given.
        """
        if self.dialect.is_sqlite:
            last = self.value(" ".join(("SELECT coalesce(max(id), 0) FROM", table)))
            return range(last + 1, last + 1 + count)
        rows = self.rows(
            "SELECT nextval(pg_get_serial_sequence(?::text, 'id')) FROM generate_series(1, ?::int)", (table, count)
        )
        return sorted(row[0] for row in rows)

    def _do(self, statement: str, values: Values | list[Values]) -> tuple[Sequence[Values], int]:
        """Do ``statement``, once or for each of a list; the rows it gives, and how many it touched.

        Every statement of a unit of work passes here.
        """
        prepared = self.dialect.prepare(statement)
        try:
            if self._sqlite is None:
                result = self.connection.exec_driver_sql(prepared, values)
                return result.all() if result.returns_rows else (), result.rowcount
            if isinstance(values, list):
                return (), self._sqlite.executemany(prepared, values).rowcount
            cursor = self._sqlite.execute(prepared, values)
            return cursor.fetchall(), cursor.rowcount
        except DBAPIError as error:
            raise told(error, self.place) from error
        except sqlite3.Error as error:
            raise told_sqlite(error, self.place) from error
