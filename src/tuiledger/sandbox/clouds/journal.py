"""What was asked of a simulated cloud, and what that changed."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any, Final, NamedTuple

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import Reply, Request

_KEPT: Final = 20_000


class Call(NamedTuple):
    """One request and how it was answered; ``fault`` names the fault that had a hand in it."""

    at: str
    method: str
    path: str
    query: str
    status: int
    token: str
    fault: str | None


class Change(NamedTuple):
    """Something that a request changed."""

    at: str
    what: str
    path: str
    details: dict[str, Any]


class Journal:
    """The last calls, every change, and how often each thing was asked. Tokens are kept as hints."""

    def __init__(self, clock: CloudClock) -> None:
        self._clock = clock
        self._calls: deque[Call] = deque(maxlen=_KEPT)
        self._changes: list[Change] = []
        self._counts: Counter[str] = Counter()

    def asked(self, request: Request, reply: Reply, fault: str | None) -> None:
        """Keep a request and its answer."""
        self._counts[f"{request.method} {request.path} {reply.status}"] += 1
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        shown = "&".join(f"{name}={value}" for name, value in request.query.items() if name not in ("code", "state"))
        self._calls.append(
            Call(self._clock.stamp(), request.method, request.path, shown, reply.status, token[-4:], fault)
        )

    def changed(self, what: str, path: str, **details: Any) -> None:
        """Keep a change."""
        self._changes.append(Change(self._clock.stamp(), what, path, details))

    def changes(self, what: str | None = None) -> list[Change]:
        """Every change so far, or those of one sort."""
        return [change for change in self._changes if what in (None, change.what)]

    def as_fields(self, *, calls: bool) -> dict[str, Any]:
        """The journal as JSON shows it, with the calls themselves where they are wanted."""
        shown: dict[str, Any] = {
            "changes": [change._asdict() for change in self._changes],
            "counts": dict(self._counts),
        }
        if calls:
            shown["calls"] = [call._asdict() for call in self._calls]
        return shown
