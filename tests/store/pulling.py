"""What the tests of the clouds' tables start from."""

from __future__ import annotations

from typing import Any

from tests.builders import NOW

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.pulls import Counts, Pull, PullState, RemoteDocument
from tuiledger.store import SqlStore

CONNECTION = Connection(
    0, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED, secret_name="connection/0f"
)


def connected(store: SqlStore) -> int:
    """The id of a new connection."""
    with store.writing("connect") as work:
        return work.add_connection(CONNECTION).id


def a_pull(connection_id: int, **changes: Any) -> Pull:
    """A run that began."""
    return Pull(0, connection_id, PullState.RUNNING, NOW, None, "anna", "person", Counts())._replace(**changes)


def a_remote(
    connection_id: int, remote_id: str, payload_sha256: str, document_id: int | None = None, **changes: Any
) -> RemoteDocument:
    """An invoice of the cloud company 100."""
    made = RemoteDocument(connection_id, "100", "invoice", remote_id, payload_sha256, document_id, payload_sha256)
    return made._replace(**changes)
