"""What an adapter declares, so that it can be offered before it is loaded any further."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from tuiledger.domain.connections import Connection, Grant, Verdict
from tuiledger.domain.quota import Pace
from tuiledger.ports.clouds import Capability, Connector, Provider
from tuiledger.providers.oauth import Endpoints


class Prover(Protocol):
    """Proves a connection: asks the provider who it speaks for, and says what that means."""

    async def __call__(self, provider: Provider) -> Verdict: ...


class Adapter(NamedTuple):
    """One provider, as its module declares it under the name ``ADAPTER``.

    ``grants`` are the ways in, the one to offer first in front; ``scopes`` are what it asks for to read, and ``reads``
    those of them that ``prove`` makes use of. ``portal`` gives the page of a company for people.
    """

    name: str
    title: str
    base_url: str
    grants: tuple[Grant, ...]
    scopes: tuple[str, ...]
    capabilities: frozenset[Capability]
    connect: Connector
    prove: Prover
    endpoints: Endpoints | None = None
    reads: tuple[str, ...] = ()
    pace: Pace = Pace()
    portal: Callable[[Connection, str], str | None] = lambda connection, remote_id: None

    def address(self, connection: Connection) -> str:
        """Where calls of ``connection`` go: the provider's own address, or the simulated cloud it was made with."""
        return connection.base_url or self.base_url
