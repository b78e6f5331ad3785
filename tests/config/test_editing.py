"""Changing one value leaves every other line, its comment and its place as they were."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.config.toml_texts import files

from tuiledger.config.editing import with_value, without_value

Path = tuple[str, ...]
Value = str | int | bool

PATHS = st.sampled_from(
    [("theme",), ("mouse",), ("copy", "limit"), ("copy", "format"), ("keys", "post"), ("themes", "sea", "panel")]
)
NEW = st.one_of(st.booleans(), st.integers(0, 10**9), st.text(st.characters(codec="utf-8"), max_size=20))


def put(table: dict[str, Any], path: Path, value: Value) -> dict[str, Any]:
    inner: dict[str, Any] = table
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = value
    return table


@settings(max_examples=60)
@given(files(), PATHS, NEW)
def test_the_file_says_what_it_said_and_the_new_value(
    text: str, path: tuple[str, ...], value: str | int | bool
) -> None:
    assert tomllib.loads(with_value(text, path, value)) == put(tomllib.loads(text), path, value)


@settings(max_examples=60)
@given(files(), PATHS, NEW)
def test_every_other_line_stays_in_its_order(text: str, path: Path, value: Value) -> None:
    before, after = text.splitlines(), with_value(text, path, value).splitlines()
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    rest = 0
    while rest < min(len(before), len(after)) - same and before[-1 - rest] == after[-1 - rest]:
        rest += 1
    # Only what the old value took is gone, and a comment behind it is still there.
    lost = "\n".join(before[same : len(before) - rest])
    if lost:
        assert path[-1] in lost
    assert set(line.strip() for line in before if line.strip().startswith("#")) <= {line.strip() for line in after} | {
        line.strip() for line in lost.splitlines()
    }


@settings(max_examples=60)
@given(files(), PATHS, NEW)
def test_setting_twice_is_setting_once(text: str, path: Path, value: Value) -> None:
    once = with_value(text, path, value)
    assert with_value(once, path, value) == once


@settings(max_examples=60)
@given(files(), PATHS, NEW)
def test_what_was_added_can_be_taken_out_again(text: str, path: Path, value: Value) -> None:
    without = without_value(text, path)
    assert tomllib.loads(without_value(with_value(without, path, value), path)).get(path[0], {}) in (
        tomllib.loads(without).get(path[0], {}),
        {"sea": {}},
    )
    assert without_value(without, path) == without


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("", ("theme",), 'theme = "sea"\n'),
        ("# mine", ("theme",), '# mine\ntheme = "sea"\n'),
        ('theme = "x"  # why\n', ("theme",), 'theme = "sea"  # why\n'),
        ("mouse = true\n\n# of copying\n[copy]\n", ("theme",), 'mouse = true\ntheme = "sea"\n\n# of copying\n[copy]\n'),
        ("# first\n\n# of copying\n[copy]\n", ("theme",), '# first\n\ntheme = "sea"\n# of copying\n[copy]\n'),
        (
            "[copy]\nlimit = 5 # so\n\n[keys]\n",
            ("copy", "format"),
            '[copy]\nlimit = 5 # so\nformat = "sea"\n\n[keys]\n',
        ),
        ("[copy]\r\n", ("copy", "format"), '[copy]\r\nformat = "sea"\r\n'),
        ("mouse = true", ("keys", "post"), 'mouse = true\n\n[keys]\npost = "sea"\n'),
        ("", ("themes", "my sea", "panel"), '[themes."my sea"]\npanel = "sea"\n'),
    ],
)
def test_a_new_line_goes_where_a_person_would_put_it(before: str, path: tuple[str, ...], after: str) -> None:
    assert with_value(before, path, "sea") == after


def test_a_text_comes_back_as_it_was_given() -> None:
    hostile = 'a"b\\c\n\t\x00\x1b[31m\x7f\u202e#='
    assert tomllib.loads(with_value("", ("theme",), hostile)) == {"theme": hostile}
