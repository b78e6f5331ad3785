"""The books and everything beside them are readable by their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tuiledger.config.locations import (
    LocationError,
    config_folder,
    data_folder,
    database_location,
    private_file,
    private_folder,
    state_folder,
    vault_location,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folders_are_the_users_and_naming_them_creates_nothing(tmp_home: Path) -> None:
    assert data_folder() == tmp_home / ".local/share/tuiledger"
    assert config_folder() == tmp_home / ".config/tuiledger"
    assert state_folder() == tmp_home / ".local/state/tuiledger"
    assert list(tmp_home.iterdir()) == []


def test_the_books_are_where_the_environment_says(tmp_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_location() == str(tmp_home / ".local/share/tuiledger/tuiledger.db")
    monkeypatch.setenv("TUILEDGER_DB", "postgresql://db/books")
    assert database_location() == "postgresql://db/books"


def test_the_vault_is_where_the_environment_says(tmp_home: Path) -> None:
    assert vault_location({}) == tmp_home / ".local/share/tuiledger/vault.tlv"
    assert vault_location({"TUILEDGER_VAULT": "/safe/studio.tlv"}) == Path("/safe/studio.tlv")
    assert list(tmp_home.iterdir()) == []


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_folders_and_files_are_private_under_any_umask(tmp_home: Path, umask: int) -> None:
    os.umask(umask)
    folder = private_folder(tmp_home / "a" / "b")
    file = private_file(folder / "books.db")
    assert (mode(folder.parent), mode(folder), mode(file)) == (0o700, 0o700, 0o600)


def test_what_was_open_to_others_is_closed_and_keeps_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    file = folder / "books.db"
    file.write_text("kept")
    file.chmod(0o644)
    private_folder(folder)
    private_file(file)
    assert (mode(folder), mode(file), file.read_text()) == (0o700, 0o600, "kept")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("another's")
    (tmp_path / "books.db").symlink_to(tmp_path / "target")
    with pytest.raises(LocationError):
        private_file(tmp_path / "books.db")


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(OSError, match="data"):
        private_folder(tmp_path / "data")
