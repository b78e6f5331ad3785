"""A passphrase becomes a key at a price that the program believes."""

from __future__ import annotations

import pytest
from tests.vault.vaults import CHEAP, CHEAP_SCRYPT, PASSPHRASE

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault import derivation
from tuiledger.vault.derivation import ARGON2ID, BOUNDS, SCRYPT, Cost, Method, best_cost, derive

SALT = bytes(range(16))


def test_argon2id_gives_what_its_own_definition_gives() -> None:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    own = Argon2id(salt=SALT, length=32, iterations=3, lanes=4, memory_cost=65536).derive(PASSPHRASE.reveal().encode())
    assert derive(PASSPHRASE, SALT, ARGON2ID) == own


def test_scrypt_gives_what_the_standard_library_gives() -> None:
    import hashlib

    own = hashlib.scrypt(PASSPHRASE.reveal().encode(), salt=SALT, n=2, r=8, p=1, dklen=32)
    assert derive(PASSPHRASE, SALT, CHEAP_SCRYPT) == own


def test_the_same_passphrase_from_another_keyboard_is_the_same() -> None:
    assert derive(Secret("perch\u00e9"), SALT, CHEAP) == derive(Secret("perche\u0301"), SALT, CHEAP)


@pytest.mark.parametrize("odd", ["\udcff", "\ud800", "\x00", "è" * 4000])
def test_any_text_is_a_passphrase(odd: str) -> None:
    assert derive(Secret(odd), SALT, CHEAP) != derive(PASSPHRASE, SALT, CHEAP)


@pytest.mark.parametrize("cost", [ARGON2ID, SCRYPT, best_cost(), BOUNDS.argon2id_least, BOUNDS.scrypt_most])
def test_what_the_program_makes_is_what_it_opens(cost: Cost) -> None:
    BOUNDS.require(cost)


@pytest.mark.parametrize(
    "cost",
    [
        CHEAP,
        CHEAP_SCRYPT,
        ARGON2ID._replace(memory=19 * 1024 - 1),
        ARGON2ID._replace(passes=1),
        ARGON2ID._replace(memory=2**31),
        ARGON2ID._replace(passes=2**31),
        ARGON2ID._replace(lanes=0),
        ARGON2ID._replace(lanes=17),
        SCRYPT._replace(memory=2**15),
        SCRYPT._replace(memory=2**17 + 1),
        SCRYPT._replace(memory=2**31),
        SCRYPT._replace(lanes=5),
    ],
)
def test_too_weak_and_too_heavy_are_refused(cost: Cost) -> None:
    with pytest.raises(VaultError) as refused:
        BOUNDS.require(cost)
    assert refused.value.code == "unsafe"


def test_without_argon2id_a_new_vault_uses_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivation, "has_argon2id", lambda: False)
    assert best_cost().method is Method.SCRYPT
    with pytest.raises(VaultError) as refused:
        derive(PASSPHRASE, SALT, CHEAP)
    assert refused.value.code == "locked"
