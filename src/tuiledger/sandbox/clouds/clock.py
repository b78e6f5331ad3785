"""The time in a simulated cloud: the machine's, moved, or standing still."""

from __future__ import annotations

import datetime
from typing import Final
from zoneinfo import ZoneInfo

ROME: Final = ZoneInfo("Europe/Rome")


class CloudClock:
    """A clock that can be put forward. With a ``start`` it stands still between two moves."""

    def __init__(self, start: datetime.datetime | None = None) -> None:
        self._start = start
        self._moved = datetime.timedelta()

    def now(self) -> datetime.datetime:
        """The present moment, in UTC."""
        return (self._start or datetime.datetime.now(datetime.UTC)) + self._moved

    def today(self) -> datetime.date:
        """The present day in Rome."""
        return self.now().astimezone(ROME).date()

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._moved += datetime.timedelta(seconds=seconds)

    def stamp(self) -> str:
        """The present moment as the cloud writes it: Rome's time, without saying so."""
        return f"{self.now().astimezone(ROME):%Y-%m-%d %H:%M:%S}"
