"""The session keyring of the Linux kernel: memory that outlives a process and ends with the login.

Spoken to by system calls, for no library that is needed here is worth a dependency (keyrings(7), keyctl(2)).
"""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache
from typing import Final

#: ``add_key`` and ``keyctl`` by machine, as the kernel's tables number them; newer machines share one table.
_CALLS: Final = {
    "x86_64": (248, 250),
    "i686": (286, 288),
    "armv7l": (309, 311),
    "ppc64le": (269, 271),
    "s390x": (278, 280),
    "aarch64": (217, 219),
    "riscv64": (217, 219),
    "loongarch64": (217, 219),
}
_SESSION: Final = -3
_GET_KEYRING_ID, _REVOKE, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 0, 3, 9, 10, 11, 15
_KIND: Final = b"user"


class KernelKeyring:
    """Small secrets in the session keyring of whoever runs the program; every method answers instead of raising."""

    def put(self, name: str, octets: bytes, seconds: int) -> bool:
        """Keep ``octets`` under ``name`` for ``seconds``, in place of what was there; whether that was done."""
        session = _session()
        if session < 0:
            return False
        number = _add_key(_KIND, name.encode(), octets, ctypes.c_size_t(len(octets)), ctypes.c_int(session))
        if number < 0:
            return False
        if _keyctl(_SET_TIMEOUT, number, seconds) < 0:
            _keyctl(_REVOKE, number)
            return False
        return self.get(name, len(octets)) == octets

    def get(self, name: str, most: int) -> bytes | None:
        """What is kept under ``name``, of at most ``most`` octets; None when there is nothing, or no more."""
        number = self._find(name)
        if number < 0:
            return None
        room = ctypes.create_string_buffer(most)
        length = _keyctl(_READ, number, room, most)
        return room.raw[:length] if 0 <= length <= most else None

    def drop(self, name: str) -> None:
        """Revoke what is kept under ``name``: nobody reads it again, whoever has found it already."""
        number = self._find(name)
        if number >= 0:
            _keyctl(_REVOKE, number)
            _keyctl(_UNLINK, number, _session())

    def _find(self, name: str) -> int:
        return _keyctl(_SEARCH, _session(), _KIND, name.encode(), 0)


def _session() -> int:
    """The session keyring by its number: that of the login, or of the user where the login has none.

    To name it as “the session's” while adding to it would make one for this process alone, which the next command does
    not see.
    """
    return _keyctl(_GET_KEYRING_ID, _SESSION, 0)


def _keyctl(command: int, *arguments: object) -> int:
    calls = _calls()
    return -1 if calls is None else int(_system()(_long(calls[1]), _long(command), *map(_long, arguments)))


def _add_key(*arguments: object) -> int:
    calls = _calls()
    return -1 if calls is None else int(_system()(_long(calls[0]), *arguments))


def _long(value: object) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value


@cache
def _calls() -> tuple[int, int] | None:
    machine = platform.machine()
    # A 32-bit program on a 64-bit kernel speaks another table than the machine's.
    known = sys.platform == "linux" and (sys.maxsize > 2**32) == machine.endswith(("64", "64le", "s390x"))
    return _CALLS.get(machine) if known else None


@cache
def _system() -> ctypes._NamedFuncPointer:
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    return call
