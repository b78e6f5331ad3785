"""Opening the books and working on them: the store of the ports."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tuiledger.ports import Clock, StoreError
from tuiledger.store import engine as engines
from tuiledger.store import files, schema
from tuiledger.store.check import Checking
from tuiledger.store.company_reading import CompanyReading
from tuiledger.store.company_writing import CompanyWriting
from tuiledger.store.connection_store import ConnectionReading, ConnectionWriting
from tuiledger.store.document_reading import DocumentReading
from tuiledger.store.entry_reading import EntryReading
from tuiledger.store.errors import problem, told
from tuiledger.store.history_reading import HistoryReading
from tuiledger.store.history_writing import HistoryWriting
from tuiledger.store.intake_reading import IntakeReading
from tuiledger.store.intake_writing import IntakeWriting
from tuiledger.store.ledger_reading import LedgerReading
from tuiledger.store.moments import moment_text
from tuiledger.store.posting_writing import PostingWriting
from tuiledger.store.pull_store import PullReading, PullWriting
from tuiledger.store.review_writing import ReviewWriting
from tuiledger.store.session import Dialect, Session
from tuiledger.store.standing_reading import StandingReading

#: Seconds between tries for the writer's turn: a random share of it, so that two who wait do not meet again.
_PAUSE: Final = 0.2


class SqlReader(
    CompanyReading,
    DocumentReading,
    EntryReading,
    LedgerReading,
    HistoryReading,
    StandingReading,
    ConnectionReading,
    PullReading,
    IntakeReading,
    Checking,
):
    """Everything that can be asked, on one transaction."""


class SqlWriter(
    SqlReader,
    CompanyWriting,
    IntakeWriting,
    ReviewWriting,
    PostingWriting,
    HistoryWriting,
    ConnectionWriting,
    PullWriting,
):
    """Everything that can be asked and changed, on one transaction."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = moment_text(now)


class SqlStore:
    """The books in one place; safe to use from several threads, each unit of work on a connection of its own."""

    def __init__(self, where: engines.Place, clock: Clock, patience: float) -> None:
        self._where = where
        self._clock = clock
        self._writing = engines.writing_engine(where, patience)
        self._reading = engines.reading_engine(where, patience)
        self._dialect = Dialect(self._writing.dialect.name)
        self._file = _identity(where.path)

    @property
    def place(self) -> str:
        """Where the books are, for people."""
        return self._where.shown

    @contextmanager
    def reading(self) -> Iterator[SqlReader]:
        """One look at the books: everything asked in it is of one moment."""
        self._require_file()
        with _transaction(self._reading, self._where.shown) as connection:
            yield SqlReader(Session(connection, self._dialect, self._where.shown))

    @contextmanager
    def writing(self, what: str) -> Iterator[SqlWriter]:
        """One unit of work, named for what it means; it is kept whole when the block ends, else not at all.

        Raises:
            StoreError: ``read-only`` where nothing can be written, ``busy``, ``disk-full`` and what else the disk says.
        """
        if self._where.fixed:
            raise problem("read-only", self._where.shown)
        with _transaction(self._writing, self._where.shown) as connection:
            if not self._dialect.is_sqlite:
                _take_turn(connection, self._where.shown)
            self._require_file()
            yield SqlWriter(Session(connection, self._dialect, self._where.shown), self._clock.now())
            # Kept in a file that has no name any more, the work would be gone with the program.
            self._require_file()

    def _require_file(self) -> None:
        """Raise when another file, or none, stands where the books were opened."""
        if self._file is not None and _identity(self._where.path) != self._file:
            raise problem("moved", self._where.shown)

    def backup(self, path: str) -> None:
        """Copy the books to a new file, proven whole before it gets its name.

        Raises:
            StoreError: the copy cannot be written or is not sound.
        """
        from tuiledger.store.backup import back_up

        back_up(self._reading, self._where, Path(path).absolute())

    def close(self) -> None:
        """Give the connections back; the last to close a file leaves nothing beside it."""
        self._reading.dispose()
        self._writing.dispose()


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What tells a file from every other one, whatever its name; None where there is none."""
    try:
        state = path.stat() if path else None
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if state else None


def open_store(
    url_or_path: str, *, create: bool, clock: Clock, migrate: bool = False, patience: float = engines.PATIENCE
) -> SqlStore:
    """Open the books at a path or URL.

    Args:
        url_or_path: path of an SQLite file, or a ``postgresql://`` URL.
        create: make the file and the tables where there are none; nothing is ever made over something else.
        clock: where the time comes from.
        migrate: bring tables of an older version up to date, after a backup.
        patience: seconds a writer waits for its turn.

    Raises:
        StoreError: ``unreachable``, ``not-a-database``, ``damaged``, ``read-only``, ``newer-schema``, ``older-schema``.
    """
    where = engines.place(url_or_path)
    if where.path:
        where = where._replace(fixed=not files.prepare(where.path, create=create))
    store = SqlStore(where, clock, patience)
    try:
        found = _version(store._reading, where.shown)
        if found is None:
            found = _create(store._writing, where, create=create)
        if migrate and found in schema.VERSIONS and found != schema.HEAD:
            from tuiledger.store.migrating import bring_up

            found = bring_up(url_or_path)
        schema.refuse_other_versions(found, where.shown)
    except BaseException:
        store.close()
        raise
    return store


def _version(engine: Engine, shown: str) -> str | None:
    try:
        with _transaction(engine, shown) as connection:
            return schema.version(connection, shown)
    except DBAPIError as error:
        raise told(error, shown) from error


def _create(engine: Engine, where: engines.Place, *, create: bool) -> str:
    if not create:
        raise StoreError("unreachable", "There are no books at {} yet: create them first", (where.shown,))
    if where.path:
        files.write_ahead(where.path)
    try:
        with _transaction(engine, where.shown) as connection:
            if connection.dialect.name != "sqlite":
                _take_turn(connection, where.shown)
            found = schema.version(connection, where.shown)
            if found is None:
                schema.create(connection)
    except DBAPIError as error:
        raise told(error, where.shown) from error
    return found or schema.HEAD


@contextmanager
def _transaction(engine: Engine, shown: str) -> Iterator[Connection]:
    """A connection inside a transaction that is committed at the end, or rolled back when the block raises."""
    connection = _begun(engine, shown)
    try:
        yield connection
        _commit(connection, shown)
    finally:
        # Rolls back what is still open, and does nothing where the database has done so itself.
        connection.close()


def _commit(connection: Connection, shown: str) -> None:
    try:
        connection.commit()
    except BaseException as error:
        # A refused commit may leave the transaction open: the connection is given up, and with it what it holds.
        connection.invalidate()
        if isinstance(error, DBAPIError):
            raise told(error, shown) from error
        raise


def _begun(engine: Engine, shown: str) -> Connection:
    """A connection whose transaction has begun; a writer's turn is asked for three times, at uneven moments."""
    for last in (False, False, True):
        try:
            connection = engine.connect()
            try:
                connection.begin()
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
            return connection
        except DBAPIError as error:
            problem = told(error, shown)
            if problem.code != "busy" or last:
                raise problem from error
        time.sleep(random.random() * _PAUSE)  # noqa: S311 - no secret, only unevenness
    raise AssertionError("the last try returns or raises")


def _take_turn(connection: Connection, shown: str) -> None:
    try:
        connection.exec_driver_sql(engines.TURN)
    except DBAPIError as error:
        raise told(error, shown) from error
