"""Accounts, the roles that posting needs filled, and the chart that fills them out of the box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class AccountKind(StrEnum):
    """The five kinds of account; balances of the first two and of equity are carried into the next year."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Role(StrEnum):
    """What posting asks an account for; a chart names one account for each."""

    CUSTOMERS = "customers"
    SUPPLIERS = "suppliers"
    REVENUE = "revenue"
    PURCHASES = "purchases"
    FEES = "fees"
    FUND_REVENUE = "fund_revenue"
    FUND_COST = "fund_cost"
    OUTPUT_VAT = "output_vat"
    OUTPUT_VAT_DEFERRED = "output_vat_deferred"
    INPUT_VAT = "input_vat"
    INPUT_VAT_DEFERRED = "input_vat_deferred"
    REVERSE_CHARGE_VAT = "reverse_charge_vat"
    SPLIT_VAT = "split_vat"
    SPLIT_VAT_OWED = "split_vat_owed"
    VAT_PAID_APART = "vat_paid_apart"
    ADVANCES_RECEIVED = "advances_received"
    ADVANCES_PAID = "advances_paid"
    STAMP_COST = "stamp_cost"
    STAMP_OWED = "stamp_owed"
    STAMP_RECHARGED = "stamp_recharged"
    ASSET_DISPOSALS = "asset_disposals"
    SELF_CONSUMPTION = "self_consumption"
    DISCOUNTS_ALLOWED = "discounts_allowed"
    DISCOUNTS_RECEIVED = "discounts_received"
    ROUNDING = "rounding"


class Account(NamedTuple):
    """One account (conto). ``name`` of a built-in account is an English text, translated when shown.

    ``deductible`` is the share of input VAT on it that may be deducted, in hundredths of a percent.
    """

    code: str
    name: str
    kind: AccountKind
    group: str
    role: Role | None = None
    deductible: int = 10_000


class ChartError(ValueError):
    """A chart that posting cannot use, with the accounts that are wrong or missing."""


class Chart:
    """A company's accounts (piano dei conti), with one account for every role.

    Raises:
        ChartError: two accounts share a code or a role, or a role has no account.
    """

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts: Mapping[str, Account] = {}
        by_code: dict[str, Account] = {}
        by_role: dict[Role, str] = {}
        for account in accounts:
            if account.code in by_code:
                raise ChartError(f"account {account.code} stands twice in the chart")
            by_code[account.code] = account
            if account.role is not None:
                if account.role in by_role:
                    raise ChartError(f"accounts {by_role[account.role]} and {account.code} both fill {account.role}")
                by_role[account.role] = account.code
        missing = [role.value for role in Role if role not in by_role]
        if missing:
            raise ChartError("no account for: " + ", ".join(missing))
        self.accounts = by_code
        self.by_role: Mapping[Role, str] = by_role
        self.partly_deductible: Mapping[str, int] = {
            account.code: account.deductible for account in by_code.values() if account.deductible != 10_000
        }

    def __contains__(self, code: object) -> bool:
        return code in self.accounts

    def account(self, role: Role) -> str:
        """Code of the account that fills ``role``."""
        return self.by_role[role]


_A, _L, _Q, _I, _E = AccountKind

#: The chart a new company starts with: what a small Italian firm needs, a few dozen accounts.
ITALIAN_CHART: tuple[Account, ...] = (
    Account("1010", "Cash", _A, "Liquid funds"),
    Account("1020", "Bank", _A, "Liquid funds"),
    Account("1030", "Settlement account", _A, "Liquid funds"),
    Account("1110", "Customers", _A, "Receivables", Role.CUSTOMERS),
    Account("1120", "Advances to suppliers", _A, "Receivables", Role.ADVANCES_PAID),
    Account("1130", "Other receivables", _A, "Receivables"),
    Account("1210", "Input VAT", _A, "Tax receivables", Role.INPUT_VAT),
    Account("1215", "Input VAT, deferred", _A, "Tax receivables", Role.INPUT_VAT_DEFERRED),
    Account("1220", "Withholding tax suffered", _A, "Tax receivables"),
    Account("1230", "VAT credit", _A, "Tax receivables"),
    Account("1310", "Inventory", _A, "Inventory"),
    Account("1410", "Intangible assets", _A, "Fixed assets"),
    Account("1420", "Plant and machinery", _A, "Fixed assets"),
    Account("1430", "Equipment", _A, "Fixed assets"),
    Account("1440", "Vehicles", _A, "Fixed assets", None, 4_000),
    Account("1510", "Prepayments and accrued income", _A, "Accruals"),
    Account("2110", "Suppliers", _L, "Payables", Role.SUPPLIERS),
    Account("2120", "Advances from customers", _L, "Payables", Role.ADVANCES_RECEIVED),
    Account("2130", "Other payables", _L, "Payables"),
    Account("2210", "Output VAT", _L, "Tax payables", Role.OUTPUT_VAT),
    Account("2215", "Output VAT, deferred", _L, "Tax payables", Role.OUTPUT_VAT_DEFERRED),
    Account("2220", "Output VAT, reverse charge", _L, "Tax payables", Role.REVERSE_CHARGE_VAT),
    Account("2225", "Output VAT, split payment", _L, "Tax payables", Role.SPLIT_VAT),
    Account("2230", "Tax office, split-payment VAT", _L, "Tax payables", Role.SPLIT_VAT_OWED),
    Account("2235", "Tax office, VAT paid apart", _L, "Tax payables", Role.VAT_PAID_APART),
    Account("2240", "Tax office, withholding tax", _L, "Tax payables"),
    Account("2245", "Social security institutions", _L, "Tax payables"),
    Account("2250", "Tax office, stamp duty", _L, "Tax payables", Role.STAMP_OWED),
    Account("2310", "Bank loans", _L, "Loans"),
    Account("2410", "Severance provision", _L, "Provisions"),
    Account("2420", "Accumulated depreciation", _L, "Provisions"),
    Account("2510", "Accruals and deferred income", _L, "Accruals"),
    Account("3010", "Capital", _Q, "Equity"),
    Account("3020", "Reserves", _Q, "Equity"),
    Account("3030", "Result of the year", _Q, "Equity"),
    Account("3040", "Owner's drawings", _Q, "Equity"),
    Account("4010", "Sales and services", _I, "Revenue", Role.REVENUE),
    Account("4020", "Pension-fund contributions recharged", _I, "Revenue", Role.FUND_REVENUE),
    Account("4030", "Stamp duty recharged", _I, "Revenue", Role.STAMP_RECHARGED),
    Account("4040", "Proceeds of asset disposals", _I, "Other income", Role.ASSET_DISPOSALS),
    Account("4050", "Discounts received", _I, "Other income", Role.DISCOUNTS_RECEIVED),
    Account("4060", "Other income", _I, "Other income"),
    Account("5010", "Purchases of goods and services", _E, "Purchases", Role.PURCHASES),
    Account("5020", "Professional fees", _E, "Services", Role.FEES),
    Account("5030", "Pension-fund contributions on fees", _E, "Services", Role.FUND_COST),
    Account("5040", "Utilities", _E, "Services"),
    Account("5050", "Telephone", _E, "Services"),
    Account("5060", "Rent and leases", _E, "Services"),
    Account("5070", "Maintenance", _E, "Services"),
    Account("5080", "Vehicle running costs", _E, "Services", None, 4_000),
    Account("5090", "Insurance", _E, "Services"),
    Account("5100", "Bank charges", _E, "Services"),
    Account("5210", "Wages and salaries", _E, "Personnel"),
    Account("5220", "Social security contributions", _E, "Personnel"),
    Account("5310", "Depreciation", _E, "Depreciation"),
    Account("5410", "Stamp duty", _E, "Sundry costs", Role.STAMP_COST),
    Account("5420", "VAT on self-consumption and gifts", _E, "Sundry costs", Role.SELF_CONSUMPTION),
    Account("5430", "Discounts allowed", _E, "Sundry costs", Role.DISCOUNTS_ALLOWED),
    Account("5440", "Rounding differences", _E, "Sundry costs", Role.ROUNDING),
    Account("5450", "Sundry costs", _E, "Sundry costs"),
    Account("5510", "Interest paid", _E, "Financial costs"),
    Account("5610", "Taxes on income", _E, "Taxes"),
)
