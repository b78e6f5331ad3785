"""What a connection is made of: its authorization server and its tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tuiledger.domain.connections import Connection, Grant
from tuiledger.domain.faults import Refused
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Recorder, Tokens, Vault
from tuiledger.providers.base import Adapter
from tuiledger.providers.http import Http
from tuiledger.providers.oauth import Client, OAuth
from tuiledger.providers.tokens import PersonalToken, RefreshingTokens

_NO_OAUTH: Final = N_("{} has no sign-in of this kind")


def authorization(
    adapter: Adapter, connection: Connection, recorder: Recorder, client_secret: Secret | None = None
) -> OAuth:
    """The authorization server of a connection, for signing in.

    Args:
        client_secret: of the studio's registration, where it has one.

    Raises:
        Refused: the provider has none, or the connection names no client (``unsupported``).
    """
    if adapter.endpoints is None or connection.client_id is None:
        raise Refused(_NO_OAUTH, (adapter.title,), code="unsupported")
    http = Http(adapter.address(connection), recorder, simulated=connection.base_url is not None)
    return OAuth(http, adapter.endpoints, Client(connection.client_id, client_secret))


def tokens_of(adapter: Adapter, connection: Connection, vault: Vault, locks: Path, recorder: Recorder) -> Tokens:
    """The tokens of a connection.

    Args:
        locks: a folder of this user's own, for the file that processes lock while one of them renews.

    Raises:
        Refused: the connection was signed in to in a way that the provider does not have.
    """
    if connection.grant is Grant.PERSONAL_TOKEN:
        return PersonalToken(vault, connection.secret_name)
    oauth = authorization(adapter, connection, recorder)
    return RefreshingTokens(oauth, vault, connection.secret_name, locks / f"connection-{connection.id}.lock")
