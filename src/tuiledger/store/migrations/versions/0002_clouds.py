"""The second version: the clouds, the ways to them, and what was read of them. Nothing of the first one changes."""

from __future__ import annotations

from alembic import op

from tuiledger.store import schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and indexes that the first version has not."""
    connection = op.get_bind()
    for statement in schema.added(revision, down_revision, connection.dialect.name):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
