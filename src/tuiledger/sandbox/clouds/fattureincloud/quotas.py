"""The three quotas: any five minutes, the hour of the clock, the month of the calendar; all per company."""

from __future__ import annotations

import datetime
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.fattureincloud.errors import ApiError
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches

BURST_SECONDS: Final = 300


class _Now(NamedTuple):
    hour: str
    month: str
    hour_ends: datetime.datetime
    month_ends: datetime.datetime


@dataclass
class _Used:
    """What one key used up in its hour and its month, and how often it was refused."""

    hour: str = ""
    month: str = ""
    in_hour: int = 0
    in_month: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)


class Quotas:
    """Counts the calls of every company and refuses what is too much. A refused call is not counted."""

    def __init__(self, clock: CloudClock, switches: Switches) -> None:
        self._clock = clock
        self._switches = switches
        self._recent: dict[str, deque[datetime.datetime]] = {}
        self._used: dict[str, _Used] = {}

    def take(self, company: str, key: str) -> tuple[tuple[str, str], ...]:
        """Count a call; answers the headers that tell what is left.

        Args:
            company: whose five minutes it falls into.
            key: whose hour and month: the company, or the company and the application.

        Raises:
            ApiError: 429 for the five minutes, 403 for the hour and the month, with ``Retry-After``.
        """
        now, limits = self._clock.now(), self._switches
        window = _window(now)
        used = self._current(key, window)
        recent = self._trimmed(company, now)
        if len(recent) >= limits.burst_limit:
            free = recent[0] + datetime.timedelta(seconds=BURST_SECONDS)
            raise self._refusal(used, "burst", 429, _until(free, now))
        if used.in_hour >= limits.hourly_limit:
            raise self._refusal(used, "hour", 403, _until(window.hour_ends, now))
        if used.in_month >= limits.monthly_limit:
            raise self._refusal(used, "month", 403, _until(window.month_ends, now))
        recent.append(now)
        used.in_hour += 1
        used.in_month += 1
        for name, reached in (("burst", len(recent)), ("hour", used.in_hour), ("month", used.in_month)):
            used.most[name] = max(used.most[name], reached)
        return (
            ("RateLimit-HourlyRemaining", str(limits.hourly_limit - used.in_hour)),
            ("RateLimit-HourlyLimit", str(limits.hourly_limit)),
            ("RateLimit-MonthlyRemaining", str(limits.monthly_limit - used.in_month)),
            ("RateLimit-MonthlyLimit", str(limits.monthly_limit)),
        )

    def use_up(self, key: str, window: str, left: int = 0) -> None:
        """Count calls that others made, so that ``left`` remain of a window: ``hour`` or ``month``."""
        used = self._current(key, _window(self._clock.now()))
        if window == "hour":
            used.in_hour = self._switches.hourly_limit - left
        else:
            used.in_month = self._switches.monthly_limit - left

    def as_fields(self) -> dict[str, Any]:
        """What every key used up, the most it ever reached, and how often it was refused."""
        now = self._clock.now()
        window = _window(now)
        limits = self._switches
        return {
            "limits": {"burst": limits.burst_limit, "hour": limits.hourly_limit, "month": limits.monthly_limit},
            "used": {
                key: {
                    "burst": len(self._trimmed(key.partition("/")[0], now)),
                    "hour": self._current(key, window).in_hour,
                    "month": self._current(key, window).in_month,
                    "most": dict(used.most),
                    "refused": dict(used.refused),
                }
                for key, used in list(self._used.items())
            },
        }

    def _current(self, key: str, window: _Now) -> _Used:
        used = self._used.setdefault(key, _Used())
        if used.month != window.month:
            used.month, used.in_month = window.month, 0
        if used.hour != window.hour:
            used.hour, used.in_hour = window.hour, 0
        return used

    def _trimmed(self, company: str, now: datetime.datetime) -> deque[datetime.datetime]:
        recent = self._recent.setdefault(company, deque())
        while recent and (now - recent[0]).total_seconds() >= BURST_SECONDS:
            recent.popleft()
        return recent

    def _refusal(self, used: _Used, window: str, status: int, seconds: int) -> ApiError:
        used.refused[window] += 1
        return refusal(status, seconds)


def refusal(status: int, seconds: object) -> ApiError:
    """Too many calls; ``seconds`` is what stands in ``Retry-After``."""
    return ApiError(status, "Hai superato il limite di richieste.", headers=(("Retry-After", str(seconds)),))


def _until(moment: datetime.datetime, now: datetime.datetime) -> int:
    return max(1, -int(-(moment - now).total_seconds() // 1))


def _window(now: datetime.datetime) -> _Now:
    hour = now.replace(minute=0, second=0, microsecond=0)
    month = hour.replace(day=1, hour=0)
    following = (month + datetime.timedelta(days=32)).replace(day=1)
    return _Now(f"{hour:%Y%m%d%H}", f"{month:%Y%m}", hour + datetime.timedelta(hours=1), following)
