"""Where the vault lies on disk: files that only their owner can read, replaced whole or not at all.

Nothing is believed because it was safe a moment ago: every access opens the folder, then the file in it without
following a link, and looks at owner, mode and kind of what it has opened.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tuiledger.config.locations import private_folder
from tuiledger.ports.clouds import VaultError

#: Seconds to wait for another process that is writing.
PATIENCE: Final = 30.0
_PAUSE: Final = 0.004
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LOCK: Final = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Place:
    """A vault file, and the files beside it that bear its name: ``.lock``, ``.previous``, ``.choice``."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self._orphan = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{16}}\.new")

    def exists(self, suffix: str = "") -> bool:
        """Whether there is something under the name; it may still be refused when it is opened."""
        return os.path.lexists(self._beside(suffix))

    def make_folder(self) -> None:
        """See that the folder is there, mode 0700; one that exists is not changed.

        Raises:
            VaultError: it cannot be made (``unwritable``).
        """
        if not self.path.parent.exists():
            try:
                private_folder(self.path.parent)
            except OSError as error:
                raise _unwritable(self.path.parent, error) from None

    def read(self, suffix: str = "", *, most: int) -> bytes:
        """What the file holds.

        Raises:
            VaultError: there is none (``absent``); it is not ours alone, or no file (``unsafe``); it is larger than
                ``most`` octets (``damaged``).
        """
        path = self._beside(suffix)
        with self._folder() as folder:
            handle = _open(path, _READ, folder)
            try:
                _require_ours(path, os.fstat(handle), stat.S_ISREG)
                octets = _read_all(handle, most + 1)
            except OSError as error:
                raise VaultError("damaged", "{} cannot be read: {}", (str(path), _reason(error))) from None
            finally:
                os.close(handle)
        if len(octets) > most:
            raise VaultError("damaged", "{} is too large to be what it should be", (str(path),))
        return octets

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """Be the only one who writes here, of all threads and processes; clears up after those that were killed.

        Raises:
            VaultError: another one keeps at it (``timeout``), or the folder is not ours (``unsafe``).
        """
        path = self._beside(".lock")
        with self._folder() as folder:
            handle = _open(path, _LOCK, folder)
            try:
                _require_ours(path, os.fstat(handle), stat.S_ISREG)
                # A strict umask may have taken the owner's own right to open it again.
                os.fchmod(handle, 0o600)
                _wait_for(handle, patience)
                for name in filter(self._orphan.fullmatch, os.listdir(folder)):
                    with suppress(OSError):
                        os.unlink(name, dir_fd=folder)
                yield
            finally:
                os.close(handle)

    def replace(self, octets: bytes, suffix: str = "", *, keep: str | None = None) -> None:
        """Put ``octets`` in the place of a file, durably; what was there stays under ``keep``, where it is given.

        Call it within :meth:`writing`. A crash at any moment leaves the old file or the new one.

        Raises:
            VaultError: the disk is full or read-only (``unwritable``); the old file is as it was.
        """
        path = self._beside(suffix)
        with self._folder() as folder:
            fresh = self._fresh()
            try:
                _write_durably(fresh, octets, folder)
                if keep is not None:
                    self._link(path.name, self._beside(keep).name, folder)
                os.rename(fresh, path.name, src_dir_fd=folder, dst_dir_fd=folder)
                os.fsync(folder)
            except OSError as error:
                raise _unwritable(path, error) from None
            finally:
                with suppress(OSError):
                    os.unlink(fresh, dir_fd=folder)

    def remove(self, suffix: str) -> None:
        """Remove one of the files beside the vault, if it is there."""
        with self._folder() as folder:
            try:
                os.unlink(self._beside(suffix).name, dir_fd=folder)
                os.fsync(folder)
            except FileNotFoundError:
                pass
            except OSError as error:
                raise _unwritable(self._beside(suffix), error) from None

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _fresh(self) -> str:
        return f".{self.path.name}.{secrets.token_hex(8)}.new"

    def _link(self, name: str, kept: str, folder: int) -> None:
        """Let ``kept`` be what ``name`` is now, where there is one and the file system knows a second name."""
        fresh = self._fresh()
        with suppress(FileNotFoundError, PermissionError, NotImplementedError):
            os.link(name, fresh, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            try:
                os.rename(fresh, kept, src_dir_fd=folder, dst_dir_fd=folder)
            finally:
                # Renaming onto another name of the same file does nothing at all.
                with suppress(FileNotFoundError):
                    os.unlink(fresh, dir_fd=folder)

    @contextmanager
    def _folder(self) -> Iterator[int]:
        path = self.path.parent
        handle = _open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _require_ours(path, os.fstat(handle), stat.S_ISDIR)
            yield handle
        finally:
            os.close(handle)


def _open(path: Path, flags: int, folder: int | None = None) -> int:
    try:
        return os.open(path if folder is None else path.name, flags, 0o600, dir_fd=folder)
    except FileNotFoundError:
        raise VaultError("absent", "There is no vault at {}", (str(path),)) from None
    except OSError as error:
        if error.errno in (errno.EROFS, errno.ENOSPC, errno.EDQUOT):
            raise _unwritable(path, error) from None
        raise VaultError("unsafe", "{} cannot be opened safely: {}", (str(path), _reason(error))) from None


def _require_ours(path: Path, state: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(state.st_mode):
        raise VaultError("unsafe", "{} is not what its name says", (str(path),))
    if state.st_uid != os.getuid():
        raise VaultError("unsafe", "{} belongs to another user", (str(path),))
    if stat.S_IMODE(state.st_mode) & 0o077:
        raise VaultError("unsafe", "{} is open to other users: take their rights away (chmod go=)", (str(path),))


def _read_all(handle: int, most: int) -> bytes:
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(handle, min(most, 1 << 20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _write_durably(name: str, octets: bytes, folder: int) -> None:
    handle = os.open(name, _NEW, 0o600, dir_fd=folder)
    try:
        os.fchmod(handle, 0o600)
        view = memoryview(octets)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _wait_for(handle: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise VaultError("timeout", "Another process keeps the vault busy") from None
            time.sleep(_PAUSE)


def _unwritable(path: Path, error: OSError) -> VaultError:
    return VaultError("unwritable", "{} cannot be written: {}", (str(path), _reason(error)))


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
