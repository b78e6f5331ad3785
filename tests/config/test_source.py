"""The file of settings is used only when nobody else can have written it, and a bad one is told with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.config.source import LIMIT, Source, parsed, read_source, settings_path, split
from tuiledger.text.translation import set_language


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('theme = "light"\n')
    path.chmod(0o600)
    return path


def code(source: Source) -> str:
    """Why the file is not used; then nothing of it is."""
    assert source.problem is not None
    assert source.table == {}
    assert source.problem.sentence().isprintable()
    return source.problem.code


def test_settings_are_in_the_users_folder(tmp_home: Path) -> None:
    assert settings_path() == tmp_home / ".config/tuiledger/config.toml"
    assert read_source().table == {}
    assert read_source().problem is None
    assert list(tmp_home.iterdir()) == []


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o400])
def test_a_file_that_others_may_read_is_used(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert read_source(file).table == {"theme": "light"}


def test_a_file_that_everybody_can_write_is_not_used(file: Path) -> None:
    file.chmod(0o666)
    assert code(read_source(file)) == "world-writable"


def test_a_file_in_a_folder_that_everybody_can_write_is_not_used(file: Path) -> None:
    file.parent.chmod(0o1777)
    assert code(read_source(file)) == "world-writable"


def test_another_users_file_is_not_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.getuid() == 0:
        os.chown(file, 1, 1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert code(read_source(file)) == "foreign"


def test_a_link_is_followed_and_held_to_the_same_rules(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    link = folder / "config.toml"
    link.symlink_to(file)
    assert read_source(link).table == {"theme": "light"}
    file.chmod(0o666)
    assert code(read_source(link)) == "world-writable"
    file.chmod(0o600)
    file.parent.chmod(0o777)
    assert code(read_source(link)) == "world-writable"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code(read_source(tmp_path / "pipe")) == "not-a-file"
    assert code(read_source(tmp_path)) == "not-a-file"
    assert code(read_source(tmp_path / "loop")) == "unreadable"
    assert code(read_source(Path("/dev/zero"))) in ("not-a-file", "world-writable")


def test_a_folder_that_is_a_file_is_told(file: Path) -> None:
    assert code(read_source(file / "config.toml")) == "unreadable"


def test_a_file_without_end_is_not_read_to_its_end(file: Path) -> None:
    file.write_bytes(b"# \n" * (10 * 1024 * 1024 // 3))
    assert code(read_source(file)) == "too-large"
    file.write_bytes(b"#" * LIMIT)
    assert read_source(file).problem is None


@pytest.mark.parametrize(
    ("data", "why", "line"),
    [
        (b'theme = "light"\nname = "caf\xe9"\n', "not-utf8", 2),
        (b"\xff\xfet\x00", "not-utf8", 1),
        (b'theme = "light"\n\ncopy = = 5\n', "not-toml", 3),
        (b'theme = "light"\ntheme = "dark"\n', "not-toml", 2),
        (b'mouse = true\ntheme = "light\n', "not-toml", 2),
        (b"mouse = [1,\n2", "not-toml", 2),
        (b"x = 1\x00", "not-toml", 1),
        (b"x = 2026-02-30", "not-toml", None),
        (b"x = " + b"9" * 5000, "not-toml", None),
        (b"x = " + b"[" * 50_000, "not-toml", None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(data: bytes, why: str, line: int | None) -> None:
    source = parsed(Path("/s/config.toml"), data)
    assert code(source) == why
    assert source.problem is not None
    assert (source.problem.line, source.problem.file) in ((line, "/s/config.toml"), (1, "/s/config.toml"))


def test_the_place_of_a_mistake_has_line_and_column() -> None:
    problem = parsed(Path("/s/config.toml"), b"mouse = true\ncopy = = 5\n").problem
    assert problem is not None
    assert problem.place == "/s/config.toml:2"
    assert problem.sentence() == "the file is not TOML and is not used: column 8: Invalid value"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"theme = 'a'\ntheme = 'b'\n", "questa voce ha già un valore"),
        (b"theme = = 5\n", "questo non è un valore"),
        (b'theme = "dark\n', "un testo non è chiuso prima della fine della riga"),
        (b"theme 5\n", "manca il segno = dopo il nome"),
    ],
)
def test_the_reason_is_told_in_the_language_in_force(data: bytes, reason: str) -> None:
    problem = parsed(Path("/s/config.toml"), data).problem
    assert problem is not None
    set_language("it")
    assert problem.sentence().startswith("il file non è TOML e non viene usato: colonna ")
    assert problem.sentence().endswith(f": {reason}")


def test_a_mark_of_windows_at_the_beginning_is_no_mistake() -> None:
    assert parsed(Path("x"), b"\xef\xbb\xbfmouse = true\r\n").table == {"mouse": True}


@given(st.binary(max_size=200))
def test_no_file_is_too_strange_to_answer(data: bytes) -> None:
    source = parsed(Path("x"), data)
    assert source.problem is None or code(source)


def test_a_fields_name_is_its_way_through_the_tables() -> None:
    assert split("theme") == ("theme",)
    assert split("copy.limit") == ("copy", "limit")
    assert split("keys.a.b") == ("keys", "a.b")
    assert split("themes.my.sea.panel") == ("themes", "my.sea", "panel")
    assert split("themes.sea") == ("themes", "sea")
