"""A setting is found on the line on which it stands, however the file is written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from tests.config.toml_texts import files

from tuiledger.config.statements import line_of, statements

FILE = '''# My settings
theme = "light"   # paper
"mouse" = true

[copy]
# [keys]
format = """
[keys]
post = "f3"
"""
limit = [1, # ] not the end
  2]

[keys] # mine
post = "f4"
"a\\u202e.b" = "x"
[themes.'my sea']
panel = "#102030"
'''


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("theme", 2),
        ("mouse", 3),
        ("copy", 5),
        ("copy.format", 7),
        ("copy.limit", 11),
        ("keys.post", 15),
        ("themes.my sea.panel", 18),
        ("themes.my sea", 17),
        ("themes", 17),
        ("keys.quit", 14),
        ("keys.a⟦U+202E⟧.b", 16),
        ("land", None),
    ],
)
def test_the_line_of_a_setting_of_what_it_holds_or_of_what_holds_it(name: str, line: int | None) -> None:
    assert line_of(tuple(statements(FILE)), name) == line


@pytest.mark.parametrize(
    "text", ["copy = { limit = 5 }\n", "copy.limit = 5\n", "[copy]\nlimit=5", "\ufeff"[1:] + "[[copy]]\nlimit=5"]
)
def test_every_spelling_of_a_table_leads_to_its_value(text: str) -> None:
    assert line_of(tuple(statements(text)), "copy.limit") == text[: text.find("limit")].count("\n") + 1


@settings(max_examples=60)
@given(files())
def test_what_is_found_is_what_the_file_says(text: str) -> None:
    for statement in statements(text):
        value: Any = tomllib.loads(text)
        for name in statement.path:
            value = value[name]
        if not statement.head:
            assert tomllib.loads(f"it = {text[statement.start : statement.end]}")["it"] == value
        assert text[: statement.begin].count("\n") + 1 == statement.line


@settings(max_examples=60)
@given(files())
def test_every_value_of_the_file_is_found(text: str) -> None:
    found = {statement.path for statement in statements(text) if not statement.head}
    table = tomllib.loads(text)
    tables = {statement.path[0] for statement in statements(text) if statement.head}
    wanted = {(name,) for name in table if name not in tables}
    assert found == wanted | {(name, key) for name in tables for key in table[name]}
