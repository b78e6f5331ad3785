"""The demonstration's cloud: simulated on this machine, with the sample studio's documents and others of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuiledger import bootstrap
from tuiledger.cli.session import Session
from tuiledger.domain.secrets import Secret

if TYPE_CHECKING:
    from tuiledger.ports import Store
    from tuiledger.services.pull import PullResult

#: Documents that are in the cloud alone, for each of the studio's own.
_MORE = 1.5
#: What the demonstration calls its intermediary and its connection.
_CODE, _NAME = "STUDIO", "Fatture in Cloud"


@contextmanager
def simulated_cloud(folder: Path, *, seed: int, documents: int) -> Iterator[tuple[str, Secret]]:
    """Serve the cloud of the sample studio while the block lasts: its address, and an accountant's token for it.

    The vault of the block is one of its own under ``folder``.
    """
    from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
    from tuiledger.sandbox.clouds.server import serving

    cloud = FattureInCloud(seed=seed, documents=round(documents * _MORE), studio_documents=documents)
    with serving(cloud) as base_url, _own_vault(folder, base_url):
        cloud.moved_in(base_url)
        yield base_url, Secret(cloud.describe()["tokens"]["accountant"])


@contextmanager
def _own_vault(folder: Path, base_url: str) -> Iterator[None]:
    """A vault under ``folder`` that nobody is asked for, in the place of the user's own; new connections lead here."""
    key = folder / "passphrase"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(24) + "\n")
    wanted = {"TUILEDGER_VAULT": str(folder / "vault.tlv"), "TUILEDGER_PASSPHRASE_FILE": str(key),
              "TUILEDGER_SANDBOX": base_url}  # fmt: skip
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def connect_studio(session: Session, base_url: str, token: Secret) -> None:
    """Register the studio as its own intermediary, and connect it."""
    from tuiledger.services.connect import Wish, connect
    from tuiledger.services.intermediaries import IntermediaryForm, add_intermediary

    store = session.open()
    passphrases = bootstrap.passphrases()
    bootstrap.keep_vault(passphrases).init(passphrases, "vault")
    add_intermediary(store, session.clock, session.actor, IntermediaryForm(name="Studio Rivalta"), _CODE)
    wish = Wish(_NAME, base_url=base_url, sandbox=True, intermediary=_CODE)

    async def connected() -> None:
        clouds = bootstrap.reach_clouds(store, session.clock, passphrases)
        try:
            await connect(store, session.clock, session.actor, clouds, wish, token)
        finally:
            await clouds.close()

    asyncio.run(connected())


def link_studio(session: Session) -> None:
    """Link every client that is surely one of the cloud's companies."""
    from tuiledger.services.link import accept

    accept(session.open(), session.clock, session.actor, _NAME)


def read_studio(session: Session) -> PullResult:
    """Read every linked client of the cloud."""
    from tuiledger.services.connect import find_connection
    from tuiledger.services.pull import PullResult, Wanted, pull

    store = session.open()
    with store.reading() as reader:
        connection = find_connection(reader, _NAME)
    clouds = bootstrap.reach_clouds(store, session.clock, bootstrap.passphrases())
    try:
        for step in pull(store, session.clock, session.actor, clouds.provider, Wanted(connection.id)):
            if isinstance(step, PullResult):
                return step
    finally:
        asyncio.run(clouds.close())
    raise AssertionError("a reading ends with its result")


def reading_fields(store: Store, result: PullResult) -> dict[str, Any]:
    """What a reading met, for ``--json``; ``created`` are those that no file had brought before."""
    counts = result.pull.counts
    with store.reading() as reader:
        run = reader.run(result.pull.run_id)
    return {
        "state": result.pull.state.value,
        **{name: getattr(counts, name) for name in ("fetched", "new", "changed", "unchanged", "gone", "refused")},
        "created": run.created if run else 0,
        "problems": sum(event.level == "error" for event in result.events),
    }
