"""Several processes keep within one quota."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.sharing import NOON

from tuiledger.bootstrap import open_books, system_clock
from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.quota import Allowance, Pace, window_end
from tuiledger.ports import Store
from tuiledger.ports.clouds import Window
from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.server import serving
from tuiledger.services.share_quota import SharedQuota

NOW = datetime(2026, 11, 21, 12, 58, tzinfo=UTC)
PROCESSES = 6 if os.environ.get("TUILEDGER_THOROUGH") else 3


class MemoryBooks:
    """The two statements of the store that an account needs, without a disk."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Allowance] = {}
        self.writes = 0

    @contextmanager
    def writing(self, what: str) -> Iterator[MemoryBooks]:
        self.writes += 1
        yield self

    def allowances(self, key: str) -> tuple[Allowance, ...]:
        return tuple(row for (of, _), row in self.rows.items() if of == key)

    def set_allowances(self, key: str, rows: Sequence[Allowance]) -> None:
        self.rows.update({(key, row.window): row for row in rows})


class HandClock:
    """A clock that goes when it is told to, or when somebody sleeps by it."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def today(self) -> Any:
        return self.moment.date()

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Counter:
    """A provider that counts: what it refuses was too much."""

    def __init__(self, clock: HandClock, hourly: int, monthly: int, burst: int) -> None:
        self.clock, self.limits, self.burst = clock, {"hour": hourly, "month": monthly}, burst
        self.ends: dict[str, datetime] = {}
        self.used = {"hour": 0, "month": 0}
        self.calls: list[datetime] = []

    def call(self) -> list[Window]:
        now = self.clock.now()
        for name in self.used:
            if self.ends.get(name) != window_end(name, now):
                self.ends[name], self.used[name] = window_end(name, now), 0
            self.used[name] += 1
            assert self.used[name] <= self.limits[name], name
        self.calls.append(now)
        recent = [at for at in self.calls if now - at < timedelta(seconds=300)]
        assert len(recent) <= self.burst
        return [Window(name, limit, limit - self.used[name]) for name, limit in self.limits.items()]


class Crowd:
    """Several processes that call one provider, are killed and come back, in an order that a seed draws."""

    def __init__(self, seed: int, hourly: int, monthly: int, burst: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - an order to repeat
        self.books, self.clock = MemoryBooks(), HandClock()
        self.provider = Counter(self.clock, hourly, monthly, burst)
        self.pace = Pace(burst, 300)
        self.processes = [self.process() for _ in range(4)]
        self.on_their_way: list[SharedQuota] = []

    def process(self) -> SharedQuota:
        return SharedQuota(cast(Store, self.books), self.clock, self.pace, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        """While one waits the calls of the others arrive."""
        await self.arrive()
        await self.clock.sleep(seconds)

    async def arrive(self) -> None:
        while self.on_their_way:
            quota = self.on_their_way.pop()
            await quota.seen("k", self.provider.call())

    async def step(self) -> None:
        which = self.draw.randrange(len(self.processes))
        match self.draw.choice(["call"] * 12 + ["arrive"] * 6 + ["kill", "close", "wait"]):
            case "kill":
                self.processes[which] = self.process()
            case "close":
                await self.processes[which].close()
            case "wait":
                await self.sleep(17)
            case "arrive":
                await self.arrive()
            case _ if self.processes[which] not in self.on_their_way:
                try:
                    await self.processes[which].take("k")
                    self.on_their_way.append(self.processes[which])
                except QuotaUsedUp as fault:
                    assert fault.until > self.clock.now()


@given(st.integers(0, 1 << 32), st.integers(1, 90), st.integers(20, 200), st.integers(1, 80))
async def test_no_order_of_calls_kills_and_pauses_exceeds_a_window(
    seed: int, hourly: int, monthly: int, burst: int
) -> None:
    crowd = Crowd(seed, hourly, monthly, burst)
    for _ in range(150):
        await crowd.step()
    await crowd.arrive()


async def test_a_word_that_comes_after_the_close_is_kept() -> None:
    books, clock = MemoryBooks(), HandClock()
    provider = Counter(clock, 1, 20, 2)
    one, other = (SharedQuota(cast(Store, books), clock, sleep=clock.sleep) for _ in range(2))
    await one.take("k")
    await one.close()
    await one.seen("k", provider.call())
    with pytest.raises(QuotaUsedUp):
        await other.take("k")


async def test_most_calls_write_nothing() -> None:
    books, clock = MemoryBooks(), HandClock()
    provider = Counter(clock, 1000, 40_000, 300)
    quota = SharedQuota(cast(Store, books), clock)
    for _ in range(100):
        await quota.take("k")
        await quota.seen("k", provider.call())
    await quota.close()
    assert books.writes <= 100 / 8 + 4
    assert books.rows["k", "hour"].remaining == 900


async def test_what_others_use_up_is_noticed() -> None:
    books, clock = MemoryBooks(), HandClock()
    quota = SharedQuota(cast(Store, books), clock)
    await quota.take("k")
    await quota.seen("k", [Window("hour", 1000, 500)])
    await quota.take("k")
    await quota.seen("k", [Window("hour", 1000, 0)])
    with pytest.raises(QuotaUsedUp) as raised:
        await quota.take("k")
    assert raised.value.window == "hour"


async def test_a_refusal_reaches_every_process(tmp_path: Path) -> None:
    store = open_books(str(tmp_path / "books.db"), create=True)
    one, other = SharedQuota(store, system_clock()), SharedQuota(store, system_clock())
    until = system_clock().now() + timedelta(hours=3)
    await one.take("fattureincloud/7")
    await one.refused("fattureincloud/7", until)
    with pytest.raises(QuotaUsedUp) as raised:
        await other.take("fattureincloud/7")
    assert raised.value.until == until
    await other.take("fattureincloud/8")
    store.close()


async def test_tasks_of_one_process_take_turns(tmp_path: Path) -> None:
    store = open_books(str(tmp_path / "books.db"), create=True)
    quota = SharedQuota(store, system_clock())
    await quota.take("k")
    await quota.seen("k", [Window("hour", 1000, 20)])
    found = await asyncio.gather(*(quota.take("k") for _ in range(30)), return_exceptions=True)
    assert sum(one is None for one in found) == 20
    assert {type(one) for one in found if one is not None} == {QuotaUsedUp}
    store.close()


@pytest.mark.parametrize("limit", [40, 7])
def test_processes_together_never_exceed_the_hour_of_a_cloud(tmp_path: Path, limit: int) -> None:
    place = str(tmp_path / "books.db")
    open_books(place, create=True).close()
    cloud = FattureInCloud(companies=3, documents=5, studio_documents=5, clock=CloudClock(NOON))
    cloud.switch({"hourly_limit": limit})
    company = str(cloud.world.clients[0].id)
    with serving(cloud) as url:
        command = [sys.executable, "-m", "tests.services.sharing", url, place,
                   cloud.around.grants.personal["accountant"], company, str(limit)]  # fmt: skip
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
        done = [int(process.communicate(timeout=60)[0]) for process in running]
    used = cloud.usage()["used"][company]
    assert used["refused"] == {}
    # A process may give back what it did not need after another was told that nothing is left.
    assert limit - 2 * PROCESSES <= sum(done) == used["hour"] <= limit
