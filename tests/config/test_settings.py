"""What is set holds, what is wrong is told with its place and leaves its default, and nothing stops the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.config.toml_texts import files, tables, written

from tuiledger.config.problems import SettingsProblem
from tuiledger.config.settings import Settings, fields, judged, read_all, read_settings, value_of
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _, set_language


def told(problems: list[SettingsProblem]) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.field, problem.line) for problem in problems]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_at_its_default(file: Path) -> None:
    settings, problems = read_settings(file, {})
    assert problems == []
    assert {name: value_of(settings, name) for name in fields()} == {
        "language": "auto", "theme": "dark", "glyphs": "auto", "mouse": False, "inspector": "auto", "copy.limit": 74994,
        "copy.format": "tsv", "export.folder": ".", "session.restore": True,
    }  # fmt: skip
    assert (settings.keys, settings.themes) == ({}, {})


def test_the_file_is_read(file: Path) -> None:
    file.write_text(
        'language = "it"\ntheme = "sea"\nmouse = true\n[copy]\nlimit = 1000\nformat = "json"\n'
        '[export]\nfolder = "~/out"\n[session]\nrestore = false\n[keys]\npost = "f4"\n'
        '[themes.sea]\nbase = "light"\nline_cursor = "#ddeeff"\n'
    )
    reading = read_all(file, {"HOME": "/none"})
    settings = reading.settings
    assert reading.problems == []
    assert (settings.language, settings.theme, settings.mouse, settings.session.restore) == ("it", "sea", True, False)
    assert (settings.copying.limit, settings.copying.format, settings.keys) == (1000, "json", {"post": "f4"})
    assert (settings.themes["sea"].base, settings.themes["sea"].line_cursor) == ("light", "#ddeeff")
    assert settings.export.path == Path("~/out").expanduser()
    assert reading.origins["copy.limit"] == f"{file}:5"
    assert "glyphs" not in reading.origins


def test_the_environment_prevails(file: Path) -> None:
    file.write_text('theme = "light"\nmouse = false\n[copy]\nlimit = 1000\nformat = "json"\n')
    environ = {
        "TUILEDGER_MOUSE": "yes", "TUILEDGER_COPY_LIMIT": "2000", "TUILEDGER_LANG": "it_IT.UTF-8",
        "TUILEDGER_THEME": "", "TUILEDGER_EXPORT_FOLDER": "/out", "TUILEDGER_DB": "books.db", "TUILEDGER_ACTOR": "Ada",
    }  # fmt: skip
    reading = read_all(file, environ)
    settings = reading.settings
    assert reading.problems == []
    assert (settings.mouse, settings.copying.limit, settings.copying.format) == (True, 2000, "json")
    assert (settings.language, settings.theme, settings.export.folder) == ("it", "light", "/out")
    assert (reading.origins["copy.limit"], reading.origins["mouse"]) == ("TUILEDGER_COPY_LIMIT", "TUILEDGER_MOUSE")


def test_a_wrong_variable_leaves_what_the_file_says(file: Path) -> None:
    file.write_text("[copy]\nlimit = 1000\n")
    settings, [problem] = read_settings(file, {"TUILEDGER_COPY_LIMIT": "many"})
    assert settings.copying.limit == 1000
    assert (problem.code, problem.place, problem.used) == ("not-a-number", "TUILEDGER_COPY_LIMIT", "1000")


def test_settings_do_not_change(file: Path) -> None:
    settings, _problems = read_settings(file, {})
    with pytest.raises(ValidationError):
        settings.theme = "light"
    with pytest.raises(ValidationError):
        settings.copying.limit = 5


@pytest.mark.parametrize(
    ("line", "code", "field", "values"),
    [
        ('them = "x"', "unknown-setting", "them", ("theme",)),
        ("wholly_other = 1", "unknown-setting", "wholly_other", ()),
        ("copy.limits = 5", "unknown-setting", "copy.limits", ("limit",)),
        ("mouse = 1", "not-a-switch", "mouse", ("1",)),
        ('mouse = "yes"', "not-a-switch", "mouse", ("yes",)),
        ("theme = 5", "not-a-text", "theme", ("5",)),
        ('copy.limit = "5"', "not-a-number", "copy.limit", ("5",)),
        ("copy.limit = true", "not-a-number", "copy.limit", ("true",)),
        ("copy.limit = 5", "out-of-range", "copy.limit", ("5", "100")),
        ("copy.limit = 999999999999999999", "out-of-range", "copy.limit", ("999999999999999999", "10000000")),
        ("copy = 5", "not-a-table", "copy", ("5",)),
        ("keys = []", "not-a-table", "keys", ("[]",)),
        ("keys.post = 4", "not-a-text", "keys.post", ("4",)),
        ('language = "de"', "not-a-choice", "language", ("de", "auto, it, en, fr")),
        ('copy.format = "tvs"', "not-a-choice", "copy.format", ("tvs", "tsv, json, markdown", "tsv")),
        ('theme = "drak"', "not-a-choice", "theme", ("drak", "dark, light, high-contrast, ansi", "dark")),
        ('export.folder = ""', "not-a-path", "export.folder", ("",)),
        ('export.folder = "a\\u001Bb"', "not-a-path", "export.folder", ("a␛b",)),
        ('themes.sea.base = "sepia"', "not-a-choice", "themes.sea.base", ("sepia", "dark, light")),
        ('themes.sea.panel = "blue"', "not-a-colour", "themes.sea.panel", ("blue",)),
        ('themes.sea.panel = "#1234567"', "not-a-colour", "themes.sea.panel", ("#1234567",)),
        ('themes.sea.pannel = "#123456"', "unknown-setting", "themes.sea.pannel", ("panel",)),
        ('themes.dark.panel = "#123456"', "theme-name", "themes.dark", ("dark",)),
        ('themes."my sea".panel = "#123456"', "theme-name", "themes.my sea", ("my sea",)),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_its_default_holds(
    file: Path, line: str, code: str, field: str, values: tuple[str, ...]
) -> None:
    file.write_text(f"# mine\n{line}\n")
    settings, [problem] = read_settings(file, {})
    assert (problem.code, problem.field, problem.values) == (code, field, values)
    assert (problem.file, problem.line) == (str(file), 2)
    defaults, _none = read_settings(file.with_name("none"), {})
    assert settings == defaults.model_copy(update={"themes": settings.themes})
    assert problem.used == ("" if field not in fields() else str(value_of(defaults, field)).lower())


def test_problems_come_in_the_order_of_the_lines(file: Path) -> None:
    file.write_text('[copy]\nlimit = 1\nformat = "x"\n[session]\nrestore = 3\n')
    assert [problem.line for problem in read_settings(file, {})[1]] == [2, 3, 5]


def test_a_table_with_one_mistake_keeps_the_rest(file: Path) -> None:
    file.write_text(
        '[themes.sea]\nbase = "light"\npanel = "blue"\naccent = "#102030"\n[copy]\nlimit = 1\nformat = "json"\n'
    )
    settings, problems = read_settings(file, {})
    assert len(problems) == 2
    assert (settings.themes["sea"].base, settings.themes["sea"].accent) == ("light", "#102030")
    assert settings.copying.format == "json"


def test_the_models_own_options_are_no_settings(file: Path) -> None:
    secret = file.with_name("secret.env")
    secret.write_text("TUILEDGER_THEME=light\n")
    file.write_text(f'_env_file = "{secret}"\n_env_prefix = "X_"\n')
    settings, problems = read_settings(file, {})
    assert settings.theme == "dark"
    assert told(problems) == [("unknown-setting", "_env_file", 1), ("unknown-setting", "_env_prefix", 2)]


def test_a_file_that_is_not_toml_leaves_every_default_and_one_problem(file: Path) -> None:
    file.write_text('theme = "light"\nmouse = = true\n')
    settings, problems = read_settings(file, {})
    assert settings.theme == "dark"
    assert told(problems) == [("not-toml", "", 2)]


def test_colours_that_are_hard_to_read_are_told_and_used(file: Path) -> None:
    file.write_text('theme = "fog"\n[themes.fog]\nforeground = "#777777"\nbackground = "#888888"\n')
    settings, [problem] = read_settings(file, {})
    assert (problem.code, problem.field, problem.line, problem.values) == ("contrast", "themes.fog", 2, ("1.3", "4.5"))
    assert settings.theme == "fog"


def test_of_very_many_mistakes_the_first_are_told_and_then_their_number(file: Path) -> None:
    file.write_text("".join(f"x{number} = 1\n" for number in range(4000)) + "[copy]\nlimit = 1\n")
    settings, problems = read_settings(file, {})
    assert settings.copying.limit == 74994
    assert [problem.line for problem in problems if problem.code != "too-many"] == [*range(1, 101)]
    assert [problem.values for problem in problems if problem.code == "too-many"] == [("3901",)]


def test_a_variable_that_looks_like_one_of_ours_is_told(file: Path) -> None:
    _settings, [problem] = read_settings(file, {"TUILEDGER_TEME": "light", "TUILEDGER_SHARED": "/x", "OTHER": "1"})
    assert (problem.code, problem.file, problem.values) == ("unknown-variable", "TUILEDGER_TEME", ("TUILEDGER_THEME",))


def test_a_sentence_names_the_reason_and_what_is_used_instead_in_every_language(file: Path) -> None:
    file.write_text('copy.format = "tvs"\n')
    [problem] = read_settings(file, {})[1]
    assert problem.sentence() == (
        "copy.format: tvs is none of: tsv, json, markdown; tsv was probably meant; instead: tsv"
    )
    set_language("it")
    assert "tsv, json, markdown" in problem.sentence()
    assert "probably" not in problem.sentence()


def test_every_setting_has_a_sentence_on_it_in_every_language() -> None:
    set_language("it")
    assert all(field.help and _(field.help) != field.help for field in fields().values())


HOSTILE = st.text(st.sampled_from("\x1b[]m\x07\u202e\u200b{}%\\nA\"'#=\u2028"), max_size=12)


@settings(max_examples=50)
@given(HOSTILE, HOSTILE)
def test_nothing_from_the_file_steers_the_terminal(name: str, value: str) -> None:
    for table in ({name: value}, {"copy": {name: value}}, {"theme": value}, {"themes": {name: {value: value}}}):
        for problem in judged(table)[1]:
            assert clean_line(problem.sentence()) == problem.sentence()
            assert clean_line(problem.field) == problem.field


@settings(max_examples=50)
@given(tables())
def test_whatever_a_table_holds_what_remains_of_it_is_right(table: dict[str, object]) -> None:
    good, problems = judged(table)
    Settings(**good)
    again, none = judged(good)
    assert (again, none) == (good, [])
    assert bool(problems) == (good != table)


@settings(max_examples=50)
@given(files() | st.text(max_size=60) | tables().map(written))
def test_no_file_stops_the_program(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    reading = read_all(file, {})
    assert isinstance(reading.settings, Settings)
    assert all(clean_line(problem.sentence()) == problem.sentence() for problem in reading.problems)
