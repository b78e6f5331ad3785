"""An authorization server with rotation and reuse detection, in the shapes of Fatture in Cloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.providers.doubles import Recorded
from tests.providers.server import Call, Server, answer, serving

from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.http import Http, Limits
from tuiledger.providers.oauth import Client, Endpoints, OAuth


@dataclass(slots=True)
class Authority:
    """What it knows and what it was asked; ``script`` answers the next polls for a device."""

    code: str = "c/CANARY-code-of-the-sign-in"
    secret: str | None = "CANARY-client-secret"
    expires_in: int = 86_400
    generation: int = 0
    revoked: bool = False
    refreshes: int = 0
    codes_used: int = 0
    script: list[tuple[int, str]] = field(default_factory=list)
    raw: bytes | None = None

    def pair(self) -> dict[str, object]:
        """The next pair; the one before is worth nothing from now on."""
        self.generation += 1
        return {
            "token_type": "bearer",
            "access_token": f"a/CANARY-access-{self.generation:06}",
            "refresh_token": f"r/CANARY-refresh-{self.generation:06}",
            "expires_in": self.expires_in,
        }

    async def handle(self, call: Call, writer: asyncio.StreamWriter) -> bytes:
        if self.raw is not None:
            return self.raw
        said = call.json
        if call.path == "/oauth/device":
            assert "client_secret" not in said
            return answer({"data": {"device_code": "d/CANARY-device", "user_code": "ABCD-1234", "interval": 1,
                                    "scope": {"settings": "r"}, "expires_in": 300,
                                    "verification_uri": "https://fattureincloud.it/connetti"}})  # fmt: skip
        match said["grant_type"]:
            case "authorization_code":
                return self._code(said)
            case "refresh_token":
                return self._refresh(said)
        return self._device()

    def _code(self, said: dict[str, str]) -> bytes:
        if said["code"] != self.code or self.codes_used or said.get("client_secret") != self.secret:
            return refused("invalid_grant")
        self.codes_used += 1
        return answer(self.pair())

    def _refresh(self, said: dict[str, str]) -> bytes:
        self.refreshes += 1
        if self.revoked or said["refresh_token"] != f"r/CANARY-refresh-{self.generation:06}":
            # A token that comes twice was stolen, or lost: the whole family ends.
            self.revoked = True
            return refused("invalid_grant")
        return answer(self.pair())

    def _device(self) -> bytes:
        status, error = self.script.pop(0) if self.script else (200, "")
        return answer(self.pair()) if not error else refused(error, status)


def refused(error: str, status: int = 400) -> bytes:
    """A refusal as RFC 6749 has it."""
    return answer({"error": error, "error_description": f"no: {error}"}, status)


@asynccontextmanager
async def authority(
    endpoints: Endpoints = ENDPOINTS,
    client: Client = Client("client-7", Secret("CANARY-client-secret")),  # noqa: B008
) -> AsyncIterator[tuple[Authority, OAuth, Server, Recorded]]:
    """A server on loopback, and a client of it."""
    knows, recorded = Authority(), Recorded()
    async with serving(knows.handle) as server:
        http = Http(server.url, recorded, simulated=True, limits=Limits(deadline=2.0))
        yield knows, OAuth(http, endpoints, client), server, recorded
        await http.close()
    assert "CANARY" not in repr(recorded.exchanges)
