"""A client is asked for by code, or by a part of the name that people know it by."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tuiledger.domain.parties import Company
from tuiledger.ports import Condition, Sign
from tuiledger.services.find import DOCUMENT_FIELDS, by_code, read_query, unknown_clients


def client(code: str, name: str) -> Company:
    return Company(0, code, name, "IT", None, None)


CLIENTS = (
    client("TESSI", "Tessitura del Lario S.r.l."),
    client("ONDA", "Onda Forniture S.r.l."),
    client("LARIO", "Cantieri S.p.A."),
)


def wanted(typed: str, clients: Sequence[Company] = CLIENTS) -> object:
    (condition,) = by_code(read_query(typed, DOCUMENT_FIELDS).where, lambda: clients)
    return condition.value


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("client:tessi", "TESSI"),
        ("client:Tessitura", "TESSI"),
        ('client:"onda forn"', "ONDA"),
        ("client:s.r.l", ("TESSI", "ONDA")),
        ("client:Tessitura,ONDA", ("TESSI", "ONDA")),
        # A code goes before a name.
        ("client:lario", "LARIO"),
        ("client:nobody", "nobody"),
    ],
)
def test_a_client_is_found_by_code_and_by_name(typed: str, codes: object) -> None:
    assert wanted(typed) == codes


def test_a_client_can_be_left_out_by_name() -> None:
    (condition,) = by_code(read_query("-client:Tessitura", DOCUMENT_FIELDS).where, lambda: CLIENTS)
    assert condition == Condition("client", Sign.NOT, "TESSI")


def test_clients_are_asked_for_only_where_there_is_a_condition_on_them() -> None:
    def companies() -> Sequence[Company]:
        raise AssertionError("nobody asked for a client")

    where = read_query("state:held luce", DOCUMENT_FIELDS).where
    assert by_code(where, companies) == where


def test_words_that_name_no_client_are_told() -> None:
    where = read_query("client:Tessitura,nobody -client:none total>1", DOCUMENT_FIELDS).where
    assert unknown_clients(where, CLIENTS) == ["nobody", "none"]
