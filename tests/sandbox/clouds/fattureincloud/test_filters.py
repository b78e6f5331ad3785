"""The grammar of ``q``: what its own tests accept and refuse, and what filters mean for rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.sandbox.clouds.fattureincloud.filters import (
    Condition,
    Expression,
    FilterError,
    Joined,
    UnknownField,
    compiled,
    parse,
)

A = Condition("name", "=", "Guillaume")
B = Condition("company", "<>", "FIC")
C = Condition("city", "=", "Bergamo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = true", Condition("name", "=", True)),
        ("name >= false", Condition("name", ">=", False)),
        ("name<>true", Condition("name", "<>", True)),
        ("name != true", Condition("name", "<>", True)),
        ("name like 'a%'", Condition("name", "like", "a%")),
        ("name LIKE 'a%'", Condition("name", "like", "a%")),
        ("name not like 'a'", Condition("name", "not like", "a")),
        ("name NOT CONTAINS 'a'", Condition("name", "not contains", "a")),
        ("name contains 'a'", Condition("name", "contains", "a")),
        ("name starts with 'a'", Condition("name", "starts with", "a")),
        ("name startswith 'a'", Condition("name", "starts with", "a")),
        ("name STARTS   with 'a'", Condition("name", "starts with", "a")),
        ("name ENDS WITH 'a'", Condition("name", "ends with", "a")),
        ("person_name.first = 1", Condition("person_name.first", "=", 1)),
        ("x = 1", Condition("x", "=", 1)),
        ("name = 5123.2555", Condition("name", "=", 5123.2555)),
        ("name = 5123 . 2555", Condition("name", "=", 5123.2555)),
        ("name = '5123.2555'", Condition("name", "=", "5123.2555")),
        ("name = '     '", Condition("name", "=", "     ")),
        ("name = ''", Condition("name", "=", "")),
        ("name = 'D''Angelo'", Condition("name", "=", "D'Angelo")),
        ("name = ''''", Condition("name", "=", "'")),
        ("name = 'null'", Condition("name", "=", "null")),
        ("name = NULL", Condition("name", "is null")),
        ("income is null", Condition("income", "is null")),
        ("income IS null", Condition("income", "is null")),
        ("football_team <> NULL", Condition("football_team", "is not null")),
        ("banana IS NOT NULL", Condition("banana", "is not null")),
        ("isnull = 1", Condition("isnull", "=", 1)),
        ("(name = 'Guillaume')", A),
        ("name = 'Guillaume'\nand\tcompany <> 'FIC'", Joined(A, "and", B)),
        ("name='Guillaume'AND(company<>'FIC')", Joined(A, "and", B)),
        ("name = 'Guillaume' and (city = 'Bergamo' or company <> 'FIC')", Joined(A, "and", Joined(C, "or", B))),
        ("name = 'Guillaume' and city = 'Bergamo' or company <> 'FIC'", Joined(Joined(A, "and", C), "or", B)),
        ("company <> 'FIC' or name = 'Guillaume' and city = 'Bergamo'", Joined(B, "or", Joined(A, "and", C))),
        ("name = 'Guillaume' or city = 'Bergamo' or company <> 'FIC'", Joined(Joined(A, "or", C), "or", B)),
    ],
)
def test_what_the_grammar_accepts(text: str, expected: Expression) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\n", "s.cooper@fattureincloud.it = 1", " = true", "like true", "name = .444", "name = 54.",
        "name = 666..444", "name = cooper", "name = cooper'", "name = 'cooper", "name true", "name = ", "name < NULL",
        "name IS 'NULL'", "name < NOT NULL", "name IS NOT 'NULL'", "name NOT NULL", "name = 'Guillaume')",
        "(name = 'Guillaume'", "and = 'Guillaume'", "and name = 'Guillaume'", "name = 'Guillaume' and",
        "or = 'Guillaume'", "name = 'Guillaume' or", "name like true", "name like 5", "name Like 'a'", "name = -5",
        "name = TRUE", "field1 = 1", "name in ('a')", "name = 'a' && x = 1", "Name = 1", "name starts 'a'",
        "name not starts with 'a'", "name = '''", "(" * 60 + "x = 1" + ")" * 60, " or ".join(["x = 1"] * 201),
    ],
)  # fmt: skip
def test_what_the_grammar_refuses(text: str) -> None:
    with pytest.raises(FilterError):
        parse(text)


ROW: dict[str, Any] = {
    "name": "D'Angelo & Figli", "amount": 10.5, "number": 7, "date": "2026-03-05", "updated_at": "2026-03-05 10:00:00",
    "e_invoice": True, "notes": None, "entity": {"name": "Rossi"}, "subject": "", "visible_subject": "Canone 42",
}  # fmt: skip
KNOWN = {*ROW, "entity.name", "any_subject"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("name = 'd''angelo & figli'", True), ("name contains 'ANGELO'", True), ("name not contains 'x'", True),
        ("name like 'D%Figli'", True), ("name like 'D_Angelo'", False), ("name starts with 'D'''", True),
        ("name ends with 'figli'", True), ("amount > 10", True), ("amount >= 10.5", True), ("amount < 10.5", False),
        ("number <> 7", False), ("date >= '2026-03-05' and date < '2026-03-06'", True),
        ("updated_at >= '2026-03-05 10:00:00'", True), ("updated_at > '2026-03-05 10:00:00'", False),
        ("e_invoice = true", True), ("notes is null", True), ("notes <> 'x'", False), ("notes not like 'x'", False),
        ("subject is null", False), ("entity.name = 'rossi'", True), ("any_subject contains '42'", True),
        ("number = 8 or number = 7 and amount > 11", False), ("(number = 8 or number = 7) and amount > 10", True),
    ],
)  # fmt: skip
def test_what_filters_mean(text: str, holds: bool) -> None:
    test = compiled(parse(text), KNOWN, {"any_subject": ("subject", "visible_subject")})
    assert test(ROW) is holds


def test_a_field_that_cannot_be_filtered_is_named() -> None:
    with pytest.raises(UnknownField, match="ei_status"):
        compiled(parse("name = 'a' or ei_status = 'sent'"), KNOWN, {})


@given(st.text(alphabet="abn='() <>!.0123\n\t%andorlikeisnull", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        compiled(parse(text), {"a", "b"}, {})
    except (FilterError, UnknownField):
        return


@given(st.text(max_size=40))
def test_a_quoted_text_comes_back_whole(text: str) -> None:
    quoted = text.replace("'", "''")
    assert parse(f"name = '{quoted}'") == Condition("name", "=", text)
