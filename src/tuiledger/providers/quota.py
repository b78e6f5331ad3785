"""Keeping within what a provider allows: a pace for bursts, and the account of the hour and the month.

The account that processes share is the store's; the one here serves a single process and the tests.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from tuiledger.domain.quota import Pace, used_up, window_end
from tuiledger.ports.clouds import Window

__all__ = ["MemoryQuota", "Pace", "used_up", "window_end"]


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
