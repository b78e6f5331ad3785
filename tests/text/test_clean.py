"""Text from outside cannot steer, hide or deceive."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.text.clean import clean, clean_line

ANY_TEXT = st.text(st.characters())  # includes surrogates, controls and private use


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ACME\x1b]52;c;cm0=\x07", "ACME␛]52;c;cm0=␇"),
        ("ACME\x00", "ACME␀"),
        ("ACME\x7f", "ACME␡"),
        ("ACME\x9b2J", "ACME⟦U+009B⟧2J"),
        ("pay \u202eEMCA", "pay ⟦U+202E⟧EMCA"),
        ("Ro\u200bssi", "Ro⟦U+200B⟧ssi"),
        ("Ro\u00adssi", "Ro⟦U+00AD⟧ssi"),
        ("a\u2028b", "a⟦U+2028⟧b"),
        ("a\ud800b", "a⟦U+D800⟧b"),
        ("a\ue000b", "a⟦U+E000⟧b"),
        ("tag\U000e0041", "tag⟦U+E0041⟧"),
    ],
)
def test_what_could_hide_or_steer_becomes_visible(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize("text", ["Società Cooperativa “L’Olmo” 50 € – n° 1", "北京公司", "[bold]x[/]", "a\n\tb", ""])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_accents_written_apart_are_joined() -> None:
    assert clean("Societa\u0300") == "Società"


def test_line_ends_of_other_systems_become_newlines_and_a_lone_return_is_shown() -> None:
    assert clean("one\r\ntwo\rthree") == "one\ntwo␍three"


def test_a_long_text_is_cut_to_its_limit_and_says_so() -> None:
    assert clean("abcdef", 6) == "abcdef"
    assert clean("abcdef", 4) == "abc…"
    assert clean("abcdef", 0) == ""


def test_a_line_shows_where_it_was_broken() -> None:
    assert clean_line("Via Roma\n1\tMilano") == "Via Roma↵1 Milano"
    assert clean_line("a\nb", 2) == "a…"


@given(ANY_TEXT)
def test_nothing_unsafe_is_left(text: str) -> None:
    for char in clean(text):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Zl", "Zp")
        assert unicodedata.bidirectional(char) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT, st.integers(1, 20))
def test_one_line_within_the_limit(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert "\t" not in line


@given(ANY_TEXT)
def test_what_is_cleaned_can_always_be_written(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)
