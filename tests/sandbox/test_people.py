"""Everybody in the sample studio is invented, and has numbers that a check accepts."""

from __future__ import annotations

from stdnum.it import codicefiscale, iva

from tuiledger.sandbox.people import cast, supplier, vat_number


def test_every_italian_has_valid_numbers_from_the_range_nobody_has() -> None:
    for firms in cast():
        for firm in firms:
            details = firm.details
            if details.country == "IT":
                assert details.vat_number is not None
                assert iva.is_valid(details.vat_number)
                assert details.vat_number.startswith("999")
            if details.fiscal_code and len(details.fiscal_code) == 16:
                assert codicefiscale.is_valid(details.fiscal_code)


def test_no_two_are_the_same() -> None:
    everybody = [firm.details for firms in cast() for firm in firms]
    numbers = [details.vat_number or details.fiscal_code for details in everybody]
    assert len(set(numbers)) == len(numbers)
    assert len({details.name for details in everybody}) == len(everybody)
    clients = cast().clients
    assert len({client.code for client in clients}) == len(clients) == 13


def test_the_many_suppliers_are_others_than_the_studios() -> None:
    known = {firm.details.vat_number for firms in cast() for firm in firms}
    assert not known & {supplier(index).vat_number for index in range(500)}
    assert vat_number(1) == "99900010101"
