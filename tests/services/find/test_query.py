"""A question is written so that a person reads what was asked, and the program the same again."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.find.strategies import queries

from tuiledger.ports import Condition, Sign
from tuiledger.services.find import DOCUMENT_FIELDS, ENTRY_FIELDS, Field, FieldKind, Query, read_query, written
from tuiledger.text.translation import LANGUAGES, set_language

TODAY = datetime.date(2026, 3, 1)


@given(
    st.sampled_from([DOCUMENT_FIELDS, ENTRY_FIELDS]).flatmap(
        lambda fields: st.tuples(st.just(fields), queries(fields))
    ),
    st.sampled_from(LANGUAGES),
)
@settings(max_examples=300)
def test_what_is_written_in_one_language_is_read_in_it(asked: tuple[tuple[Field, ...], Query], language: str) -> None:
    set_language(language)
    fields, query = asked
    assert read_query(str(query), fields) == query
    assert str(read_query(str(query), fields)) == str(query)


@pytest.mark.parametrize(
    ("typed", "plain", "italian"),
    [
        ("luce  gas", "luce gas", "luce gas"),
        ('"luce gas" acqua', '"luce gas" acqua', '"luce gas" acqua'),
        ('-"luce" http://x', '-luce "http://x"', '-luce "http://x"'),
        ("amount>=1234.50", "total>=1234.50", "totale>=1234,50"),
        ("total:100.00..250", "total:100..250", "totale:100..250"),
        ("state=held,ready", "state:held,ready", "stato:in-sospeso,pronto"),
        ("state!=held", "-state:held", "-stato:in-sospeso"),
        ("kind:credit-note", "kind:credit-note", "genere:nota-di-credito"),
        ("date>=2026-01-05", "from:2026-01-05", "dal:05/01/2026"),
        ("date:2026-02-01..2026-02-28", "date:2026-02", "data:2026-02"),
        ("date:2026-01..2026-12", "date:2026", "data:2026"),
        ("-date:2026-01-01..2026-01-30", "-date:2026-01-01..2026-01-30", "-data:01/01/2026..30/01/2026"),
        ("date:yesterday", "date:2026-02-28", "data:28/02/2026"),
        ("party=enel", "party=enel", "controparte=enel"),
        ('customer:"a, b"', 'party:"a, b"', 'controparte:"a, b"'),
    ],
)
def test_writing(typed: str, plain: str, italian: str) -> None:
    query = read_query(typed, DOCUMENT_FIELDS, TODAY)
    assert str(query) == plain
    set_language("it")
    assert str(query) == italian
    assert read_query(italian, DOCUMENT_FIELDS) == query


def test_lists_of_other_things_have_fields_of_their_own() -> None:
    fields = (Field("open pairs", FieldKind.COUNT), Field("debit", FieldKind.AMOUNT))
    query = read_query("open-pairs>3 debit>10.5", fields)
    assert query.where == (Condition("open pairs", Sign.MORE, 3), Condition("debit", Sign.MORE, 1_050))
    assert written(query, fields) == "open-pairs>3 debit>10.50"


def test_what_stands_there_is_sought_besides() -> None:
    query = read_query("state:held luce", DOCUMENT_FIELDS).with_text("Enel  energia")
    assert query.where == (Condition("state", Sign.IS, "held"), Condition("text", Sign.HAS, "Enel energia"))
    assert query.text == "luce"
    assert Query().with_text(" ") == Query()
