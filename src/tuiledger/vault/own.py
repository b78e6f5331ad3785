"""Our own vault: the encrypted file, open for as long as its key is held."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.derivation import Cost
from tuiledger.vault.file import VaultFile
from tuiledger.vault.layout import LOCKED, Key
from tuiledger.vault.passphrases import Ask
from tuiledger.vault.session import OPEN_FOR, KeyCache

KIND: Final = "vault"
_Answer = TypeVar("_Answer")


class OwnVault:
    """A vault file as services see it (:class:`tuiledger.ports.clouds.Vault`); safe in threads.

    Args:
        file: the encrypted file.
        keys: where its key is held while the vault is open.
        passphrase: where a passphrase comes from when the key is not held; without it a locked vault stays locked.
        open_for: seconds that it stays open after a passphrase was given.
    """

    def __init__(
        self, file: VaultFile, keys: KeyCache, passphrase: Ask | None = None, open_for: int = OPEN_FOR
    ) -> None:
        self.file = file
        self._keys = keys
        self._passphrase = passphrase
        self._open_for = open_for
        self._asking = threading.Lock()

    @property
    def kind(self) -> str:
        """``vault``."""
        return KIND

    @property
    def generation(self) -> int:
        """How often the file was written; a smaller number than the last one seen means that an old copy is back.

        Raises:
            VaultError: the file cannot be opened.
        """
        return self._with_key(self.file.read).generation

    def get(self, name: str) -> Secret | None:
        """The secret kept under ``name``, if there is one."""
        return self._with_key(self.file.read).secrets.get(name)

    def set(self, name: str, secret: Secret) -> None:
        """Keep a secret durably before returning."""

        def put(secrets: dict[str, Secret]) -> bool:
            changed = secrets.get(name) != secret
            secrets[name] = secret
            return changed

        self._with_key(lambda key: self.file.change(key, put))

    def delete(self, name: str) -> None:
        """Keep nothing under ``name`` from now on."""
        self._with_key(lambda key: self.file.change(key, lambda secrets: secrets.pop(name, None) is not None))

    def names(self) -> tuple[str, ...]:
        """The names that have a secret, in order."""
        return tuple(sorted(self._with_key(self.file.read).secrets))

    @property
    def unlocked(self) -> bool:
        """Whether the vault is open; nobody is asked for a passphrase.

        Raises:
            VaultError: the file cannot be believed.
        """
        return self._held() is not None

    @property
    def stays_open(self) -> bool:
        """Whether the next command finds the vault open as well."""
        return self._keys.lasts

    def create(self, passphrase: Secret, cost: Cost | None = None) -> None:
        """Make the vault file and open it."""
        self._keys.put(self.file.create(passphrase, cost), self._open_for)

    def unlock(self, passphrase: Secret) -> None:
        """Open the vault.

        Raises:
            VaultError: it is not the passphrase (``wrong-passphrase``), or the file cannot be believed.
        """
        self._keys.put(self.file.unlock(passphrase), self._open_for)

    def lock(self) -> None:
        """Close the vault, for every command of the login."""
        self._keys.drop()

    def change_passphrase(self, old: Secret, new: Secret, cost: Cost | None = None) -> None:
        """Put the vault under another passphrase; it is open afterwards."""
        self._keys.put(self.file.change_passphrase(old, new, cost), self._open_for)

    def rotate(self, passphrase: Secret, cost: Cost | None = None) -> None:
        """Give the vault another key; it is open afterwards, and what held the old key is locked out."""
        self._keys.put(self.file.rotate(passphrase, cost), self._open_for)

    def _with_key(self, act: Callable[[Key], _Answer]) -> _Answer:
        key = self._key()
        try:
            return act(key)
        except VaultError as error:
            if error.code != "locked":
                raise
        # The key was rotated between the look at it and the act: the new one may be held already.
        return act(self._key())

    def _key(self) -> Key:
        return self._held() or self._asked()

    def _held(self) -> Key | None:
        return self._keys.get(self.file.look().wrapping.key_id)

    def _asked(self) -> Key:
        # One question at a time: who waited finds the vault open.
        with self._asking:
            if (key := self._held()) is not None:
                return key
            passphrase = self._passphrase() if self._passphrase else None
            if passphrase is None:
                raise VaultError("locked", LOCKED)
            key = self.file.unlock(passphrase)
            self._keys.put(key, self._open_for)
            return key
