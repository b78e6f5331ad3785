"""A vault stays open for a while, for the whole login where the kernel helps, and closes everywhere at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuiledger.vault import session
from tuiledger.vault.kernel import KernelKeyring
from tuiledger.vault.layout import new_key
from tuiledger.vault.session import KeyCache

HELD = """
import sys
from pathlib import Path
from tuiledger.vault.session import KeyCache
key = KeyCache(Path(sys.argv[1])).get(bytes.fromhex(sys.argv[2]))
print(key.reveal().hex() if key else None)
"""


class NoKernel(KernelKeyring):
    """A kernel that lends no memory, as in many containers."""

    def put(self, name: str, octets: bytes, seconds: int) -> bool:
        return False

    def get(self, name: str, most: int) -> bytes | None:
        return None

    def drop(self, name: str) -> None:
        pass


@pytest.fixture(params=["kernel", "process"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyCache]:
    """Nothing is held yet, and nothing is left."""
    found = KeyCache(tmp_path / "vault.tlv", NoKernel() if request.param == "process" else None)
    yield found
    found.drop()


def held_elsewhere(path: Path, key_id: bytes) -> str:
    """What another process of this login finds."""
    return subprocess.run(
        [sys.executable, "-c", HELD, str(path), key_id.hex()],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ).stdout.strip()


def test_a_held_key_is_found_by_its_name_alone(cache: KeyCache) -> None:
    key = new_key()
    cache.put(key, 60)
    found = cache.get(key.id)
    assert found is not None
    assert found.reveal() == key.reveal()
    assert cache.get(new_key().id) is None


def test_every_thread_finds_it(cache: KeyCache) -> None:
    key, found = new_key(), list[bool]()
    cache.put(key, 60)
    thread = threading.Thread(target=lambda: found.append(cache.get(key.id) is not None))
    thread.start()
    thread.join()
    assert found == [True]


def test_a_new_key_takes_the_place_of_the_old_one(cache: KeyCache) -> None:
    old, new = new_key(), new_key()
    cache.put(old, 60)
    cache.put(new, 60)
    assert cache.get(old.id) is None
    assert cache.get(new.id) is not None


def test_what_is_dropped_is_gone(cache: KeyCache) -> None:
    key = new_key()
    cache.put(key, 60)
    cache.drop()
    cache.drop()
    assert cache.get(key.id) is None
    assert not cache.lasts


def test_other_processes_find_it_where_the_kernel_lends_memory_and_lose_it_together(tmp_path: Path) -> None:
    path, key = tmp_path / "vault.tlv", new_key()
    cache = KeyCache(path)
    lasting = cache.put(key, 60)
    assert cache.lasts == lasting
    assert held_elsewhere(path, key.id) == (key.reveal().hex() if lasting else "None")
    assert held_elsewhere(tmp_path / "other.tlv", key.id) == "None"
    cache.drop()
    assert held_elsewhere(path, key.id) == "None"


def test_it_ends_with_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, key = KeyCache(tmp_path / "vault.tlv", NoKernel()), new_key()
    now = 1000.0
    monkeypatch.setattr(session, "_now", lambda: now)
    assert not cache.put(key, 60)
    now += 59
    assert cache.get(key.id) is not None
    now += 1
    assert cache.get(key.id) is None


def test_the_kernel_is_told_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    # Seconds in the argument of KEYCTL_SET_TIMEOUT; the kernel does the rest.
    from tuiledger.vault import kernel

    calls: list[tuple[int, tuple[object, ...]]] = []

    def keyctl(command: int, *arguments: object) -> int:
        calls.append((command, arguments))
        return 77

    monkeypatch.setattr(kernel, "_keyctl", keyctl)
    monkeypatch.setattr(kernel, "_add_key", lambda *_arguments: 42)
    KernelKeyring().put("tuiledger:test", b"key", 14400)
    assert (15, (42, 14400)) in calls


@pytest.mark.parametrize("machine", ["x86_64", "vax"])
def test_a_system_without_the_calls_holds_in_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    from tuiledger.vault import kernel

    monkeypatch.setattr(kernel, "_calls", lambda: None if machine == "vax" else (2**20, 2**20))
    cache, key = KeyCache(tmp_path / "vault.tlv"), new_key()
    assert not cache.put(key, 60)
    assert cache.get(key.id) is not None
    cache.drop()
    assert cache.get(key.id) is None


def test_the_name_in_the_keyring_says_nothing_of_the_studio(tmp_path: Path) -> None:
    assert "studio" not in KeyCache(tmp_path / "studio-rossi.tlv")._name
