"""Our own vault as services see it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from tests.vault.vaults import CHEAP, CHEAP_BOUNDS, PASSPHRASE, TOKEN, cheap

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Vault, VaultError
from tuiledger.vault.file import VaultFile
from tuiledger.vault.layout import Key
from tuiledger.vault.own import OwnVault
from tuiledger.vault.session import KeyCache


@pytest.fixture
def vault(file: VaultFile) -> Iterator[OwnVault]:
    """An open vault."""
    made = OwnVault(file, KeyCache(file.path), open_for=60)
    made.create(PASSPHRASE, CHEAP)
    yield made
    made.lock()


def code_of(vault: Vault) -> str:
    with pytest.raises(VaultError) as refused:
        vault.get("connection/1")
    return refused.value.code


def test_it_is_what_services_ask_for(vault: OwnVault) -> None:
    asked: Vault = vault
    assert asked.kind == "vault"
    assert asked.get("connection/1") is None
    asked.set("connection/1", TOKEN)
    assert asked.get("connection/1") == TOKEN
    asked.delete("connection/1")
    asked.delete("connection/1")
    assert asked.get("connection/1") is None


def test_another_object_on_the_same_file_sees_every_change(vault: OwnVault, file: VaultFile) -> None:
    other = OwnVault(cheap(file.path), KeyCache(file.path))
    vault.set("connection/1", TOKEN)
    other.set("connection/2", TOKEN)
    assert vault.names() == other.names() == ("connection/1", "connection/2")
    assert vault.generation == other.generation == 3


def test_what_is_kept_already_is_not_written_again(vault: OwnVault) -> None:
    vault.set("connection/1", TOKEN)
    before = vault.generation
    vault.set("connection/1", Secret(TOKEN.reveal()))
    assert vault.generation == before


def test_locked_it_gives_nothing_and_takes_nothing(vault: OwnVault) -> None:
    vault.set("connection/1", TOKEN)
    vault.lock()
    assert not vault.unlocked
    assert code_of(vault) == "locked"
    with pytest.raises(VaultError, match="locked"):
        vault.set("connection/2", TOKEN)
    with pytest.raises(VaultError, match="locked"):
        vault.delete("connection/1")
    vault.unlock(PASSPHRASE)
    assert vault.unlocked
    assert vault.get("connection/1") == TOKEN


def test_a_wrong_passphrase_opens_nothing(vault: OwnVault) -> None:
    vault.lock()
    with pytest.raises(VaultError) as refused:
        vault.unlock(Secret("wrong"))
    assert refused.value.code == "wrong-passphrase"
    assert code_of(vault) == "locked"


def test_who_is_asked_for_the_passphrase_is_asked_once(vault: OwnVault, file: VaultFile) -> None:
    vault.lock()
    asked: list[Secret] = []

    def ask() -> Secret:
        asked.append(PASSPHRASE)
        return PASSPHRASE

    asking = OwnVault(file, KeyCache(file.path), ask, open_for=60)
    asking.set("connection/1", TOKEN)
    assert asking.get("connection/1") == TOKEN
    assert len(asked) == 1


def test_a_wrong_answer_is_told_and_not_asked_for_again(vault: OwnVault, file: VaultFile) -> None:
    vault.lock()
    asked: list[Secret] = []

    def ask() -> Secret:
        asked.append(Secret("wrong"))
        return asked[-1]

    assert code_of(OwnVault(file, KeyCache(file.path), ask)) == "wrong-passphrase"
    assert len(asked) == 1


def test_threads_that_find_it_locked_ask_once_together(vault: OwnVault, file: VaultFile) -> None:
    vault.set("connection/1", TOKEN)
    vault.lock()
    asked: list[Secret] = []
    all_there = threading.Barrier(4)

    def ask() -> Secret:
        asked.append(PASSPHRASE)
        return PASSPHRASE

    asking = OwnVault(file, KeyCache(file.path), ask, open_for=60)
    found: list[Secret | None] = []

    def work() -> None:
        all_there.wait()
        found.append(asking.get("connection/1"))

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [TOKEN] * 4
    assert len(asked) == 1


def test_who_does_not_answer_is_not_asked_again(vault: OwnVault, file: VaultFile) -> None:
    vault.lock()
    asked: list[None] = []
    assert code_of(OwnVault(file, KeyCache(file.path), lambda: asked.append(None))) == "locked"
    assert len(asked) == 1


def test_another_passphrase_and_another_key_leave_it_open(vault: OwnVault) -> None:
    vault.set("connection/1", TOKEN)
    other = Secret("another")
    vault.change_passphrase(PASSPHRASE, other, CHEAP)
    assert vault.get("connection/1") == TOKEN
    vault.rotate(other, CHEAP)
    assert vault.get("connection/1") == TOKEN
    vault.lock()
    vault.unlock(other)
    assert vault.get("connection/1") == TOKEN


def test_a_rotation_elsewhere_locks_whoever_held_the_old_key(vault: OwnVault, file: VaultFile) -> None:
    file.rotate(PASSPHRASE, CHEAP)
    assert code_of(vault) == "locked"


def test_a_rotation_in_the_middle_of_a_change_is_followed(vault: OwnVault) -> None:
    class RotatedMeanwhile(VaultFile):
        """Another process rotates between the look at the key and the first change."""

        rotated = False

        def change(self, key: Key, change: Callable[[dict[str, Secret]], bool]) -> int:
            if not self.rotated:
                self.rotated = True
                vault.rotate(PASSPHRASE, CHEAP)
            return super().change(key, change)

    file = RotatedMeanwhile(vault.file.path, CHEAP_BOUNDS)
    OwnVault(file, KeyCache(file.path)).set("connection/1", TOKEN)
    assert file.rotated
    assert vault.get("connection/1") == TOKEN


def test_threads_share_it(vault: OwnVault) -> None:
    def work(number: int) -> None:
        for i in range(5):
            vault.set(f"{number}/{i}", TOKEN)
            assert vault.get(f"{number}/{i}") == TOKEN

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vault.names()) == 30


def test_a_vault_that_was_moved_away_is_absent(vault: OwnVault, file: VaultFile) -> None:
    file.path.unlink()
    assert code_of(vault) == "absent"
