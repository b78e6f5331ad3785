"""How Alembic meets the store: on the connection and inside the transaction that the program hands over."""

from __future__ import annotations

from alembic import context

from tuiledger.store.ledger_tables import EntryRow

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=EntryRow.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
)
context.run_migrations()
