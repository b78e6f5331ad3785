"""Asking again where that is safe, and not asking at all while a provider is out of order."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar

import stamina

from tuiledger.domain.faults import OutcomeUnknown, ProviderError, QuotaUsedUp, Unavailable
from tuiledger.domain.wording import N_

T = TypeVar("T")

_RESTING: Final = N_("The provider failed several times in a row: it is left alone for a moment")


class Patience(NamedTuple):
    """How long a call is repeated: attempts, seconds in all, and the first and longest pause between two.

    Pauses grow twofold with full jitter. A wait that the provider asks for is taken as it is, unless it is longer than
    ``longest``: then the call ends and says until when to wait.
    """

    attempts: int = 4
    total: float = 90.0
    first: float = 0.5
    cap: float = 15.0
    longest: float = 60.0


class Breaker:
    """Stops calls after ``failures`` in a row for ``rest`` seconds; then one call may try."""

    def __init__(self, failures: int = 5, rest: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._rest, self._clock = failures, rest, clock
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        """Let a call pass.

        Raises:
            Unavailable: the provider is being left alone.
        """
        if self._failures >= self._limit:
            now = self._clock()
            if now < self._until:
                raise Unavailable(_RESTING)
            # One call passes; the others wait for what becomes of it.
            self._until = now + self._rest

    def told(self, *, worked: bool) -> None:
        """What became of a call: any answer of the provider's works."""
        if worked:
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= self._limit:
            self._until = self._clock() + self._rest


async def repeated(
    call: Callable[[int], Awaitable[T]],
    patience: Patience,
    *,
    repeatable: bool,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> T:
    """What ``call`` gives, called again where that is safe.

    Args:
        call: takes the number of the attempt, from 1.
        repeatable: calling twice does no more than calling once; otherwise only a call that never left is repeated.

    Raises:
        ProviderError: what the last attempt raised.
    """
    number, start = 0, time.monotonic()

    def pause(error: Exception) -> bool | float:
        wait = _asked_wait(error, repeatable, now)
        if wait is None or wait > patience.longest:
            return False
        wait += random.uniform(0, min(patience.cap, patience.first * 2**number))  # noqa: S311 - spreads calls
        return wait if time.monotonic() - start + wait < patience.total else False

    async for attempt in stamina.retry_context(on=pause, attempts=patience.attempts, timeout=None):
        with attempt:
            number = attempt.num
            return await call(number)
    raise AssertionError("an attempt returns or raises")


def _asked_wait(error: Exception, repeatable: bool, now: Callable[[], datetime]) -> float | None:
    """The least wait in seconds before ``error`` may be tried again; None where it may not."""
    if not isinstance(error, ProviderError) or isinstance(error, OutcomeUnknown):
        return None
    if isinstance(error, QuotaUsedUp):
        # A call refused for its number was not carried out.
        return max((error.until - now()).total_seconds(), 0.0) if error.window == "burst" else None
    if isinstance(error, Unavailable) and (repeatable or error.code == "no-network"):
        return float(error.retry_after or 0)
    return None
