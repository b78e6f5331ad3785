"""What a person does with the vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.vault.test_choice import WORKING, over
from tests.vault.test_system import Failing
from tests.vault.vaults import PASSPHRASE, TOKEN

from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.choice import remembered
from tuiledger.vault.keeping import Keeping
from tuiledger.vault.place import Place
from tuiledger.vault.session import KeyCache

ANOTHER = Secret("un altro gatto")


@pytest.fixture
def path(tmp_path: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where nothing is yet, and no bus; locked in the end."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    found = tmp_path / "new/folder/vault.tlv"
    yield found
    KeyCache(found).drop()


def keeping(path: Path, passphrase: Secret | None = PASSPHRASE) -> Keeping:
    return Keeping(path, lambda: passphrase, open_for=60)


def test_a_new_studio_without_a_keyring_gets_a_vault(path: Path) -> None:
    assert keeping(path).status().state == "absent"
    assert keeping(path).init(lambda: PASSPHRASE).store == "vault"
    status = keeping(path).status()
    assert (status.store, status.state, status.generation, status.secrets) == ("vault", "open", 1, 0)
    keeping(path).open().set("connection/1", TOKEN)
    status = keeping(path).status()
    assert (status.generation, status.secrets, status.previous) == (2, 1, True)
    assert keeping(path).open().get("connection/1") == TOKEN


def test_a_new_studio_with_a_keyring_is_asked_for_no_passphrase(path: Path) -> None:
    kept = Keeping(path, keyring=over(WORKING))
    assert kept.init(lambda: pytest.fail("asked")).store == "secret-service"
    assert kept.status().state == "keyring"
    assert kept.open().kind == "secret-service"
    for act in (kept.unlock, kept.lock, kept.rotate, lambda: kept.change_passphrase(lambda: ANOTHER)):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "vault-keyring"
    with pytest.raises(Refusal) as refused:
        kept.init(lambda: PASSPHRASE)
    assert refused.value.code == "vault-exists"


def test_a_studio_may_change_its_mind_and_back(path: Path) -> None:
    Keeping(path, keyring=over(WORKING)).init(lambda: PASSPHRASE)
    assert keeping(path).init(lambda: PASSPHRASE, "vault").store == "vault"
    assert keeping(path).open().kind == "vault"
    assert Keeping(path, keyring=over(WORKING)).init(lambda: PASSPHRASE, "keyring").store == "secret-service"
    # The vault that is there is taken again, under the passphrase it has.
    assert keeping(path).init(lambda: pytest.fail("asked"), "vault").store == "vault"


def test_a_keyring_that_was_wished_for_and_fails_makes_nothing(path: Path) -> None:
    with pytest.raises(VaultError):
        Keeping(path, keyring=over(Failing(RuntimeError()))).init(lambda: PASSPHRASE, "keyring")
    assert not path.parent.exists()


def test_nothing_is_made_over_a_vault(path: Path) -> None:
    keeping(path).init(lambda: PASSPHRASE)
    with pytest.raises(Refusal) as refused:
        keeping(path).init(lambda: ANOTHER)
    assert refused.value.code == "vault-exists"
    Place(path).remove(".choice")
    with pytest.raises(Refusal):
        keeping(path).init(lambda: ANOTHER)


def test_without_a_vault_there_is_nothing_to_open(path: Path) -> None:
    for act in (keeping(path).open, keeping(path).unlock, keeping(path).rotate):
        with pytest.raises(VaultError) as refused:
            act()
        assert refused.value.code == "absent"
    keeping(path).lock()


def test_a_vault_that_disappeared_is_not_replaced_by_a_keyring(path: Path) -> None:
    keeping(path).init(lambda: PASSPHRASE)
    path.unlink()
    with pytest.raises(VaultError) as refused:
        Keeping(path, keyring=over(WORKING)).open()
    assert refused.value.code == "absent"
    assert Keeping(path, keyring=over(WORKING)).status().store == "vault"


def test_locked_and_opened_again(path: Path) -> None:
    keeping(path).init(lambda: PASSPHRASE)
    keeping(path).lock()
    assert keeping(path).status().state == "locked"
    with pytest.raises(VaultError) as refused:
        keeping(path, ANOTHER).unlock()
    assert refused.value.code == "wrong-passphrase"
    with pytest.raises(Refusal):
        keeping(path, None).unlock()
    keeping(path).unlock()
    assert keeping(path).status().state == "open"


def test_another_passphrase_and_another_key(path: Path) -> None:
    keeping(path).init(lambda: PASSPHRASE)
    keeping(path).open().set("connection/1", TOKEN)
    keeping(path).change_passphrase(lambda: ANOTHER)
    keeping(path, ANOTHER).rotate()
    assert keeping(path).status().generation == 4
    keeping(path).lock()
    assert keeping(path, ANOTHER).open().get("connection/1") == TOKEN


def test_nobody_invents_a_new_passphrase_under_a_wrong_old_one(path: Path) -> None:
    keeping(path).init(lambda: PASSPHRASE)
    with pytest.raises(VaultError):
        keeping(path, ANOTHER).change_passphrase(lambda: pytest.fail("asked"))


def test_without_a_passphrase_nothing_is_made(path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        keeping(path).init(lambda: None)
    assert refused.value.code == "no-passphrase"
    assert remembered(Place(path)) is None
    assert not path.exists()
