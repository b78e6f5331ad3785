"""Engines: how connections to the two databases are made, and how transactions begin on them.

Settings of SQLite are for a ledger: every commit reaches the disk (``synchronous=FULL``), writers begin with IMMEDIATE
because a transaction that reads first and writes later fails at once and without waiting, and triggers fire for REPLACE
too (``recursive_triggers``). Readers cannot write at all.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from tuiledger.store.errors import problem

#: Marks a file as ours in its header: "tule" in ASCII.
APPLICATION_ID: Final = 0x74756C65

#: Seconds that a writer waits for its turn in all, in three tries.
PATIENCE: Final = 12.0
TRIES: Final = 3

#: Waits for a writer's turn on PostgreSQL: one at a time for one set of tables, as on SQLite. The server frees it when
#: the transaction or its client ends.
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('tuiledger ' || current_schema(), 0))"

_PRAGMAS: Final = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "secure_delete=FAST",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cache_size=-16000",
    "wal_autocheckpoint=4000",
)


class Place(NamedTuple):
    """Where the books are: a file, or the URL of a server. ``shown`` names it to people, without a password.

    ``fixed`` books lie where nothing can be written: they can be read, and nobody else changes them either.
    """

    url: URL
    path: Path | None
    shown: str
    fixed: bool = False


def place(url_or_path: str) -> Place:
    """The place that a path or URL names: ``postgresql://…``, ``sqlite:///…`` or the path of a file.

    Raises:
        StoreError: a URL of another kind, or one that names no file (``unreachable``).
    """
    if "://" not in url_or_path:
        path = Path(url_or_path).expanduser().absolute()
        return Place(URL.create("sqlite+pysqlite", database=str(path)), path, str(path))
    try:
        url = make_url(url_or_path)
    except ArgumentError:
        raise problem("unreachable", url_or_path.partition("://")[0] + "://", "not a URL") from None
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return place(url.database)
    if url.get_backend_name() in ("postgresql", "postgres"):
        return Place(url.set(drivername="postgresql+psycopg"), None, url.render_as_string(hide_password=True))
    raise problem("unreachable", url.render_as_string(hide_password=True), "neither SQLite nor PostgreSQL")


def writing_engine(where: Place, patience: float = PATIENCE) -> Engine:
    """The engine that units of work are done on."""
    return _sqlite(where, patience, "BEGIN IMMEDIATE") if where.path else _postgresql(where, patience, writing=True)


def reading_engine(where: Place, patience: float = PATIENCE) -> Engine:
    """The engine of screens and listings: one transaction sees one state of the books and can change nothing."""
    return _sqlite(where, patience, "BEGIN") if where.path else _postgresql(where, patience, writing=False)


def _sqlite(where: Place, patience: float, begin: str) -> Engine:
    # A file that is not there must not come into being by being looked at: rw, never rwc. Where nothing can be written
    # SQLite cannot keep its lock file either, and needs to be told that it needs none.
    uri = f"{where.path.as_uri() if where.path else ''}?{'mode=ro&immutable=1' if where.fixed else 'mode=rw'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=patience / TRIES, check_same_thread=False,
            cached_statements=256,
        )  # fmt: skip
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            connection.execute("PRAGMA query_only=ON")
        return connection

    engine = create_engine(where.url, creator=connect, pool_size=4, max_overflow=28)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(where: Place, patience: float, *, writing: bool) -> Engine:
    wait = int(patience / TRIES * 1000)
    settings = {
        "lock_timeout": str(wait),
        "statement_timeout": "600000",
        "idle_in_transaction_session_timeout": "120000",
        "client_min_messages": "warning",
        "timezone": "UTC",
    }
    arguments: dict[str, Any] = {
        "connect_timeout": 10,
        "tcp_user_timeout": 30_000,
        "application_name": "tuiledger",
        "options": _options(where.url, settings),
    }
    return create_engine(
        where.url,
        connect_args=arguments,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=28,
        isolation_level="READ COMMITTED" if writing else "REPEATABLE READ",
        execution_options={} if writing else {"postgresql_readonly": True},
    )


def _options(url: URL, settings: dict[str, str]) -> str:
    """What the URL itself asks of the session (a search path, say), then ours."""
    said = url.query.get("options", "")
    own = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return f"{said if isinstance(said, str) else ' '.join(said)} {own}".strip()
