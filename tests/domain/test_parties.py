"""Whose books a document belongs in, and on which side."""

from __future__ import annotations

import pytest
from tests.domain.builders import BIANCHI, OLMO, invoice

from tuiledger.domain.documents import BUYER_SIDE, KINDS, OWN_SIDE, Direction, PartyDetails
from tuiledger.domain.parties import Attribution, Companies, Company, is_same

OLMO_CO = Company(1, "OLMO", "Olmo S.r.l.", "IT", "99900000016", "99900000016")
BIANCHI_CO = Company(2, "BIANCHI", "Bianchi S.p.A.", "IT", "99900000123", None)
ROSSI = Company(3, "ROSSI", "Mario Rossi", "IT", "99900000234", "RSSMRA80A01H501U")


def test_seller_and_buyer_each_get_their_side() -> None:
    found = Companies((OLMO_CO, BIANCHI_CO)).attribute(invoice())
    assert found == (Attribution(1, Direction.ISSUED), Attribution(2, Direction.RECEIVED))


def test_a_document_between_strangers_belongs_nowhere() -> None:
    assert Companies((ROSSI,)).attribute(invoice()) == ()
    assert Companies(()).attribute(invoice()) == ()


@pytest.mark.parametrize("code", sorted(BUYER_SIDE))
def test_what_the_buyer_writes_belongs_to_the_buyer_alone(code: str) -> None:
    assert Companies((OLMO_CO, BIANCHI_CO)).attribute(invoice(code=code)) == (Attribution(2, Direction.RECEIVED),)


@pytest.mark.parametrize("code", sorted(OWN_SIDE))
def test_what_a_company_writes_to_itself_is_its_own_issued_document(code: str) -> None:
    assert Companies((OLMO_CO,)).attribute(invoice(code=code, buyer=OLMO)) == (Attribution(1, Direction.ISSUED),)


@pytest.mark.parametrize("code", sorted(set(KINDS) - BUYER_SIDE - OWN_SIDE))
def test_an_invoice_of_a_company_to_itself_is_taken_once(code: str) -> None:
    assert Companies((OLMO_CO,)).attribute(invoice(code=code, buyer=OLMO)) == (Attribution(1, Direction.ISSUED),)


def test_members_of_a_vat_group_are_told_apart_by_their_fiscal_codes() -> None:
    group = "99900000999"
    north = Company(1, "NORD", "Nord S.p.A.", "IT", group, "99900000016")
    south = Company(2, "SUD", "Sud S.p.A.", "IT", group, "99900000123")
    companies = Companies((north, south))
    assert companies.matching(PartyDetails("Sud", "IT", group, "99900000123")) == south
    assert companies.matching(PartyDetails("Nord", "IT", group, "99900000016")) == north
    assert companies.matching(PartyDetails("Est", "IT", group, "99900000234")) is None


def test_a_vat_number_that_several_companies_share_names_none_of_them() -> None:
    group = "99900000999"
    north = Company(1, "NORD", "Nord S.p.A.", "IT", group, "99900000016")
    south = Company(2, "SUD", "Sud S.p.A.", "IT", group, "99900000123")
    assert Companies((north, south)).matching(PartyDetails("Gruppo", "IT", group)) is None


def test_a_sole_trader_is_known_by_either_number() -> None:
    companies = Companies((ROSSI,))
    assert companies.matching(PartyDetails("Rossi Mario", "IT", "99900000234", "RSSMRA80A01H501U")) == ROSSI
    assert companies.matching(PartyDetails("Rossi Mario", fiscal_code="rssmra80a01h501u")) == ROSSI
    assert companies.matching(PartyDetails("Rossi Mario", "IT", "99900000234")) == ROSSI
    # The VAT number repeated where the personal code belongs.
    assert companies.matching(PartyDetails("Rossi Mario", "IT", "99900000234", "99900000234")) == ROSSI


def test_a_company_without_a_fiscal_code_is_known_by_its_vat_number_in_its_place() -> None:
    assert is_same(BIANCHI_CO, PartyDetails("Bianchi", fiscal_code="99900000123"))


def test_the_same_digits_of_another_country_are_another_company() -> None:
    assert not is_same(BIANCHI_CO, PartyDetails("Blanc", "FR", "99900000123"))
    german = Company(4, "MUELLER", "Müller GmbH", "DE", "811569869", None)
    assert is_same(german, PartyDetails("Müller", "DE", "DE811569869"))
    assert not is_same(german, PartyDetails("Müller", "DE", None, "811569869"))


def test_names_never_attribute() -> None:
    assert Companies((OLMO_CO,)).matching(PartyDetails("Olmo S.r.l.")) is None


def test_written_forms_of_the_number_do_not_matter() -> None:
    assert Companies((OLMO_CO,)).matching(OLMO._replace(vat_number="IT 999.00000016")) == OLMO_CO
    assert Companies((BIANCHI_CO,)).matching(BIANCHI) == BIANCHI_CO
