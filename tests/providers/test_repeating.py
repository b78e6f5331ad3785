"""Asking again where that is safe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stamina
from tests.providers.doubles import NOW, Clock

from tuiledger.domain import faults
from tuiledger.providers.repeating import Breaker, Patience, repeated


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """The pauses between attempts, which are not waited for."""
    seen: list[float] = []
    stamina.instrumentation.set_on_retry_hooks([lambda details: seen.append(details.wait_for)])
    yield seen
    stamina.instrumentation.set_on_retry_hooks(None)


AT_ONCE = Patience(attempts=4, total=5.0, first=0.0, cap=0.0, longest=60.0)


class Failing:
    """Raises what it was given, one after another, and counts."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.attempts: list[int] = []

    async def __call__(self, attempt: int) -> str:
        self.attempts.append(attempt)
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def down() -> faults.ProviderError:
    return faults.Unavailable("down")


async def test_what_is_unavailable_is_asked_again() -> None:
    call = Failing(down(), faults.Unavailable("t", code="timeout"), faults.Unavailable("n", code="no-network"))
    assert await repeated(call, AT_ONCE, repeatable=True) == "done"
    assert call.attempts == [1, 2, 3, 4]


async def test_patience_ends() -> None:
    call = Failing(*(down() for _ in range(9)))
    with pytest.raises(faults.Unavailable):
        await repeated(call, AT_ONCE, repeatable=True)
    assert call.attempts == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "error",
    [
        faults.Invalid("x"), faults.InvalidCredentials("x"), faults.Forbidden("x"), faults.NotFound("x"),
        faults.Conflict("x"), faults.NeedsReconnect("x"), faults.UnexpectedAnswer("x"), faults.OutcomeUnknown("x"),
        faults.QuotaUsedUp("x", until=NOW, window="hour"), faults.QuotaUsedUp("x", until=NOW, window="month"),
        ValueError("a fault of our own"),
    ],
    ids=lambda error: f"{type(error).__name__}-{getattr(error, 'window', '')}",
)  # fmt: skip
async def test_what_would_not_change_is_asked_once(error: Exception) -> None:
    call = Failing(error)
    with pytest.raises(type(error)):
        await repeated(call, AT_ONCE, repeatable=True)
    assert call.attempts == [1]


async def test_a_changing_call_is_repeated_only_if_it_never_left() -> None:
    never_left = Failing(faults.Unavailable("n", code="no-network"))
    assert await repeated(never_left, AT_ONCE, repeatable=False) == "done"
    for error in (down(), faults.Unavailable("t", code="timeout")):
        call = Failing(error)
        with pytest.raises(faults.Unavailable):
            await repeated(call, AT_ONCE, repeatable=False)
        assert call.attempts == [1]


async def test_a_call_refused_for_its_number_is_repeated_when_the_provider_says() -> None:
    clock = Clock()
    call = Failing(faults.QuotaUsedUp("x", until=clock.now(), window="burst"))
    assert await repeated(call, AT_ONCE, repeatable=False, now=clock.now) == "done"


async def test_a_long_wait_is_the_callers_affair() -> None:
    clock = Clock()
    call = Failing(faults.QuotaUsedUp("x", until=clock.now() + timedelta(seconds=61), window="burst"))
    with pytest.raises(faults.QuotaUsedUp):
        await repeated(call, AT_ONCE, repeatable=True, now=clock.now)
    assert call.attempts == [1]


async def test_a_wait_that_the_provider_asks_for_is_kept(waits: list[float]) -> None:
    error = faults.Unavailable("down")
    error.retry_after = 1
    patience = AT_ONCE._replace(total=1.5)
    assert await repeated(Failing(error), patience, repeatable=True) == "done"
    assert waits == [pytest.approx(1.0)]


async def test_pauses_stay_below_their_doubling_bound(waits: list[float]) -> None:
    patience = Patience(attempts=6, total=5.0, first=0.01, cap=0.03)
    assert await repeated(Failing(*(down() for _ in range(5))), patience, repeatable=True) == "done"
    assert [wait <= bound for wait, bound in zip(waits, (0.02, 0.03, 0.03, 0.03, 0.03), strict=True)] == [True] * 5


async def test_no_pause_goes_beyond_the_time_in_all() -> None:
    error = faults.Unavailable("down")
    error.retry_after = 30
    call = Failing(error)
    with pytest.raises(faults.Unavailable):
        await repeated(call, AT_ONCE, repeatable=True)
    assert call.attempts == [1]


def test_a_provider_that_fails_in_a_row_is_left_alone_for_a_while() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, rest=60.0, clock=clock.seconds)
    for _ in range(3):
        breaker.check()
        breaker.told(worked=False)
    with pytest.raises(faults.Unavailable):
        breaker.check()
    clock.forward(seconds=61)
    breaker.check()
    with pytest.raises(faults.Unavailable):
        breaker.check()
    breaker.told(worked=True)
    breaker.check()
    breaker.check()


def test_a_failed_trial_leaves_it_alone_again() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=60.0, clock=clock.seconds)
    breaker.told(worked=False)
    clock.forward(seconds=61)
    breaker.check()
    breaker.told(worked=False)
    clock.forward(seconds=59)
    with pytest.raises(faults.Unavailable):
        breaker.check()
