"""What one process of a refresh race does; it is started anew, so it loads little."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.http import Http
from tuiledger.providers.oauth import Client, OAuth
from tuiledger.providers.recorder import Silent
from tuiledger.providers.tokens import RefreshingTokens

NAME = "connection/1"


class FileVault:
    """A vault in a file, for processes to share."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> Secret | None:
        return Secret(self._path.read_text())

    def set(self, name: str, secret: Secret) -> None:
        new = self._path.with_suffix(f".{os.getpid()}")
        new.write_text(secret.reveal())
        new.replace(self._path)

    def delete(self, name: str) -> None:
        self._path.unlink()


def renew_in_rounds(url: str, folder: str, rounds: int, starts: list[object], results: object) -> None:
    """One process of the race: in each round everybody finds the same token refused at the same moment."""

    async def race() -> None:
        http = Http(url, Silent(), simulated=True)
        oauth = OAuth(http, ENDPOINTS, Client("client-7"))
        tokens = RefreshingTokens(oauth, FileVault(Path(folder, "vault")), NAME, Path(folder, "lock"))
        token = await tokens.access()
        for number in range(rounds):
            await asyncio.to_thread(starts[number].wait)  # type: ignore[attr-defined]
            token = await tokens.after_refusal(token)
            results.put((number, token.reveal()))  # type: ignore[attr-defined]
        await http.close()

    asyncio.run(race())
