"""The month whose settlement a sale enters."""

from __future__ import annotations

import datetime

import pytest
from tests.domain.builders import RULES, entry, invoice, issued, received

from tuiledger.domain.posting import PostingRules
from tuiledger.domain.treatments import vat_period


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "date", "deliveries", "period"),
    [
        ("TD01", "2026-03-31", (), "2026-03"),
        ("TD24", "2026-04-10", ("2026-03-02", "2026-03-30"), "2026-03"),
        ("TD24", "2026-04-10", (), "2026-04"),
        ("TD25", "2026-04-10", ("2026-03-30",), "2026-04"),
        ("TD25", "2027-01-10", ("2026-12-30",), "2027-01"),
        ("TD25", "2026-12-20", ("2026-11-30",), "2026-12"),
        ("TD01", "2026-04-10", ("2026-03-30",), "2026-04"),
    ],
)
def test_deferred_invoices_belong_to_the_month_of_delivery(
    code: str, date: str, deliveries: tuple[str, ...], period: str
) -> None:
    document = invoice(code=code, date=day(date), deliveries=tuple(map(day, deliveries)))
    assert vat_period(document) == period
    assert entry(issued(document)).registers[0].period == period


def test_a_sale_registered_later_stays_in_the_month_of_the_operation() -> None:
    assert entry(issued(invoice(), "date:2026-04-12")).registers[0].period == "2026-03"


@pytest.mark.parametrize(
    ("locked", "period"), [("2026-02-28", "2026-03"), ("2026-03-15", "2026-03"), ("2026-03-31", "2026-04")]
)
def test_nothing_enters_a_settled_month_invariant_14(locked: str, period: str) -> None:
    rules = PostingRules(1, RULES.chart, locked_until=day(locked))
    assert entry(issued(invoice(), "date:2026-04-12"), rules).registers[0].period == period


def test_a_deferred_invoice_does_not_enter_a_settled_month_either_invariant_14() -> None:
    rules = PostingRules(1, RULES.chart, locked_until=day("2026-03-31"))
    document = invoice(code="TD24", date=day("2026-04-10"), deliveries=(day("2026-03-30"),))
    assert entry(issued(document), rules).registers[0].period == "2026-04"


def test_a_purchase_is_deducted_in_the_month_it_is_registered() -> None:
    arrived = received(invoice(date=day("2026-03-30")), received_on=day("2026-04-02"))
    assert entry(arrived).registers[0].period == "2026-04"
    assert entry(arrived).date == day("2026-04-02")
