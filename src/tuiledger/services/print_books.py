"""VAT registers, trial balance, ledgers and chart, laid out for people (text) and for programs (CSV, fields)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from tuiledger.domain.chart import Account
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.domain.runs import Refusal
from tuiledger.domain.vat import Register, RegisterLine
from tuiledger.formats import account_ledger, register_data, register_text, trial_balance
from tuiledger.formats.account_ledger import Header
from tuiledger.formats.cells import csv_text
from tuiledger.formats.register_totals import totals
from tuiledger.ports import AccountLine, Balance, LineFilter, Reader
from tuiledger.services.companies import find_company
from tuiledger.text.clean import clean_line

#: Lines read at a time.
_STEP: Final = 2_000
CHART_COLUMNS: Final = ("code", "name", "kind", "group", "role", "deductible")


class PrintedRegister(NamedTuple):
    """A VAT register (registro IVA) of one company, between two days of registration."""

    company: Company
    register: Register
    since: datetime.date
    until: datetime.date
    lines: tuple[RegisterLine, ...]

    def text(self, width: int) -> str:
        """The register as it is printed, on a page of 80 or 132 cells."""
        return "".join(
            register_text.write(self.lines, self.company, self.register, self.since, self.until, width=width)
        )

    def csv(self) -> str:
        """The register as CSV."""
        return "".join(register_data.write_csv(self.lines))

    def fields(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The lines and the totals as JSON objects."""
        return [dict(register_data.line_fields(line)) for line in self.lines], register_data.totals_fields(
            totals(self.lines)
        )


class PrintedBalance(NamedTuple):
    """The trial balance (bilancio di verifica) of one company at a day, or of everything."""

    company: Company
    at: datetime.date | None
    rows: tuple[Balance, ...]

    @property
    def balanced(self) -> bool:
        """Debits and credits are the same."""
        return sum(row.balance for row in self.rows) == 0

    def text(self, width: int) -> str:
        """The trial balance as it is printed."""
        return trial_balance.write(self.rows, self.company, self.at, width=width)

    def csv(self) -> str:
        """The trial balance as CSV."""
        return "".join(trial_balance.write_csv(self.rows))

    def fields(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The accounts and the totals as JSON objects."""
        return [dict(trial_balance.row_fields(row)) for row in self.rows], dict(trial_balance.totals_fields(self.rows))


class PrintedLedger(NamedTuple):
    """The ledger (mastrino) of one account, whole or between two days."""

    header: Header
    lines: tuple[AccountLine, ...]

    def text(self, width: int | None) -> str:
        """The ledger as it is printed."""
        return account_ledger.write(self.header, self.lines, width=width)

    def csv(self) -> str:
        """The lines as CSV."""
        return "".join(account_ledger.write_csv(self.lines))

    def fields(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The lines and the totals as JSON objects."""
        items = [dict(account_ledger.line_fields(line)) for line in self.lines]
        return items, dict(account_ledger.totals_fields(self.header, self.lines))


def print_register(
    reader: Reader, company_code: str, register: Register, since: datetime.date, until: datetime.date
) -> PrintedRegister:
    """A company's register between two days.

    Raises:
        Refusal: no such company.
    """
    company = find_company(reader, company_code)
    return PrintedRegister(
        company, register, since, until, tuple(reader.register_lines(company.id, register, since, until))
    )


def print_trial_balance(reader: Reader, company_code: str, at: datetime.date | None) -> PrintedBalance:
    """A company's trial balance up to and with day ``at``.

    Raises:
        Refusal: no such company.
    """
    company = find_company(reader, company_code)
    return PrintedBalance(company, at, reader.trial_balance(company.id, at))


def print_ledger(
    reader: Reader,
    company_code: str,
    account_code: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> PrintedLedger:
    """An account's ledger between two days, both included; without them, from its first line to its last.

    Raises:
        Refusal: no such company, or no such account in its chart.
    """
    company = find_company(reader, company_code)
    account = reader.chart(company.id).accounts.get(account_code)
    if account is None:
        raise Refusal("account-unknown", "There is no account {}", (clean_line(account_code)[:40],))
    card = reader.account_card(company.id, account_code, until)
    balances = dict(zip(card.lines, card.balances, strict=True))
    wanted = LineFilter(company.id, account_code, since, until)
    ids = card.lines if since is None else reader.account_line_ids(wanted)
    before = len(card.lines) - len(ids)
    opening = card.balances[before - 1] if before else 0
    lines = tuple(
        line._replace(balance=balances[line.id])
        for start in range(0, len(ids), _STEP)
        for line in reader.account_lines(ids[start : start + _STEP])
    )
    return PrintedLedger(Header(company, account, since, until, opening), lines)


def chart_csv(accounts: Iterable[Account]) -> str:
    """A chart as the CSV that :func:`tuiledger.services.companies.read_chart` reads."""
    rows: Sequence[Sequence[str]] = [
        (a.code, a.name, a.kind.value, a.group, a.role.value if a.role else "", decimal_text(a.deductible))
        for a in accounts
    ]
    return "".join(csv_text(CHART_COLUMNS, rows))
