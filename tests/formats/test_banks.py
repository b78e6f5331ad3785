"""The bank behind an IBAN is named where it is known, and nothing is invented where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.formats.banks import bank_of


def test_a_bank_is_known_by_the_code_in_its_iban() -> None:
    """Italian IBANs carry the bank's code (ABI) behind the check character."""
    bank = bank_of("IT60X0542811101000000123456")
    assert bank is not None
    assert bank.name
    assert bank.bic
    assert bank.bic[4:6] == "IT"


@pytest.mark.parametrize("iban", ["", "IT00X0542811101000000123456", "IT60X054281110100000012345", "not an IBAN"])
def test_what_is_not_an_iban_has_no_bank(iban: str) -> None:
    """Wrong check digits, wrong lengths and other texts."""
    assert bank_of(iban) is None


@given(st.text(max_size=40))
def test_any_text_may_be_asked(text: str) -> None:
    """Text from outside is answered, never raised on."""
    bank_of(text)
