"""A studio that connects itself to a simulated cloud over HTTP: real books, a real vault, a real socket."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import stamina

from tuiledger import bootstrap
from tuiledger.domain.connections import Connection, Verdict
from tuiledger.domain.secrets import Secret
from tuiledger.ports import Store
from tuiledger.ports.connecting import Clouds
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.server import serving
from tuiledger.services.connect import Entrance, Tried, Wish, connect, rotate, verify

PASSPHRASE = Secret("CANARY quattro gatti sul tetto")


@contextmanager
def simulated(companies: int = 4, documents: int = 12) -> Iterator[tuple[FattureInCloud, str]]:
    """A small simulated cloud, and where it is served."""
    cloud = FattureInCloud(companies=companies, documents=documents, studio_documents=12)
    with serving(cloud) as url:
        cloud.moved_in(url)
        yield cloud, url


@contextmanager
def impatient() -> Iterator[None]:
    """No pauses between attempts."""
    stamina.set_testing(True, attempts=2)
    try:
        yield
    finally:
        stamina.set_testing(False)


def nobody() -> str:
    """An address on this machine where nothing answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


@dataclass
class Practice:
    """The books, the vault and the cloud of a studio, and short words for what its people do."""

    store: Store
    vault: Path
    cloud: FattureInCloud
    url: str
    clock: Any = field(default_factory=bootstrap.system_clock)
    passphrase: Secret | None = PASSPHRASE

    @property
    def clouds(self) -> Clouds:
        """The clouds as one command reaches them."""
        return bootstrap.reach_clouds(self.store, self.clock, lambda: self.passphrase, location=self.vault)

    def token(self, who: str = "accountant") -> Secret:
        """A personal token of the cloud."""
        return Secret(self.cloud.around.grants.personal[who])

    async def connect(self, opens: Entrance | str = "accountant", **wish: Any) -> Tried:
        """Connect to the simulated cloud."""
        entrance = self.token(opens) if isinstance(opens, str) else opens
        wanted = Wish(**{"base_url": self.url, "sandbox": True, **wish})
        clouds = self.clouds
        try:
            return await connect(self.store, self.clock, "anna", clouds, wanted, entrance)
        finally:
            await clouds.close()

    async def verdict(self, opens: Entrance | str = "accountant", **wish: Any) -> Verdict:
        """What connecting finds."""
        return (await self.connect(opens, **wish)).verdict

    async def verify(self, name: str = "Fatture in Cloud") -> Tried:
        """Try a connection again."""
        clouds = self.clouds
        try:
            return await verify(self.store, self.clock, "anna", clouds, name)
        finally:
            await clouds.close()

    async def rotate(self, opens: Entrance | str, name: str = "Fatture in Cloud") -> Tried:
        """Give a connection another secret."""
        entrance = self.token(opens) if isinstance(opens, str) else opens
        return await rotate(self.store, self.clock, "anna", self.clouds, name, entrance)

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Every connection as the books have it."""
        with self.store.reading() as reader:
            return reader.connections()

    @property
    def secrets(self) -> list[str]:
        """Names of the secrets in the vault."""
        kept = bootstrap.keep_vault(lambda: PASSPHRASE, location=self.vault).open("vault")
        return list(getattr(kept, "names")())  # noqa: B009 - the keyring tells no names

    def secret(self, connection: Connection) -> Secret | None:
        """The secret of a connection."""
        return bootstrap.open_vault(lambda: PASSPHRASE, location=self.vault).get(connection.secret_name)

    @property
    def acts(self) -> list[str]:
        """Verbs of what was done, oldest first."""
        with self.store.reading() as reader:
            return [act.verb for act in reversed(reader.acts(0, 1000))]

    def calls(self) -> int:
        """How many calls the cloud has answered."""
        return len(self.cloud.journal.as_fields(calls=True)["calls"])


@contextmanager
def practice(tmp_path: Path, **cloud: int) -> Iterator[Practice]:
    """A studio with empty books, a vault that is open to its passphrase, and a cloud."""
    store = bootstrap.open_books(str(tmp_path / "books.db"), create=True)
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    vault = folder / "vault.tlv"
    keeping = bootstrap.keep_vault(lambda: PASSPHRASE, location=vault)
    keeping.init(lambda: PASSPHRASE, "vault")
    with impatient(), simulated(**cloud) as (made, url):
        yield Practice(store, vault, made, url)
    keeping.lock()
    store.close()


class Somebody:
    """A person who does as told, in a browser that is a few lines long."""

    def __init__(self, cloud: FattureInCloud, *, agrees: bool = True) -> None:
        self.cloud, self.agrees = cloud, agrees
        self.told: list[str] = []

    async def visit(self, address: str, ssh_line: str) -> None:
        """Follow the address to where it leads."""
        self.told += [address, ssh_line]
        await asyncio.to_thread(_opened, address)

    async def paste(self, address: str, redirect_uri: str) -> str:
        """The address that the browser was sent to, where nothing answers."""
        self.told += [address, redirect_uri]
        return await asyncio.to_thread(_sent_to, address)

    async def type_code(self, code: str, address: str, until: datetime) -> None:
        """Type the code on the cloud's page, and agree or not."""
        self.told += [code, address]
        self.cloud.edit({"action": "decide_device", "user_code": code, "granted": self.agrees})


def _opened(address: str) -> None:
    try:
        urllib.request.urlopen(address, timeout=10).read()  # noqa: S310 - an address of this test
    except urllib.error.HTTPError as told:
        told.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        return None


def _sent_to(address: str) -> str:
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=10)
    except urllib.error.HTTPError as sent:
        with sent:
            return str(sent.headers["Location"])
    raise AssertionError("the cloud sends the browser back")
