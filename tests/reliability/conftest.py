"""The PostgreSQL server of the store's tests serves these as well."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.conftest import place, postgresql, server, sqlite

__all__ = ["place", "postgresql", "server", "sqlite", "tmp_path"]


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what a killed process wrote is there all the same, and sooner."""
    memory = Path("/dev/shm")  # noqa: S108
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="tuiledger-", dir=memory) as folder:
        yield Path(folder)
