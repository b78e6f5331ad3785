"""Numbers that name things, compared for what they are and not for how they are written."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.builders import BIANCHI, OLMO, invoice

from tuiledger.domain.documents import PartyDetails
from tuiledger.domain.identifiers import (
    business_class,
    business_key,
    code_key,
    file_stem,
    fiscal_code,
    name_key,
    number_key,
    number_key_without_year,
    party_key,
    vat_number,
)  # fmt: skip


@pytest.mark.parametrize(
    ("country", "written", "number"),
    [
        ("IT", "99900000016", "99900000016"),
        ("IT", "IT99900000016", "99900000016"),
        ("it", "it 999.000.000-16", "99900000016"),
        (None, "123", "00000000123"),
        ("IT", "1234567", "00001234567"),
        ("DE", "DE811569869", "811569869"),
        ("DE", "123", "123"),
        ("FR", "IT99900000016", "IT99900000016"),
        ("CH", "CHE-114.993.395 IVA", "E114993395IVA"),
        ("IT", "", None),
        ("IT", " . ", None),
        ("IT", None, None),
    ],
)
def test_vat_numbers_lose_noise_and_a_doubled_country(
    country: str | None, written: str | None, number: str | None
) -> None:
    assert vat_number(country, written) == number


@given(st.text("0123456789 .-/", min_size=1, max_size=20))
def test_a_normalised_vat_number_stays_as_it_is(written: str) -> None:
    once = vat_number("IT", written)
    assert vat_number("IT", once) == once


def test_fiscal_codes_are_capitals_without_spaces() -> None:
    assert fiscal_code(" rss mra80a01h501u ") == "RSSMRA80A01H501U"
    assert fiscal_code("  ") is None
    assert fiscal_code(None) is None


@pytest.mark.parametrize(
    "written", ["0012/A", "12-A", "12/a", "12_A", "12 A", "012.a", "/12//A/", "12\\A", "\uff11\uff12/a"]
)
def test_a_document_number_is_the_same_however_it_is_separated(written: str) -> None:
    assert number_key(written) == "12-A"


@pytest.mark.parametrize(
    ("one", "other"), [("12/A", "12A"), ("12/A", "12"), ("A1", "B1"), ("1/2", "12"), ("10", "1"), ("100", "1")]
)
def test_letters_and_places_are_never_dropped(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(("written", "key"), [("7", "7"), ("0", "0"), ("000", "0"), ("A0012", "A12"), ("FT", "FT")])
def test_zeros_before_a_number_say_nothing(written: str, key: str) -> None:
    assert number_key(written) == key


@given(st.text(max_size=20))
def test_a_number_key_stays_as_it_is(written: str) -> None:
    assert number_key(number_key(written)) == number_key(written)


@pytest.mark.parametrize("written", ["12/2026", "2026/12", "12/26", "12", "0012-2026"])
def test_the_documents_own_year_can_be_taken_off(written: str) -> None:
    assert number_key_without_year(written, datetime.date(2026, 3, 1)) == "12"


@pytest.mark.parametrize("written", ["12/2025", "2026", "26/12"])
def test_another_year_or_a_number_that_is_the_year_stays(written: str) -> None:
    assert number_key_without_year(written, datetime.date(2026, 3, 1)) == number_key(written)


def test_a_party_is_known_by_vat_number_then_fiscal_code_then_name() -> None:
    assert party_key(OLMO) == "IT99900000016"
    assert party_key(PartyDetails("Olmo", "it", "IT 999 00000016")) == "IT99900000016"
    assert party_key(PartyDetails("Mario Rossi", fiscal_code="rssmra80a01h501u")) == "CF:RSSMRA80A01H501U"
    assert party_key(PartyDetails("Caffè  d'Ètoile S.N.C.")) == "NAME:CAFFE D ETOILE S N C"


def test_names_compare_without_accents_and_signs() -> None:
    assert name_key("Perché & Figli, S.r.l.") == name_key("perche figli s r l")


def test_the_legal_identity_is_seller_class_year_and_number() -> None:
    assert business_key(invoice(number="0007/A")) == "IT99900000016|invoice|2026|7-A"
    # A debit note shares the numbers of invoices, a credit note does not (00404).
    assert business_key(invoice(code="TD05")) == business_key(invoice())
    assert business_key(invoice(code="TD04")) == "IT99900000016|credit|2026|7"
    assert business_key(invoice(code="TD08")) == business_key(invoice(code="TD04"))


def test_the_buyer_is_no_part_of_the_identity() -> None:
    assert business_key(invoice(buyer=OLMO)) == business_key(invoice(buyer=BIANCHI))


def test_the_year_is_part_of_the_identity() -> None:
    assert business_key(invoice(date=datetime.date(2025, 12, 31))) != business_key(invoice())


def test_an_invoice_the_customer_issues_is_numbered_by_the_customer() -> None:
    assert business_key(invoice(issuer="CC")) == "IT99900000123|invoice|2026|7"
    assert business_key(invoice(issuer="TZ")) == business_key(invoice())


def test_numbers_that_may_repeat_are_told_apart_by_the_whole_date() -> None:
    assert business_key(invoice(repeats_numbers=True)) == "IT99900000016|invoice|2026-03-10|7"


@pytest.mark.parametrize("code", ["TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD27", "TD28"])
def test_integrations_and_self_invoices_are_numbered_apart(code: str) -> None:
    assert business_class(invoice(code=code)) == "integration"


@pytest.mark.parametrize(
    "name",
    ["IT99900000016_aZ1.xml", "IT99900000016_aZ1.xml.p7m", "IT99900000016_aZ1.XML.P7M.p7m", "IT99900000016_aZ1 (1).xml",
     "IT99900000016_aZ1_signed.xml.p7m", "in/folder/IT99900000016_aZ1.xml", "C:\\in\\IT99900000016_aZ1.xml.zip"],
)  # fmt: skip
def test_a_file_name_without_what_portals_add(name: str) -> None:
    assert file_stem(name) == "IT99900000016_aZ1"


def test_the_case_of_a_file_name_is_kept() -> None:
    assert file_stem("IT99900000016_az1.xml") != file_stem("IT99900000016_aZ1.xml")


def test_codes_compare_in_ascii_capitals_alone() -> None:
    assert code_key("td01") == "TD01"
    assert code_key("Rossi-è ß") == "ROSSI-è ß"
