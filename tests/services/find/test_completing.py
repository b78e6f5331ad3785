"""What the last word may become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.find.strategies import TYPED

from tuiledger.services.find import DOCUMENT_FIELDS, ENTRY_FIELDS, QueryError, completions, read_query
from tuiledger.text.translation import LANGUAGES, set_language


@pytest.mark.parametrize(
    ("language", "typed", "offered"),
    [
        ("en", "st", ["state:"]),
        ("en", "luce -st", ["-state:"]),
        ("en", "STATE:h", ["STATE:held"]),
        ("en", "state:held,", ["state:held,ready", "state:held,posted", "state:held,void", "state:held,filed"]),
        ("en", "state:held,r", ["state:held,ready"]),
        ("en", "kind:cre", ["kind:credit-note"]),
        ("en", "state:held", []),
        ("en", "state=re", ["state=ready"]),
        ("en", "date:to", ["date:today"]),
        ("en", "from:", ["from:today", "from:yesterday"]),
        ("en", "t", ["type:", "total:", "to:"]),
        ("en", "total:1", []),
        ("en", "wibble:1", []),
        ("en", 'party:"a s', []),
        ("en", "zzz", []),
        ("en", "state:" + "," * 1_000_000, []),
        ("en", "arrived:", ["arrived:today", "arrived:yesterday"]),
        ("it", "arr", ["arrivato:"]),
        ("it", "ricevuto:o", ["ricevuto:oggi"]),
        ("it", "st", ["stato:"]),
        ("it", "state:in", ["state:in-sospeso"]),
        ("it", "dal:", ["dal:oggi", "dal:ieri"]),
        ("fr", "et", ["état:"]),
    ],
)
def test_offers(language: str, typed: str, offered: list[str]) -> None:
    set_language(language)
    assert completions(typed, DOCUMENT_FIELDS) == offered


def test_a_new_word_may_be_any_field() -> None:
    offered = completions("luce ", ENTRY_FIELDS)
    assert offered == [
        "date:", "client:", "journal:", "number:", "description:", "protocols:", "amount:", "from:", "to:",
    ]  # fmt: skip
    assert completions("", ENTRY_FIELDS) == offered


@given(TYPED, st.sampled_from(LANGUAGES))
def test_what_is_offered_for_a_value_can_be_read(typed: str, language: str) -> None:
    set_language(language)
    for word in completions(typed, DOCUMENT_FIELDS):
        if word.endswith(":"):
            continue
        try:
            assert read_query(word, DOCUMENT_FIELDS).where
        except QueryError as error:
            # What was there before the last comma may be wrong already.
            assert "," in word, error


def test_every_choice_is_offered_and_read() -> None:
    for language in LANGUAGES:
        set_language(language)
        for field in DOCUMENT_FIELDS:
            offered = completions(f"{field.word}:", DOCUMENT_FIELDS)
            values = [read_query(word, DOCUMENT_FIELDS).where[0].value for word in offered]
            if field.choices:
                assert values == [value.value for value in field.choices]
