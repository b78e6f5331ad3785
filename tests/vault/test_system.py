"""The system's keyring: never waited for too long, never believed without a proof."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, null
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError, PasswordSetError
from tests.vault.vaults import THOROUGH, TOKEN

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Vault, VaultError
from tuiledger.vault.system import SystemVault, trusted_keyring

DBUS = shutil.which("dbus-daemon")
GNOME_KEYRING = shutil.which("gnome-keyring-daemon")


class Memory(KeyringBackend):
    """A keyring that works."""

    priority = -1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class Failing(Memory):
    """A keyring that answers everything with an error, whose text holds the secret."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class Hanging(Memory):
    """A keyring that waits for a prompt nobody sees."""

    def __init__(self, answer: threading.Event) -> None:
        super().__init__()
        self.answer = answer
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.answer.wait()
        return None


def over(keyring: KeyringBackend, patience: float = 3.0) -> SystemVault:
    return SystemVault("realm", patience, lambda: keyring)


def code_of(vault: SystemVault) -> str:
    with pytest.raises(VaultError) as refused:
        vault.prove()
    return refused.value.code


def test_it_is_what_services_ask_for() -> None:
    memory = Memory()
    vault: Vault = over(memory)
    assert vault.kind == "secret-service"
    assert vault.get("connection/1") is None
    vault.set("connection/1", TOKEN)
    assert vault.get("connection/1") == TOKEN
    assert memory.kept == {("tuiledger:realm", "connection/1"): TOKEN.reveal()}
    assert SystemVault("other", load=lambda: memory).get("connection/1") is None
    vault.delete("connection/1")
    vault.delete("connection/1")
    assert memory.kept == {}


def test_the_proof_leaves_nothing_behind() -> None:
    memory = Memory()
    over(memory).prove()
    assert memory.kept == {}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InitError("CANARY: Prompt dismissed"), "no-keyring"),
        (KeyringLocked("CANARY"), "locked"),
        (PasswordSetError("CANARY"), "unwritable"),
        (RuntimeError("CANARY"), "no-keyring"),
        (KeyError("CANARY"), "no-keyring"),
    ],
)
def test_a_failure_is_told_without_its_text(error: Exception, code: str) -> None:
    with pytest.raises(VaultError) as refused:
        over(Failing(error)).set("connection/1", TOKEN)
    assert refused.value.code == code
    assert "CANARY" not in str(refused.value)
    assert refused.value.__context__ is refused.value.__cause__ is None


def test_a_keyring_that_forgets_at_once_is_found_out() -> None:
    forgetful: KeyringBackend = null.Keyring()  # type: ignore[no-untyped-call]
    assert code_of(over(forgetful)) == "unwritable"
    with pytest.raises(VaultError, match="does not keep"):
        over(forgetful).set("connection/1", TOKEN)


def test_a_keyring_that_cannot_delete_is_not_proven() -> None:
    class Clinging(Memory):
        def delete_password(self, service: str, username: str) -> None:
            pass

    assert code_of(over(Clinging())) == "unwritable"


def test_a_keyring_that_hangs_is_left_behind_and_not_asked_again_until_it_answers() -> None:
    answer = threading.Event()
    hanging = Hanging(answer)
    vault = over(hanging, patience=0.05)
    assert code_of(vault) == "timeout"
    assert code_of(vault) == "timeout"
    assert hanging.asked == 1
    answer.set()
    assert vault._stuck is not None
    vault._stuck.join()
    assert vault.get("connection/1") is None


def test_the_environment_changes_nothing_of_the_trusted_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/of/somebody/else")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyring = trusted_keyring()
    assert type(keyring) is SecretService.Keyring
    assert vars(keyring) == {}


def test_another_class_under_the_trusted_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SecretService, "Keyring", Memory)
    assert code_of(SystemVault("realm")) == "no-keyring"


def test_without_a_bus_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert code_of(SystemVault("realm")) == "no-keyring"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert code_of(SystemVault("realm")) == "no-keyring"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of the test's own, with nobody on it."""
    if DBUS is None:
        pytest.skip("there is no dbus-daemon")
    configuration = tmp_path / "bus.conf"
    configuration.write_text(
        "<busconfig><type>session</type>"
        f"<listen>unix:path={tmp_path}/bus</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    process = subprocess.Popen(
        [DBUS, f"--config-file={configuration}", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    process.terminate()
    process.wait()
    process.stdout.close()


def test_on_a_real_bus_without_a_keyring_there_is_none(bus: str) -> None:
    assert code_of(SystemVault("realm")) == "no-keyring"


def test_on_a_real_bus_a_keyring_that_never_answers_is_not_waited_for(bus: str) -> None:
    # By name, for it publishes no types.
    blocking, messages = import_module("jeepney.io.blocking"), import_module("jeepney.bus_messages")
    with blocking.open_dbus_connection(bus) as silent:
        assert blocking.Proxy(messages.message_bus, silent).RequestName("org.freedesktop.secrets")[0] == 1
        assert code_of(SystemVault("realm", 3.0 if THOROUGH else 0.5)) == "timeout"


@pytest.fixture
def gnome_keyring(request: pytest.FixtureRequest, bus: str, tmp_home: Path) -> Iterator[None]:
    """The keyring of GNOME on the bus: open with the option ``--unlock``, else locked and without a screen."""
    if GNOME_KEYRING is None:
        pytest.skip("there is no gnome-keyring-daemon")
    daemon = subprocess.Popen(
        [GNOME_KEYRING, "--foreground", "--components=secrets", *request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"HOME": str(tmp_home)},
    )
    assert daemon.stdin is not None
    assert daemon.stdout is not None
    daemon.stdin.write(b"a passphrase")
    daemon.stdin.close()
    daemon.stdout.readline()
    yield
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.mark.parametrize("gnome_keyring", [["--unlock"]], indirect=True)
def test_a_real_keyring_keeps_what_it_is_given(gnome_keyring: None) -> None:
    vault = SystemVault("realm")
    vault.prove()
    vault.set("connection/1", TOKEN)
    assert SystemVault("realm").get("connection/1") == Secret(TOKEN.reveal())
    vault.delete("connection/1")
    assert vault.get("connection/1") is None


@pytest.mark.parametrize("gnome_keyring", [[]], indirect=True)
def test_a_real_keyring_that_is_locked_is_not_used(gnome_keyring: None) -> None:
    assert code_of(SystemVault("realm")) in {"locked", "no-keyring", "timeout"}
