"""Files of the vault: their owner's alone, replaced whole, and never believed for their name."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tuiledger.ports.clouds import VaultError
from tuiledger.vault.place import Place


@pytest.fixture
def place(folder: Path) -> Place:
    found = Place(folder / "vault.tlv")
    with found.writing():
        found.replace(b"first")
    return found


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(VaultError) as refused:
        act()
    return refused.value.code


def write(place: Place) -> None:
    with place.writing():
        place.replace(b"second", keep=".previous")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_everything_is_its_owners_alone_under_any_umask(tmp_home: Path, umask: int) -> None:
    os.umask(umask)
    place = Place(tmp_home / "one/two/vault.tlv")
    place.make_folder()
    for _time in range(2):
        write(place)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.path.parent.iterdir()}
    assert modes == {"vault.tlv": 0o600, "vault.tlv.previous": 0o600, "vault.tlv.lock": 0o600}
    assert stat.S_IMODE(place.path.parent.stat().st_mode) == stat.S_IMODE((tmp_home / "one").stat().st_mode) == 0o700


def test_one_copy_from_before_is_kept(place: Place) -> None:
    write(place)
    assert (place.read(most=9), place.read(".previous", most=9)) == (b"second", b"first")
    write(place)
    assert place.read(".previous", most=9) == b"second"
    place.remove(".previous")
    place.remove(".previous")
    assert not place.exists(".previous")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601])
def test_a_file_that_others_can_open_is_refused(place: Place, mode: int) -> None:
    place.path.chmod(mode)
    assert code_of(lambda: place.read(most=9)) == "unsafe"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o777, 0o701])
def test_a_folder_that_others_can_enter_is_refused(place: Place, mode: int) -> None:
    place.path.parent.chmod(mode)
    assert code_of(lambda: place.read(most=9)) == "unsafe"
    assert code_of(lambda: write(place)) == "unsafe"
    assert stat.S_IMODE(place.path.parent.stat().st_mode) == mode


def test_a_link_is_not_followed(place: Place) -> None:
    real = place.path.rename(place.path.with_name("real"))
    place.path.symlink_to(real)
    assert code_of(lambda: place.read(most=9)) == "unsafe"


def test_a_link_in_the_place_of_the_lock_is_not_followed(place: Place, tmp_path: Path) -> None:
    lock = place.path.with_name("vault.tlv.lock")
    lock.unlink()
    lock.symlink_to(tmp_path / "elsewhere")
    assert code_of(lambda: write(place)) == "unsafe"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_pipe_or_a_folder_is_no_vault_and_nobody_waits_for_it(place: Place, make: Callable[[Path], None]) -> None:
    place.path.unlink()
    make(place.path)
    place.path.chmod(0o600)
    assert code_of(lambda: place.read(most=9)) == "unsafe"


def test_what_belongs_to_another_user_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.getuid() == 0:
        os.chown(place.path, 65534, 65534)
    else:
        monkeypatch.setattr(os, "getuid", lambda: 0)
    assert code_of(lambda: place.read(most=9)) == "unsafe"


def test_what_is_not_there_is_absent(folder: Path) -> None:
    assert code_of(lambda: Place(folder / "vault.tlv").read(most=9)) == "absent"
    assert code_of(lambda: Place(folder / "none/vault.tlv").read(most=9)) == "absent"


def test_what_is_too_large_is_not_read(place: Place) -> None:
    assert code_of(lambda: place.read(most=4)) == "damaged"
    assert place.read(most=5) == b"first"


def test_leftovers_of_the_killed_are_cleared_and_nothing_else(place: Place) -> None:
    folder = place.path.parent
    orphan, other = folder / f".vault.tlv.{'0f' * 8}.new", folder / f".vault.tlv.old.{'0f' * 8}.new"
    orphan.write_bytes(b"half")
    other.write_bytes(b"of another vault")
    with place.writing():
        assert not orphan.exists()
    assert other.exists()


def test_who_waits_too_long_for_the_lock_says_so(place: Place) -> None:
    with place.path.with_name("vault.tlv.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(VaultError) as refused, place.writing(patience=0.0):
            pass
    assert refused.value.code == "timeout"
    with place.writing(patience=0.0):
        pass


@pytest.mark.parametrize("step", ["write", "fsync", "rename"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        assert code_of(lambda: write(place)) == "unwritable"
    assert place.read(most=9) == b"first"
    assert not [path for path in place.path.parent.iterdir() if path.name.endswith(".new")]
    write(place)
    assert place.read(most=9) == b"second"


def test_a_file_system_without_second_names_keeps_no_copy(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    write(place)
    assert place.read(most=9) == b"second"
    assert not place.exists(".previous")


def test_a_folder_of_a_person_is_not_changed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    place = Place(tmp_path / "vault.tlv")
    place.make_folder()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert code_of(lambda: write(place)) == "unsafe"
