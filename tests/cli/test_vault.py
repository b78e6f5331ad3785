"""``tuiledger vault`` as a script uses it."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Answer, Terminal

from tuiledger import bootstrap
from tuiledger.domain.secrets import Secret

PASSPHRASE, ANOTHER = "CANARY quattro gatti", "CANARY un altro gatto"


@pytest.fixture
def vault(terminal: Terminal, tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """No vault yet, no bus, and nothing about passphrases in the environment."""
    for variable in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "TUILEDGER_VAULT",
                     "TUILEDGER_PASSPHRASE", "TUILEDGER_PASSPHRASE_FILE"):  # fmt: skip
        monkeypatch.delenv(variable, raising=False)
    yield terminal
    terminal("vault", "lock")


def given(terminal: Terminal, *arguments: object, lines: str = f"{PASSPHRASE}\n") -> Answer:
    """A command that reads ``lines`` from a descriptor; it never says what it read."""
    read, write = os.pipe()
    os.write(write, lines.encode())
    os.close(write)
    try:
        answer = terminal("vault", *arguments, "--passphrase-fd", read)
    finally:
        os.close(read)
    assert "CANARY" not in answer.out + answer.err
    return answer


def test_from_nothing_to_a_vault_that_is_open(vault: Terminal, tmp_home: Path) -> None:
    absent = vault("vault", "status")
    assert (absent.code, absent.data["state"], absent.data["store"]) == (1, "absent", None)
    made = given(vault, "init")
    path = tmp_home / ".local/share/tuiledger/vault.tlv"
    assert (made.code, made.data["store"], made.data["path"]) == (0, "vault", str(path))
    assert [one["code"] for one in made.data["passed_over"]] == ["no-keyring"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
    status = vault("vault", "status")
    assert (status.code, status.data["state"], status.data["secrets"], status.data["generation"]) == (0, "open", 0, 1)
    assert given(vault, "init").error == "vault-exists"


def test_closed_and_opened_again(vault: Terminal) -> None:
    given(vault, "init")
    bootstrap.open_vault().set("connection/1", Secret("CANARY token"))
    assert vault("vault", "lock").data == {"state": "locked"}
    assert vault("vault", "status").data["state"] == "locked"
    wrong = given(vault, "unlock", lines="wrong\n")
    assert (wrong.code, wrong.error) == (3, "wrong-passphrase")
    opened = given(vault, "unlock", "--hours", "0.05")
    assert opened.data["state"] == "open"
    assert opened.code == (0 if opened.data["stays_open"] else 1)
    assert bootstrap.open_vault().get("connection/1") == Secret("CANARY token")


def test_another_passphrase_is_the_second_line(vault: Terminal) -> None:
    given(vault, "init")
    assert given(vault, "passphrase", lines=f"{PASSPHRASE}\n{ANOTHER}\n").code == 0
    assert given(vault, "unlock").error == "wrong-passphrase"
    assert given(vault, "unlock", lines=f"{ANOTHER}\n").data["state"] == "open"
    assert given(vault, "rotate", lines=f"{ANOTHER}\n").data == {"rotated": True}
    assert vault("vault", "status").data["generation"] == 3


def test_another_passphrase_from_a_descriptor_of_its_own(vault: Terminal) -> None:
    given(vault, "init")
    read, write = os.pipe()
    os.write(write, ANOTHER.encode())
    os.close(write)
    assert given(vault, "passphrase", "--new-passphrase-fd", read).code == 0
    os.close(read)
    assert given(vault, "unlock", lines=ANOTHER).code in (0, 1)


def test_no_new_passphrase_or_an_empty_one_changes_nothing(vault: Terminal) -> None:
    given(vault, "init")
    assert given(vault, "passphrase").error == "no-passphrase"
    assert given(vault, "passphrase", lines=f"{PASSPHRASE}\n\n").error == "wrong-passphrase"
    assert given(vault, "unlock").data["state"] == "open"


def test_a_passphrase_file(vault: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "passphrase"
    named.touch(0o600)
    named.write_text(PASSPHRASE)
    monkeypatch.setenv("TUILEDGER_PASSPHRASE_FILE", str(named))
    assert vault("vault", "init").code == 0
    vault("vault", "lock")
    # What runs unattended opens the vault with it when it needs a secret.
    bootstrap.open_vault(bootstrap.passphrases()).set("connection/1", Secret("x"))
    named.chmod(0o644)
    refused = vault("vault", "unlock")
    assert (refused.code, refused.error) == (3, "unsafe")


def test_a_passphrase_in_the_environment_is_used_with_a_warning(
    vault: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUILEDGER_PASSPHRASE", PASSPHRASE)
    made = vault("vault", "init")
    assert made.code == 0
    assert "The passphrase came from the environment" in made.err
    assert "CANARY" not in made.out + made.err
    assert "TUILEDGER_PASSPHRASE" not in os.environ


def test_without_a_terminal_nobody_is_asked(vault: Terminal) -> None:
    answer = vault.process("vault", "init", "--json")
    assert (answer.code, answer.error) == (3, "no-passphrase")
    assert vault("vault", "status").data["state"] == "absent"


@pytest.mark.parametrize(
    ("typed", "code"), [((PASSPHRASE, PASSPHRASE), 0), ((PASSPHRASE, ANOTHER), 3)], ids=["alike", "different"]
)
def test_a_person_types_a_new_passphrase_twice_and_unseen(
    vault: Terminal, tmp_home: Path, typed: tuple[str, str], code: int
) -> None:
    person, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tuiledger", "vault", "init"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    seen = b""
    for prompt, line in zip((b"New passphrase of the vault: ", b"Once more: "), typed, strict=True):
        while not seen.endswith(prompt):
            seen += os.read(person, 1024)
        os.write(person, f"{line}\n".encode())
    assert process.wait() == code
    with contextlib.suppress(OSError):
        while more := os.read(person, 1024):
            seen += more
    os.close(person)
    assert b"CANARY" not in seen
    assert (b"differ" in seen) == bool(code)


@pytest.mark.parametrize("option", ["--passphrase", "--passphrase-fd"])
def test_a_passphrase_among_the_arguments_is_refused_and_not_repeated(vault: Terminal, option: str) -> None:
    answer = vault("vault", "unlock", option, PASSPHRASE)
    assert answer.code == 2
    assert "CANARY" not in answer.out + answer.err


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "1e9", "x"])
def test_hours_that_are_none(vault: Terminal, hours: str) -> None:
    assert vault("vault", "unlock", f"--hours={hours}").code == 2


def test_a_place_of_ones_own(vault: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUILEDGER_VAULT", str(tmp_path / "safe/studio.tlv"))
    assert given(vault, "init").data["path"] == str(tmp_path / "safe/studio.tlv")
    (tmp_path / "safe").chmod(0o755)
    status = vault("vault", "status")
    assert (status.code, status.error) == (3, "unsafe")


def test_the_programs_own_folder_is_made_private(vault: Terminal, tmp_home: Path) -> None:
    folder = tmp_home / ".local/share/tuiledger"
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    assert given(vault, "init").code == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_wished_keyring_that_is_not_there(vault: Terminal) -> None:
    assert given(vault, "init", "--store", "keyring").error == "no-keyring"
    assert vault("vault", "status").data["state"] == "absent"


def test_a_damaged_vault_is_said_to_be_damaged(vault: Terminal, tmp_home: Path) -> None:
    given(vault, "init")
    path = tmp_home / ".local/share/tuiledger/vault.tlv"
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("status", "unlock", "rotate"):
        answer = vault("vault", "status") if command == "status" else given(vault, command)
        assert (answer.code, answer.error) == (3, "damaged")
