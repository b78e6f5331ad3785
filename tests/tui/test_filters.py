"""A filter is typed in words, shown in the same words, and read back as it was meant."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.documents import Direction, State
from tuiledger.text.translation import LANGUAGES, set_language
from tuiledger.tui.filters import FilterError, Wish, next_of, read_wish


@given(
    st.builds(
        Wish,
        text=st.sampled_from(["", "118", "luce gas"]),
        state=st.sampled_from([None, *State]),
        direction=st.sampled_from([None, *Direction]),
        client=st.sampled_from([None, "ROSSI"]),
        since=st.sampled_from([None, datetime.date(2026, 1, 31)]),
        until=st.sampled_from([None, datetime.date(2026, 12, 1)]),
    ),
    st.sampled_from(LANGUAGES),
)
def test_what_a_filter_shows_is_what_it_reads(wish: Wish, language: str) -> None:
    set_language(language)
    assert read_wish(str(wish), None) == wish


def test_words_of_each_language_mean_the_same() -> None:
    english = read_wish("state:held direction:received luce", "ROSSI")
    set_language("it")
    assert read_wish("stato:held verso:received luce", "ROSSI") == english
    assert english.client == "ROSSI"


@pytest.mark.parametrize("typed", ["state:", "state:nonsense", "direction:up", "from:yesterday", "to:2026-02-30"])
def test_a_word_that_says_nothing_is_refused(typed: str) -> None:
    with pytest.raises(FilterError):
        read_wish(typed, None)


def test_other_words_with_a_colon_are_sought_as_text() -> None:
    assert read_wish("ref:12 a", None).text == "ref:12 a"


def test_values_come_round() -> None:
    assert [next_of((None, 1, 2), value) for value in (None, 1, 2)] == [1, 2, None]
