"""Drafts whose sums an invoicing program would have made."""

from __future__ import annotations

import datetime
from decimal import Decimal

from tuiledger.domain.documents import VatSummary
from tuiledger.sandbox.drafting import Item, draft, pension, resum, withheld
from tuiledger.sandbox.people import cast

SELLER, BUYER = (firm.details for firm in cast().domestic[:2])
DAY = datetime.date(2026, 4, 30)


def test_a_fee_is_taxed_on_its_fund_and_paid_net_of_the_tax_kept_back() -> None:
    document = draft(
        "TD06", SELLER, BUYER, "1", DAY, [Item("Onorario", 100_000)],
        funds=(pension(100_000, "TC04", 400),), withholding=(withheld(100_000),),
    )  # fmt: skip
    assert document.vat_summary == (VatSummary(2200, None, 104_000, 22_880, "I"),)
    assert document.total_declared == 126_880
    assert document.payments[0].amount == 106_880


def test_a_reduced_line_is_rounded_to_the_cent() -> None:
    document = draft("TD01", SELLER, BUYER, "1", DAY, [Item("Vite", 333, 3, reduced=10)])
    assert document.lines[0].total == Decimal("8.99")
    assert document.taxable == 899


def test_a_public_office_pays_without_the_vat() -> None:
    document = draft("TD01", SELLER, BUYER, "1", DAY, [Item("Servizio", 10_000)], exigibility="S")
    assert (document.total_declared, document.payments[0].amount) == (12_200, 10_000)


def test_a_total_made_anew_counts_discount_and_rounding() -> None:

    document = draft("TD01", SELLER, BUYER, "1", DAY, [Item("Servizio", 10_000)])._replace(discount=-200, rounding=-3)
    assert resum(document).total_declared == 11_997
