"""What reading a cloud would do to the books: to each document, and in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tuiledger.domain.documents import Direction, Document
from tuiledger.domain.duplicates import Difference
from tuiledger.domain.pulls import Change, Counts
from tuiledger.domain.runs import Refusal


class Foreseen(NamedTuple):
    """One document that is not what it was; ``document`` as the cloud tells it, or as we have it where it is gone.

    ``refusal`` says why it cannot be understood, or what a person has to do about it; ``posted`` that it has an entry.
    """

    change: Change
    company: str
    direction: Direction
    kind: str
    remote_id: str
    document_id: int | None = None
    document: Document | None = None
    differs: tuple[Difference, ...] = ()
    refusal: Refusal | None = None
    posted: bool = False


class Unreadable(NamedTuple):
    """What could not be read of a client, or is not believed; ``kind`` is the list, empty for all of it."""

    company: str
    kind: str
    code: str
    message: str
    values: tuple[str, ...]


class Foresight(NamedTuple):
    """What a reading would do: to each document that is not what it was, and in numbers by the client's code."""

    items: tuple[Foreseen, ...]
    companies: Mapping[str, Counts]
    unreadable: tuple[Unreadable, ...]

    @property
    def asks(self) -> bool:
        """Whether a person has to look at something of it."""
        return bool(self.unreadable) or any(item.refusal is not None for item in self.items)

    @property
    def counts(self) -> Counts:
        """The numbers of all clients."""
        total = Counts()
        for counts in self.companies.values():
            total += counts
        return total
