"""How the two sides of a figure are measured: in turns, in one run, by the processor's time, and by their medians."""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple

Side = Callable[[], object]


class Figure(NamedTuple):
    """One measured ratio against its goal. ``seconds`` are medians of processor time, by the name of the side."""

    name: str
    ratio: float | None
    goal: str
    met: bool | None
    seconds: dict[str, float]
    details: dict[str, Any]

    def fields(self) -> dict[str, Any]:
        """The figure as JSON shows it."""
        return self._asdict()


def at_most(name: str, ratio: float, limit: float, seconds: dict[str, float], **details: Any) -> Figure:
    """A figure that must not be larger than ``limit``."""
    return Figure(name, round(ratio, 3), f"<= {limit}", ratio <= limit, _short(seconds), details)


def at_least(name: str, ratio: float, limit: float, seconds: dict[str, float], **details: Any) -> Figure:
    """A figure that must not be smaller than ``limit``."""
    return Figure(name, round(ratio, 3), f">= {limit}", ratio >= limit, _short(seconds), details)


def missing(name: str, goal: str, what: str) -> Figure:
    """A figure that cannot be measured here, which counts as not met."""
    return Figure(name, None, goal, False, {}, {"missing": what})


def _short(seconds: dict[str, float]) -> dict[str, float]:
    return {side: round(value, 6) for side, value in seconds.items()}


def in_turns(rounds: int, **sides: Side) -> dict[str, float]:
    """The median processor time of each side, measured one after the other in every round."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            taken[name].append(own_time(side))
    return {name: median(values) for name, values in taken.items()}


def own_time(side: Side) -> float:
    """Processor time of this process, and of the children it waited for, in ``side``.

    A side may return a number: that is then its time, taken by itself.
    """
    gc.collect()
    before, before_children = time.process_time(), _children()
    found = side()
    spent = time.process_time() - before + _children() - before_children
    return found if isinstance(found, float) else spent


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def process_time_of(pid: int) -> float:
    """Processor time that a running process has used so far, over all its threads."""
    used = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                used += int(file.read().split()[0])
        except OSError:
            continue
    return used / 1e9
