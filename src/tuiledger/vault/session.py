"""How long a vault stays open: its key in the kernel's session keyring, or in this process where there is none."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path
from typing import Final

from tuiledger.vault.derivation import KEY_SIZE
from tuiledger.vault.kernel import KernelKeyring
from tuiledger.vault.layout import KEY_ID_SIZE, Key

#: Seconds that a vault stays open after it was unlocked.
OPEN_FOR: Final = 4 * 3600


#: What this process holds where the kernel lends no memory, by vault, with the moment it ends.
_OWN: Final[dict[str, tuple[Key, float]]] = {}
_LOCK: Final = threading.Lock()


class KeyCache:
    """The key of one vault, while it is open.

    The kernel's keyring holds it for every command of the same login, and :meth:`drop` takes it from all of them at
    once, which is why a process keeps no copy of its own. Only where the kernel lends no memory does the process.
    """

    def __init__(self, path: Path, kernel: KernelKeyring | None = None) -> None:
        # The keyring shows names to others of the same user: not where a studio keeps its files.
        where = hashlib.sha256(str(path.parent.resolve() / path.name).encode("utf-8", "surrogateescape"))
        self._name = f"tuiledger:vault:{where.hexdigest()[:32]}"
        self._kernel = kernel or KernelKeyring()

    @property
    def lasts(self) -> bool:
        """Whether the key that is held now outlives this process."""
        return self._held() is not None

    def put(self, key: Key, seconds: int = OPEN_FOR) -> bool:
        """Hold ``key`` for ``seconds``; answers whether other processes of the login find it."""
        with _LOCK:
            _OWN.pop(self._name, None)
            lasting = self._kernel.put(self._name, key.id + key.reveal(), seconds)
            if not lasting:
                _OWN[self._name] = key, _now() + seconds
        return lasting

    def get(self, key_id: bytes) -> Key | None:
        """The key ``key_id``; None when it is not held, or no more."""
        held = self._held()
        if held is None:
            with _LOCK:
                held, until = _OWN.get(self._name, (None, 0.0))
                if _now() >= until:
                    held = None
                    _OWN.pop(self._name, None)
        return held if held is not None and held.id == key_id else None

    def drop(self) -> None:
        """Hold nothing from now on, in no process of the login that shares the kernel's memory."""
        with _LOCK:
            _OWN.pop(self._name, None)
            self._kernel.drop(self._name)

    def _held(self) -> Key | None:
        octets = self._kernel.get(self._name, KEY_ID_SIZE + KEY_SIZE)
        if octets is None or len(octets) != KEY_ID_SIZE + KEY_SIZE:
            return None
        return Key(octets[:KEY_ID_SIZE], octets[KEY_ID_SIZE:])


def _now() -> float:
    # Counts on while the machine sleeps, where the system has such a clock.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
