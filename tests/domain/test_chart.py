"""The chart of accounts fills every role once, or cannot be used."""

from __future__ import annotations

import pytest

from tuiledger.domain.chart import ITALIAN_CHART, Account, AccountKind, Chart, ChartError, Role


def test_the_built_in_chart_fills_every_role() -> None:
    chart = Chart(ITALIAN_CHART)
    assert {chart.account(role) for role in Role} <= set(chart.accounts)
    assert len({chart.account(role) for role in Role}) == len(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_account_is_named(role: Role) -> None:
    with pytest.raises(ChartError, match=role.value):
        Chart(account for account in ITALIAN_CHART if account.role is not role)


def test_a_code_stands_once() -> None:
    with pytest.raises(ChartError, match="1010 stands twice"):
        Chart((*ITALIAN_CHART, Account("1010", "Cash again", AccountKind.ASSET, "")))


def test_a_role_is_filled_once() -> None:
    with pytest.raises(ChartError, match="1110 and 1111 both fill customers"):
        Chart((*ITALIAN_CHART, Account("1111", "Customers", AccountKind.ASSET, "", Role.CUSTOMERS)))


def test_accounts_that_let_deduct_only_in_part_are_known() -> None:
    assert Chart(ITALIAN_CHART).partly_deductible == {"1440": 4_000, "5080": 4_000}


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.CUSTOMERS, AccountKind.ASSET), (Role.SUPPLIERS, AccountKind.LIABILITY), (Role.REVENUE, AccountKind.INCOME),
     (Role.PURCHASES, AccountKind.EXPENSE), (Role.INPUT_VAT, AccountKind.ASSET),
     (Role.OUTPUT_VAT, AccountKind.LIABILITY),
     (Role.SPLIT_VAT_OWED, AccountKind.LIABILITY), (Role.STAMP_OWED, AccountKind.LIABILITY),
     (Role.ADVANCES_RECEIVED, AccountKind.LIABILITY), (Role.ADVANCES_PAID, AccountKind.ASSET)],
)  # fmt: skip
def test_roles_stand_on_the_right_side(role: Role, kind: AccountKind) -> None:
    chart = Chart(ITALIAN_CHART)
    assert chart.accounts[chart.account(role)].kind is kind


def test_an_account_is_found_by_code() -> None:
    assert "1010" in Chart(ITALIAN_CHART)
    assert "9999" not in Chart(ITALIAN_CHART)
