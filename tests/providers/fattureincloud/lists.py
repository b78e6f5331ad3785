"""A small Fatture in Cloud of lists, in the hands of a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.providers.doubles import CountedQuota, FixedToken, Recorded
from tests.providers.server import Call, Server, answer, serving

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.providers.fattureincloud import ADAPTER
from tuiledger.providers.fattureincloud.client import FattureInCloud


@dataclass
class Service:
    """Rows by list, answers by path, and what happens before a page is given."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    per_page: int = 100
    said: dict[str, bytes] = field(default_factory=dict)
    before_page: Callable[[int], None] = lambda page: None
    server: Server = field(default_factory=Server)

    async def handle(self, call: Call, writer: asyncio.StreamWriter) -> bytes:
        if call.path in self.said:
            return self.said[call.path]
        number = int(call.query["page"])
        self.before_page(number)
        size = min(self.per_page, int(call.query["per_page"]))
        part = self.rows[(number - 1) * size : number * size]
        return answer(
            {"current_page": number, "data": part, "last_page": max(1, -(-len(self.rows) // size)),
             "total": len(self.rows), "per_page": size, "next_page_url": "https://evil.example/next?page=2"},
            headers={"RateLimit-HourlyRemaining": "912", "RateLimit-HourlyLimit": "1000",
                     "RateLimit-MonthlyRemaining": "39000", "RateLimit-MonthlyLimit": "40000"},
        )  # fmt: skip


@dataclass(slots=True)
class Account:
    """The adapter, the service behind it, and what they were told."""

    provider: FattureInCloud
    service: Service
    recorded: Recorded
    quota: CountedQuota
    tokens: FixedToken


@asynccontextmanager
async def account(service: Service) -> AsyncIterator[Account]:
    """The adapter connected to ``service``."""
    recorded, quota, tokens = Recorded(), CountedQuota(), FixedToken("a/CANARY-of-the-account-123456")
    async with serving(service.handle) as server:
        service.server = server
        connection = Connection(
            1, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED, base_url=server.url
        )
        provider = ADAPTER.connect(connection, tokens, quota, recorded)
        assert isinstance(provider, FattureInCloud)
        yield Account(provider, service, recorded, quota, tokens)
        await provider.close()
    assert "CANARY" not in repr(recorded.exchanges)
