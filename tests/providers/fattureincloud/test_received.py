"""Received documents of Fatture in Cloud, registered and pending."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.providers.fattureincloud.rows import EURO, STUDIO, item, received, row_of, vat

from tuiledger.domain.documents import Direction, Kind, VatSummary, Withholding
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import Understood
from tuiledger.providers.fattureincloud.mapping import understand

PENDING: dict[str, Any] = {
    "id": 99, "date": "2026-08-20 10:11:12", "emission_date": "2026-08-18", "type": "agyo", "document_type": "expense",
    "supplier_name": "Luce S.p.A.", "filename": "IT01234567890_00001.xml.p7m", "subject": "", "currency": EURO,
    "amount_net": 100, "amount_vat": 22, "amount_gross": 122,
    "payments_list": [{"amount": 122, "due_date": "2026-09-18"}],
}  # fmt: skip


def read(wire: dict[str, Any], kind: str | None = None) -> Understood:
    return understand(STUDIO, row_of(wire, kind))


def codes(found: Understood) -> list[str]:
    return [finding.code for finding in found.document.findings]


def test_a_document_with_lines_is_split_by_them() -> None:
    found = read(received(item(100), item(50, 10), item(2, 0, vat=vat(0, "N1")), net=152, tax=27))
    assert (found.direction, found.amounts, codes(found)) == (Direction.RECEIVED, "lines", [])
    bill = found.document
    assert (bill.type_code, bill.number, bill.buyer) == ("TD01", "12/B", STUDIO)
    assert bill.seller.vat_number == "05432181211"
    assert [(row.rate, row.nature, row.taxable, row.tax) for row in bill.vat_summary] == [
        (2200, None, 10000, 2200), (1000, None, 5000, 500), (0, "N1", 200, 0),
    ]  # fmt: skip
    assert bill.total == bill.total_declared == 17900


@pytest.mark.parametrize(
    ("net", "tax", "rate"), [(592, 130.24, 2200), (10, 1, 1000), (99.99, 4, 400), (1000, 50, 500), (0.1, 0.01, None),
                             (592, 0, None), (100, 13, None), (100, 21, None)],
)  # fmt: skip
def test_without_lines_one_legal_rate_is_worked_out_or_none(net: float, tax: float, rate: int | None) -> None:
    found = read(received(net=net, tax=tax))
    assert found.amounts == ("lines" if rate else "none")
    assert codes(found) == ["vat-split-computed" if rate else "vat-split-missing"]
    cents = round(net * 100), round(tax * 100)
    assert found.document.vat_summary == ((VatSummary(rate, None, *cents),) if rate else ())
    assert found.document.total_declared == sum(cents)


def test_lines_without_a_rate_are_as_good_as_none() -> None:
    found = read(received(item(100, vat=None), net=100, tax=22))
    assert (found.amounts, found.document.vat_summary) == ("lines", (VatSummary(2200, None, 10000, 2200),))


def test_what_is_added_on_top_of_the_lines_is_in_the_totals() -> None:
    found = read(received(item(386.13), net=401.58, tax=88.35))
    assert found.document.vat_summary == (VatSummary(2200, None, 40158, 8835),)
    assert read(received(item(386.13), net=401.58, tax=80)).document.vat_summary == (
        VatSummary(2200, None, 38613, 8495),
    )


def test_a_credit_note() -> None:
    bill = read(received(net=10, tax=1, type="passive_credit_note")).document
    assert (bill.type_code, bill.kind, bill.total) == ("TD04", Kind.CREDIT_NOTE, 1100)


@pytest.mark.parametrize("number", ["", None, "  "])
def test_a_number_that_the_supplier_did_not_give(number: str | None) -> None:
    found = read(received(net=10, tax=1, invoice_number=number))
    assert found.document.number == "FIC-777"
    assert "number-missing" in codes(found)


def test_what_the_cloud_says_of_deduction_and_withholding() -> None:
    found = read(
        received(net=10, tax=1, vat_deductibility=40, amount_withholding_tax=2, amount_other_withholding_tax=1)
    )
    assert "deductibility" in codes(found)
    assert found.document.withholding == (Withholding("RT01", 200), Withholding("RT06", 100))


def test_a_pending_document_is_what_is_known_before_its_file_is_read() -> None:
    found = read(PENDING, "pending")
    assert (found.direction, found.amounts, codes(found)) == (Direction.RECEIVED, "none", ["pending"])
    bill = found.document
    assert (bill.number, bill.date, bill.seller.name) == ("FIC-99", datetime.date(2026, 8, 18), "Luce S.p.A.")
    assert (bill.total_declared, bill.vat_summary) == (12200, ())


@pytest.mark.parametrize(
    ("change", "day"),
    [({"emission_date": None, "emssion_date": "2026-08-17"}, 17), ({"emission_date": None}, 20),
     ({"emission_date": "2026-08-16 00:10:00"}, 16)],
)  # fmt: skip
def test_a_pending_date_as_the_specification_spells_it_and_as_it_comes(change: dict[str, Any], day: int) -> None:
    assert read({**PENDING, **change}, "pending").document.date == datetime.date(2026, 8, day)


@pytest.mark.parametrize("change", [{"date": None, "emission_date": None}, {"amount_gross": "122"}])
def test_a_pending_row_that_cannot_be_understood(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        read({**PENDING, **change}, "pending")
