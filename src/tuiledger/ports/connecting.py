"""How services reach the clouds: what there is to connect to, signing in, and the provider behind a connection."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from tuiledger.domain.connections import Connection, Grant, Verdict
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Provider, Quota, Recorder


class Offer(NamedTuple):
    """A cloud that can be connected to.

    ``grants`` are the ways in, the one to offer first in front; ``scopes`` are what a sign-in asks for, and ``reads``
    those of them that a proof has used.
    """

    name: str
    title: str
    grants: tuple[Grant, ...]
    scopes: tuple[str, ...]
    reads: tuple[str, ...] = ()


class SecretPlace(NamedTuple):
    """Where secrets are kept, as far as that can be told without asking anybody for a passphrase.

    ``state`` is ``absent``, ``locked``, ``open`` or ``keyring``; ``path`` that of the vault file. ``hints`` are what is
    shown of each secret, by its name, while the store is open.
    """

    state: str
    path: str
    hints: Mapping[str, str] = {}


class Person(Protocol):
    """Who signs in, wherever they sit."""

    async def visit(self, address: str, ssh_line: str) -> None:
        """Show an address to open in a browser; ``ssh_line`` leads the browser of another machine back here."""
        ...

    async def paste(self, address: str, redirect_uri: str) -> str:
        """Show an address to open, and take the one that the browser came back to, which begins as given."""
        ...

    async def type_code(self, code: str, address: str, until: datetime.datetime) -> None:
        """Show a code to type at an address before a moment."""
        ...


class SignIn(NamedTuple):
    """A sign-in of a person.

    ``port`` is that of the address the browser comes back to, 0 for any; ``paste`` waits for a person to paste that
    address where the browser cannot reach this machine.
    """

    person: Person
    client_secret: Secret | None = None
    port: int = 0
    paste: bool = False


class LentQuota(Quota, Protocol):
    """A quota whose calls are lent in lots."""

    async def close(self) -> None:
        """Give back what was not spent."""
        ...


class Clouds(Protocol):
    """The clouds there are; :meth:`close` it when done.

    What needs a secret raises :class:`tuiledger.ports.clouds.VaultError` where the vault cannot give or keep it.
    """

    def offers(self) -> tuple[Offer, ...]: ...
    def offer(self, provider: str) -> Offer:
        """What one cloud offers.

        Raises:
            Refusal: there is none of that name (``provider-unknown``).
        """
        ...

    def portal(self, connection: Connection, remote_id: str) -> str | None:
        """Where a person opens a company in the cloud's own pages; nothing is asked."""
        ...

    def provider(self, connection: Connection, recorder: Recorder | None = None) -> Provider:
        """The account behind a connection, within the quota that all processes share; close it when done."""
        ...

    async def prove(self, connection: Connection, recorder: Recorder | None = None) -> Verdict:
        """Ask the cloud whom a connection speaks for and whether it may read; ``recorder`` hears what was said."""
        ...

    async def sign_in(self, connection: Connection, sign_in: SignIn) -> tuple[str, ...]:
        """Let a person sign in, and keep what that gives in the vault; the scopes that were granted.

        Raises:
            ProviderError: the person or the cloud said no, or nobody came in time.
        """
        ...

    def unlock(self) -> None:
        """Make sure that the vault can keep a secret before somebody takes the trouble to get one."""
        ...

    def keep_token(self, connection: Connection, token: Secret) -> None:
        """Keep a personal token in the vault under the connection's secret name."""
        ...

    def forget(self, connection: Connection) -> None:
        """Keep no secret of a connection any more."""
        ...

    async def close(self) -> None: ...
