"""Everything that can be set has a name, a kind, a default that fits, a sentence and a variable of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tuiledger.config.choices import THEMES
from tuiledger.config.model import Settings, fields, tables, value_of


def test_what_can_be_set() -> None:
    assert {name: (field.kind, field.variable) for name, field in fields().items()} == {
        "language": ("choice", "TUILEDGER_LANG"),
        "theme": ("choice", "TUILEDGER_THEME"),
        "glyphs": ("choice", "TUILEDGER_GLYPHS"),
        "mouse": ("switch", "TUILEDGER_MOUSE"),
        "inspector": ("choice", "TUILEDGER_INSPECTOR"),
        "copy.limit": ("number", "TUILEDGER_COPY_LIMIT"),
        "copy.format": ("choice", "TUILEDGER_COPY_FORMAT"),
        "export.folder": ("text", "TUILEDGER_EXPORT_FOLDER"),
        "session.restore": ("switch", "TUILEDGER_SESSION_RESTORE"),
    }
    assert set(tables()) == {
        "language",
        "theme",
        "glyphs",
        "mouse",
        "inspector",
        "copy",
        "export",
        "session",
        "keys",
        "themes",
    }


@pytest.mark.parametrize("name", fields())
def test_the_default_of_a_field_is_what_holds_and_one_of_its_choices(name: str) -> None:
    field = fields()[name]
    assert value_of(Settings(), name) == field.default
    assert not field.choices or field.default in field.choices
    assert field.help
    assert field.name == name


def test_the_themes_that_can_be_chosen_are_the_built_in_ones() -> None:
    assert fields()["theme"].choices == THEMES


def test_the_environment_of_the_process_does_not_reach_the_model_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUILEDGER_THEME", "light")
    monkeypatch.setenv("THEME", "light")
    assert Settings().theme == "dark"


def test_a_folder_of_the_users_own_is_found(tmp_home: Path) -> None:
    settings = Settings.model_validate({"export": {"folder": "~/out"}})
    assert settings.export.path == tmp_home / "out"
    assert Settings.model_validate({"export": {"folder": "~nobody-of-this-name/x"}}).export.path.name == "x"


def test_what_is_made_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().session.restore = False
