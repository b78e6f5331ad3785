"""Ask nothing of a connection any more: for a while, or for good."""

from __future__ import annotations

from typing import NamedTuple

from tuiledger.domain.connections import Condition, Connection, resumed
from tuiledger.ports import Clock, Store
from tuiledger.ports.cloud_store import Uses
from tuiledger.ports.clouds import VaultError
from tuiledger.ports.connecting import Clouds
from tuiledger.services.connect import find_connection
from tuiledger.services.standing import reassess_told


class Removed(NamedTuple):
    """A connection that was taken away, or only closed because something hangs on it."""

    connection: Connection
    deleted: bool
    uses: Uses


def pause(store: Store, clock: Clock, actor: str, name: str) -> Connection:
    """Ask nothing of a connection until it is resumed.

    Raises:
        Refusal: no such connection.
    """
    with store.writing("pause connection") as work:
        connection = find_connection(work, name)
        if connection.condition is not Condition.PAUSED:
            connection = connection._replace(condition=Condition.PAUSED)
            work.set_connection(connection)
            reassess_told(work, connection.id)
            work.record_act(clock.now(), actor, "connection-pause", connection.name, "")
    return connection


def resume(store: Store, clock: Clock, actor: str, name: str) -> Connection:
    """Use a paused connection again.

    Raises:
        Refusal: no such connection.
    """
    with store.writing("resume connection") as work:
        connection = find_connection(work, name)
        if connection.condition is Condition.PAUSED:
            connection = resumed(connection)
            work.set_connection(connection)
            reassess_told(work, connection.id)
            work.record_act(clock.now(), actor, "connection-resume", connection.name, "")
    return connection


def remove(store: Store, clock: Clock, actor: str, clouds: Clouds, name: str) -> Removed:
    """Take a connection away with its secret. Where links, documents or runs hang on it only the secret goes, and the
    connection stays, paused: what was read keeps its origin.

    Raises:
        Refusal: no such connection.
        VaultError: the vault cannot be opened to delete the secret.
    """
    with store.reading() as reader:
        secret_of = find_connection(reader, name)
    try:
        clouds.forget(secret_of)
    except VaultError as error:
        # Where there is no vault there is no secret either.
        if error.code != "absent":
            raise
    with store.writing("remove connection") as work:
        connection = find_connection(work, name)
        uses = work.uses_of(connection.id)
        deleted = not any(uses)
        if deleted:
            work.remove_connection(connection.id)
        else:
            connection = connection._replace(
                condition=Condition.PAUSED, failure="invalid-credentials", failed_at=clock.now(), expires_at=None
            )
            work.set_connection(connection)
            reassess_told(work, connection.id)
        work.record_act(clock.now(), actor, "connection-remove", connection.name, "" if deleted else "secret")
    return Removed(connection, deleted, uses)
