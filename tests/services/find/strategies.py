"""Questions of every kind: typed at random, typed nearly right, and as values."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from tuiledger.domain.documents import Direction, Kind, State
from tuiledger.domain.journal import Journal
from tuiledger.ports import Condition, Sign, Span
from tuiledger.services.find import DOCUMENT_FIELDS, ENTRY_FIELDS, Field, FieldKind, Query

#: Words with accents, capitals, punctuation, other scripts, and what looks like a condition or a quote.
WORDS = (
    "enel", "ENEL", "Gàmma", "gamma", "Figli", "&", "Œuvre", "ß", "SS", "d'oro", "12", "12/A", "0012", "a:b", "-x",
    "--", "-", '"', '5"', "a,b", "日本", "²", "İ", "http://x", "12:30", "x=y", "|", "é", "sales", "vendite", "..",
)  # fmt: skip
CODES = ("TD01", "td04", "EUR", "JPY", "ALFA", "beta", "GA-MMA", "à", "totals-differ", "a,b", 'q"q', "due parole")
ANY_CODE = st.sampled_from(CODES)
DAYS = st.dates(datetime.date(2025, 11, 28), datetime.date(2026, 2, 3))
AMOUNTS = st.one_of(
    st.integers(-300, 300).map(lambda number: number * 50), st.integers(-(10**16), 10**16), st.integers(-20_000, 20_000)
)
COUNTS = st.integers(0, 30) | st.integers(0, 10**15 - 1)

_VALUES = {
    "direction": tuple(Direction),
    "kind": tuple(Kind),
    "state": tuple(State),
    "journal": tuple(Journal),
}


@st.composite
def conditions(draw: st.DrawFn, field: Field, codes: st.SearchStrategy[str] = ANY_CODE) -> Condition:
    """A condition on ``field`` as reading gives it."""
    same = st.sampled_from([Sign.IS, Sign.NOT])
    compared = st.sampled_from([Sign.IS, Sign.NOT, Sign.LESS, Sign.AT_MOST, Sign.MORE, Sign.AT_LEAST])
    match field.kind:
        case FieldKind.TEXT:
            text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)))
            if field.choices:
                text = text.replace("vendite", "sales")
            return Condition(field.name, draw(st.sampled_from([Sign.IS, Sign.NOT, Sign.HAS, Sign.HAS_NOT])), text)
        case FieldKind.CHOICE:
            known = [value.value for value in _VALUES.get(field.name, ())]
            one = st.sampled_from(known) if known else codes
            several = draw(st.lists(one, min_size=1, max_size=3, unique=True))
            return Condition(field.name, draw(same), several[0] if len(several) == 1 else tuple(several))
    values: st.SearchStrategy[Any] = {FieldKind.DAY: DAYS, FieldKind.AMOUNT: AMOUNTS}.get(field.kind, COUNTS)
    if draw(st.booleans()):
        first, last = sorted([draw(values), draw(values)])
        if first != last:
            return Condition(field.name, draw(same), Span(first, last))
    return Condition(field.name, draw(compared), draw(values))


def texts() -> st.SearchStrategy[Condition]:
    """A phrase in quotes, or a word that must not be there."""
    phrase = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join)
    return st.one_of(
        phrase.map(lambda text: Condition("text", Sign.HAS, text)),
        (phrase | st.sampled_from(WORDS)).map(lambda text: Condition("text", Sign.HAS_NOT, text)),
    )


def queries(fields: tuple[Field, ...], codes: st.SearchStrategy[str] = ANY_CODE) -> st.SearchStrategy[Query]:
    """A question as reading gives it, of up to three conditions."""
    condition = st.sampled_from(fields).flatmap(lambda field: conditions(field, codes))
    where = st.lists(condition | texts(), max_size=3).map(tuple)
    words = st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join)
    return st.builds(Query, words, where)


_HEADS = sorted({field.word for field in (*DOCUMENT_FIELDS, *ENTRY_FIELDS)} | {"stato", "dal", "montant", "état", "x"})
_PIECES = st.one_of(
    st.sampled_from(
        [*_HEADS, *WORDS, *CODES, "held", "in-sospeso", "2026", "2026-01", "31/12/2025", "oggi", "1.000,50", "e\u0301"]
    ),
    st.sampled_from(
        ["-", ":", "=", "!=", ">", ">=", "<", "<=", "!", "..", ",", '"', '""', " ", "  ", "\t", "\n", "\0"]
    ),
    st.text(max_size=3),
)
#: Lines that are questions now and then, and lines that are anything at all.
TYPED = st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=60)
