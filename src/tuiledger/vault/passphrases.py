"""Where a passphrase comes from: a file descriptor, a file, the environment, or a person."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, MutableMapping
from typing import Final

from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import VaultError

#: Names a file whose first line is the passphrase.
FILE_VARIABLE: Final = "TUILEDGER_PASSPHRASE_FILE"
#: Holds the passphrase itself, which other programs of the same user can read.
VARIABLE: Final = "TUILEDGER_PASSPHRASE"
_LONGEST: Final = 4096
WARNING: Final = N_(
    "The passphrase came from the environment, where your other programs can read it: name a file instead"
)

#: Asks a person; None when the person would not say.
Ask = Callable[[], Secret | None]


class Passphrases:
    """The sources of a passphrase in the order in which they count.

    Args:
        descriptor: an open file descriptor; each passphrase is one line of it.
        environ: the environment; a passphrase in it is removed when it is read.
        ask: asks a person, where there is one.
        warn: told what the person who set this up should know, as an English template.
    """

    def __init__(
        self,
        descriptor: int | None = None,
        environ: MutableMapping[str, str] | None = None,
        ask: Ask | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self._descriptor = descriptor
        self._environ = os.environ if environ is None else environ
        self._ask = ask
        self._warn = warn
        self._from_environment: Secret | None = None

    def __call__(self) -> Secret | None:
        """The passphrase; None where no source has one.

        Raises:
            VaultError: the source that was named cannot be used (``unsafe``).
        """
        if self._descriptor is not None:
            return _line_of(self._descriptor)
        if path := self._environ.get(FILE_VARIABLE):
            return _of_file(path)
        return self._of_environment() or (self._ask() if self._ask else None)

    def _of_environment(self) -> Secret | None:
        if VARIABLE in self._environ:
            self._from_environment = Secret(self._environ.pop(VARIABLE))
            if self._warn:
                self._warn(WARNING)
        return self._from_environment


def _line_of(descriptor: int) -> Secret | None:
    """The next line of ``descriptor``, and not an octet more, for the line after it may be another passphrase; None at
    its end."""
    octets = bytearray()
    octet, readable = b"", True
    try:
        while len(octets) <= _LONGEST and (octet := os.read(descriptor, 1)) not in (b"", b"\n"):
            octets += octet
    except (OSError, OverflowError):
        readable = False
    if readable and not octets and not octet:
        return None
    if readable and len(octets) <= _LONGEST:
        return Secret(octets.removesuffix(b"\r").decode("utf-8", "surrogateescape"))
    # What was read of it must not travel with the traceback.
    octets.clear()
    if readable:
        raise VaultError("unsafe", "A passphrase of more than {} characters is not taken", (str(_LONGEST),))
    raise VaultError("unsafe", "File descriptor {} cannot be read", (str(descriptor),))


def _of_file(path: str) -> Secret | None:
    """The first line of a file that only its owner can read; systemd's credentials belong to root."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        raise VaultError("unsafe", "The passphrase file {} cannot be opened", (path,)) from None
    try:
        state = os.fstat(handle)
        private = not stat.S_IMODE(state.st_mode) & 0o077
        if not stat.S_ISREG(state.st_mode) or state.st_uid not in (os.getuid(), 0) or not private:
            raise VaultError("unsafe", "The passphrase file {} is not its owner's alone (mode 0600)", (path,))
        return _line_of(handle)
    finally:
        os.close(handle)
