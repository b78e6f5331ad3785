"""Every value of the domain that people meet has a word, and no two of a kind share one in any language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tuiledger.domain.documents import Direction, Kind, State
from tuiledger.domain.journal import Journal
from tuiledger.domain.vat import Register
from tuiledger.text.translation import LANGUAGES, set_language, translate
from tuiledger.text.words import DIRECTIONS, JOURNALS, KINDS, REGISTERS, STATES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("values", "words"),
    [(State, STATES), (Direction, DIRECTIONS), (Kind, KINDS), (Journal, JOURNALS), (Register, REGISTERS)],
)
def test_every_value_has_a_word_of_its_own(
    values: type[State | Direction | Kind | Journal | Register], words: Mapping[str, str], language: str
) -> None:
    set_language(language)
    assert list(words) == list(values)
    assert len({translate(word).casefold() for word in words.values()}) == len(words)
