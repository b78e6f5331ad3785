"""Keeping within what a provider allows: a pace for bursts, and the account of the hour and the month.

The account that processes share is the store's; the one here serves a single process and the tests.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Window

_HOUR: Final = N_("This hour’s calls are used up: the provider takes more at {} UTC")
_MONTH: Final = N_("This month’s calls are used up: the provider takes more on {}")
_BURST: Final = N_("Too many calls in a short time: the provider asks to wait")


class Pace(NamedTuple):
    """At most ``calls`` in any ``seconds``."""

    calls: int = 300
    seconds: float = 300.0


def window_end(name: str, now: datetime) -> datetime:
    """When a fixed window that ``now`` lies in ends: ``hour`` at the full hour, ``month`` with the month (UTC)."""
    if name == "hour":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def used_up(name: str, until: datetime, status: int | None = None) -> QuotaUsedUp:
    """The fault of a window that is used up until ``until``."""
    if name == "hour":
        return QuotaUsedUp(_HOUR, (f"{until:%H:%M}",), until=until, window=name, status=status)
    if name == "month":
        return QuotaUsedUp(_MONTH, (until.date().isoformat(),), until=until, window=name, status=status)
    return QuotaUsedUp(_BURST, until=until, window=name, status=status)


class _Account:
    """What is known of one key."""

    def __init__(self) -> None:
        self.taken: deque[float] = deque()
        self.left: dict[str, tuple[int, datetime]] = {}
        self.refused_until: datetime | None = None


class MemoryQuota:
    """The :class:`tuiledger.ports.clouds.Quota` of one process.

    Args:
        reserve: calls of each window that are left to the provider's other users.
        clock: the present moment, aware, in UTC; pauses are measured with it as well.
    """

    def __init__(
        self,
        pace: Pace = Pace(),  # noqa: B008 - an immutable value
        *,
        reserve: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pace, self._reserve = pace, reserve
        self._clock, self._sleep = clock, sleep
        self._accounts: dict[str, _Account] = {}

    async def take(self, key: str, calls: int = 1) -> None:
        """Wait for a burst slot, or refuse.

        Raises:
            QuotaUsedUp: the hour or the month is used up, or the provider said to wait.
        """
        account = self._accounts.setdefault(key, _Account())
        self._check(account, calls)
        for _ in range(calls):
            while wait := self._wait(account):
                await self._sleep(wait)
                self._check(account, calls)
            account.taken.append(self._clock().timestamp())
        account.left = {name: (left - calls, end) for name, (left, end) in account.left.items()}

    def _check(self, account: _Account, calls: int) -> None:
        now = self._clock()
        if account.refused_until and now < account.refused_until:
            far = account.refused_until - now
            name = "burst" if far < timedelta(minutes=16) else "hour" if far <= timedelta(hours=1) else "month"
            raise used_up(name, account.refused_until)
        account.left = {name: (left, end) for name, (left, end) in account.left.items() if now < end}
        for name, (left, end) in account.left.items():
            if left - calls < self._reserve:
                raise used_up(name, end)

    def _wait(self, account: _Account) -> float:
        """Seconds until a slot is free; 0 when one is."""
        now, taken = self._clock().timestamp(), account.taken
        # A clock that was set back would keep slots taken for ever.
        while taken and not now - self._pace.seconds < taken[0] <= now:
            taken.popleft()
        if len(taken) < self._pace.calls:
            return 0.0
        return max(taken[0] + self._pace.seconds - now, 0.001)

    async def seen(self, key: str, windows: Sequence[Window]) -> None:
        """Believe what the provider said is left."""
        now = self._clock()
        account = self._accounts.setdefault(key, _Account())
        for window in windows:
            if window.name in ("hour", "month"):
                account.left[window.name] = (window.remaining, window_end(window.name, now))

    async def refused(self, key: str, until: datetime) -> None:
        """Let nothing more pass before ``until``."""
        self._accounts.setdefault(key, _Account()).refused_until = until
