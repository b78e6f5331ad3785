"""When a connection is read by itself next."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import NOW

from tuiledger.domain.pulls import Counts, Pull, PullState
from tuiledger.ports.cloud_store import Schedule
from tuiledger.services.schedule import MOST_FAILURES, after

SCHEDULE = Schedule(1, 30, True, NOW)


def a_pull(state: PullState, resumes_at: datetime.datetime | None = None) -> Pull:
    return Pull(1, 1, state, NOW, NOW, "anna", "schedule", Counts(), resumes_at)


def minutes(schedule: Schedule) -> float:
    return (schedule.next_at - NOW).total_seconds() / 60


@pytest.mark.parametrize("state", [PullState.DONE, PullState.STOPPED])
def test_after_a_reading_it_is_time_again_when_the_interval_is_over(state: PullState) -> None:
    failed = SCHEDULE._replace(failures=3)
    assert after(failed, a_pull(state), 1, NOW) == SCHEDULE._replace(next_at=NOW + datetime.timedelta(minutes=30))


def test_the_quota_has_the_last_word() -> None:
    assert minutes(after(SCHEDULE, a_pull(PullState.DONE), 45, NOW)) == 45


def test_what_waits_for_its_quota_goes_on_when_that_comes_back() -> None:
    until = NOW + datetime.timedelta(minutes=7)
    assert minutes(after(SCHEDULE, a_pull(PullState.PAUSED, until), 45, NOW)) == 7


def test_failures_slow_it_down_and_at_last_stop_it() -> None:
    schedule, waits = SCHEDULE, list[float]()
    while schedule.enabled:
        schedule = after(schedule, a_pull(PullState.FAILED) if len(waits) % 2 else None, 1, NOW)
        waits.append(minutes(schedule))
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == 24 * 60
    assert len(waits) == schedule.failures == MOST_FAILURES


def test_a_long_interval_is_never_shortened_by_failures() -> None:
    slow = SCHEDULE._replace(minutes=3 * 24 * 60)
    assert minutes(after(slow, None, 1, NOW)) == 3 * 24 * 60
