"""Our vault as a keyring: usable where one is expected, and never picked up by itself."""

from __future__ import annotations

from collections.abc import Iterator

import keyring.core
import pytest
from keyring import backend
from keyring.backends import fail
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError, PasswordSetError
from tests.vault.vaults import CHEAP, PASSPHRASE, TOKEN

from tuiledger.vault.file import VaultFile
from tuiledger.vault.keyring_backend import VaultKeyring
from tuiledger.vault.own import OwnVault
from tuiledger.vault.session import KeyCache


@pytest.fixture
def vault(file: VaultFile) -> Iterator[OwnVault]:
    """An open vault."""
    made = OwnVault(file, KeyCache(file.path), open_for=60)
    made.create(PASSPHRASE, CHEAP)
    yield made
    made.lock()


def test_it_keeps_what_a_keyring_keeps(vault: OwnVault) -> None:
    ring = VaultKeyring(vault)
    assert ring.get_password("bank", "rossi") is None
    ring.set_password("bank", "rossi", "perch\u00e9")
    assert ring.get_password("bank", "rossi") == "perch\u00e9"
    credential = ring.get_credential("bank", "rossi")
    assert credential is not None
    assert credential.password == "perch\u00e9"
    ring.delete_password("bank", "rossi")
    assert ring.get_password("bank", "rossi") is None
    with pytest.raises(PasswordDeleteError):
        ring.delete_password("bank", "rossi")


def test_our_own_names_are_the_users_of_our_service(vault: OwnVault) -> None:
    vault.set("connection/1", TOKEN)
    assert VaultKeyring(vault).get_password("tuiledger", "connection/1") == TOKEN.reveal()


def test_services_and_users_are_not_mixed_up(vault: OwnVault) -> None:
    ring = VaultKeyring(vault)
    ring.set_password("a", "b/c", "one")
    ring.set_password("a/b", "c", "two")
    assert (ring.get_password("a", "b/c"), ring.get_password("a/b", "c")) == ("one", "two")
    with pytest.raises(PasswordSetError):
        ring.set_password("a\0b", "c", "three")


def test_a_locked_vault_is_a_locked_keyring(vault: OwnVault) -> None:
    vault.lock()
    with pytest.raises(KeyringLocked):
        VaultKeyring(vault).get_password("bank", "rossi")
    vault.file.path.unlink()
    with pytest.raises(KeyringError):
        VaultKeyring(vault).get_password("bank", "rossi")


def test_the_library_never_chooses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert VaultKeyring in backend.KeyringBackend._classes
    assert not [ring for ring in backend.get_all_keyring() if isinstance(ring, VaultKeyring)]
    assert VaultKeyring.priority < fail.Keyring.priority
    assert not isinstance(keyring.core._detect_backend(), VaultKeyring)


def test_the_environment_changes_nothing_of_it(vault: OwnVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_PRIORITY", "99")
    monkeypatch.setenv("KEYRING_PROPERTY__VAULT", "theirs")
    assert vars(VaultKeyring(vault)) == {"_vault": vault}
