"""The token of one connection, taken from the vault: a personal one as it is, a pair renewed when it must be.

A refresh token can be used once. So a pair is renewed under a lock that every process of this user takes, the vault is
read again after the lock is held, and whoever finds that another was faster adopts the winner's pair. The new pair is
in the vault before anybody uses it; what is no pair never replaces one.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tuiledger.domain.faults import NeedsReconnect, Unavailable
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Vault
from tuiledger.providers.oauth import OAuth, Pair

_GONE: Final = N_("The provider no longer accepts this sign-in: sign in again with connection rotate")
_NONE: Final = N_("The vault holds no token for this connection: give it one with connection rotate")
_BUSY: Final = N_("Another process is renewing the token and does not come to an end")
#: How long another process may take to renew, in seconds: longer than its deadline.
_LONGEST_TURN: Final = 45.0


def keep(vault: Vault, name: str, pair: Pair) -> None:
    """Put what a sign-in gave into the vault under a connection's secret name; it blocks.

    Raises:
        VaultError: the vault cannot keep it.
    """
    vault.set(name, pair.to_blob())


class PersonalToken:
    """A token that a person made at the provider and that never ends, until it is revoked there."""

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault, self._name = vault, name
        self._token: Secret | None = None

    async def access(self) -> Secret:
        """The token.

        Raises:
            NeedsReconnect: the vault has none.
        """
        if self._token is None:
            self._token = (await _read(self._vault, self._name)).access
        return self._token

    async def after_refusal(self, refused: Secret) -> Secret:
        """Another token, if a person put another into the vault in the meantime.

        Raises:
            NeedsReconnect: it is the one that was refused.
        """
        self._token = None
        token = await self.access()
        if token == refused:
            raise NeedsReconnect(_GONE)
        return token


class RefreshingTokens:
    """A pair that is renewed when it is about to end or was refused.

    Args:
        oauth: where it is renewed.
        vault: where it is kept, under ``name``.
        lock: a file for this connection alone; it is created and stays empty.
    """

    def __init__(
        self,
        oauth: OAuth,
        vault: Vault,
        name: str,
        lock: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._oauth, self._vault, self._name, self._lock, self._clock = oauth, vault, name, lock, clock
        self._pair: Pair | None = None
        self._dead: Secret | None = None
        self._turn = asyncio.Lock()
        self._renewing: set[asyncio.Task[Secret]] = set()

    async def access(self) -> Secret:
        """A token that should work.

        Raises:
            ProviderError: there is none, or it ends and cannot be renewed now.
        """
        if self._pair is None:
            self._pair = await _read(self._vault, self._name)
        if self._is_fresh(self._pair):
            return self._pair.access
        return await self._renewed(None)

    async def after_refusal(self, refused: Secret) -> Secret:
        """Another token than ``refused``: the one another process got, or a new one.

        Raises:
            NeedsReconnect: the grant is gone.
            ProviderError: it cannot be renewed now.
        """
        return await self._renewed(refused)

    def _is_fresh(self, pair: Pair) -> bool:
        return pair.renew_at is None or self._clock() < pair.renew_at

    async def _renewed(self, refused: Secret | None) -> Secret:
        # A caller that gives up must not stop it half-way: the answer may hold the only token there is.
        renewing = asyncio.create_task(self._renew(refused))
        self._renewing.add(renewing)
        renewing.add_done_callback(self._done)
        return await asyncio.shield(renewing)

    def _done(self, renewing: asyncio.Task[Secret]) -> None:
        self._renewing.discard(renewing)
        if not renewing.cancelled():
            renewing.exception()

    async def _renew(self, refused: Secret | None) -> Secret:
        async with self._turn, _locked(self._lock):
            pair = await _read(self._vault, self._name)
            if not self._is_fresh(pair) or pair.access == refused:
                if self._dead is not None and pair.refresh == self._dead:
                    raise NeedsReconnect(_GONE)
                try:
                    pair = await self._oauth.refresh(pair)
                except NeedsReconnect:
                    # Asking again with the same token would change nothing, until the vault holds another.
                    self._dead = pair.refresh
                    raise
                await asyncio.to_thread(keep, self._vault, self._name, pair)
            self._pair = pair
            return pair.access


async def _read(vault: Vault, name: str) -> Pair:
    blob = await asyncio.to_thread(vault.get, name)
    if blob is None:
        raise NeedsReconnect(_NONE)
    return Pair.from_blob(blob)


@asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock on ``path`` against every other process and every other opening of it in this one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        give_up = asyncio.get_running_loop().time() + _LONGEST_TURN
        while not _try_lock(handle):
            if asyncio.get_running_loop().time() > give_up:
                raise Unavailable(_BUSY, code="timeout")
            # A thread that waits for the lock could not be cancelled, and would take it for nobody.
            await asyncio.sleep(random.uniform(0.01, 0.05))  # noqa: S311 - spreads the tries
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
