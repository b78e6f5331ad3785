"""The vault file: opened by its passphrase alone, whole or refused, and never losing what was kept."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.vault.vaults import CHEAP, PASSPHRASE, THOROUGH, TOKEN, cheap, put

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.derivation import ARGON2ID
from tuiledger.vault.file import PREVIOUS, VaultFile
from tuiledger.vault.layout import Key

ANOTHER = Secret("un altro gatto")
WRITER = Path(__file__).with_name("writer.py")
TAMPERED, WRITES, KILLS = (1000, 500, 100) if THOROUGH else (150, 60, 12)
WRITERS = 10 if THOROUGH else 4


def code_of(file: VaultFile, passphrase: Secret = PASSPHRASE) -> str:
    with pytest.raises(VaultError) as refused:
        file.unlock(passphrase)
    return refused.value.code


def writer(file: VaultFile, *arguments: object) -> subprocess.Popen[str]:
    """A process that writes, once it is told to."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(file.path), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_what_is_kept_is_there_for_the_next_one(file: VaultFile, key: Key) -> None:
    again = cheap(file.path)
    assert again.read(again.unlock(PASSPHRASE)).secrets == {"connection/1": TOKEN}


def test_the_passphrase_is_needed(file: VaultFile, key: Key) -> None:
    for wrong in (ANOTHER, Secret(""), Secret(PASSPHRASE.reveal() + " "), Secret(PASSPHRASE.reveal().upper())):
        assert code_of(file, wrong) == "wrong-passphrase"


def test_an_empty_passphrase_makes_no_vault(file: VaultFile) -> None:
    with pytest.raises(VaultError) as refused:
        file.create(Secret(""))
    assert refused.value.code == "wrong-passphrase"
    assert not file.exists()


def test_nothing_is_made_over_what_is_there(file: VaultFile, key: Key) -> None:
    with pytest.raises(VaultError) as refused:
        file.create(ANOTHER, CHEAP)
    assert refused.value.code == "unwritable"
    assert file.read(key).secrets


def test_cheap_vaults_are_for_tests_alone(file: VaultFile, key: Key, folder: Path) -> None:
    assert code_of(VaultFile(file.path)) == "unsafe"
    other = VaultFile(folder / "other.tlv")
    with pytest.raises(VaultError) as refused:
        other.create(PASSPHRASE, CHEAP)
    assert refused.value.code == "unsafe"
    assert not other.exists()


def test_the_program_makes_what_the_program_opens(folder: Path) -> None:
    file = VaultFile(folder / "vault.tlv")
    key = file.create(PASSPHRASE)
    put(file, key, "connection/1", TOKEN)
    assert file.look().wrapping.cost == ARGON2ID
    again = VaultFile(file.path)
    assert again.read(again.unlock(PASSPHRASE)).secrets == {"connection/1": TOKEN}


def test_every_write_is_counted_and_no_other(file: VaultFile, key: Key) -> None:
    assert file.read(key).generation == 2
    assert put(file, key, "connection/2", TOKEN) == 3
    assert file.change(key, lambda _secrets: False) == 3
    assert file.read(key).generation == 3


def test_an_old_copy_is_told_by_its_generation_and_refused_where_the_new_one_was_seen(
    file: VaultFile, key: Key
) -> None:
    put(file, key, "connection/1", ANOTHER)
    previous = file.place.read(PREVIOUS, most=9999)
    file.path.write_bytes(previous)
    with pytest.raises(VaultError) as refused:
        file.read(key)
    assert refused.value.code == "damaged"
    # Who has never seen the new one reads the old one, and its number tells.
    contents = cheap(file.path).read(key)
    assert (contents.generation, contents.secrets) == (2, {"connection/1": TOKEN})


def test_another_passphrase_opens_what_the_old_one_opened(file: VaultFile, key: Key) -> None:
    assert file.change_passphrase(PASSPHRASE, ANOTHER, CHEAP).id == key.id
    assert code_of(file) == "wrong-passphrase"
    assert file.read(file.unlock(ANOTHER)).secrets == {"connection/1": TOKEN}
    assert file.read(key).generation == 3


def test_another_key_locks_the_old_one_out(file: VaultFile, key: Key) -> None:
    other = file.rotate(PASSPHRASE, CHEAP)
    assert other.reveal() != key.reveal()
    with pytest.raises(VaultError) as refused:
        file.read(key)
    assert refused.value.code == "locked"
    assert file.read(other).secrets == {"connection/1": TOKEN}
    assert file.unlock(PASSPHRASE).id == other.id


@pytest.mark.parametrize("renew", ["change_passphrase", "rotate"])
def test_no_copy_under_the_old_passphrase_or_key_is_left(file: VaultFile, key: Key, renew: str) -> None:
    assert file.place.exists(PREVIOUS)
    getattr(file, renew)(PASSPHRASE, *([ANOTHER] if renew == "change_passphrase" else []), CHEAP)
    assert not file.place.exists(PREVIOUS)
    assert sorted(path.name for path in file.path.parent.iterdir()) == ["vault.tlv", "vault.tlv.lock"]


@pytest.mark.parametrize("renew", ["change_passphrase", "rotate"])
def test_a_wrong_passphrase_renews_nothing(file: VaultFile, key: Key, renew: str) -> None:
    before = file.path.read_bytes()
    with pytest.raises(VaultError) as refused:
        getattr(file, renew)(ANOTHER, *([PASSPHRASE] if renew == "change_passphrase" else []), CHEAP)
    assert refused.value.code == "wrong-passphrase"
    assert file.path.read_bytes() == before


def test_not_one_tampered_bit_is_accepted(file: VaultFile, key: Key) -> None:
    whole = file.path.read_bytes()
    bits = random.Random(7).sample(range(len(whole) * 8), min(TAMPERED, len(whole) * 8))  # noqa: S311
    codes: dict[str, int] = {}
    for bit in bits:
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        file.path.write_bytes(bytes(changed))
        code = code_of(cheap(file.path))
        codes[code] = codes.get(code, 0) + 1
        with pytest.raises(VaultError):
            cheap(file.path).read(key)
    assert set(codes) <= {"damaged", "unsafe", "wrong-passphrase"}
    assert sum(codes.values()) == len(bits)
    file.path.write_bytes(whole)
    assert file.read(key).secrets == {"connection/1": TOKEN}


def test_a_file_cut_short_is_refused(file: VaultFile, key: Key) -> None:
    whole = file.path.read_bytes()
    for length in (0, 1, 8, 60, len(whole) // 2, len(whole) - 1):
        file.path.write_bytes(whole[:length])
        assert code_of(cheap(file.path)) == "damaged"


def test_a_huge_file_is_not_read(file: VaultFile, key: Key) -> None:
    with file.path.open("r+b") as huge:
        huge.truncate(1 << 40)
    assert code_of(cheap(file.path)) == "damaged"


def test_many_processes_at_once_lose_nothing(file: VaultFile, key: Key) -> None:
    each = WRITES // WRITERS
    processes = [writer(file, "many", number, each) for number in range(WRITERS)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait() for process in processes] == [0] * WRITERS
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    contents = file.read(key)
    assert len(contents.secrets) == 1 + WRITERS * each
    assert contents.generation == 2 + WRITERS * each
    assert contents.secrets["writer/0/0"] == Secret("0/0")


def test_many_threads_at_once_lose_nothing(file: VaultFile, key: Key) -> None:
    threads = [
        threading.Thread(target=lambda number=number: [put(file, key, f"{number}/{i}", TOKEN) for i in range(5)])
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(file.read(key).secrets) == 41


@pytest.mark.parametrize("at", range(KILLS))
def test_whoever_is_killed_while_writing_leaves_a_vault(file: VaultFile, key: Key, at: int) -> None:
    # The writer is killed at its so-manieth call of the system, before the call or in the middle of it.
    process = writer(file, "killed", at)
    out, _none = process.communicate("")
    assert process.returncode == -signal.SIGKILL
    told = [json.loads(line) for line in out.splitlines()]
    kept = int(file.read(key).secrets.get("counter", Secret("0")).reveal())
    assert max(told, default=0) <= kept <= max(told, default=0) + 1
    assert file.unlock(PASSPHRASE).id == key.id
    if file.place.exists(PREVIOUS):
        cheap(file.path.with_name("vault.tlv.previous")).read(key)
    # The next one clears up and goes on.
    put(file, key, "after", TOKEN)
    assert sorted(path.name for path in file.path.parent.iterdir()) == [
        "vault.tlv", "vault.tlv.lock", "vault.tlv.previous"
    ]  # fmt: skip
