"""Themes of one's own: what they take from their base, and whether what they show can be read."""

from __future__ import annotations

import pytest

from tuiledger.config.choices import COLOURS, THEMES
from tuiledger.config.colours import BASES, ThemeTable, contrast, hard_to_read, theme_tables
from tuiledger.config.model import ThemeColours
from tuiledger.tui import themes


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_text_alone_is_measured_against_the_ground_of_its_base() -> None:
    white = {"foreground": "#ffffff"}
    on_dark, on_light = ThemeTable("sea", True, white), ThemeTable("sand", False, white)
    assert [problem.field for problem in hard_to_read([on_dark, on_light])] == ["themes.sand"]


def test_only_whole_colours_and_new_names_are_taken() -> None:
    raw = {
        "sea": {"base": "light", "panel": "#102030", "accent": "red", "sky": "#102030"},
        "dark": {},
        "x y": {},
        "z": 5,
    }
    assert theme_tables(raw) == (ThemeTable("sea", False, {"panel": "#102030"}),)
    assert theme_tables(None) == theme_tables(7) == ()


def test_the_colours_that_can_be_set_are_those_of_the_model() -> None:
    assert {"base", *COLOURS} == set(ThemeColours.model_fields)


def test_the_built_in_themes_are_those_of_the_workbench_and_can_be_read() -> None:
    built_in = {theme.name: theme for theme in themes.THEMES}
    assert tuple(built_in) == THEMES
    for name, base in BASES.items():
        assert (built_in[name].foreground, built_in[name].background) == (base["foreground"], base["background"])
        assert contrast(base["foreground"], base["background"]) >= 7
