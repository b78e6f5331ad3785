"""What a person does with the vault: make it, look at it, open and close it, and change its passphrase or its key."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault import own, system
from tuiledger.vault.choice import REACHABLE, Choice, MakeKeyring, choose, remember, remembered
from tuiledger.vault.file import PREVIOUS, VaultFile
from tuiledger.vault.own import OwnVault
from tuiledger.vault.passphrases import Ask
from tuiledger.vault.session import OPEN_FOR, KeyCache
from tuiledger.vault.system import SystemVault


class Status(NamedTuple):
    """How the vault is: ``state`` is ``absent``, ``locked``, ``open`` or ``keyring``.

    ``generation`` and ``secrets`` (their number) are known while it is open; ``stays_open`` says whether the next
    command finds it open too, ``previous`` whether the copy from before the last change is there.
    """

    store: str | None
    state: str
    generation: int | None = None
    secrets: int | None = None
    stays_open: bool = False
    previous: bool = False


class Keeping:
    """The vault at ``path``, for whoever keeps it.

    Args:
        path: the vault file; the choice of the store is remembered beside it.
        passphrase: where a passphrase comes from.
        open_for: seconds that the vault stays open after a passphrase was given.
        keyring: makes the system's keyring.
    """

    def __init__(
        self,
        path: Path,
        passphrase: Ask | None = None,
        *,
        open_for: int = OPEN_FOR,
        keyring: MakeKeyring = SystemVault,
    ) -> None:
        self._file = VaultFile(path)
        self._passphrase = passphrase
        self._keyring = keyring
        self._own = OwnVault(self._file, KeyCache(self._file.path), passphrase, open_for)

    @property
    def path(self) -> Path:
        """Where the vault file is, or would be."""
        return self._file.path

    @property
    def store(self) -> str | None:
        """The store that was decided for, or that is there; None before there is one.

        Raises:
            VaultError: what says so cannot be believed.
        """
        choice = remembered(self._file.place)
        return choice.store if choice else own.KIND if self._file.exists() else None

    def open(self, wish: str | None = None) -> OwnVault | SystemVault:
        """The store of the secrets.

        Raises:
            VaultError: there is none yet (``absent``), or the one that was chosen cannot be used.
        """
        choice = choose(self._file.place, wish, keyring=self._keyring)
        if choice.store == system.KIND:
            return self._keyring(choice.realm)
        self._require_file()
        return self._own

    def init(self, new_passphrase: Ask, wish: str | None = None) -> Choice:
        """Make the store of a new studio's secrets: nothing is asked where a keyring is proven now.

        Raises:
            Refusal: there is a store already (``vault-exists``), or no passphrase (``no-passphrase``).
            VaultError: the wish cannot be fulfilled, or the vault cannot be written.
        """
        before = self.store
        if before == system.KIND and wish in (None, "keyring", system.KIND):
            raise Refusal("vault-exists", "The system's keyring keeps the secrets already")
        if before == own.KIND and self._file.exists() and wish in (None, own.KIND):
            raise Refusal("vault-exists", "There is a vault at {} already", (str(self.path),))
        choice = choose(self._file.place, wish, keyring=self._keyring)
        if choice.store == own.KIND:
            if not self._file.exists():
                self._own.create(_given(new_passphrase))
            remember(self._file.place, Choice(own.KIND), replace=True)
        return choice

    def status(self) -> Status:
        """How the vault is; nobody is asked for a passphrase.

        Raises:
            VaultError: it cannot be believed, or the system's keyring does not answer.
        """
        choice = remembered(self._file.place)
        if choice and choice.store == system.KIND:
            self._keyring(choice.realm).get(REACHABLE)
            return Status(system.KIND, "keyring", stays_open=True)
        if not self._file.exists():
            return Status(choice.store if choice else None, "absent", previous=self._file.place.exists(PREVIOUS))
        previous = self._file.place.exists(PREVIOUS)
        if not self._own.unlocked:
            return Status(own.KIND, "locked", previous=previous)
        return Status(
            own.KIND, "open", self._own.generation, len(self._own.names()), self._own.stays_open, previous=previous
        )

    def unlock(self) -> bool:
        """Open the vault; answers whether the next command finds it open.

        Raises:
            Refusal: the keyring needs no passphrase (``vault-keyring``), or none was given (``no-passphrase``).
            VaultError: it is the wrong one, or the vault cannot be believed.
        """
        self._require_own()
        self._own.unlock(_given(self._passphrase))
        return self._own.stays_open

    def lock(self) -> None:
        """Close the vault, for every command of the login; it may be closed already, or not be there.

        Raises:
            Refusal: the system's keyring keeps the secrets, and is not locked here (``vault-keyring``).
        """
        self._own.lock()
        self._require_not_system()

    def change_passphrase(self, new_passphrase: Ask) -> None:
        """Put the vault under another passphrase.

        Raises:
            Refusal: as :meth:`unlock`.
            VaultError: the old one is wrong, or the vault cannot be believed or written.
        """
        self._require_own()
        old = _given(self._passphrase)
        # Before the new one is asked for, so that nobody invents one in vain.
        self._file.unlock(old)
        self._own.change_passphrase(old, _given(new_passphrase))

    def rotate(self) -> None:
        """Give the vault another key.

        Raises:
            Refusal: as :meth:`unlock`.
            VaultError: the passphrase is wrong, or the vault cannot be believed or written.
        """
        self._require_own()
        self._own.rotate(_given(self._passphrase))

    def _require_own(self) -> None:
        self._require_not_system()
        self._require_file()

    def _require_not_system(self) -> None:
        if self.store == system.KIND:
            raise Refusal("vault-keyring", "The system's keyring keeps the secrets: the system opens and locks it")

    def _require_file(self) -> None:
        if not self._file.exists():
            raise VaultError(
                "absent", "There is no vault at {} yet: make one with tuiledger vault init", (str(self.path),)
            )


def _given(passphrase: Ask | None) -> Secret:
    given = passphrase() if passphrase else None
    if given is None:
        raise Refusal(
            "no-passphrase",
            "No passphrase was given: type it in a terminal, or name --passphrase-fd or TUILEDGER_PASSPHRASE_FILE",
        )
    return given
