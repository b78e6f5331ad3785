"""What the tests of the providers hand in where the program has its store and its vault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Exchange, Window

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Recorded:
    """Keeps every exchange."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def exchanged(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


class FixedToken:
    """A token that is what it is; another after a refusal, where there is one."""

    def __init__(self, *tokens: str) -> None:
        self.left = [Secret(token) for token in tokens or ("a/first-token-of-the-test",)]
        self.refused: list[Secret] = []

    async def access(self) -> Secret:
        return self.left[0]

    async def after_refusal(self, refused: Secret) -> Secret:
        from tuiledger.domain.faults import NeedsReconnect

        self.refused.append(refused)
        if len(self.left) == 1:
            raise NeedsReconnect("gone")
        return self.left.pop(0) and self.left[0]


class CountedQuota:
    """Lets everything pass and writes down what it is told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.windows: list[tuple[str, tuple[Window, ...]]] = []
        self.refusals: list[tuple[str, datetime]] = []

    async def take(self, key: str, calls: int = 1) -> None:
        self.taken.append(key)

    async def seen(self, key: str, windows: Sequence[Window]) -> None:
        self.windows.append((key, tuple(windows)))

    async def refused(self, key: str, until: datetime) -> None:
        self.refusals.append((key, until))


class MemoryVault:
    """A vault that forgets."""

    kind = "memory"

    def __init__(self, **secrets: str) -> None:
        self.kept = {name: Secret(text) for name, text in secrets.items()}

    def get(self, name: str) -> Secret | None:
        return self.kept.get(name)

    def set(self, name: str, secret: Secret) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class Clock:
    """A clock that goes only when it is told to, or when somebody sleeps by it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def forward(self, **how: float) -> None:
        self.moment += timedelta(**how)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
