"""The account of calls that processes keep together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.quota import (
    LOT,
    Allowance,
    Lot,
    NotYet,
    Pace,
    Reserved,
    believed,
    found_nothing,
    refusal,
    reserve,
    returned,
    standing,
    window_end,
)

NOW = datetime(2026, 11, 21, 12, 20, tzinfo=UTC)
HOUR, MONTH = datetime(2026, 11, 21, 13, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
PACE = Pace(300, 300)


def account(hour: int = 1000, month: int = 40_000) -> tuple[Allowance, ...]:
    return Allowance("hour", 1000, hour, HOUR), Allowance("month", 40_000, month, MONTH)


def taken(kept: tuple[Allowance, ...], now: datetime = NOW, calls: int = 1) -> tuple[Lot, tuple[Allowance, ...]]:
    """A lot, and the account after it."""
    found = reserve(kept, PACE, now, calls)
    assert isinstance(found, Reserved)
    return found.lot, tuple({row.window: row for row in (*kept, *found.rows)}.values())


def left(kept: tuple[Allowance, ...], now: datetime = NOW) -> dict[str, int]:
    return {row.window: row.remaining for row in standing(kept, now)}


def test_a_lot_comes_out_of_every_window() -> None:
    lot, kept = taken(account())
    assert lot.calls == LOT
    assert left(kept) == {"hour": 1000 - LOT, "month": 40_000 - LOT}


def test_a_lot_ends_with_its_window() -> None:
    late = HOUR - timedelta(seconds=3)
    lot, _kept = taken(account(), late)
    assert lot.until == HOUR


def test_lots_become_small_where_little_is_left() -> None:
    lot, kept = taken(account(hour=9))
    assert (lot.calls, left(kept)["hour"]) == (2, 7)
    assert taken(account(hour=1))[0].calls == 1


def test_what_is_asked_for_at_once_is_one_lot() -> None:
    assert taken(account(hour=30), calls=20)[0].calls == 20


@pytest.mark.parametrize(("hour", "month", "window", "until"), [(0, 9, "hour", HOUR), (9, 0, "month", MONTH)])
def test_a_window_that_is_used_up_says_when_it_comes_back(hour: int, month: int, window: str, until: datetime) -> None:
    with pytest.raises(QuotaUsedUp) as raised:
        reserve(account(hour, month), PACE, NOW)
    assert (raised.value.window, raised.value.until) == (window, until)


def test_a_window_begins_anew_with_what_it_had() -> None:
    assert left(account(hour=0), HOUR) == {"hour": 1000, "month": 40_000}
    lot, kept = taken(account(hour=0), HOUR)
    assert lot.windows[0] == ("hour", HOUR + timedelta(hours=1))
    assert left(kept, HOUR)["hour"] == 1000 - LOT


def test_a_refusal_holds_for_everybody_until_its_moment() -> None:
    kept = (*account(), refusal(NOW + timedelta(minutes=30)))
    with pytest.raises(QuotaUsedUp) as raised:
        reserve(kept, PACE, NOW)
    assert (raised.value.window, raised.value.until) == ("hour", NOW + timedelta(minutes=30))
    assert isinstance(reserve(kept, PACE, NOW + timedelta(minutes=30)), Reserved)


def test_the_pace_holds_over_all_lots() -> None:
    kept, lots = account(), 0
    while isinstance(found := reserve(kept, Pace(20, 300), NOW), Reserved):
        kept = tuple({row.window: row for row in (*kept, *found.rows)}.values())
        lots += found.lot.calls
    assert isinstance(found, NotYet)
    assert lots == 20
    assert found.until > NOW + timedelta(seconds=300)
    assert isinstance(reserve(kept, Pace(20, 300), found.until), Reserved)


def test_of_an_unknown_quota_one_finds_out_and_the_others_wait() -> None:
    first = reserve((), PACE, NOW)
    assert isinstance(first, Reserved)
    assert first.lot.calls == 1
    assert isinstance(reserve(first.rows, PACE, NOW), NotYet)
    told = (*account(hour=7, month=500),)
    known = believed(first.rows, told, NOW, PACE, NOW, own=[first.lot.row])
    assert left(known) == {"hour": 7, "month": 500}
    assert isinstance(reserve(known, PACE, NOW), Reserved)


def test_whoever_finds_out_and_is_killed_is_replaced() -> None:
    first = reserve((), PACE, NOW)
    assert isinstance(first, Reserved)
    later = NOW + timedelta(seconds=11)
    assert isinstance(reserve(first.rows, PACE, later), Reserved)


def test_whoever_gives_up_lets_the_next_one_try() -> None:
    first = reserve((), PACE, NOW)
    assert isinstance(first, Reserved)
    rows = {row.window: row for row in (*first.rows, found_nothing(NOW))}
    assert isinstance(reserve(tuple(rows.values()), PACE, NOW), Reserved)


def test_a_provider_that_tells_nothing_is_only_paced() -> None:
    first = reserve((), PACE, NOW)
    assert isinstance(first, Reserved)
    second = reserve(first.rows, PACE, NOW, asked=True)
    assert isinstance(second, Reserved)
    kept = tuple({row.window: row for row in (*first.rows, *second.rows)}.values())
    other = reserve(kept, PACE, NOW)
    assert isinstance(other, Reserved)
    assert other.lot.calls == LOT


def test_what_was_not_made_is_given_back() -> None:
    lot, kept = taken(account())
    back = returned(kept, lot._replace(calls=5), NOW)
    assert left(back) == {"hour": 1000 - LOT + 5, "month": 40_000 - LOT + 5}
    assert next(row.limit for row in back if (row.window, row.until) == lot.row) == LOT - 5


def test_what_is_given_back_too_late_has_come_back_already() -> None:
    lot, kept = taken(account(hour=100))
    later = NOW + timedelta(minutes=1)
    healed = believed(kept, account(hour=100), later, PACE, later)
    assert left(returned(healed, lot, later))["hour"] == 100


def test_a_row_that_another_lot_has_by_now_is_left_alone() -> None:
    old, kept = taken(account())
    later = NOW + timedelta(minutes=10)
    new, kept = taken(kept, later)
    assert new.row[0] == old.row[0]
    assert returned(kept, old, later) == kept


def test_a_new_window_takes_nothing_back_from_the_old_one() -> None:
    lot, kept = taken(account())
    (anew, *_rest) = standing(kept, HOUR)
    back = returned((anew,), lot, NOW)
    assert left(back, HOUR) == {"hour": 1000}


def test_less_than_was_thought_is_believed_less_what_others_may_still_spend() -> None:
    lot, kept = taken(account(hour=100))
    told = account(hour=50, month=40_000 - LOT)
    assert left(believed(kept, told, NOW, PACE, NOW))["hour"] == 50 - LOT
    assert left(believed(kept, told, NOW, PACE, NOW, own=[lot.row]))["hour"] == 50


def test_calls_lost_with_a_process_come_back_when_its_lot_is_over() -> None:
    _lost, kept = taken(account(hour=100))
    told = account(hour=99, month=40_000)
    assert left(believed(kept, told, NOW, PACE, NOW))["hour"] == 100 - LOT
    later = NOW + timedelta(minutes=1)
    assert left(believed(kept, told, later, PACE, later))["hour"] == 99


def test_an_old_word_is_not_believed() -> None:
    kept = account(hour=5)
    assert left(believed(kept, account(hour=900), NOW - timedelta(minutes=6), PACE, NOW))["hour"] == 5


def test_a_word_about_the_window_before_is_not_believed() -> None:
    kept = account(hour=0)
    just_after = HOUR + timedelta(seconds=1)
    assert left(believed(kept, account(hour=3), NOW, Pace(300, 3600), just_after))["hour"] == 1000


def test_windows_end_with_the_hour_and_the_month() -> None:
    late = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert window_end("hour", late) == window_end("month", late) == datetime(2027, 1, 1, tzinfo=UTC)
