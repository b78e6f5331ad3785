"""Keeping within what a provider allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.doubles import NOW, Clock

from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.quota import Pace, window_end
from tuiledger.ports.clouds import Window
from tuiledger.providers.quota import MemoryQuota


def quota(clock: Clock, pace: Pace = Pace(3, 10), reserve: int = 0) -> MemoryQuota:  # noqa: B008
    return MemoryQuota(pace, reserve=reserve, clock=clock.now, sleep=clock.sleep)


async def test_a_burst_waits_for_its_slot() -> None:
    clock = Clock()
    paced = quota(clock)
    for _ in range(4):
        await paced.take("k")
    assert sum(clock.slept) == pytest.approx(10.0, abs=0.1)


@given(st.lists(st.integers(0, 6000), max_size=30), st.integers(1, 5))
async def test_no_window_ever_holds_more_than_the_pace(gaps: list[int], calls: int) -> None:
    clock = Clock()
    paced = quota(clock, Pace(calls, 10))
    made: list[datetime] = []
    for gap in gaps:
        clock.forward(milliseconds=gap)
        await paced.take("k")
        made.append(clock.now())
    for moment in made:
        assert len([other for other in made if moment <= other < moment + timedelta(seconds=10)]) <= calls


async def test_keys_do_not_share() -> None:
    clock = Clock()
    paced = quota(clock, Pace(1, 10))
    for key in ("a", "b", "c"):
        await paced.take(key)
    assert clock.slept == []


async def test_what_the_provider_says_is_believed() -> None:
    clock = Clock(NOW.replace(minute=40))
    paced = quota(clock)
    await paced.seen("k", [Window("hour", 1000, 1), Window("month", 40_000, 500)])
    await paced.take("k")
    with pytest.raises(QuotaUsedUp) as raised:
        await paced.take("k")
    assert (raised.value.window, raised.value.until) == ("hour", NOW.replace(hour=13))
    clock.forward(minutes=20)
    await paced.take("k")


async def test_a_month_that_is_used_up_comes_back_with_the_next() -> None:
    clock = Clock(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    paced = quota(clock)
    await paced.seen("k", [Window("month", 40_000, 0)])
    with pytest.raises(QuotaUsedUp) as raised:
        await paced.take("k")
    assert (raised.value.window, raised.value.until) == ("month", datetime(2027, 1, 1, tzinfo=UTC))


async def test_a_reserve_is_left_to_others() -> None:
    clock = Clock()
    paced = quota(clock, reserve=50)
    await paced.seen("k", [Window("hour", 1000, 50)])
    with pytest.raises(QuotaUsedUp):
        await paced.take("k")


@pytest.mark.parametrize(("wait", "window"), [(60, "burst"), (3000, "hour"), (86_400, "month")])
async def test_after_a_refusal_nothing_is_sent_until_it_ends(wait: int, window: str) -> None:
    clock = Clock()
    paced = quota(clock)
    await paced.refused("k", clock.now() + timedelta(seconds=wait))
    with pytest.raises(QuotaUsedUp) as raised:
        await paced.take("k")
    assert raised.value.window == window
    clock.forward(seconds=wait)
    await paced.take("k")


async def test_a_clock_that_is_set_back_blocks_nothing_for_ever() -> None:
    clock = Clock()
    paced = quota(clock)
    for _ in range(3):
        await paced.take("k")
    clock.forward(days=-30)
    await paced.take("k")
    assert sum(clock.slept) <= 10


def test_windows_end_with_the_hour_and_the_month() -> None:
    late = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    assert window_end("hour", late) == window_end("month", late) == datetime(2026, 2, 1, tzinfo=UTC)
