"""The trial balance (bilancio di verifica): as people read it, as rows, and as CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from tuiledger.domain.chart import Account
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.formats.cells import csv_text, text_cell
from tuiledger.text.amounts import amount_text
from tuiledger.text.clean import clean_line
from tuiledger.text.dates import date_text
from tuiledger.text.table import columns
from tuiledger.text.translation import N_, _, translate


class AccountSums(Protocol):
    """An account with the sums of its debits and of its credits, both positive, in minor units."""

    @property
    def account(self) -> Account: ...
    @property
    def debit(self) -> int: ...
    @property
    def credit(self) -> int: ...


#: Names of the fields and columns.
COLUMNS: Final = ("account", "name", "kind", "debit", "credit", "balance")


def row_fields(row: AccountSums, currency: str = "EUR") -> dict[str, str]:
    """One account as a JSON object: amounts are decimal strings, ``balance`` is debits less credits."""
    return {
        "account": row.account.code,
        "name": clean_line(_(row.account.name)),
        "kind": row.account.kind.value,
        "debit": decimal_text(row.debit, currency),
        "credit": decimal_text(row.credit, currency),
        "balance": decimal_text(row.debit - row.credit, currency),
    }


def totals_fields(rows: Iterable[AccountSums], currency: str = "EUR") -> dict[str, str | bool]:
    """The sums of all debits and credits as a JSON object, and whether they balance."""
    debit, credit = _totals(rows)
    return {
        "debit": decimal_text(debit, currency),
        "credit": decimal_text(credit, currency),
        "balanced": debit == credit,
    }


def write_csv(rows: Iterable[AccountSums], currency: str = "EUR") -> Iterator[str]:
    """The trial balance as CSV (RFC 4180, UTF-8), one row an account."""
    return csv_text(COLUMNS, (_cells(row_fields(row, currency)) for row in rows))


def write(
    rows: Sequence[AccountSums],
    company: Company,
    at: datetime.date | None = None,
    *,
    width: int | None = 80,
    currency: str = "EUR",
) -> str:
    """The trial balance in the language in force, closed by a line that says whether it balances.

    Args:
        rows: the accounts, in the order to print.
        company: whose books they are.
        at: the day it stands for; None is everything posted.
        width: cells of the page; None for as wide as it takes.
        currency: ISO 4217 code of the books.
    """
    debit, credit = _totals(rows)

    def amount(minor: int) -> str:
        return amount_text(minor, currency)

    table = columns(
        [
            *(
                (row.account.code, _(row.account.name), amount(row.debit), amount(row.credit),
                 amount(row.debit - row.credit))
                for row in rows
            ),
            ("", _("Total"), amount(debit), amount(credit), amount(debit - credit)),
        ],
        (_("Account"), _("Name"), _("Debit"), _("Credit"), _("Balance")),
        "llrrr",
        width=width,
    )  # fmt: skip
    title = translate(N_("Trial balance at {}"), date_text(at)) if at else _("Trial balance")
    verdict = (
        translate(N_("Balanced: debits and credits are both {} {}"), amount(debit), currency)
        if debit == credit
        else translate(N_("NOT balanced: debits and credits differ by {} {}"), amount(debit - credit), currency)
    )
    return f"{title}\n{clean_line(company.name)}\n\n{table}\n{verdict}\n"


def _totals(rows: Iterable[AccountSums]) -> tuple[int, int]:
    debit = credit = 0
    for row in rows:
        debit += row.debit
        credit += row.credit
    return debit, credit


def _cells(fields: dict[str, str]) -> list[str]:
    return [text_cell(fields["account"]), text_cell(fields["name"]), *list(fields.values())[2:]]
