"""Promises of the books, recounted: what a check finds broken is told and never repaired."""

from __future__ import annotations

from collections.abc import Iterator

from tuiledger.ports import Violation
from tuiledger.store.session import Session


class Checking:
    """What can be asked about the soundness of the books."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self, *, deep: bool = False) -> Iterator[Violation]:
        """Every broken promise of the books."""
        yield from ()
