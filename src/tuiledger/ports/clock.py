"""The clock as services see it."""

from __future__ import annotations

import datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from; nothing else asks the machine for it."""

    def now(self) -> datetime.datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> datetime.date:
        """The present day where the studio is."""
        ...
