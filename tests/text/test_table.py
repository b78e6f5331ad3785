"""Columns that line up in a terminal whatever the alphabet."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from tuiledger.text.table import cell_width, coloured, columns, fit, styled


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_figures_stand_right_and_words_left() -> None:
    shown = columns([("Olmo", "1,00"), ("Bianchi", "1.000,00"), ("", None)], ("Party", "Total"), "lr")
    assert shown == "Party       Total\nOlmo         1,00\nBianchi  1.000,00\n\n"


def test_an_empty_list_still_has_its_titles() -> None:
    assert columns([], ("Party", "Total")) == "Party  Total\n"


def test_wide_and_combining_characters_count_as_they_are_drawn() -> None:
    assert cell_width("北京") == 4
    assert cell_width("e\u0301") == 1
    first, second = columns([("北京", "a"), ("xxxx", "b")], ("", "")).splitlines()[1:]
    assert cell_width(first) == cell_width(second)


def test_words_are_cut_to_the_room_there_is_and_figures_never() -> None:
    shown = columns([("A very long name of a company", "123.456,78")], ("Company", "Total"), "lr", width=22)
    assert shown.splitlines()[1] == "A very lo…  123.456,78"


def test_a_cell_from_outside_cannot_break_the_line_or_steer_the_terminal() -> None:
    assert columns([("a\nb\x1b[2J",)], ("Name",)).splitlines()[1] == "a↵b␛[2J"


def test_colours_only_for_a_person_who_wants_them() -> None:
    assert coloured(Terminal(), {})
    assert not coloured(Terminal(), {"NO_COLOR": "1"})
    assert coloured(Terminal(), {"NO_COLOR": ""})
    assert not coloured(Terminal(), {"TERM": "dumb"})
    assert not coloured(io.StringIO(), {})
    assert styled("x", "red", True) == "\x1b[31mx\x1b[0m"
    assert styled("x", "red", False) == "x"
    assert columns([], ("Name",), colour=True) == "\x1b[1mName\x1b[0m\n"


@given(st.text(), st.integers(0, 30))
def test_a_fitted_text_is_never_wider_than_its_room(text: str, room: int) -> None:
    assert cell_width(fit(text, room)) <= room
