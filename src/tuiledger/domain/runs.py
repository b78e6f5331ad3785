"""Runs of the program over files, and what became of each thing they met."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Refusal(Exception):
    """A thing from outside that cannot be taken, with a stable code and a sentence for people.

    ``message`` is an English template whose ``{}`` fields ``values`` fill; it is translated when it is shown.
    """

    def __init__(self, code: str, message: str, values: tuple[str, ...] = ()) -> None:
        super().__init__(message.format(*values) if values else message)
        self.code = code
        self.message = message
        self.values = values


class Outcome(StrEnum):
    """What became of one file or archive member."""

    CREATED = "created"
    ALREADY_KNOWN = "already_known"
    REFUSED = "refused"


class FileOutcome(NamedTuple):
    """The answer for one file or archive member: never more than one, never none.

    ``path`` is what the user named or what was found under it; ``member`` is the place inside the archive, with ``/``
    between nested archives. ``documents`` are ids in the store.
    """

    path: str
    member: str | None
    outcome: Outcome
    documents: tuple[int, ...] = ()
    code: str | None = None
    message: str | None = None
    values: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far a long job is; ``total`` is None until it is known."""

    done: int
    total: int | None
    doing: str = ""
