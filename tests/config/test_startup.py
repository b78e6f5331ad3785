"""What the first picture reads for itself is what the full model says, and it loads no library for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.config.toml_texts import RAW, tables, written

from tuiledger.config.colours import own_themes
from tuiledger.config.settings import read_all
from tuiledger.config.startup import Startup, language_in_force, read_startup, settled

VARIABLES = st.dictionaries(
    st.sampled_from(
        [
            "TUILEDGER_THEME", "TUILEDGER_GLYPHS", "TUILEDGER_MOUSE", "TUILEDGER_INSPECTOR", "TUILEDGER_LANG", "LANG",
            "TUILEDGER_SESSION_RESTORE",
        ]
    ),
    RAW.map(str) | st.sampled_from(["Yes", "no", "T", "off", "2", " true"]),
)  # fmt: skip


@settings(max_examples=60)
@given(tables(), VARIABLES)
def test_both_readings_agree_on_every_file(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, object], environ: dict[str, str]
) -> None:
    file = tmp_path_factory.getbasetemp() / "startup.toml"
    file.write_bytes(written(table).encode("utf-8", "surrogatepass"))
    full, quick = read_all(file, environ).settings, read_startup(file, environ)
    assert quick == Startup(
        language=settled(full.language, environ),
        theme=full.theme,
        glyphs=full.glyphs,
        mouse=full.mouse,
        inspector=full.inspector,
        restore=full.session.restore,
        keys=full.keys,
        themes=tuple(own_themes(full)),
        told=True,
    )


def test_without_a_file_or_a_variable_there_is_nothing_to_judge(tmp_path: Path) -> None:
    assert read_startup(tmp_path / "none", {}) == Startup()
    assert read_startup(tmp_path / "none", {"TUILEDGER_TEME": "x"}).told
    (tmp_path / "config.toml").write_bytes(b"\xff")
    assert read_startup(tmp_path / "config.toml", {}) == Startup(told=True)


@pytest.mark.parametrize(
    ("text", "environ", "language"),
    [
        ("", {"LANG": "fr_FR.UTF-8"}, "fr"),
        ('language = "it"', {"LANG": "fr_FR.UTF-8"}, "it"),
        ('language = "it"', {"TUILEDGER_LANG": "en"}, "en"),
        ('language = "auto"', {"LANG": "it_IT"}, "it"),
        ('language = "de"', {"LC_ALL": "it_IT"}, "it"),
        ("language = =", {}, "en"),
    ],
)
def test_the_language_is_that_of_the_variable_then_of_the_file_then_of_the_system(
    tmp_home: Path, text: str, environ: dict[str, str], language: str
) -> None:
    file = tmp_home / ".config/tuiledger/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert read_startup(file, environ).language == language
    assert language_in_force(environ) == language


def test_it_is_read_without_the_library_of_the_model(tmp_home: Path) -> None:
    file = tmp_home / ".config/tuiledger/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('theme = "light"\n[keys]\npost = "f4"\n[themes.sea]\npanel = "#102030"\n')
    code = (
        "import sys; from tuiledger.config import colours, keymap, remembered, startup; keymap.resolve([], {});"
        "remembered.read_remembered();"
        "print(startup.read_startup().theme, *({'pydantic', 'pydantic_settings', 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "light\n"
