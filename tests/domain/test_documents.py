"""What documents say of themselves."""

from __future__ import annotations

from tests.domain.builders import invoice, row

from tuiledger.domain.documents import BUYER_SIDE, KINDS, OWN_SIDE, Kind


def test_sums_come_from_the_summary() -> None:
    document = invoice(row(10_000), row(5_000, 0, nature="N4"), total_declared=1)
    assert (document.taxable, document.vat, document.total) == (15_000, 2_200, 17_200)


def test_the_stamp_duty_in_the_summary_is_a_row_of_its_own() -> None:
    assert invoice(row(10_000, 0, nature="N4"), row(200, 0, nature="N1"), stamp_duty=200).stamp_in_summary == 200
    assert invoice(row(10_000, 0, nature="N4"), stamp_duty=200).stamp_in_summary == 0
    assert invoice(row(200, 0, nature="N1")).stamp_in_summary == 0
    assert invoice(row(200, 0, nature="N4"), stamp_duty=200).stamp_in_summary == 0


def test_every_type_of_the_format_has_a_kind() -> None:
    assert set(KINDS) == {f"TD{number:02d}" for number in (*range(1, 10), *range(16, 30))}
    assert Kind.UNKNOWN not in KINDS.values()
    assert KINDS.keys() >= BUYER_SIDE | OWN_SIDE
    assert not BUYER_SIDE & OWN_SIDE


def test_simplified_invoices_are_three_types() -> None:
    assert {code for code in KINDS if invoice(code=code).simplified} == {"TD07", "TD08", "TD09"}
