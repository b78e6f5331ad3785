"""A simulated cloud asked directly, without a socket, and the raw bytes of one that is served."""

from __future__ import annotations

import datetime
import socket
from typing import Any
from urllib.parse import urlsplit

import orjson

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import Reply, Request
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.company import Company

NOON = datetime.datetime(2026, 11, 20, 11, 0, tzinfo=datetime.UTC)


def small_cloud(companies: int = 10, documents: int = 260, studio_documents: int = 150) -> FattureInCloud:
    """A small world whose clock stands still at noon of 20 November 2026."""
    cloud = FattureInCloud(
        companies=companies, documents=documents, studio_documents=studio_documents, clock=CloudClock(NOON)
    )
    cloud.moved_in("http://127.0.0.1:1")
    return cloud


class Asker:
    """Asks a cloud with one of its tokens."""

    def __init__(self, cloud: FattureInCloud, who: str = "accountant") -> None:
        self.cloud = cloud
        self.token = cloud.around.grants.personal.get(who, who)

    @property
    def company(self) -> Company:
        """The accountant's first client."""
        return self.cloud.world.clients[0]

    @property
    def path(self) -> str:
        """Where the first client's things are."""
        return f"/c/{self.company.id}"

    async def __call__(self, method: str, path: str, body: object = None, **query: str) -> Reply:
        """Any request."""
        headers = {"authorization": f"Bearer {self.token}"}
        data = b"" if body is None else orjson.dumps(body)
        return await self.cloud(Request(method, path, query, headers, data))

    async def get(self, path: str, **query: str) -> Any:
        """The JSON of a good answer."""
        reply = await self("GET", path, **query)
        assert reply.status == 200, reply.body
        return orjson.loads(reply.body)

    async def send(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """The JSON of the answer to a change, None where it is empty."""
        reply = await self(method, path, body)
        assert reply.status == status, reply.body
        return orjson.loads(reply.body) if reply.body else None

    async def oauth(self, path: str, **fields: str) -> tuple[int, Any]:
        """A question to the sign-in."""
        reply = await self.cloud(Request("POST", path, {}, {}, orjson.dumps(fields)))
        return reply.status, orjson.loads(reply.body)


def raw(base_url: str, path: str, token: str, seconds: float = 5.0, *, most: int = 1 << 22) -> bytes:
    """Every byte that comes back to a GET until the connection ends, ``most`` at most.

    Raises:
        TimeoutError: nothing more came for so many seconds.
        ConnectionResetError: the connection was reset.
    """
    place = urlsplit(base_url)
    with socket.create_connection((place.hostname, place.port), timeout=seconds) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {token}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        came = bytearray()
        while len(came) < most and (piece := line.recv(1 << 16)):
            came += piece
        return bytes(came)
