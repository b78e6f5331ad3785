"""What is told of a fault: its cause, what mends it, and where."""

from __future__ import annotations

from typing import NamedTuple


class Explanation(NamedTuple):
    """What a message means, in the language in force; ``original`` is the provider's sentence."""

    code: str
    cause: str
    fix: str
    where: str
    original: str
