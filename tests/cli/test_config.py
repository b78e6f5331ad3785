"""Settings from the command line: where they are, what holds and why, what is wrong, and the table of keys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal

from tuiledger.text.translation import set_language


@pytest.fixture
def file(tmp_home: Path) -> Path:
    """The file of settings, empty."""
    path = tmp_home / ".config/tuiledger/config.toml"
    path.parent.mkdir(mode=0o700, parents=True)
    path.write_text("")
    return path


def test_the_place_of_the_settings(terminal: Terminal, tmp_home: Path) -> None:
    place = str(tmp_home / ".config/tuiledger/config.toml")
    assert terminal("config", "path").data == {"path": place, "exists": False}
    assert terminal("config", "path", json=False).out == place + "\n"
    assert list(tmp_home.iterdir()) == []


def test_every_value_says_where_it_comes_from(terminal: Terminal, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('# mine\ntheme = "sea"\nmouse = true\n[keys]\npost = "f4"\n[themes.sea]\npanel = "#102030"\n')
    monkeypatch.setenv("TUILEDGER_MOUSE", "no")
    shown = terminal("config", "show")
    values = {item["field"]: (item["value"], item["from"]) for item in shown.data["items"]}
    assert shown.code == 0
    assert shown.data["problems"] == []
    assert values["theme"] == ("sea", f"{file}:2")
    assert values["mouse"] == ("false", "TUILEDGER_MOUSE")
    assert values["copy.limit"] == ("74994", None)
    assert (values["keys.post"], values["themes.sea.panel"]) == (("f4", f"{file}:5"), ("#102030", f"{file}:7"))
    text = terminal("config", "show", json=False)
    assert f"{file}:2" in text.out
    assert "default" in text.out


def test_settings_without_a_mistake_are_in_order(terminal: Terminal, file: Path) -> None:
    file.write_text('theme = "light"\n')
    checked = terminal("config", "check")
    assert (checked.code, checked.data) == (0, {"ok": True, "path": str(file), "items": [], "total": 0})
    assert "in order" in terminal("config", "check", json=False).out


def test_a_mistake_is_told_with_file_line_reason_and_what_holds_instead(terminal: Terminal, file: Path) -> None:
    file.write_text('theme = "drak"\n[keys]\npost = "D"\npots = "x"\n[copy]\nlimit = 5\n')
    checked = terminal("config", "check")
    assert checked.code == 1
    assert [(item["code"], item["line"], item["field"], item["used"]) for item in checked.data["items"]] == [
        ("not-a-choice", 1, "theme", "dark"),
        ("key-clash", 3, "keys.post", "P"),
        ("unknown-command", 4, "keys.pots", None),
        ("out-of-range", 6, "copy.limit", "74994"),
    ]
    assert f"{file}:1: theme: drak is none of: dark, light" in checked.err
    assert "4 lines to look at" in checked.err
    assert terminal("config", "show").code == 1


def test_a_file_that_is_not_toml_is_told_with_line_and_column(terminal: Terminal, file: Path) -> None:
    file.write_text("mouse = true\ntheme = = 5\n")
    [item] = terminal("config", "check").data["items"]
    assert (item["code"], item["line"]) == ("not-toml", 2)
    assert "column 9" in item["message"]


def test_a_value_is_set_and_taken_out_again(terminal: Terminal, file: Path) -> None:
    file.write_text("# mine\nmouse = true # tablet\n")
    done = terminal("config", "set", "mouse", "off")
    assert (done.code, done.data["value"], done.data["from"]) == (0, "false", f"{file}:2")
    assert file.read_text() == "# mine\nmouse = false # tablet\n"
    assert terminal("config", "set", "copy.format", "json", json=False).out == "copy.format = json\n"
    assert terminal("config", "unset", "mouse").data["from"] is None
    assert file.read_text() == '# mine\n\n[copy]\nformat = "json"\n'


def test_a_variable_that_prevails_is_told(terminal: Terminal, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUILEDGER_THEME", "ansi")
    done = terminal("config", "set", "theme", "light")
    assert (done.code, done.data["value"]) == (0, "ansi")
    assert "TUILEDGER_THEME" in done.err


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("them", "light", "unknown-setting"),
        ("theme", "drak", "not-a-choice"),
        ("copy.limit", "much", "not-a-number"),
        ("keys.pots", "f4", "unknown-command"),
        ("keys.post", "D", "key-clash"),
        ("keys.post", "j", "key-clash"),
        ("keys.post", "ctrl+m", "reserved-key"),
        ("keys.post", "hyper+x", "not-a-key"),
        ("keys.help", "", "key-needed"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    terminal: Terminal, file: Path, field: str, value: str, code: str
) -> None:
    done = terminal("config", "set", field, value)
    assert (done.code, done.error) == (3, code)
    assert file.read_text() == ""


def test_the_keys_in_force(terminal: Terminal, file: Path) -> None:
    file.write_text('[keys]\npost = "f4, p"\ndry-run = "Q"\n')
    keys = terminal("config", "keys")
    commands = {item["command"]: item for item in keys.data["items"]}
    assert keys.code == 1
    assert (commands["post"]["keys"], commands["post"]["changed"]) == (["f4", "p"], True)
    assert (commands["dry-run"]["keys"], commands["dry-run"]["changed"]) == (["D"], False)
    assert commands["grid-down"]["keys"] == ["down", "j"]
    assert all(item["title"] and item["screens"] for item in commands.values())
    assert f"{file}:3: keys.dry-run: Q is the key of quit" in keys.err
    assert "  /  " in terminal("config", "keys", json=False).out


def test_the_table_of_keys_is_made_without_the_workbench(tmp_home: Path) -> None:
    code = (
        "import sys; from tuiledger.cli.main import run; code = run(['config', 'keys', '--json']);"
        "print(code, sorted({'rich', 'textual', 'sqlmodel'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0 []"


def test_commands_speak_the_language_that_was_set(
    terminal: Terminal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('language = "it"\n')
    monkeypatch.delenv("TUILEDGER_LANG")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert "Le impostazioni sono in ordine" in terminal("config", "check", json=False).out
    assert "in order" in terminal("--lang", "en", "config", "check", json=False).out
    set_language("en")


def test_hostile_settings_do_not_steer_the_terminal(terminal: Terminal, file: Path) -> None:
    file.write_text('theme = "\\u001b]0;owned\\u0007"\n"\\u001b[31m" = 1\n[keys]\n"\\u202e" = "\\u001b"\n')
    for answer in (terminal("config", "check"), terminal("config", "show", json=False), terminal("config", "keys")):
        assert answer.code == 1
        assert not {"\x1b", "\x07", "\u202e"} & set(answer.out + answer.err)
