"""One setting is changed, the rest of the file stays, and what could not be read again is never written."""

from __future__ import annotations

import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tuiledger.config.settings import fields, read_settings, value_of
from tuiledger.config.writing import write_setting
from tuiledger.domain.runs import Refusal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "config.toml"


def refused(field: str, value: str | int | bool | None, file: Path) -> str:
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(Refusal) as caught:
        write_setting(field, value, file)
    assert (file.read_bytes() if file.exists() else None) == before
    return caught.value.code


def test_the_file_and_its_folder_are_made_for_their_owner_alone(file: Path) -> None:
    write_setting("theme", "light", file)
    assert file.read_text() == 'theme = "light"\n'
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]
    assert list(file.parent.iterdir()) == [file]


def test_comments_order_and_what_is_not_understood_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# mine\nmouse = true # for the tablet\n\n[copy]\nlimit = 1000\nlater = "x"\n')
    write_setting("mouse", False, file)
    write_setting("copy.format", "json", file)
    write_setting("language", "it", file)
    assert file.read_text() == (
        '# mine\nmouse = false # for the tablet\nlanguage = "it"\n\n'
        '[copy]\nlimit = 1000\nlater = "x"\nformat = "json"\n'
    )


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("mouse", "yes", True), ("mouse", "off", False), ("copy.limit", "1000", 1000), ("copy.limit", 2000, 2000),
        ("theme", "high-contrast", "high-contrast"), ("export.folder", '~/a "b"\\c', '~/a "b"\\c'),
        ("session.restore", "false", False), ("glyphs", "ascii", "ascii"), ("inspector", "closed", "closed"),
        ("language", "fr", "fr"), ("copy.format", "markdown", "markdown"),
    ],
)  # fmt: skip
def test_what_is_written_is_what_is_read(file: Path, field: str, value: str | int, kept: object) -> None:
    write_setting(field, value, file)
    settings, problems = read_settings(file, {})
    assert (value_of(settings, field), problems) == (kept, [])


def test_every_setting_can_be_written_and_taken_out_again(file: Path) -> None:
    for name, field in fields().items():
        write_setting(name, field.choices[-1] if field.choices else field.default, file)
    assert read_settings(file, {})[1] == []
    for name in fields():
        write_setting(name, None, file)
    assert {name: value_of(read_settings(file, {})[0], name) for name in fields()} == {
        name: field.default for name, field in fields().items()
    }


def test_keys_and_themes_of_ones_own(file: Path) -> None:
    write_setting("keys.post", "f4, P", file)
    write_setting("themes.sea.panel", "#102030", file)
    write_setting("themes.sea.base", "light", file)
    write_setting("theme", "sea", file)
    settings, problems = read_settings(file, {})
    assert (settings.keys, settings.theme, settings.themes["sea"].panel) == ({"post": "f4, P"}, "sea", "#102030")
    assert problems == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("them", "x", "unknown-setting"),
        ("copy", "x", "unknown-setting"),
        ("copy.limits", "x", "unknown-setting"),
        ("keys", "x", "unknown-setting"),
        ("keys.", "x", "unknown-setting"),
        ("keys.\x1b", "x", "unknown-setting"),
        ("themes.sea", "x", "unknown-setting"),
        ("_env_file", "x", "unknown-setting"),
        ("mouse", "perhaps", "not-a-switch"),
        ("mouse", 1, "not-a-switch"),
        ("copy.limit", "1e3", "not-a-number"),
        ("copy.limit", 5, "out-of-range"),
        ("copy.format", "xml", "not-a-choice"),
        ("theme", "sea", "not-a-choice"),
        ("export.folder", "a\x00b", "not-a-path"),
        ("keys.post", "hyper+x", "not-a-key"),
        ("themes.sea.panel", "blue", "not-a-colour"),
        ("themes.dark.panel", "#102030", "theme-name"),
    ],
)
def test_what_cannot_be_used_is_not_written(file: Path, field: str, value: str | int, code: str) -> None:
    assert refused(field, value, file) == code
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("mouse = = true\n", "theme", "not-toml"),
        ("copy = 5\n", "copy.format", "settings-form"),
        ("copy = { limit = 1000 }\n", "copy.format", "settings-form"),
        ("copy.limit = 1000\n", "copy.format", "settings-form"),
        ("[[copy]]\nlimit = 1000\n", "copy.format", "settings-form"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_stays_as_it_is(file: Path, text: str, field: str, code: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert refused(field, "json" if field == "copy.format" else "light", file) == code


def test_a_file_that_others_can_write_is_not_changed(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("")
    file.chmod(0o666)
    assert refused("theme", "light", file) == "world-writable"


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "tuiledger.toml"
    target.parent.mkdir(mode=0o700)
    target.write_text("# shared\n")
    file.parent.mkdir(mode=0o700)
    file.symlink_to(target)
    write_setting("theme", "light", file)
    assert file.is_symlink()
    assert target.read_text() == '# shared\ntheme = "light"\n'


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("")
    assert refused("theme", "light", tmp_path / "settings" / "config.toml") == "not-writable"


def test_windows_that_write_at_once_lose_nothing(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_setting(f"keys.command-{number}", f"f{number}", file), range(1, 13)))
    assert tomllib.loads(file.read_text())["keys"] == {f"command-{number}": f"f{number}" for number in range(1, 13)}
