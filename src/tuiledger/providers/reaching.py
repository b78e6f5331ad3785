"""The clouds as services reach them: every adapter, with the tokens of the vault and the shared quota."""

from __future__ import annotations

import asyncio
import getpass
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from tuiledger.domain.connections import Connection, Grant, Verdict
from tuiledger.domain.quota import Pace
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Provider, Recorder, Vault
from tuiledger.ports.connecting import LentQuota, Offer, SignIn
from tuiledger.providers import signing_in
from tuiledger.providers.base import Adapter
from tuiledger.providers.connecting import authorization, tokens_of
from tuiledger.providers.device import ask_for_code, wait_for_person
from tuiledger.providers.oauth import OAuth, Pair
from tuiledger.providers.recorder import Silent
from tuiledger.providers.registry import UnknownProvider, load, names
from tuiledger.providers.tokens import keep
from tuiledger.text.clean import clean_line

#: Registered with a provider beforehand, word for word: the name of this machine, and a path of our own.
_HOST: Final = "localhost"
_PATH: Final = "/tuiledger"
#: The port of an address that is only pasted: nothing listens there.
_PASTED_PORT: Final = 8765


class Reach:
    """The :class:`tuiledger.ports.connecting.Clouds` of this program.

    Args:
        vault: opens the vault; called when a secret is first needed.
        quota: the shared account for a pace of calls.
        locks: makes a folder of this user's own for the files that processes lock.
        allowed: providers of other packages that may be used.
    """

    def __init__(
        self,
        vault: Callable[[], Vault],
        quota: Callable[[Pace], LentQuota],
        locks: Callable[[], Path],
        allowed: Collection[str] = (),
    ) -> None:
        self._open_vault, self._make_quota, self._locks, self._allowed = vault, quota, locks, allowed
        self._opened: Vault | None = None
        self._quotas: dict[str, LentQuota] = {}

    def offers(self) -> tuple[Offer, ...]:
        """Every cloud that can be connected to."""
        return tuple(self.offer(name) for name in names(self._allowed))

    def offer(self, provider: str) -> Offer:
        """What one cloud offers.

        Raises:
            Refusal: there is none of that name (``provider-unknown``).
        """
        adapter = self._adapter(provider)
        return Offer(adapter.name, adapter.title, adapter.grants, adapter.scopes, adapter.reads)

    def portal(self, connection: Connection, remote_id: str) -> str | None:
        """Where a person opens a company in the cloud's own pages."""
        return self._adapter(connection.provider).portal(connection, remote_id)

    def provider(self, connection: Connection, recorder: Recorder | None = None) -> Provider:
        """The account behind a connection; close it when done."""
        adapter, recorder = self._adapter(connection.provider), recorder or Silent()
        quota = self._quotas.get(adapter.name)
        if quota is None:
            quota = self._quotas[adapter.name] = self._make_quota(adapter.pace)
        tokens = tokens_of(adapter, connection, self._vault(), self._locks(), recorder)
        return adapter.connect(connection, tokens, quota, recorder)

    async def prove(self, connection: Connection, recorder: Recorder | None = None) -> Verdict:
        """Ask the cloud whom a connection speaks for and whether it may read."""
        provider = await asyncio.to_thread(self.provider, connection, recorder)
        try:
            return await self._adapter(connection.provider).prove(provider)
        finally:
            await provider.close()

    async def sign_in(self, connection: Connection, sign_in: SignIn) -> tuple[str, ...]:
        """Let a person sign in, and keep what that gives in the vault; the scopes that were granted.

        Raises:
            ProviderError: the person or the cloud said no, or nobody came in time.
        """
        adapter = self._adapter(connection.provider)
        oauth = authorization(adapter, connection, Silent(), sign_in.client_secret)
        try:
            if connection.grant is Grant.DEVICE:
                pair = await _by_device(oauth, adapter, sign_in)
            else:
                pair = await _by_browser(oauth, adapter, connection, sign_in)
        finally:
            await oauth.close()
        await asyncio.to_thread(keep, self._vault(), connection.secret_name, pair)
        return pair.scopes or adapter.scopes

    def unlock(self) -> None:
        """Open the vault, asking for its passphrase where it is locked."""
        self._vault().get("connection/none")

    def keep_token(self, connection: Connection, token: Secret) -> None:
        """Keep a personal token in the vault under the connection's secret name."""
        keep(self._vault(), connection.secret_name, Pair(token))

    def forget(self, connection: Connection) -> None:
        """Keep no secret of a connection any more."""
        self._vault().delete(connection.secret_name)

    async def close(self) -> None:
        """Give back the calls that were not made."""
        for quota in self._quotas.values():
            await quota.close()

    def _adapter(self, name: str) -> Adapter:
        try:
            return load(name, self._allowed)
        except UnknownProvider:
            raise Refusal("provider-unknown", "There is no cloud called {}", (clean_line(name, 40),)) from None

    def _vault(self) -> Vault:
        if self._opened is None:
            self._opened = self._open_vault()
        return self._opened


async def _by_device(oauth: OAuth, adapter: Adapter, sign_in: SignIn) -> Pair:
    code = await ask_for_code(oauth, adapter.scopes)
    await sign_in.person.type_code(code.user_code, code.verification_uri, code.expires_at)
    return await wait_for_person(oauth, code)


async def _by_browser(oauth: OAuth, adapter: Adapter, connection: Connection, sign_in: SignIn) -> Pair:
    address = adapter.address(connection)
    if sign_in.paste:
        redirect = f"http://{_HOST}:{sign_in.port or _PASTED_PORT}{_PATH}"
        asked = signing_in.SignIn(oauth, address, redirect, adapter.scopes)
        return await asked.finish(asked.code_in(await sign_in.person.paste(asked.address, redirect)))
    async with signing_in.Listener(_HOST, _PATH).open(sign_in.port) as listener:
        asked = signing_in.SignIn(oauth, address, listener.redirect_uri, adapter.scopes)
        destination = f"{getpass.getuser()}@{socket.gethostname()}"
        waiting = asyncio.create_task(listener.code(asked))
        try:
            await sign_in.person.visit(asked.address, listener.ssh_line(destination))
            code = await waiting
        finally:
            waiting.cancel()
        return await asked.finish(code)
