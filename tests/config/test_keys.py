"""A key is known however a person writes it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from tuiledger.config.keys import NotAKeyError, key_name, key_names, key_text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ctrl+N", "ctrl+n"), ("control+p", "ctrl+p"), ("shift+a", "A"), ("A", "A"), ("a", "a"), ("/", "slash"),
        ("+", "plus"), ("ctrl++", "ctrl+plus"), ("PgUp", "pageup"), ("page down", "pagedown"), ("Esc", "escape"),
        ("Return", "enter"), ("F5", "f5"), (" ", "space"), ("comma", "comma"), ("é", "é"), ("€", "euro_sign"),
        ("ctrl+[", "ctrl+left_square_bracket"), ("shift+ctrl+f2", "ctrl+shift+f2"), ("question-mark", "question_mark"),
    ],
)  # fmt: skip
def test_a_key_has_one_name(written: str, name: str) -> None:
    assert key_name(written) == name


@pytest.mark.parametrize("char", string.ascii_letters + string.digits + string.punctuation + "àèìòù€§°£«")
def test_signs_are_called_as_the_workbench_calls_them(char: str) -> None:
    assert key_name(char) == _character_to_key(char)


@pytest.mark.parametrize(
    "text", ["", "ctrl+", "shift+", "super+x", "foo", "F25", "\x1b", "\x00", "ctrl+alt", "a b", "++"]
)
def test_what_names_no_key_is_refused(text: str) -> None:
    with pytest.raises(NotAKeyError):
        key_name(text)


def test_a_list_of_keys() -> None:
    assert key_names("q, Esc , q") == ("q", "escape")
    assert key_names("") == key_names(" , ,") == ()
    assert key_names(",") == ("comma",)


@given(st.text(max_size=12))
def test_a_name_is_its_own_name_and_any_text_is_one_or_none(text: str) -> None:
    try:
        name = key_name(text)
    except NotAKeyError:
        return
    assert key_name(name) == name
    assert key_name(key_text(name)) == name
