"""In every surrounding the right store is chosen, and in a hostile one never a store that gives secrets away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from keyring.backends import SecretService
from keyring.errors import InitError
from tests.vault.test_system import Failing, Hanging, Memory
from tests.vault.vaults import CHEAP, PASSPHRASE, THOROUGH, cheap

from tuiledger.ports.clouds import VaultError
from tuiledger.vault.choice import CHOICE, Choice, choose, remember, remembered
from tuiledger.vault.place import Place
from tuiledger.vault.system import PATIENCE, SystemVault

WORKING = Memory()
#: The patience of the program itself in the long version.
SHORT = PATIENCE if THOROUGH else 0.2
EVIL = "import pathlib\npathlib.Path(__file__).with_name('loaded').touch()\nclass Keyring: pass\n"


@pytest.fixture
def place(folder: Path, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Nothing was decided yet, and there is no bus."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    return Place(folder / "vault.tlv")


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """An answer that comes when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def over(keyring: Memory, patience: float = SHORT) -> Callable[[str], SystemVault]:
    return partial(SystemVault, patience=patience, load=lambda: keyring)


def code_of(place: Place, wish: str | None = None, keyring: Memory | None = None) -> str:
    with pytest.raises(VaultError) as refused:
        choose(place, wish, keyring=over(keyring) if keyring else SystemVault)
    return refused.value.code


# Ten hostile surroundings, ten decisions.


def test_1_without_any_keyring_it_is_the_vault(place: Place) -> None:
    choice = choose(place)
    assert choice.store == "vault"
    assert [one.code for one in choice.passed_over] == ["no-keyring"]


def test_2_a_locked_keyring_without_a_screen_is_passed_over(place: Place) -> None:
    choice = choose(place, keyring=over(Failing(InitError("Failed to create the collection: Prompt dismissed"))))
    assert choice.store == "vault"
    assert [one.code for one in choice.passed_over] == ["no-keyring"]


def test_3_a_keyring_that_hangs_is_passed_over_in_time(place: Place, never: threading.Event) -> None:
    begun = time.monotonic()
    choice = choose(place, keyring=over(Hanging(never)))
    assert choice.store == "vault"
    assert [one.code for one in choice.passed_over] == ["timeout"]
    assert not THOROUGH or time.monotonic() - begun < 4


def test_4_the_keyring_that_keeps_nothing_is_never_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "keyring.backends.null.Keyring"
    assert code_of(place, name) == "no-keyring"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    choice = choose(place, keyring=over(WORKING))
    assert choice.store == "vault"
    assert [one.name for one in choice.passed_over] == [name]


@pytest.mark.parametrize("name", ["keyrings.alt.file.PlaintextKeyring", "keyrings.alt.file.EncryptedKeyring"])
def test_5_a_keyring_in_clear_is_never_used(place: Place, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert code_of(place, name) == "no-keyring"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert choose(place, keyring=over(WORKING)).store == "vault"


@pytest.mark.parametrize("name", ["keyring.backends.chainer.ChainerBackend", "keyring.backends.fail.Keyring"])
def test_6_a_chain_of_keyrings_is_never_used(place: Place, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert code_of(place, name) == "no-keyring"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert choose(place, keyring=over(WORKING)).store == "vault"


@pytest.mark.parametrize("way", ["environment", "keyringrc"])
def test_7_what_the_environment_or_a_file_names_is_never_loaded(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_home: Path, way: str
) -> None:
    (tmp_path / "evil_keyring.py").write_text(EVIL)
    if way == "environment":
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "evil_keyring.Keyring")
    else:
        folder = tmp_home / ".config/python_keyring"
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text(
            f"[backend]\ndefault-keyring=evil_keyring.Keyring\nkeyring-path={tmp_path}\n"
        )
    before = list(sys.path)
    choice = choose(place, keyring=over(WORKING))
    assert choice.store == "vault"
    assert [one.name for one in choice.passed_over] == ["evil_keyring.Keyring"]
    assert not (tmp_path / "loaded").exists()
    assert sys.path == before


def test_8_a_vault_that_others_can_open_is_refused(place: Place) -> None:
    cheap(place.path).create(PASSPHRASE, CHEAP)
    place.path.chmod(0o644)
    assert choose(place).store == "vault"
    with pytest.raises(VaultError) as refused:
        cheap(place.path).unlock(PASSPHRASE)
    assert refused.value.code == "unsafe"


@pytest.mark.parametrize("suffix", ["", CHOICE])
def test_9_a_link_is_refused(place: Place, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / "elsewhere"
    target.write_text('{"store": "vault", "realm": ""}')
    target.chmod(0o600)
    place.path.with_name(place.path.name + suffix).symlink_to(target)
    if suffix:
        assert code_of(place) == "unsafe"
    else:
        assert choose(place).store == "vault"
        with pytest.raises(VaultError) as refused:
            cheap(place.path).unlock(PASSPHRASE)
        assert refused.value.code == "unsafe"


def test_10_what_another_user_put_there_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(place, Choice("secret-service", "theirs"))
    if os.getuid() == 0:
        os.chown(place.path.with_name("vault.tlv.choice"), 65534, 65534)
    else:
        monkeypatch.setattr(os, "getuid", lambda: 0)
    assert code_of(place) == "unsafe"


# What was decided stays decided.


def test_a_proven_keyring_is_chosen_for_good(place: Place) -> None:
    choice = choose(place, keyring=over(WORKING))
    assert choice.store == "secret-service"
    assert remembered(place) == choice == choose(place, keyring=over(WORKING))


@pytest.mark.parametrize(
    ("keyring", "code"),
    [(Failing(InitError("gone")), "no-keyring"), (Hanging(threading.Event()), "timeout")],
    ids=["gone", "silent"],
)
def test_a_chosen_keyring_that_fails_is_an_error_and_no_new_vault(place: Place, keyring: Memory, code: str) -> None:
    choice = choose(place, keyring=over(WORKING))
    assert code_of(place, keyring=keyring) == code
    assert remembered(place) == choice
    assert not place.exists()


def test_a_vault_that_is_there_is_not_left_for_a_keyring(place: Place) -> None:
    cheap(place.path).create(PASSPHRASE, CHEAP)
    assert choose(place, keyring=over(WORKING)).store == "vault"
    remember(place, Choice("vault"))
    place.path.unlink()
    assert choose(place, keyring=over(WORKING)).store == "vault"


def test_a_wish_goes_before_what_was_decided(place: Place) -> None:
    remember(place, Choice("vault"))
    assert choose(place, "keyring", keyring=over(WORKING)).store == "secret-service"
    assert choose(place, keyring=over(WORKING)).store == "secret-service"
    assert choose(place, "vault", keyring=over(WORKING)).store == "vault"


@pytest.mark.parametrize("wish", ["keyring", "secret-service", "keyring.backends.SecretService.Keyring"])
def test_a_wish_that_cannot_be_fulfilled_is_an_error(place: Place, wish: str) -> None:
    assert code_of(place, wish) == "no-keyring"
    assert choose(place, wish, keyring=over(WORKING)).store == "secret-service"


def test_who_decides_second_takes_what_the_first_decided(place: Place) -> None:
    first = remember(place, Choice("secret-service", "first"))
    assert remember(place, Choice("secret-service", "second")) == first == remembered(place)


def test_two_studios_in_one_keyring_do_not_meet(place: Place, folder: Path) -> None:
    other = Place(folder / "other.tlv")
    assert choose(place, keyring=over(WORKING)).realm != choose(other, keyring=over(WORKING)).realm


@pytest.mark.parametrize(
    "octets", [b"", b"{}", b"[]", b'{"store": "plaintext", "realm": ""}', b"\xff", b"[" * 4000, b"9" * 5000]
)
def test_a_remembered_choice_that_makes_no_sense_is_refused(place: Place, octets: bytes) -> None:
    with place.writing():
        place.replace(octets, CHOICE)
    assert code_of(place) == "damaged"


@pytest.mark.parametrize("written", ["[backend\n", "default-keyring=x\n", "[backend]\n", "\0"])
def test_a_broken_keyringrc_asks_for_nothing(place: Place, tmp_home: Path, written: str) -> None:
    folder = tmp_home / ".config/python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(written)
    assert choose(place, keyring=over(WORKING)).store == "secret-service"


def test_nobody_waits_for_a_pipe_in_the_place_of_keyringrc(place: Place, tmp_home: Path) -> None:
    folder = tmp_home / ".config/python_keyring"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "keyringrc.cfg")
    assert choose(place, keyring=over(WORKING)).store == "secret-service"


def test_the_trusted_keyring_may_be_named_in_the_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.SecretService.Keyring")
    assert choose(place, keyring=over(WORKING)).store == "secret-service"


def test_the_real_class_is_what_is_proven(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Memory()
    monkeypatch.setattr(SecretService.Keyring, "set_password", lambda _self, *given: kept.set_password(*given))
    monkeypatch.setattr(SecretService.Keyring, "get_password", lambda _self, *given: kept.get_password(*given))
    monkeypatch.setattr(SecretService.Keyring, "delete_password", lambda _self, *given: kept.delete_password(*given))
    assert choose(place).store == "secret-service"
    assert kept.kept == {}


def test_a_vault_that_was_chosen_loads_no_keyring_at_all(place: Place) -> None:
    remember(place, Choice("vault"))
    code = (
        "import sys, json; from pathlib import Path; from tuiledger.vault.choice import choose\n"
        "from tuiledger.vault.place import Place; from tuiledger.vault.own import OwnVault\n"
        "assert choose(Place(Path(sys.argv[1]))).store == 'vault'\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(place.path)], capture_output=True, text=True, check=True)
    assert not {"keyring", "secretstorage", "jeepney"} & set(json.loads(done.stdout))
