"""A file of the program's own replaced as a whole: a reader finds the old contents or the new, never a part."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuiledger.config.locations import private_folder


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only one to change files in ``folder``, which is created as a private one when it is missing.

    Raises:
        OSError: it cannot be made or opened.
    """
    if not folder.exists():
        private_folder(folder)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path``, readable by its owner alone and safely on the disk.

    Raises:
        OSError: it cannot be written; the old file is still there.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
