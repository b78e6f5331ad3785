"""The encrypted vault file: made, opened, changed, and put under another passphrase or key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.derivation import BOUNDS, Bounds, Cost, best_cost
from tuiledger.vault.layout import (
    LARGEST,
    Contents,
    Key,
    Sealed,
    Wrapping,
    new_key,
    parse,
    seal,
    unseal,
    unwrap,
    wrap,
)
from tuiledger.vault.place import Place

#: The copy from before the last change.
PREVIOUS: Final = ".previous"


class VaultFile:
    """One vault file. Several objects, threads and processes may use the same; nothing is kept of what it holds.

    Args:
        path: the file, such as ``~/.local/share/tuiledger/vault.tlv``.
        bounds: the costs of derivation that are believed; the program never passes others than the default.
    """

    def __init__(self, path: Path, bounds: Bounds = BOUNDS) -> None:
        self.place = Place(path)
        self._bounds = bounds
        #: Key and generation last seen here: a file that goes back in time is not believed.
        self._seen: tuple[bytes, int] = (b"", 0)

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.place.path

    def exists(self) -> bool:
        """Whether there is something at its place."""
        return self.place.exists()

    def create(self, passphrase: Secret, cost: Cost | None = None) -> Key:
        """Make an empty vault under ``passphrase``, and the folder for it.

        Raises:
            VaultError: there is one already, or it cannot be written (``unwritable``); the folder is not ours alone
                (``unsafe``); the passphrase is empty (``wrong-passphrase``).
        """
        cost = self._accepted(passphrase, cost)
        key = new_key()
        fresh = seal(Contents(1, {}), wrap(key, passphrase, cost), key)
        self.place.make_folder()
        with self.place.writing():
            if self.exists():
                raise VaultError("unwritable", "There is a vault at {} already", (str(self.path),))
            self.place.replace(fresh.octets)
        return key

    def look(self) -> Sealed:
        """The file as it is now, not opened.

        Raises:
            VaultError: there is none, it is not ours alone, or no vault.
        """
        return parse(self.place.read(most=LARGEST), self._bounds)

    def unlock(self, passphrase: Secret) -> Key:
        """The key that ``passphrase`` gives; the whole file was found to be whole with it.

        Raises:
            VaultError: it is not the passphrase (``wrong-passphrase``), or the file cannot be believed.
        """
        sealed = self.look()
        key = unwrap(sealed.wrapping, passphrase)
        unseal(sealed, key)
        return key

    def read(self, key: Key) -> Contents:
        """What the vault holds now.

        Raises:
            VaultError: ``key`` is not its key any more (``locked``), or the file cannot be believed.
        """
        return self._opened(key)[1]

    def change(self, key: Key, change: Callable[[dict[str, Secret]], bool]) -> int:
        """Let ``change`` alter the secrets as they are now, durably; answers the generation.

        Nothing is written when ``change`` answers that it altered nothing.

        Raises:
            VaultError: as :meth:`read`; ``timeout`` or ``unwritable``, with the file as it was.
        """
        with self.place.writing():
            sealed, contents = self._opened(key)
            secrets = dict(contents.secrets)
            if change(secrets):
                contents = Contents(contents.generation + 1, secrets)
                self._put(seal(contents, sealed.wrapping, key))
        return contents.generation

    def change_passphrase(self, old: Secret, new: Secret, cost: Cost | None = None) -> Key:
        """Put the same key under ``new``; no copy that ``old`` opens is left.

        Raises:
            VaultError: as :meth:`unlock` and :meth:`change`.
        """
        return self._renewed(old, lambda key: (key, wrap(key, new, self._accepted(new, cost))))

    def rotate(self, passphrase: Secret, cost: Cost | None = None) -> Key:
        """Give the vault a new key, and seal everything under it; no copy that the old key opens is left.

        Raises:
            VaultError: as :meth:`unlock` and :meth:`change`.
        """
        key = new_key()
        return self._renewed(passphrase, lambda _old: (key, wrap(key, passphrase, self._accepted(passphrase, cost))))

    def _renewed(self, passphrase: Secret, renew: Callable[[Key], tuple[Key, Wrapping]]) -> Key:
        with self.place.writing():
            old = unwrap(self.look().wrapping, passphrase)
            contents = self._opened(old)[1]
            key, wrapping = renew(old)
            self._put(seal(contents._replace(generation=contents.generation + 1), wrapping, key), keep=False)
            # Also the copy that an earlier change left.
            self.place.remove(PREVIOUS)
        return key

    def _opened(self, key: Key) -> tuple[Sealed, Contents]:
        # What was seen before this look, for another thread may write between the look and the comparison.
        known, least = self._seen
        sealed = self.look()
        contents = unseal(sealed, key)
        if known == key.id and contents.generation < least:
            raise VaultError("damaged", "The vault file is older than it was a moment ago: a copy was put in its place")
        self._seen = (key.id, max(contents.generation, least if known == key.id else 0))
        return sealed, contents

    def _put(self, sealed: Sealed, *, keep: bool = True) -> None:
        octets = sealed.octets
        if len(octets) > LARGEST:
            raise VaultError("unwritable", "The vault is full")
        self.place.replace(octets, keep=PREVIOUS if keep else None)
        self._seen = (sealed.wrapping.key_id, sealed.generation)

    def _accepted(self, passphrase: Secret, cost: Cost | None) -> Cost:
        if not passphrase:
            raise VaultError("wrong-passphrase", "An empty passphrase protects nothing")
        cost = cost or best_cost()
        self._bounds.require(cost)
        return cost
