"""The way tests and demonstrations play the other side: ``/_sandbox/…`` of every simulated cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import NotJson, Reply, Request, json_reply
from tuiledger.sandbox.clouds.faults import Faults, UnknownFault
from tuiledger.sandbox.clouds.journal import Journal

PREFIX = "/_sandbox/"


class Impossible(ValueError):
    """What was asked of the other side cannot be done."""


class Cloud(Protocol):
    """What a simulated cloud lets its other side reach."""

    @property
    def faults(self) -> Faults: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def clock(self) -> CloudClock: ...
    def describe(self) -> dict[str, Any]:
        """What a client needs to begin: address, companies, tokens."""
        ...

    def usage(self) -> dict[str, Any]:
        """How much of every quota is used up."""
        ...

    def edit(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Do something that the other side does: change a document, revoke a token.

        Raises:
            Impossible: it cannot be done.
        """
        ...

    def switch(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Set switches and tell all of them.

        Raises:
            Impossible: there is no such switch, or it does not take the value.
        """
        ...


def control(cloud: Cloud, request: Request) -> Reply:
    """Answer a request of the other side."""
    what = request.path.removeprefix(PREFIX)
    do = _WAYS.get((request.method, what))
    if do is None:
        return json_reply({"error": "no such thing", "known": sorted(f"{m} {PREFIX}{w}" for m, w in _WAYS)}, 404)
    try:
        return json_reply(do(cloud, request))
    except (Impossible, NotJson, UnknownFault) as error:
        return json_reply({"error": str(error)}, 422)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        return json_reply({"error": f"not understood: {type(error).__name__}"}, 422)


def _arm(cloud: Cloud, request: Request) -> Any:
    cloud.faults.arm(request.fields())
    return cloud.faults.as_fields()["armed"]


def _clear(cloud: Cloud, request: Request) -> Any:
    cloud.faults.clear()
    return []


def _journal(cloud: Cloud, request: Request) -> Any:
    return cloud.journal.as_fields(calls="calls" in request.query)


def _move_clock(cloud: Cloud, request: Request) -> Any:
    seconds = request.fields().get("advance", 0)
    if not isinstance(seconds, int | float):
        raise Impossible("advance is a number of seconds")
    cloud.clock.advance(seconds)
    return _tell_time(cloud, request)


def _tell_time(cloud: Cloud, request: Request) -> Any:
    return {"now": cloud.clock.now().isoformat()}


_WAYS: dict[tuple[str, str], Callable[[Cloud, Request], Any]] = {
    ("GET", "faults"): lambda cloud, request: cloud.faults.as_fields(),
    ("POST", "faults"): _arm,
    ("DELETE", "faults"): _clear,
    ("GET", "journal"): _journal,
    ("GET", "clock"): _tell_time,
    ("POST", "clock"): _move_clock,
    ("GET", "quota"): lambda cloud, request: cloud.usage(),
    ("POST", "edit"): lambda cloud, request: cloud.edit(request.fields()),
    ("GET", "switches"): lambda cloud, request: cloud.switch({}),
    ("POST", "switches"): lambda cloud, request: cloud.switch(request.fields()),
    ("GET", "about"): lambda cloud, request: cloud.describe(),
}
