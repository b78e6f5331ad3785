"""Our vault as a backend of the ``keyring`` library, for what speaks to nothing else."""

from __future__ import annotations

from typing import Final

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError, PasswordSetError

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Vault, VaultError

#: The service whose user names are our own names.
SERVICE: Final = "tuiledger"


class VaultKeyring(KeyringBackend):
    """A vault where a keyring is expected.

    The library never chooses it by itself: its priority is below that of no keyring at all, and it cannot be made
    without a vault.
    """

    priority = -10

    def __init__(self, vault: Vault) -> None:
        # The library's own start would take attributes from KEYRING_PROPERTY_… in the environment.
        self._vault = vault

    def get_password(self, service: str, username: str) -> str | None:
        """The secret of ``username`` for ``service``, if there is one."""
        try:
            secret = self._vault.get(_name(service, username))
        except VaultError as error:
            raise _translated(error, KeyringError) from None
        return secret.reveal() if secret else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret durably before returning."""
        try:
            self._vault.set(_name(service, username), Secret(password))
        except VaultError as error:
            raise _translated(error, PasswordSetError) from None

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret, which must be there."""
        name = _name(service, username)
        try:
            if self._vault.get(name) is None:
                raise PasswordDeleteError("there is no such secret")
            self._vault.delete(name)
        except VaultError as error:
            raise _translated(error, PasswordDeleteError) from None


def _name(service: str, username: str) -> str:
    """One name for both; a service of others and its user are told apart by a sign that neither may hold."""
    if "\0" in service or "\0" in username:
        raise PasswordSetError("a name cannot hold NUL")
    return username if service == SERVICE else f"{service}\0{username}"


def _translated(error: VaultError, otherwise: type[KeyringError]) -> KeyringError:
    locked = error.code in ("locked", "wrong-passphrase")
    return KeyringLocked(str(error)) if locked else otherwise(str(error))
