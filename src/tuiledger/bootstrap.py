"""The composition root: the only module that knows concrete adapters and puts them together."""

from __future__ import annotations

import datetime
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuiledger.ports import Clock, Store


class SystemClock:
    """The machine's clock, asked for the time in one place."""

    def now(self) -> datetime.datetime:
        """The present moment, in UTC."""
        return datetime.datetime.now(datetime.UTC)

    def today(self) -> datetime.date:
        """The present day where the program runs."""
        return datetime.date.today()


def system_clock() -> Clock:
    """The clock of the machine."""
    return SystemClock()


def actor() -> str:
    """Who is at work: ``TUILEDGER_ACTOR``, else the user of the system."""
    from tuiledger.text.clean import clean_line

    try:
        name = os.environ.get("TUILEDGER_ACTOR") or getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return clean_line(name)[:60]


def default_database() -> str:
    """Path or URL of the books when none is named."""
    from tuiledger.config.locations import database_location

    return database_location()


def books_exist(place: str) -> bool:
    """Whether there are books at ``place``; a database server is taken to have them."""
    return "://" in place or Path(place).exists()


def shown_place(place: str) -> str:
    """Where the books are, as it may be shown: without a password."""
    from tuiledger.text.redact import redact

    head, separator, rest = place.partition("://")
    if not separator:
        return place
    account, at, server = rest.rpartition("@")
    user = account.partition(":")[0]
    return redact(f"{head}://{user}{at}{server}") if at else redact(place)


def open_books(place: str | None = None, *, create: bool = False, clock: Clock | None = None) -> Store:
    """Open the books at ``place``, a path or a database URL.

    Raises:
        StoreError: they cannot be opened, with the reason; nothing is created over what is there.
    """
    from tuiledger.store import open_store

    return open_store(place or default_database(), create=create, clock=clock or system_clock())


def migrate_books(place: str | None = None) -> str:
    """Bring the books at ``place`` to this program's schema, after a backup; tells what was done."""
    from tuiledger.store import migrate

    return migrate(place or default_database())


def restore_books(file: str, place: str | None = None, *, replace: bool = False) -> None:
    """Put the backup ``file`` in the place of the books, which are kept beside it when replaced."""
    from tuiledger.store import restore

    restore(file, place or default_database(), replace=replace)
