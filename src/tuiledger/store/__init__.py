"""The books on disk: SQLite for one studio's machine, PostgreSQL for a shared one, by the same statements.

Every statement is text, kept beside what it serves and prepared once; the SQLModel tables declare what the statements
stand on and are only loaded to create or migrate. One unit of work is one transaction. Writers take turns on both
databases, so that numbers have no gaps and nothing is decided on what another writer is changing; readers never wait.
"""

from __future__ import annotations

from pathlib import Path

from tuiledger.store.opening import SqlStore, open_store

__all__ = ["SqlStore", "migrate", "open_store", "restore"]


def migrate(url_or_path: str) -> str:
    """Bring the tables at a path or URL to this program's version and give that version; SQLite is backed up first.

    Raises:
        StoreError: there are no books, they are newer, or they cannot be written.
    """
    from tuiledger.store.migrating import bring_up

    return bring_up(url_or_path)


def restore(file: str, url_or_path: str, *, replace: bool = False) -> None:
    """Put the backup ``file`` in the place of the books, after proving it sound.

    A file that is replaced stays beside as ``….before-restore``. A PostgreSQL database must be empty, or its books are
    first written to such a file.

    Raises:
        StoreError: the backup is not sound, or there are books and ``replace`` is not said (``conflict``).
    """
    from tuiledger.store.restoring import put_back

    put_back(Path(file).absolute(), url_or_path, replace=replace)
