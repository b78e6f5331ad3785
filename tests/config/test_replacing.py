"""A file is replaced as a whole and for its owner alone, and nobody else changes it meanwhile."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tuiledger.config.replacing import alone_in, replace_file


def test_the_new_file_is_its_owners_alone_whatever_the_old_one_was(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old")
    file.chmod(0o666)
    replace_file(file, b"new")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old")

    def broken(_one: object, _other: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="Input/output"):
        replace_file(file, b"new")
    assert (file.read_text(), list(tmp_path.iterdir())) == ("old", [file])


def test_only_one_changes_files_of_a_folder_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    count = folder / "count"

    def add(_number: int) -> None:
        with alone_in(folder):
            before = int(count.read_text()) if count.exists() else 0
            replace_file(count, str(before + 1).encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert count.read_text() == "40"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
