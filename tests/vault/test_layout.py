"""The bytes of the vault: every one of them counts."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vault.vaults import CHEAP, CHEAP_BOUNDS, CHEAP_SCRYPT, PASSPHRASE, TOKEN

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.derivation import BOUNDS, Cost
from tuiledger.vault.layout import HEADER_SIZE, Contents, Key, Sealed, new_key, parse, seal, unseal, unwrap, wrap

KEY = new_key()
WRAPPING = wrap(KEY, PASSPHRASE, CHEAP)


def sealed(generation: int = 1, **secrets: Secret) -> Sealed:
    return seal(Contents(generation, secrets), WRAPPING, KEY)


def code_of(octets: bytes) -> str:
    """Why a file is not opened, by whoever knows the passphrase."""
    with pytest.raises(VaultError) as refused:
        unsealed = parse(octets, CHEAP_BOUNDS)
        unseal(unsealed, unwrap(unsealed.wrapping, PASSPHRASE))
    return refused.value.code


any_text = st.text(st.characters(exclude_categories=()))


@given(st.dictionaries(any_text, any_text.map(Secret)), st.integers(0, 2**64 - 1))
def test_what_is_sealed_is_what_is_opened(secrets: dict[str, Secret], generation: int) -> None:
    octets = seal(Contents(generation, secrets), WRAPPING, KEY).octets
    assert unseal(parse(octets, CHEAP_BOUNDS), KEY) == Contents(generation, secrets)


@pytest.mark.parametrize("cost", [CHEAP, CHEAP_SCRYPT])
def test_the_passphrase_gives_the_key(cost: Cost) -> None:
    wrapping = wrap(KEY, PASSPHRASE, cost)
    key = unwrap(wrapping, PASSPHRASE)
    assert (key.id, key.reveal(), wrapping.cost) == (KEY.id, KEY.reveal(), cost)


def test_nothing_stands_in_clear() -> None:
    octets = sealed(name=TOKEN).octets
    for text in ("CANARY", "name"):
        assert text.encode() not in octets
        assert text.encode("utf-16-le") not in octets
    assert KEY.reveal() not in octets


def test_two_writes_of_the_same_look_different() -> None:
    one, other = sealed(name=TOKEN), sealed(name=TOKEN)
    assert one.nonce != other.nonce
    assert one.body != other.body


@pytest.mark.parametrize("bit", range(0, (HEADER_SIZE + 16) * 8, 7))
def test_a_changed_header_is_refused(bit: int) -> None:
    octets = bytearray(sealed().octets)
    octets[bit // 8] ^= 1 << bit % 8
    assert code_of(bytes(octets)) in {"damaged", "unsafe", "wrong-passphrase"}


def test_a_changed_header_is_refused_by_the_key_alone() -> None:
    octets = sealed(name=TOKEN).octets
    for place in range(HEADER_SIZE):
        changed = octets[:place] + bytes([octets[place] ^ 4]) + octets[place + 1 :]
        with pytest.raises(VaultError):
            unseal(parse(changed, CHEAP_BOUNDS), KEY)


def test_every_shorter_and_any_longer_file_is_refused() -> None:
    octets = sealed(name=TOKEN).octets
    assert {code_of(octets[:length]) for length in range(len(octets))} == {"damaged"}
    assert code_of(octets + b"\0") == "damaged"


def test_parts_of_two_generations_do_not_fit() -> None:
    old, new = sealed(1, name=TOKEN), sealed(2)
    assert code_of(new.header + old.body) == "damaged"
    assert code_of(old._replace(generation=2).octets) == "damaged"
    assert code_of(old._replace(nonce=new.nonce).octets) == "damaged"


def test_the_wrapping_of_another_passphrase_does_not_fit() -> None:
    other = wrap(KEY, Secret("another"), CHEAP)
    assert code_of(sealed(name=TOKEN)._replace(wrapping=other).octets) == "wrong-passphrase"
    # Not even when it is the same passphrase: each file is one piece.
    again = wrap(KEY, PASSPHRASE, CHEAP)
    assert code_of(sealed(name=TOKEN)._replace(wrapping=again).octets) == "damaged"


def test_a_vault_that_is_too_cheap_is_no_vault_for_the_program() -> None:
    with pytest.raises(VaultError) as refused:
        parse(sealed().octets, BOUNDS)
    assert refused.value.code == "unsafe"


def test_a_newer_version_is_left_alone() -> None:
    octets = bytearray(sealed().octets)
    octets[8] = 2
    assert code_of(bytes(octets)) == "damaged"


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(VaultError) as refused:
        unseal(sealed(), new_key())
    assert refused.value.code == "locked"
    with pytest.raises(VaultError) as refused:
        unseal(sealed(), Key(KEY.id, bytes(32)))
    assert refused.value.code == "damaged"


def test_a_key_shows_and_writes_nothing() -> None:
    assert repr(KEY) == str(KEY) == f"{KEY}" == "••••"
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
