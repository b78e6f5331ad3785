"""Books to test on, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import FixedClock

from tuiledger.store.store import SqlStore, open_store


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still."""
    return FixedClock()


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Where the books of this test are."""
    return str(tmp_path / "books" / "books.db")


@pytest.fixture
def store(place: str, clock: FixedClock) -> Iterator[SqlStore]:
    """New books."""
    opened = open_store(place, create=True, clock=clock)
    yield opened
    opened.close()
