"""Triggers that hold what was posted as it was, below every program that opens the books.

Nothing in a posted entry, its lines, its register rows or the log of acts can be changed, deleted or replaced; nor can
what a document was read from. SQLite fires them for REPLACE because every connection asks for ``recursive_triggers``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: Tables of which no row ever changes.
IMMUTABLE: Final = ("entry", "entry_line", "register_row", "vat_row", "act", "content", "payload", "source", "outcome")

#: Columns of ``document`` that say what the document is; the others say where it stands.
_IDENTITY: Final = (
    "id, company_id, direction, kind, type_code, number, date, currency, total, business_key, canonical_sha256,"
    " payload_sha256"
)

_SQLITE_UPDATE: Final = (
    "CREATE TRIGGER {table}_unchanged BEFORE UPDATE {columns} ON {table} BEGIN"
    " SELECT RAISE(ABORT, 'rows of {table} never change'); END"
)
_SQLITE_DELETE: Final = (
    "CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN"
    " SELECT RAISE(ABORT, 'rows of {table} never change'); END"
)
_POSTGRESQL_FUNCTION: Final = (
    "CREATE FUNCTION tuiledger_unchanged() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$"
)
_POSTGRESQL_UPDATE: Final = (
    "CREATE TRIGGER {table}_unchanged BEFORE UPDATE {columns} ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged()"
)
_POSTGRESQL_DELETE: Final = (
    "CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged()"
)
_POSTGRESQL_TRUNCATE: Final = (
    "CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged()"
)


def statements(dialect: str) -> Iterator[str]:
    """The statements that make the triggers on a database of the kind ``dialect``, sqlite or postgresql."""
    sqlite = dialect == "sqlite"
    if not sqlite:
        yield _POSTGRESQL_FUNCTION
    update, delete = (_SQLITE_UPDATE, _SQLITE_DELETE) if sqlite else (_POSTGRESQL_UPDATE, _POSTGRESQL_DELETE)
    for table, columns in [*((table, "") for table in IMMUTABLE), ("document", f"OF {_IDENTITY}")]:
        yield update.format(table=table, columns=columns).replace("UPDATE  ON", "UPDATE ON")
        yield delete.format(table=table)
        if not sqlite:
            yield _POSTGRESQL_TRUNCATE.format(table=table)
