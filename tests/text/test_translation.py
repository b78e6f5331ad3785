"""The program speaks the language it is asked for, and never stumbles over a message."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.text.translation import _, language, language_from, ngettext, set_language, translate


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "fr_BE"}, "fr"),
        ({"LANG": "it_IT.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LC_ALL": "C.UTF-8", "TUILEDGER_LANG": "it"}, "it"),
        ({"LC_ALL": "", "LANG": "it"}, "it"),
        ({"LANG": "ita"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environ: dict[str, str], expected: str) -> None:
    assert language_from(environ) == expected


def test_the_language_is_taken_from_the_environment_when_it_is_first_needed() -> None:
    code = "from tuiledger.text.translation import language; print(language())"
    environ = {**os.environ, "TUILEDGER_LANG": "", "LC_ALL": "it_IT.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "it\n"


def test_messages_change_with_the_language() -> None:
    assert translate("The XML is damaged at line {}", 7) == "The XML is damaged at line 7"
    set_language("it")
    assert language() == "it"
    assert translate("The XML is damaged at line {}", 7) == "L’XML è danneggiato alla riga 7"
    set_language("fr")
    assert "7" in translate("The XML is damaged at line {}", 7)
    assert "damaged" not in translate("The XML is damaged at line {}", 7)


def test_a_message_without_translation_is_shown_as_it_is() -> None:
    set_language("it")
    assert _("Nobody ever wrote this: {}") == "Nobody ever wrote this: {}"
    assert _("") == ""


def test_numbers_choose_their_form() -> None:
    shown = [ngettext("{} never-written", "{} never-writtens", number).format(number) for number in (0, 1, 2)]
    assert shown == ["0 never-writtens", "1 never-written", "2 never-writtens"]


def test_fields_are_filled_in_their_order_or_by_number() -> None:
    assert translate("{} of {}", 1, 2) == "1 of 2"
    assert translate("{1} of {0}", 1, 2) == "2 of 1"


def test_values_with_braces_are_left_alone() -> None:
    assert translate("{} of {}", "{}", "{0}") == "{} of {0}"


def test_a_language_without_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="de"):
        set_language("de")


@given(st.text("{}01x%"), st.lists(st.text(), max_size=2))
def test_no_template_can_fail(template: str, values: list[str]) -> None:
    assert isinstance(translate(template, *values), str)
