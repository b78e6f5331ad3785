"""A problem says where, what and what holds instead, in one line that steers nothing."""

from __future__ import annotations

from pathlib import Path

from tuiledger.config.problems import SettingsProblem, most, nearest, shown
from tuiledger.text.translation import set_language

WRONG = SettingsProblem(
    "not-a-switch", "true or false is wanted, not {}", ("1",), "/s/config.toml", 3, "mouse", "false"
)


def test_a_problem_has_a_place_and_a_sentence_in_every_language() -> None:
    assert WRONG.place == "/s/config.toml:3"
    assert WRONG._replace(line=None).place == "/s/config.toml"
    assert WRONG.sentence() == "mouse: true or false is wanted, not 1; instead: false"
    assert WRONG._replace(field="", used="").sentence() == "true or false is wanted, not 1"
    set_language("it")
    assert WRONG.sentence() == "mouse: ci vuole true o false, non 1; al suo posto: false"


def test_a_value_is_repeated_safely_and_not_at_length_but_a_path_whole() -> None:
    assert shown(True) == "true"
    assert shown("\x1b[31m\nred") == "␛[31m↵red"
    assert len(shown("x" * 1000)) == 60
    assert shown(Path("/" + "x" * 1000)) == "/" + "x" * 1000


def test_what_was_probably_meant() -> None:
    assert nearest("them", ["theme", "mouse"]) == "theme"
    assert nearest("wholly-other", ["theme", "mouse"]) is None


def test_nobody_reads_a_thousand_problems() -> None:
    assert most(iter([WRONG] * 100), 100) == [WRONG] * 100
    *told, rest = most(iter([WRONG] * 1000), 1000)
    assert (len(told), rest.code, rest.values) == (100, "too-many", ("900",))
