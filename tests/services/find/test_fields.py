"""Every word means one thing, in every language."""

from __future__ import annotations

import pytest

from tuiledger.services.find import DOCUMENT_FIELDS, ENTRY_FIELDS, Field, FieldKind, read_order, read_query
from tuiledger.services.find.fields import vocabulary
from tuiledger.text.translation import LANGUAGES, set_language, translate


@pytest.mark.parametrize("fields", [DOCUMENT_FIELDS, ENTRY_FIELDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_two_things(language: str, fields: tuple[Field, ...]) -> None:
    set_language(language)
    assert {word: names for word, names in vocabulary(fields).items() if len(names) > 1} == {}
    for field in fields:
        assert read_order(field.word, fields).field == read_order(field.name, fields).field == field.name
        assert len({translate(word).casefold() for word in field.choices.values()}) == len(field.choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_read_in_the_language_in_english_and_as_it_is_stored(language: str) -> None:
    set_language(language)
    for field in (*DOCUMENT_FIELDS, *ENTRY_FIELDS):
        if field.kind is not FieldKind.CHOICE:
            continue
        for value, word in field.choices.items():
            for written in (translate(word), word, value):
                query = read_query(f'{field.name}:"{written}"', (field,))
                assert [condition.value for condition in query.where] == [value], written


def test_the_nearest_word_prevails() -> None:
    fields = (Field("total", FieldKind.AMOUNT), Field("amount", FieldKind.AMOUNT))
    assert read_order("amount", fields).field == "amount"
    assert read_order("total", fields).field == "total"
