"""What is typed is understood or refused with a word of help; nothing else ever happens."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.find.strategies import TYPED

from tuiledger.ports import Condition, Order, Sign, Span
from tuiledger.services.find import (
    DOCUMENT_FIELDS,
    ENTRY_FIELDS,
    Field,
    FieldKind,
    Query,
    QueryError,
    read_order,
    read_query,
    written,
)
from tuiledger.text.translation import LANGUAGES, set_language, translate

LISTS = st.sampled_from([DOCUMENT_FIELDS, ENTRY_FIELDS])
TODAY = datetime.date(2026, 3, 1)


def day(text: str) -> datetime.date:
    """A day in ISO form."""
    return datetime.date.fromisoformat(text)


def read(typed: str, fields: tuple[Field, ...] = DOCUMENT_FIELDS) -> Query:
    """What is typed on the first of March."""
    return read_query(typed, fields, TODAY)


def only(typed: str, fields: tuple[Field, ...] = DOCUMENT_FIELDS) -> Condition:
    """The one condition that ``typed`` is."""
    query = read(typed, fields)
    assert query.text == ""
    (condition,) = query.where
    return condition


def refused(typed: str, fields: tuple[Field, ...] = DOCUMENT_FIELDS) -> QueryError:
    """Why ``typed`` says nothing."""
    with pytest.raises(QueryError) as caught:
        read(typed, fields)
    return caught.value


@given(TYPED, LISTS, st.sampled_from(LANGUAGES))
@settings(max_examples=600)
def test_whatever_is_typed_is_read_or_refused_and_what_is_read_is_written(
    typed: str, fields: tuple[Field, ...], language: str
) -> None:
    set_language(language)
    try:
        query = read(typed, fields)
    except QueryError as error:
        assert "{" not in translate(error.message, *(re.sub("[{}]", "", value) for value in error.values))
        assert 0 <= error.at <= len(typed) * 20
        return
    line = written(query, fields)
    assert read(line, fields) == query
    assert written(read(line, fields), fields) == line


def test_free_words_and_phrases() -> None:
    assert read("  luce\tgas ") == Query("luce gas")
    assert read('"luce gas" acqua') == Query("acqua", (Condition("text", Sign.HAS, "luce gas"),))
    assert read('-gas -"luce e gas"').where == (
        Condition("text", Sign.HAS_NOT, "gas"),
        Condition("text", Sign.HAS_NOT, "luce e gas"),
    )
    assert read('"luce') == read('"luce"') == Query("luce")
    assert read('""') == read('-""') == read("") == Query()
    assert read("Rossi - Verdi") == Query("Rossi - Verdi")


@pytest.mark.parametrize(
    "word", ["http://x.it/a", "12:30", "C:\\in", ":", "=5", '5"', "a=b", "R&D:1", "!", "--", "a!b"]
)
def test_what_only_looks_like_a_condition_is_a_word(word: str) -> None:
    assert read(word) == Query(word) or word == "--"
    assert read(str(read(word))) == read(word)


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("party:enel", Condition("party", Sign.HAS, "enel")),
        ("party=enel", Condition("party", Sign.IS, "enel")),
        ("party!=enel", Condition("party", Sign.NOT, "enel")),
        ("-party:enel", Condition("party", Sign.HAS_NOT, "enel")),
        ('party:"Rossi, Mario"', Condition("party", Sign.HAS, "Rossi, Mario")),
        ("party:a,b", Condition("party", Sign.HAS, "a,b")),
        ('party:"say ""yes"""', Condition("party", Sign.HAS, 'say "yes"')),
        ('party=""', Condition("party", Sign.IS, "")),
        ("number:12/A", Condition("number", Sign.HAS, "12/A")),
        ("state:held", Condition("state", Sign.IS, "held")),
        ("state:held,ready", Condition("state", Sign.IS, ("held", "ready"))),
        ("state:held,HELD", Condition("state", Sign.IS, "held")),
        ("-state:held", Condition("state", Sign.NOT, "held")),
        ("state!=held,ready", Condition("state", Sign.NOT, ("held", "ready"))),
        ("kind:credit-note", Condition("kind", Sign.IS, "credit_note")),
        ('kind:"Credit note",fee', Condition("kind", Sign.IS, ("credit_note", "fee"))),
        ("type:TD01,XX", Condition("type", Sign.IS, ("TD01", "XX"))),
        ("total:100", Condition("total", Sign.IS, 10_000)),
        ("total>1,234.56", Condition("total", Sign.MORE, 123_456)),
        ("total>=-5", Condition("total", Sign.AT_LEAST, -500)),
        ("-total>5", Condition("total", Sign.AT_MOST, 500)),
        ("amount<5", Condition("total", Sign.LESS, 500)),
        ("total:1..2.5", Condition("total", Sign.IS, Span(100, 250))),
        ("-total:1..2", Condition("total", Sign.NOT, Span(100, 200))),
        ("total:1..", Condition("total", Sign.AT_LEAST, 100)),
        ("total:..2", Condition("total", Sign.AT_MOST, 200)),
        ("-total:..2", Condition("total", Sign.MORE, 200)),
        ("total!=..2", Condition("total", Sign.MORE, 200)),
        ("total:2..2", Condition("total", Sign.IS, 200)),
        ("date:2026-01-05", Condition("date", Sign.IS, day("2026-01-05"))),
        ("date:2026-02", Condition("date", Sign.IS, Span(day("2026-02-01"), day("2026-02-28")))),
        ("date:2024", Condition("date", Sign.IS, Span(day("2024-01-01"), day("2024-12-31")))),
        ("date>2026-01", Condition("date", Sign.MORE, day("2026-01-31"))),
        ("date>=2026-01", Condition("date", Sign.AT_LEAST, day("2026-01-01"))),
        ("date<2026-01", Condition("date", Sign.LESS, day("2026-01-01"))),
        ("date<=2026-01", Condition("date", Sign.AT_MOST, day("2026-01-31"))),
        ("date:2026-01..2026-02-10", Condition("date", Sign.IS, Span(day("2026-01-01"), day("2026-02-10")))),
        ("date:today", Condition("date", Sign.IS, TODAY)),
        ("received>=yesterday", Condition("received", Sign.AT_LEAST, day("2026-02-28"))),
        ("delivered:2026-02-28", Condition("received", Sign.IS, day("2026-02-28"))),
        ("arrived:today", Condition("arrived", Sign.IS, TODAY)),
        ("imported<yesterday", Condition("arrived", Sign.LESS, day("2026-02-28"))),
        ("from:2026-02", Condition("date", Sign.AT_LEAST, day("2026-02-01"))),
        ("to:2026-02", Condition("date", Sign.AT_MOST, day("2026-02-28"))),
        ("-from:2026", Condition("date", Sign.LESS, day("2026-01-01"))),
    ],
)
def test_conditions_on_documents(typed: str, condition: Condition) -> None:
    assert only(typed) == condition


def test_conditions_on_entries() -> None:
    assert only("number:12", ENTRY_FIELDS) == Condition("number", Sign.IS, 12)
    assert only("number:1..9", ENTRY_FIELDS) == Condition("number", Sign.IS, Span(1, 9))
    assert only("total>1", ENTRY_FIELDS) == Condition("amount", Sign.MORE, 100)
    assert only("journal:sales", ENTRY_FIELDS) == Condition("journal", Sign.IS, "sales")


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("it", "stato:in-sospeso,pronto verso:ricevuto controparte:enel importo>1.234,5 dal:1/2/2026 al:2026-02"),
        ("it", "stato:held,ready verso:received fornitore:enel totale>1234,50 from:1/2/26 to:28/02/2026"),
        ("fr", "état:en-attente,prêt sens:reçu tiers:enel montant>1234,5 du:1/2/2026 au:2026-02"),
        ("fr", 'etat:held,ready direction:received fournisseur:enel total>"1 234,50" du:01/02/2026 au:28/02/2026'),
        ("fr", "état:held,ready sens:received party:enel total>1\u202f234,5 from:2026-02 to:2026-02"),
    ],
)
def test_each_language_says_the_same(language: str, typed: str) -> None:
    english = read("state:held,ready direction:received party:enel total>1234.50 from:2026-02-01 to:2026-02-28")
    set_language(language)
    assert read(typed) == english


def test_days_and_registers_have_words_in_each_language() -> None:
    for language, words, sales in (("it", ("oggi", "ieri"), "vendite"), ("fr", ("aujourd’hui", "hier"), "ventes")):
        set_language(language)
        assert [only(f"date:{word}").value for word in words] == [TODAY, day("2026-02-28")]
        assert only(f'protocols:"{sales} 12"', ENTRY_FIELDS).value == "sales 12"
        assert sales in str(read("protocols:sales", ENTRY_FIELDS))


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("luce stat:held", "unknown-field", ("stat", "state")),
        ("wibble:1", "unknown-field", ("wibble", "date, client")),
        ("state:hled", "not-a-choice", ("hled", "held")),
        ("state:zzz", "not-a-choice", ("zzz", "ready, held")),
        ("state:", "no-value", ("state:", "state:ready")),
        ("state:held,", "no-value", ("state:held,",)),
        ("party:", "no-value", ("party:",)),
        ("total:..", "no-value", ("total:..",)),
        ("state>held", "not-compared", ("state", ">")),
        ("number>3", "not-compared", ("number", ">")),
        ("from>2026", "not-compared", ("from", ">")),
        ("total>1..2", "not-compared", ("total", ">")),
        ("total:1.234,5", "not-an-amount", ("1.234,5", "1234.50")),
        ("total:99999999999999999", "not-an-amount", ("99999999999999999",)),
        ("date:31/12/2026", "not-a-day", ("31/12/2026", "today")),
        ("date:2026-13", "not-a-day", ("2026-13",)),
        ("date:0000", "not-a-day", ("0000",)),
        ("date:2026-02-30", "not-a-day", ("2026-02-30",)),
        ("date:20260101", "not-a-day", ("20260101",)),
        ("total:5..1", "ends-before-it-begins", ("total:5..1",)),
        ("date:2026-02..2026-01", "ends-before-it-begins", ("date:2026-02..2026-01",)),
        ("a " * 101, "too-long", ("100",)),
        ("state:" + "," * 10_000, "too-long", ("10000",)),
    ],
)
def test_a_word_that_says_nothing_is_named_with_what_would_be_right(
    typed: str, code: str, told: tuple[str, ...]
) -> None:
    error = refused(typed)
    assert error.code == code
    assert all(word in str(error) for word in told), str(error)
    assert typed[error.at : error.at + 1] not in ("", " ")


def test_a_count_is_whole() -> None:
    for typed in ("number:1.5", "number:abc", "number:-1", "number:²", "number:9999999999999999"):
        assert refused(typed, ENTRY_FIELDS).code == "not-a-number"


def test_a_message_repeats_little_of_a_long_word() -> None:
    assert len(str(refused("state:" + "x" * 9_000))) < 200


def test_a_word_that_two_fields_share_is_asked_about() -> None:
    fields = (
        Field("total", FieldKind.AMOUNT),
        Field("balance due", FieldKind.AMOUNT),
        Field("Balance-Due", FieldKind.DAY),
    )
    error = refused("balance-due:1", fields)
    assert (error.code, error.values) == ("ambiguous-field", ("balance-due", "balance-due, balance-due"))
    assert read("from:2026", DOCUMENT_FIELDS).where
    assert refused("from:2026", fields).code == "unknown-field"


def test_orders() -> None:
    assert read_order("-total", DOCUMENT_FIELDS) == Order("total", True)
    assert read_order(" Number ", DOCUMENT_FIELDS) == read_order("+number", DOCUMENT_FIELDS) == Order("number")
    set_language("it")
    assert read_order("-importo", DOCUMENT_FIELDS) == Order("total", True)
    for typed in ("", "-", "nothing", "from", "\0", "state:held"):
        with pytest.raises(QueryError):
            read_order(typed, DOCUMENT_FIELDS)
