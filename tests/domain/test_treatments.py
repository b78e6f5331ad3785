"""Every treatment as an accountant writes it: FatturaPA types against the lines and the register rows they become."""

from __future__ import annotations

import pytest
from tests.domain.builders import codes, entry, invoice, issued, lines, received, registers, row

from tuiledger.domain.documents import Document, Fund, Withholding
from tuiledger.domain.journal import Journal

FEE = invoice(
    row(104_000), code="TD06", funds=(Fund("TC01", 4_000, 400, 100_000, 2200),), total_declared=126_880,
    withholding=(Withholding("RT01", 20_000, 2_000, "A"),),
)  # fmt: skip

BOTH = ["sales/RC 2026-03: 22.00% 100.00 + 22.00", "purchases/RC 2026-03: 22.00% 100.00 + 22.00"]


# sales


@pytest.mark.parametrize("code", ["TD01", "TD05", "TD07", "TD09", "TD24", "TD25"])
def test_a_sale(code: str) -> None:
    sold = entry(issued(invoice(code=code)))
    assert lines(sold) == ["D Customers 122.00", "C Sales and services 100.00", "C Output VAT 22.00"]
    assert registers(sold) == ["sales 2026-03: 22.00% 100.00 + 22.00"]
    assert sold.journal is Journal.SALES
    assert sold.description == f"{code} · 7 · Bianchi S.p.A."
    assert [line.party_id for line in sold.lines] == [5, None, None]


@pytest.mark.parametrize("code", ["TD02", "TD03"])
def test_an_advance_received_is_a_debt_until_the_balance(code: str) -> None:
    advance = entry(issued(invoice(code=code)))
    assert lines(advance) == ["D Customers 122.00", "C Advances from customers 100.00", "C Output VAT 22.00"]
    assert registers(advance) == ["sales 2026-03: 22.00% 100.00 + 22.00"]


@pytest.mark.parametrize("code", ["TD04", "TD08"])
def test_a_credit_note_issued_takes_away_in_the_same_register(code: str) -> None:
    note = entry(issued(invoice(row(4_000), code=code)))
    assert lines(note) == ["C Customers 48.80", "D Sales and services 40.00", "D Output VAT 8.80"]
    assert registers(note) == ["sales 2026-03: 22.00% -40.00 + -8.80"]


def test_a_sale_at_several_rates() -> None:
    sold = entry(issued(invoice(row(10_000), row(5_000, 1000), row(3_000, 0, nature="N4"))))
    assert lines(sold) == ["D Customers 207.00", "C Sales and services 180.00", "C Output VAT 27.00"]
    assert registers(sold) == ["sales 2026-03: 22.00% 100.00 + 22.00, 10.00% 50.00 + 5.00, 0.00% 30.00 + 0.00 N4"]


def test_rows_of_one_rate_are_one_register_row() -> None:
    sold = entry(issued(invoice(row(10_000), row(5_000, exigibility="I"), row(1_000, exigibility="D"))))
    assert registers(sold) == ["sales 2026-03: 22.00% 150.00 + 33.00, 22.00% 10.00 + 2.20 D"]


def test_split_payment_on_a_sale_is_shown_and_taken_off_the_customer() -> None:
    sold = entry(issued(invoice(row(250_000, exigibility="S"), total_declared=305_000)))
    assert lines(sold) == [
        "D Customers 3050.00", "C Sales and services 2500.00", "C Output VAT, split payment 550.00",
        "D Output VAT, split payment 550.00", "C Customers 550.00",
    ]  # fmt: skip
    assert registers(sold) == ["sales 2026-03: 22.00% 2500.00 + 550.00 S"]


def test_vat_on_collection_waits_for_the_payment() -> None:
    sold = entry(issued(invoice(row(10_000, exigibility="D"))))
    assert lines(sold) == ["D Customers 122.00", "C Sales and services 100.00", "C Output VAT, deferred 22.00"]
    assert registers(sold) == ["sales 2026-03: 22.00% 100.00 + 22.00 D"]


def test_a_fee_issued_shows_the_fund_and_leaves_the_withholding_to_the_payment() -> None:
    fee = entry(issued(FEE))
    assert lines(fee) == [
        "D Customers 1268.80", "C Sales and services 1000.00", "C Pension-fund contributions recharged 40.00",
        "C Output VAT 228.80",
    ]  # fmt: skip
    assert codes(fee) == ["withholding"]
    assert fee.notes[0].values == ("200.00",)


def test_the_inps_recharge_is_revenue_and_not_a_fund() -> None:
    fee = entry(issued(invoice(row(104_000), code="TD06", funds=(Fund("TC22", 4_000),))))
    assert lines(fee) == ["D Customers 1268.80", "C Sales and services 1040.00", "C Output VAT 228.80"]


def test_stamp_duty_charged_in_the_summary() -> None:
    document = invoice(row(30_000, 0, nature="N4"), row(200, 0, nature="N1"), stamp_duty=200, total_declared=30_200)
    assert lines(entry(issued(document))) == [
        "D Customers 302.00", "C Sales and services 300.00", "C Stamp duty recharged 2.00", "D Stamp duty 2.00",
        "C Tax office, stamp duty 2.00",
    ]  # fmt: skip


def test_stamp_duty_charged_outside_the_summary() -> None:
    sold = entry(issued(invoice(row(30_000, 0, nature="N4"), stamp_duty=200, total_declared=30_200)))
    assert lines(sold) == [
        "D Customers 302.00", "C Sales and services 300.00", "C Stamp duty recharged 2.00", "D Stamp duty 2.00",
        "C Tax office, stamp duty 2.00",
    ]  # fmt: skip
    assert registers(sold) == ["sales 2026-03: 0.00% 300.00 + 0.00 N4"]
    assert codes(sold) == ["stamp-outside"]


@pytest.mark.parametrize("declared", [30_000, None])
def test_stamp_duty_that_is_not_charged_is_owed_all_the_same(declared: int | None) -> None:
    document = invoice(row(30_000, 0, nature="N4"), stamp_duty=200, total_declared=declared)
    assert lines(entry(issued(document))) == [
        "D Customers 300.00", "C Sales and services 300.00", "D Stamp duty 2.00", "C Tax office, stamp duty 2.00",
    ]  # fmt: skip


def test_a_credit_note_owes_its_own_stamp_duty() -> None:
    note = invoice(row(30_000, 0, nature="N4"), code="TD04", stamp_duty=200, total_declared=30_200)
    assert lines(entry(issued(note))) == [
        "C Customers 302.00", "D Sales and services 300.00", "D Stamp duty recharged 2.00", "D Stamp duty 2.00",
        "C Tax office, stamp duty 2.00",
    ]  # fmt: skip


def test_the_sale_of_an_asset_is_no_turnover() -> None:
    sold = entry(issued(invoice(code="TD26")))
    assert lines(sold) == ["D Customers 122.00", "C Proceeds of asset disposals 100.00", "C Output VAT 22.00"]
    assert registers(sold) == ["sales 2026-03: 22.00% 100.00 + 22.00"]


def test_self_consumption_makes_the_vat_a_cost() -> None:
    gift = entry(issued(invoice(code="TD27")))
    assert lines(gift) == ["D VAT on self-consumption and gifts 22.00", "C Output VAT 22.00"]
    assert registers(gift) == ["sales 2026-03: 22.00% 100.00 + 22.00"]


def test_going_over_the_export_ceiling_is_owed_in_the_sales_register() -> None:
    owed = entry(issued(invoice(code="TD21"), "sales-register"))
    assert lines(owed) == ["D Purchases of goods and services 22.00", "C Output VAT 22.00"]
    assert registers(owed) == ["sales 2026-03: 22.00% 100.00 + 22.00"]


def test_an_export_bears_no_vat() -> None:
    sold = entry(issued(invoice(row(10_000, 0, nature="N3.1"))))
    assert lines(sold) == ["D Customers 100.00", "C Sales and services 100.00"]
    assert registers(sold) == ["sales 2026-03: 0.00% 100.00 + 0.00 N3.1"]


def test_a_sale_under_reverse_charge_leaves_the_vat_to_the_buyer() -> None:
    sold = entry(issued(invoice(row(80_000, 0, nature="N6.7"))))
    assert lines(sold) == ["D Customers 800.00", "C Sales and services 800.00"]
    assert codes(sold) == []


def test_an_invoice_with_a_negative_total_takes_away_and_says_so() -> None:
    sold = entry(issued(invoice(row(-10_000))))
    assert lines(sold) == ["C Customers 122.00", "D Sales and services 100.00", "D Output VAT 22.00"]
    assert registers(sold) == ["sales 2026-03: 22.00% -100.00 + -22.00"]
    assert codes(sold) == ["negative-invoice"]


def test_a_balance_invoice_nets_the_advance_by_its_negative_rows() -> None:
    sold = entry(issued(invoice(row(50_000), row(-20_000))))
    assert lines(sold) == ["D Customers 366.00", "C Sales and services 300.00", "C Output VAT 66.00"]


# purchases


@pytest.mark.parametrize("code", ["TD01", "TD05", "TD07", "TD09", "TD24", "TD25", "TD26", "TD28"])
def test_a_purchase(code: str) -> None:
    bought = entry(received(invoice(code=code)))
    assert lines(bought) == ["D Purchases of goods and services 100.00", "D Input VAT 22.00", "C Suppliers 122.00"]
    assert registers(bought) == ["purchases 2026-03: 22.00% 100.00 + 22.00"]
    assert bought.journal is Journal.PURCHASES
    assert bought.description == f"{code} · 7 · Olmo S.r.l."
    assert [line.party_id for line in bought.lines] == [None, None, 5]


@pytest.mark.parametrize("code", ["TD02", "TD03"])
def test_an_advance_paid_is_a_claim_until_the_balance(code: str) -> None:
    assert lines(entry(received(invoice(code=code)))) == [
        "D Advances to suppliers 100.00", "D Input VAT 22.00", "C Suppliers 122.00",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["TD04", "TD08"])
def test_a_credit_note_received(code: str) -> None:
    note = entry(received(invoice(row(4_000), code=code)))
    assert lines(note) == ["C Purchases of goods and services 40.00", "C Input VAT 8.80", "D Suppliers 48.80"]
    assert registers(note) == ["purchases 2026-03: 22.00% -40.00 + -8.80"]


def test_a_fee_received() -> None:
    fee = entry(received(FEE))
    assert lines(fee) == [
        "D Professional fees 1000.00", "D Pension-fund contributions on fees 40.00", "D Input VAT 228.80",
        "C Suppliers 1268.80",
    ]  # fmt: skip
    assert registers(fee) == ["purchases 2026-03: 22.00% 1040.00 + 228.80"]
    assert codes(fee) == ["withholding"]


@pytest.mark.parametrize("kind", ["RT01", "RT02"])
def test_an_invoice_with_tax_withheld_is_a_fee_whatever_its_type(kind: str) -> None:
    document = invoice(withholding=(Withholding(kind, 2_000),))
    assert lines(entry(received(document)))[0] == "D Professional fees 100.00"


def test_a_contribution_withheld_makes_no_fee() -> None:
    document = invoice(withholding=(Withholding("RT04", 2_000),))
    assert lines(entry(received(document)))[0] == "D Purchases of goods and services 100.00"


def test_a_supplier_outside_vat_is_cost_alone_and_still_in_the_register() -> None:
    bought = entry(received(invoice(row(30_000, 0, nature="N2.2"), regime="RF19")))
    assert lines(bought) == ["D Purchases of goods and services 300.00", "C Suppliers 300.00"]
    assert registers(bought) == ["purchases 2026-03: 0.00% 300.00 + 0.00 N2.2"]


def test_the_account_a_person_named_takes_the_cost() -> None:
    assert lines(entry(received(invoice(), "account:5040"))) == [
        "D Utilities 100.00", "D Input VAT 22.00", "C Suppliers 122.00",
    ]  # fmt: skip


def test_vat_on_cars_is_deducted_in_part_and_the_rest_is_cost() -> None:
    bought = entry(received(invoice(), "account:5080"))
    assert lines(bought) == ["D Vehicle running costs 113.20", "D Input VAT 8.80", "C Suppliers 122.00"]
    assert registers(bought) == ["purchases 2026-03: 22.00% 100.00 + 22.00 lost 13.20"]


def test_a_credit_note_on_cars_gives_both_parts_back() -> None:
    note = entry(received(invoice(code="TD04"), "account:5080"))
    assert lines(note) == ["C Vehicle running costs 113.20", "C Input VAT 8.80", "D Suppliers 122.00"]
    assert registers(note) == ["purchases 2026-03: 22.00% -100.00 + -22.00 lost -13.20"]


def test_split_payment_on_a_purchase_is_owed_to_the_tax_office() -> None:
    bought = entry(received(invoice(row(250_000, exigibility="S"))))
    assert lines(bought) == [
        "D Purchases of goods and services 2500.00", "D Input VAT 550.00", "C Suppliers 3050.00",
        "D Suppliers 550.00", "C Tax office, split-payment VAT 550.00",
    ]  # fmt: skip
    assert registers(bought) == ["purchases 2026-03: 22.00% 2500.00 + 550.00 S"]


def test_vat_the_supplier_owes_on_collection_is_deducted_on_payment() -> None:
    bought = entry(received(invoice(row(10_000, exigibility="D"), regime="RF16")))
    assert lines(bought) == [
        "D Purchases of goods and services 100.00", "D Input VAT, deferred 22.00", "C Suppliers 122.00",
    ]  # fmt: skip
    assert registers(bought) == ["purchases 2026-03: 22.00% 100.00 + 22.00 D"]


def test_vat_of_a_supplier_under_cash_accounting_is_deducted_at_once() -> None:
    bought = entry(received(invoice(row(10_000, exigibility="D"), regime="RF17")))
    assert lines(bought) == ["D Purchases of goods and services 100.00", "D Input VAT 22.00", "C Suppliers 122.00"]
    assert registers(bought) == ["purchases 2026-03: 22.00% 100.00 + 22.00"]


def test_deferred_vat_on_cars_is_lost_in_the_same_share() -> None:
    bought = entry(received(invoice(row(10_000, exigibility="D"), row(10_000)), "account:5080"))
    assert lines(bought) == [
        "D Vehicle running costs 226.40", "D Input VAT 8.80", "D Input VAT, deferred 8.80", "C Suppliers 244.00",
    ]  # fmt: skip


def test_stamp_duty_charged_by_a_supplier_is_a_cost_of_its_own_kind() -> None:
    outside = invoice(row(30_000, 0, nature="N2.2"), stamp_duty=200, total_declared=30_200)
    inside = invoice(row(30_000, 0, nature="N2.2"), row(200, 0, nature="N1"), stamp_duty=200)
    for document in (outside, inside):
        assert lines(entry(received(document))) == [
            "D Purchases of goods and services 300.00", "D Stamp duty 2.00", "C Suppliers 302.00",
        ]  # fmt: skip


def test_stamp_duty_a_supplier_keeps_to_itself_is_none_of_ours() -> None:
    document = invoice(row(30_000, 0, nature="N2.2"), stamp_duty=200, total_declared=30_000)
    assert lines(entry(received(document))) == ["D Purchases of goods and services 300.00", "C Suppliers 300.00"]


# reverse charge and self-invoices


def test_a_purchase_under_reverse_charge_and_its_integration() -> None:
    bought = entry(received(invoice(row(80_000, 0, nature="N6.7"))))
    assert lines(bought) == ["D Purchases of goods and services 800.00", "C Suppliers 800.00"]
    assert registers(bought) == ["purchases 2026-03: 0.00% 800.00 + 0.00 N6.7"]
    assert codes(bought) == ["reverse-charge"]
    integrated = entry(received(invoice(row(80_000), code="TD16")))
    assert lines(integrated) == ["D Input VAT 176.00", "C Output VAT, reverse charge 176.00"]
    assert registers(integrated) == [
        "sales/RC 2026-03: 22.00% 800.00 + 176.00", "purchases/RC 2026-03: 22.00% 800.00 + 176.00",
    ]  # fmt: skip


def test_an_integration_that_names_the_nature_beside_its_rate_promises_no_other_one() -> None:
    assert codes(entry(received(invoice(row(80_000, nature="N6.7"), code="TD16")))) == []


def test_goods_taken_from_a_vat_warehouse_without_payment_are_in_both_registers() -> None:
    taken = entry(received(invoice(code="TD22")))
    assert lines(taken) == ["D Input VAT 22.00", "C Output VAT, reverse charge 22.00"]
    assert registers(taken) == [
        "sales/RC 2026-03: 22.00% 100.00 + 22.00",
        "purchases/RC 2026-03: 22.00% 100.00 + 22.00",
    ]


def test_goods_taken_from_a_vat_warehouse_with_payment_are_in_the_purchase_register() -> None:
    taken = entry(received(invoice(code="TD23")))
    assert lines(taken) == ["D Input VAT 22.00", "C Tax office, VAT paid apart 22.00"]
    assert registers(taken) == ["purchases 2026-03: 22.00% 100.00 + 22.00"]


@pytest.mark.parametrize("code", ["TD17", "TD18", "TD19"])
def test_a_purchase_from_abroad_told_by_its_integration(code: str) -> None:
    bought = entry(received(invoice(row(25_000), code=code)))
    assert lines(bought) == [
        "D Purchases of goods and services 250.00", "C Suppliers 250.00", "D Input VAT 55.00",
        "C Output VAT, reverse charge 55.00",
    ]  # fmt: skip
    assert registers(bought) == [
        "sales/RC 2026-03: 22.00% 250.00 + 55.00", "purchases/RC 2026-03: 22.00% 250.00 + 55.00",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["TD17", "TD18", "TD19"])
def test_its_credit_note_has_the_same_type_and_negative_amounts(code: str) -> None:
    note = entry(received(invoice(row(-10_000), code=code, total_declared=-12_200)))
    assert lines(note) == [
        "C Purchases of goods and services 100.00", "D Suppliers 100.00", "C Input VAT 22.00",
        "D Output VAT, reverse charge 22.00",
    ]  # fmt: skip
    assert registers(note) == [
        "sales/RC 2026-03: 22.00% -100.00 + -22.00", "purchases/RC 2026-03: 22.00% -100.00 + -22.00",
    ]  # fmt: skip


def test_reverse_charge_on_cars_is_owed_whole_and_deducted_in_part() -> None:
    integrated = entry(received(invoice(code="TD16"), "account:5080"))
    assert lines(integrated) == [
        "D Input VAT 8.80", "D Vehicle running costs 13.20", "C Output VAT, reverse charge 22.00",
    ]  # fmt: skip
    assert registers(integrated) == [
        "sales/RC 2026-03: 22.00% 100.00 + 22.00", "purchases/RC 2026-03: 22.00% 100.00 + 22.00 lost 13.20",
    ]  # fmt: skip


def test_a_discount_of_a_supplier_abroad_lowers_what_it_is_owed() -> None:
    bought = entry(received(invoice(row(25_000), code="TD17", discount=-1_000, total_declared=29_500)))
    assert lines(bought)[:3] == [
        "D Purchases of goods and services 250.00", "C Discounts received 10.00", "C Suppliers 240.00",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["TD16", "TD22", "TD23", "TD27"])
def test_where_only_vat_is_posted_a_rounding_of_the_total_moves_no_money(code: str) -> None:
    side = issued if code == "TD27" else received
    written = entry(side(invoice(code=code, total_declared=12_202)))
    assert sum(abs(line.amount) for line in written.lines) == 4_400
    assert codes(written) == []


def test_a_self_invoice_that_mends_goes_where_a_person_says() -> None:
    both = entry(received(invoice(code="TD20"), "both-registers"))
    assert lines(both) == ["D Input VAT 22.00", "C Output VAT, reverse charge 22.00"]
    assert registers(both) == BOTH
    apart = entry(received(invoice(code="TD20"), "purchase-register"))
    assert lines(apart) == ["D Input VAT 22.00", "C Tax office, VAT paid apart 22.00"]
    assert registers(apart) == ["purchases 2026-03: 22.00% 100.00 + 22.00"]


# how the total is explained, in lines


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            invoice(discount=-1_000, total_declared=11_200),
            ["D Customers 112.00", "C Sales and services 100.00", "C Output VAT 22.00", "D Discounts allowed 10.00"],
        ),
        (
            invoice(discount=1_000, total_declared=13_200),
            ["D Customers 132.00", "C Sales and services 100.00", "C Output VAT 22.00", "C Discounts allowed 10.00"],
        ),
        (
            invoice(rounding=3, total_declared=12_203),
            ["D Customers 122.03", "C Sales and services 100.00", "C Output VAT 22.00", "C Rounding differences 0.03"],
        ),
        (
            invoice(total_declared=12_198),
            ["D Customers 121.98", "C Sales and services 100.00", "C Output VAT 22.00", "D Rounding differences 0.02"],
        ),
    ],
)
def test_what_lies_between_total_and_summary_has_its_own_line(document: Document, expected: list[str]) -> None:
    assert lines(entry(issued(document))) == expected


def test_the_same_on_the_buyers_side() -> None:
    assert lines(entry(received(invoice(discount=-1_000, rounding=2, total_declared=11_202)))) == [
        "D Purchases of goods and services 100.00", "D Input VAT 22.00", "C Discounts received 10.00",
        "D Rounding differences 0.02", "C Suppliers 112.02",
    ]  # fmt: skip
