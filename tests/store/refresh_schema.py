"""Write the newest version's schema as text, from the table classes and the triggers.

Run it as ``python -m tests.store.refresh_schema`` after a change that has a version of its own.
"""

from __future__ import annotations

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from tuiledger.store import cloud_tables, ledger_tables, schema, triggers
from tuiledger.store.tables import TableRow

#: Modules that declare tables by being imported.
MODULES = (ledger_tables, cloud_tables)

DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
}


def rendered(name: str) -> str:
    """The statements that make every table, index and trigger on the database called ``name``."""
    statements = [f"-- The schema of version {schema.HEAD}, as tests/store/refresh_schema.py writes it."]
    for table in TableRow.metadata.sorted_tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made: list[DDLElement] = [CreateTable(table), *(CreateIndex(index) for index in indexes)]
        for statement in made:
            lines = str(statement.compile(dialect=DIALECTS[name])).strip().splitlines()
            statements.append("\n".join(line.rstrip().replace("\t", "    ") for line in lines if line.strip()) + ";")
    statements += [statement + ";" for statement in triggers.statements(name)]
    return "\n\n".join(statements) + "\n"


if __name__ == "__main__":
    for name in DIALECTS:
        path = schema.SCRIPTS / "versions" / f"{schema.HEAD}.{name}.sql"
        path.write_text(rendered(name), encoding="utf-8")
