"""Values of the domain are shown in the words and figures of the language."""

from __future__ import annotations

import pytest

from tuiledger.domain.documents import Direction, Hold, Kind
from tuiledger.domain.vat import REVERSE_CHARGE_SERIES, Register
from tuiledger.text.translation import set_language
from tuiledger.tui.words import kind_word, protocols_text, register_word, sentence


def test_amounts_and_days_of_a_sentence_are_written_as_the_language_does() -> None:
    differ = "The declared total {} and the VAT summary {} differ by {}"
    hold = Hold("totals-differ", differ, ("1999.99", "122.00", "-1877.99"))
    locked = Hold("locked", "{} lies in a period that is locked until {}", ("2026-03-01", "2026-03-31"))
    assert "1,999.99" in sentence(hold) and "2026-03-31" in sentence(locked)
    set_language("it")
    assert "1.999,99" in sentence(hold) and "-1.877,99" in sentence(hold)
    assert "31/03/2026" in sentence(locked)


def test_values_that_only_look_like_amounts_stay_as_they_are() -> None:
    set_language("it")
    assert sentence(Hold("other", "serial {}", ("2026.10",))) == "serial 2026.10"


@pytest.mark.parametrize("kind", [*Kind, "a-kind-of-the-future"])
def test_every_kind_has_a_word(kind: str) -> None:
    assert kind_word(kind)


def test_registers_and_protocols_are_named_in_the_language() -> None:
    set_language("it")
    assert register_word(Register.SALES, REVERSE_CHARGE_SERIES) == "vendite, inversione contabile"
    assert protocols_text("sales 12, purchases RC 3") == "vendite 12, acquisti RC 3"
    assert protocols_text("") == ""
    assert {direction.value for direction in Direction} == {"issued", "received"}
