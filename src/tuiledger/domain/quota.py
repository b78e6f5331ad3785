"""The account of calls that all processes keep of one quota: how many may still be made, and when the next ones may.

A provider counts calls in fixed windows, the hour and the month, and in any few minutes. Calls are taken out of the
account in lots, so that not every one of them is a durable write. What the provider says is left is believed, less the
calls in lots that were open when it said so: it cannot have counted those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tuiledger.domain.faults import QuotaUsedUp
from tuiledger.domain.wording import N_

_HOUR: Final = N_("This hour’s calls are used up: the provider takes more at {} UTC")
_MONTH: Final = N_("This month’s calls are used up: the provider takes more on {}")
_BURST: Final = N_("Too many calls in a short time: the provider asks to wait")

#: The windows a provider tells of.
WINDOWS: Final = ("hour", "month")
#: Calls in a lot, and how long a lot may be spent.
LOT: Final = 8
_LIFE: Final = timedelta(seconds=20)
#: What a call that was taken may need to reach the provider.
_ON_ITS_WAY: Final = timedelta(seconds=15)
#: Near the end of a window lots become small, so that several processes have some of what is left.
_SHARES: Final = 4
#: How long one process may take to find out what a provider allows, and for how long it is not asked again.
_FINDING_OUT: Final = timedelta(seconds=10)
_UNTOLD_FOR: Final = timedelta(minutes=1)
_LOOK_AGAIN: Final = timedelta(milliseconds=50)
#: The longest wait that is for a burst; a longer one is for the hour.
_LONGEST_BURST: Final = timedelta(minutes=16)

_REFUSED: Final = "refused"
_ASKING: Final = "asking"
_UNTOLD: Final = "untold"
_LOTS: Final = "lot-"


class Pace(NamedTuple):
    """At most ``calls`` in any ``seconds``."""

    calls: int = 300
    seconds: int = 300


class Allowance(NamedTuple):
    """What is left of one window of a quota until it begins anew.

    Beside the provider's own windows an account has rows for the lots that were taken (``limit`` calls each), for a
    refusal, and for who is finding out what the provider allows.
    """

    window: str
    limit: int
    remaining: int
    until: datetime


class Lot(NamedTuple):
    """Calls that one process may make until a moment.

    ``row`` and ``windows`` are what was written of it and what they were taken from, by name and end: a name alone is
    used again.
    """

    row: tuple[str, datetime]
    calls: int
    until: datetime
    windows: tuple[tuple[str, datetime], ...] = ()


class Reserved(NamedTuple):
    """A lot, and the rows of the account as they are with it."""

    lot: Lot
    rows: tuple[Allowance, ...]


class NotYet(NamedTuple):
    """Nothing may be taken before a moment that is near."""

    until: datetime


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


def standing(kept: Iterable[Allowance], now: datetime) -> tuple[Allowance, ...]:
    """What is left of the hour and the month; a window that has ended begins anew with its whole limit."""
    known = {row.window: row for row in kept}
    return tuple(
        row if now < row.until else row._replace(remaining=row.limit, until=window_end(name, now))
        for name in WINDOWS
        if (row := known.get(name)) is not None
    )


def refusal(until: datetime) -> Allowance:
    """The row of a provider's refusal: nothing is sent before ``until``."""
    return Allowance(_REFUSED, 0, 0, until)


def found_nothing(now: datetime) -> Allowance:
    """The row of somebody who tried to find out what a provider allows, and gives up: others may try."""
    return Allowance(_ASKING, 0, 0, now)


def believed(
    kept: Sequence[Allowance],
    told: Sequence[Allowance],
    told_at: datetime,
    pace: Pace,
    now: datetime,
    own: Collection[tuple[str, datetime]] = (),
) -> tuple[Allowance, ...]:
    """The account after what the provider said is left.

    Less than was thought means that programs beside this one call as well: it is believed, less what other processes
    may still spend. More is believed less every call that the provider may not have counted: so the calls come back
    that were lost with a process, and a window that began anew by the provider's own clock.

    Args:
        told: windows as the provider told them, at ``told_at``.
        own: row and end of the lots of whoever was told, which has given back what it did not spend.
    """
    if now - told_at >= timedelta(seconds=pace.seconds):
        # Lots that were open then may be forgotten by now.
        return tuple(kept)
    lots = [row for row in kept if _is_lot(row) and _spent_by(row, pace) > told_at]
    open_then = sum(row.limit for row in lots)
    of_others = sum(row.limit for row in lots if (row.window, row.until) not in own)
    rows = {row.window: row for row in (*kept, *standing(kept, now))}
    for word in told:
        known = rows.get(word.window)
        if known is None or (word.until == known.until and word.remaining < known.remaining):
            left = max(word.remaining - of_others, 0)
        elif word.until == known.until:
            left = max(known.remaining, word.remaining - open_then)
        else:
            continue
        rows[word.window] = word._replace(limit=word.limit or (known.limit if known else 0), remaining=left)
    return tuple(rows.values())


def returned(kept: Sequence[Allowance], lot: Lot, now: datetime) -> tuple[Allowance, ...]:
    """The account with the calls of ``lot`` that were not made.

    A lot that is long over was made good by what the provider said since: it must not come back twice.
    """
    in_time = now < lot.until + _ON_ITS_WAY

    def row_after(row: Allowance) -> Allowance:
        if (row.window, row.until) == lot.row:
            return row._replace(limit=max(row.limit - lot.calls, 0))
        if in_time and (row.window, row.until) in lot.windows:
            return row._replace(remaining=min(row.remaining + lot.calls, row.limit))
        return row

    return tuple(map(row_after, kept))


def reserve(
    kept: Sequence[Allowance], pace: Pace, now: datetime, calls: int = 1, *, asked: bool = False
) -> Reserved | NotYet:
    """Take a lot of at least ``calls`` out of an account.

    Of a quota that nothing is known of, one process makes one call, and the others wait for what it learns.

    Args:
        kept: the rows of the account.
        asked: whoever takes has made such a first call, and the provider said nothing about what is left.

    Raises:
        QuotaUsedUp: a window is used up, or the provider refused and its moment has not come.
    """
    live = {row.window: row for row in kept if now < row.until}
    if _REFUSED in live:
        raise used_up(_window_of(live[_REFUSED].until - now), live[_REFUSED].until)
    windows = standing(kept, now)
    for window in windows:
        if window.remaining < calls:
            raise used_up(window.window, window.until)
    lots = [row for row in live.values() if _is_lot(row)]
    room = pace.calls - sum(row.limit for row in lots)
    if room < calls and lots:
        return NotYet(min(row.until for row in lots))
    finding: tuple[Allowance, ...] = ()
    if not windows and _UNTOLD not in live:
        if _ASKING in live and not asked:
            return NotYet(now + _LOOK_AGAIN)
        finding = (Allowance(_UNTOLD, 0, 0, now + _UNTOLD_FOR) if asked else
                   Allowance(_ASKING, 0, 0, now + _FINDING_OUT),)  # fmt: skip
    size = calls
    if windows or not finding:
        size = max(calls, min(LOT, *(left // _SHARES for left in (room, *(row.remaining for row in windows)))))
    name = next(name for place in range(len(lots) + 1) if (name := f"{_LOTS}{place:03}") not in live)
    until = min(now + _LIFE, *(row.until for row in windows)) if windows else now + _LIFE
    taken = Allowance(name, size, 0, until + _ON_ITS_WAY + timedelta(seconds=pace.seconds))
    lot = Lot((name, taken.until), size, until, tuple((row.window, row.until) for row in windows))
    rest = (row._replace(remaining=row.remaining - size) for row in windows)
    return Reserved(lot, (*rest, *finding, taken))


def _is_lot(row: Allowance) -> bool:
    return row.window.startswith(_LOTS)


def _spent_by(row: Allowance, pace: Pace) -> datetime:
    """When every call of a lot has been counted by the provider."""
    return row.until - timedelta(seconds=pace.seconds)


def _window_of(wait: timedelta) -> str:
    if wait < _LONGEST_BURST:
        return "burst"
    return "hour" if wait <= timedelta(hours=1) else "month"
