"""The first version: documents, books and everything they stand on."""

from __future__ import annotations

from alembic import op

from tuiledger.store import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, indexes and triggers of this version."""
    schema.make(op.get_bind(), revision)
