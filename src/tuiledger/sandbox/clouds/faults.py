"""Faults on request: armed by name, due on the requests they match, gone after so many times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tuiledger.sandbox.clouds.exchange import Reply, Request


class UnknownFault(ValueError):
    """No fault has this name, or an option is not what it takes."""


class Shot(NamedTuple):
    """A fault about to happen to ``request``, with its options; ``cloud`` is the cloud it happens in."""

    request: Request
    options: Mapping[str, Any]
    cloud: Any = None


def everywhere(request: Request) -> bool:
    """The data of the cloud; signing in has faults of its own."""
    return not request.path.startswith("/oauth/")


def _always(request: Request) -> bool:
    return True


def on_lists(request: Request) -> bool:
    """A list of a company that comes in pages."""
    return request.method == "GET" and request.path.startswith("/c/") and request.path.endswith(LISTS)


def on_rows(request: Request) -> bool:
    """A list of a company, or one of its rows."""
    return on_lists(request) or (request.method == "GET" and request.path.rstrip("0123456789").endswith("s/"))


#: How the addresses of the lists end that come in pages.
LISTS: Final = ("_documents", "/pending", "/clients", "/suppliers", "/products", "/receipts", "/taxes", "/archive")


class Fault(NamedTuple):
    """One fault: what it is, which requests it can happen to, and what it does.

    ``before`` may answer in place of the cloud; ``ask`` may change the question; ``after`` may change the answer.
    """

    name: str
    sentence: str
    before: Callable[[Shot], Awaitable[Reply | None]] | None = None
    ask: Callable[[Shot], Request] | None = None
    after: Callable[[Shot, Reply], Reply] | None = None
    only: Callable[[Request], bool] = everywhere
    options: Mapping[str, Any] = {}


@dataclass
class Armed:
    """A fault waiting for its requests: after ``skip`` that match it happens ``times`` (None: until it is cleared)."""

    fault: Fault
    times: int | None = 1
    skip: int = 0
    path: str | None = None
    method: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    fired: int = 0

    def takes(self, request: Request) -> bool:
        """Whether it is due on ``request``; asking counts."""
        only = self.fault.only
        # Signing in can go wrong in any way, too, when its path is named.
        if self.path is not None and only is everywhere:
            only = _always
        matches = only(request) and request.path.startswith(self.path or "") and not self.spent
        if not matches or self.method not in (None, request.method):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.fired += 1
        return True

    @property
    def spent(self) -> bool:
        """Whether it happened as often as it was to."""
        return self.times is not None and self.fired >= self.times


class Faults:
    """The faults of one cloud, by name, and those that are armed."""

    def __init__(self, table: Sequence[Fault]) -> None:
        self.table = {fault.name: fault for fault in table}
        self.armed: list[Armed] = []

    def arm(self, wish: Mapping[str, Any]) -> Armed:
        """Arm the fault that ``wish`` names in ``fault``, with ``times``, ``skip``, ``path``, ``method`` and options.

        Raises:
            UnknownFault: the name or an option is not known.
        """
        rest = dict(wish)
        fault = self.table.get(rest.pop("fault", ""))
        if fault is None:
            raise UnknownFault(f"no such fault: {wish.get('fault')}")
        known = {name: rest.pop(name) for name in ("times", "skip", "path", "method") if name in rest}
        if unknown := sorted(rest.keys() - fault.options.keys()):
            raise UnknownFault(f"{fault.name} does not take {', '.join(unknown)}")
        for name, value in rest.items():
            usual = fault.options[name]
            kinds = (int, float) if type(usual) in (int, float, type(None)) else (type(usual),)
            if not isinstance(value, kinds):
                raise UnknownFault(f"{name} takes a value like {usual!r}")
        numbers = [known.get("times"), known.get("skip", 0)]
        if not all(value is None or (type(value) is int and value >= 0) for value in numbers):
            raise UnknownFault("times and skip are numbers from 0")
        armed = Armed(fault, options={**fault.options, **rest}, **known)
        self.armed.append(armed)
        return armed

    def clear(self) -> None:
        """Disarm everything."""
        self.armed.clear()

    def due(self, request: Request, cloud: object) -> tuple[Fault, Shot] | None:
        """The fault that happens to ``request``: the one armed first of those that match."""
        for armed in self.armed:
            if armed.takes(request):
                if armed.spent:
                    self.armed.remove(armed)
                return armed.fault, Shot(request, armed.options, cloud)
        return None

    def as_fields(self) -> dict[str, Any]:
        """The table and what is armed, as JSON shows them."""
        return {
            "faults": {fault.name: {"what": fault.sentence, **fault.options} for fault in self.table.values()},
            "armed": [
                {"fault": armed.fault.name, "times": armed.times, "fired": armed.fired, "path": armed.path}
                for armed in self.armed
            ],
        }
