"""What the vault holds, and what opens it, is found nowhere else: in no file, message, traceback or process list."""

from __future__ import annotations

import base64
import gc
import os
import subprocess
import sys
import traceback
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyring.errors import KeyringError
from tests.vault.test_system import Failing
from tests.vault.vaults import CHEAP, cheap, put

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault import layout
from tuiledger.vault.file import VaultFile
from tuiledger.vault.keyring_backend import VaultKeyring
from tuiledger.vault.own import OwnVault
from tuiledger.vault.passphrases import Passphrases
from tuiledger.vault.session import KeyCache
from tuiledger.vault.system import SystemVault

PASSPHRASE = Secret("CANARY-passphrase-quattro-gatti")
WRONG = Secret("CANARY-wrong-un-altro-gatto")
TOKEN = Secret("CANARY-token-a/1234567890")

#: Runs commands of the vault in one process and shows what others see of it: its arguments and what children inherit.
SEEN = """
import os, subprocess, sys
from tuiledger.cli.main import run
for command in ("init", "status", "lock", "unlock", "rotate", "status"):
    run(["vault", command, *(["--passphrase-fd", sys.argv[1]] if command in ("init", "unlock", "rotate") else [])])
sys.stdout.flush()
print(open("/proc/self/cmdline").read() if os.path.exists("/proc/self/cmdline") else sys.argv, flush=True)
subprocess.run(["env"], check=True)
run(["vault", "lock"])
"""


def forms(secret: Secret) -> set[bytes]:
    """What a secret may look like where it leaks."""
    octets = secret.reveal().encode()
    return {
        octets,
        base64.b64encode(octets).rstrip(b"="),
        octets.hex().encode(),
        urllib.parse.quote(octets, safe="").encode(),
        secret.reveal().encode("utf-16-le"),
        secret.reveal().encode("utf-16-be"),
    }


def leaks(octets: bytes) -> list[bytes]:
    """The secrets that are found in ``octets``, in any form."""
    return [form for secret in (PASSPHRASE, WRONG, TOKEN) for form in forms(secret) if form in octets]


@pytest.fixture
def vault(file: VaultFile) -> Iterator[OwnVault]:
    """An open vault with a token."""
    made = OwnVault(file, KeyCache(file.path), open_for=60)
    made.create(PASSPHRASE, CHEAP)
    made.set("connection/1", TOKEN)
    yield made
    made.lock()


def full(*_arguments: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")


def refused(act: Callable[[], object]) -> str:
    """The traceback of a failure with every local variable of the program, as a crash report might show it."""
    with pytest.raises((VaultError, KeyringError, TypeError, OSError, MemoryError)) as failure:
        act()
    shown = traceback.TracebackException.from_exception(failure.value, capture_locals=True)
    # The frames of the test itself name its own variables.
    frames = [frame for frame in shown.stack if "/tests/" not in frame.filename]
    text = "".join(traceback.StackSummary.from_list(frames).format())
    assert any(frame.locals for frame in frames)
    return text + "".join(f"{frame.locals}" for frame in frames) + "".join(shown.format_exception_only())


def test_files_hold_nothing_in_clear(vault: OwnVault) -> None:
    vault.set("connection/2", TOKEN)
    vault.change_passphrase(PASSPHRASE, WRONG, CHEAP)
    vault.set("connection/3", TOKEN)
    files = list(vault.file.path.parent.iterdir())
    assert len(files) == 3
    for path in files:
        assert leaks(path.read_bytes()) == []
    assert vault.file.unlock(WRONG).reveal() not in vault.file.path.read_bytes()


def test_the_canaries_would_be_found() -> None:
    for secret in (PASSPHRASE, WRONG, TOKEN):
        for form in forms(secret):
            assert leaks(b"before " + form + b" after")


def test_no_repr_shows_anything(vault: OwnVault) -> None:
    key = vault.file.unlock(PASSPHRASE)
    contents = vault.file.read(key)
    sealed = vault.file.look()
    for shown in (vault, vars(vault), vars(vault.file), key, contents, sealed, vars(vault._keys)):
        assert leaks(repr(shown).encode()) == []
        assert key.reveal().hex() not in repr(shown)
        assert repr(key.reveal())[2:-1] not in repr(shown)


def test_no_traceback_shows_anything(vault: OwnVault, monkeypatch: pytest.MonkeyPatch) -> None:
    file, key = vault.file, vault.file.unlock(PASSPHRASE)
    tracebacks = [
        refused(lambda: file.unlock(WRONG)),
        refused(lambda: vault.rotate(WRONG)),
        refused(lambda: vault.change_passphrase(WRONG, PASSPHRASE)),
        refused(lambda: vault.change_passphrase(PASSPHRASE, Secret(""))),
        refused(lambda: cheap(file.path).create(PASSPHRASE, CHEAP)),
        refused(lambda: file.read(layout.new_key())),
        refused(lambda: SystemVault("realm", load=lambda: Failing(KeyError(TOKEN.reveal()))).set("x", TOKEN)),
    ]
    for step in ("write", "fsync", "rename"):
        with monkeypatch.context() as patched:
            patched.setattr(os, step, full)
            tracebacks.append(refused(lambda: vault.set("connection/2", TOKEN)))
            tracebacks.append(refused(lambda: vault.rotate(PASSPHRASE, CHEAP)))
    with monkeypatch.context() as patched:
        patched.setattr(layout, "derive", out_of_memory)
        tracebacks.append(refused(lambda: file.unlock(PASSPHRASE)))
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    tracebacks += [refused(lambda: file.unlock(PASSPHRASE)), refused(lambda: vault.get("connection/1"))]
    vault.lock()
    tracebacks.append(refused(lambda: VaultKeyring(vault).get_password("tuiledger", "connection/1")))
    for shown in tracebacks:
        assert leaks(shown.encode()) == []
        assert repr(key.reveal())[2:-1] not in shown


def out_of_memory(*_arguments: object) -> bytes:
    raise MemoryError


def test_a_passphrase_that_cannot_be_read_to_its_end_is_not_shown() -> None:
    read, write = os.pipe()
    os.write(write, PASSPHRASE.reveal().encode() * 200 + b"\n")
    os.close(write)
    assert leaks(refused(Passphrases(read, {})).encode()) == []
    os.close(read)


def test_other_users_and_children_see_nothing_of_it(tmp_home: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE.reveal()}\n".encode() * 3)
    os.close(write)
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    done = subprocess.run(
        [sys.executable, "-c", SEEN, str(read)], capture_output=True, check=True, pass_fds=[read], env=environ
    )
    os.close(read)
    assert b"The vault has another key" in done.stdout
    assert b"HOME=" in done.stdout
    assert leaks(done.stdout + done.stderr) == []
    for path in tmp_home.rglob("*"):
        assert not path.is_file() or leaks(path.read_bytes()) == []


def test_a_passphrase_of_the_environment_is_not_passed_on_to_children(tmp_home: Path) -> None:
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "TUILEDGER_PASSPHRASE": PASSPHRASE.reveal(),
    }
    environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    program = SEEN.replace('("init", "status", "lock", "unlock", "rotate", "status")', '("init",)').replace(
        '*(["--passphrase-fd", sys.argv[1]] if command in ("init", "unlock", "rotate") else [])', ""
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environ)
    assert b"keeps the secrets" in done.stdout
    assert b"HOME=" in done.stdout
    assert leaks(done.stdout + done.stderr) == []


def test_a_locked_vault_leaves_no_key_in_the_objects_of_the_process(vault: OwnVault) -> None:
    key = vault.file.unlock(PASSPHRASE)
    put(vault.file, key, "connection/2", TOKEN)
    assert key in held_keys(key.id)
    key_id = key.id
    vault.lock()
    del key
    assert held_keys(key_id) == []


def held_keys(key_id: bytes) -> list[layout.Key]:
    """The keys of that name among the objects of this process."""
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, layout.Key) and one.id == key_id]
