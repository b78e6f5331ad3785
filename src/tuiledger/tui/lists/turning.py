"""Going round a few values by one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def next_of(values: Sequence[T], value: T) -> T:
    """The value after ``value``, and the first after the last; the second where it is none of them."""
    place = values.index(value) if value in values else 0
    return values[(place + 1) % len(values)]
