"""The journal as a table: one row for each line of each entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tuiledger.domain.chart import Chart, ChartError
from tuiledger.domain.journal import EntryLine, JournalEntry
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.domain.vat import VatRow
from tuiledger.formats.cells import csv_text, text_cell
from tuiledger.formats.ledger_names import narration, protocols_text
from tuiledger.text.translation import _

#: Names of the columns. ``vat`` holds the entry's register rows, each as ``rate-or-nature:taxable:tax:exigibility``,
#: parted by spaces; ``vat_period`` the month whose settlement they enter.
COLUMNS: Final = (
    "company", "journal", "year", "number", "registration_date", "document_date", "protocol", "description",
    "document_type", "document", "account", "account_name", "debit", "credit", "party_id", "party", "part",
    "vat_period", "vat", "entry_id", "reverses", "hash",
)  # fmt: skip


def write(entries: Iterable[JournalEntry], chart: Chart, company: Company, currency: str = "EUR") -> Iterator[str]:
    """The table piece by piece (RFC 4180, UTF-8), amounts as plain decimals with a point, dates ISO 8601.

    Args:
        entries: posted entries of ``company``, written in the order given.
        chart: the accounts they use.
        company: whose books they are.
        currency: ISO 4217 code of the books; it decides the decimals.

    Raises:
        ChartError: while iterating, an entry uses an account the chart lacks.
    """
    return csv_text(COLUMNS, _rows(entries, chart, company, currency))


def _rows(entries: Iterable[JournalEntry], chart: Chart, company: Company, currency: str) -> Iterator[tuple[str, ...]]:
    names = {code: text_cell(_(account.name)) for code, account in chart.accounts.items()}
    owner = text_cell(company.code)
    for entry in entries:
        plan = entry.plan
        vat = " ".join(_vat(row, currency) for register in plan.registers for row in register.rows)
        before = (
            owner,
            plan.journal.value,
            str(entry.year),
            str(entry.number),
            plan.date.isoformat(),
            plan.document_date.isoformat(),
            text_cell(protocols_text(entry)),
            text_cell(narration(entry)),
            text_cell(entry.type_code),
            text_cell(entry.document_number),
        )
        after = (
            " ".join(dict.fromkeys(register.period for register in plan.registers)),
            vat,
            str(entry.id),
            "" if plan.reverses_id is None else str(plan.reverses_id),
            entry.hash,
        )
        for line in plan.lines:
            if line.account not in names:
                raise ChartError(f"account {line.account} is used and not in the chart")
            yield before + _line(line, names[line.account], entry.party_name, currency) + after


def _line(line: EntryLine, account_name: str, party: str, currency: str) -> tuple[str, ...]:
    return (
        text_cell(line.account),
        account_name,
        decimal_text(line.amount, currency) if line.amount > 0 else "",
        decimal_text(-line.amount, currency) if line.amount <= 0 else "",
        "" if line.party_id is None else str(line.party_id),
        "" if line.party_id is None else text_cell(party),
        line.part.value,
    )


def _vat(row: VatRow, currency: str) -> str:
    kind = row.nature or decimal_text(row.rate)
    return f"{kind}:{decimal_text(row.taxable, currency)}:{decimal_text(row.tax, currency)}:{row.exigibility}"
