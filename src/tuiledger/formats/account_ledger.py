"""The ledger of one account (mastrino): as people read it, as rows, and as CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from tuiledger.domain.chart import Account
from tuiledger.domain.journal import Journal
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.formats.cells import csv_text, text_cell
from tuiledger.text.amounts import amount_text
from tuiledger.text.clean import clean_line
from tuiledger.text.dates import date_text
from tuiledger.text.table import columns
from tuiledger.text.translation import _


class LedgerLine(Protocol):
    """A line of an account: ``amount`` is positive in debit, ``balance`` what the account has after it, in cents."""

    @property
    def entry_id(self) -> int: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def number(self) -> int: ...
    @property
    def date(self) -> datetime.date: ...
    @property
    def description(self) -> str: ...
    @property
    def party_name(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def document_id(self) -> int | None: ...
    @property
    def balance(self) -> int: ...


class Header(NamedTuple):
    """Whose account it is, and from which day to which; ``opening`` is the balance before the first line."""

    company: Company
    account: Account
    since: datetime.date | None
    until: datetime.date | None
    opening: int


#: Names of the fields and columns.
COLUMNS: Final = (
    "date", "journal", "number", "entry", "document", "description", "party", "debit", "credit", "balance",
)  # fmt: skip
_TEXTS: Final = frozenset({"description", "party"})


def line_fields(line: LedgerLine, currency: str = "EUR") -> dict[str, str | int | None]:
    """One line as a JSON object: amounts are decimal strings, ``balance`` is debits less credits."""
    return {
        "date": line.date.isoformat(),
        "journal": line.journal.value,
        "number": line.number,
        "entry": line.entry_id,
        "document": line.document_id,
        "description": clean_line(line.description),
        "party": clean_line(line.party_name),
        "debit": decimal_text(max(line.amount, 0), currency),
        "credit": decimal_text(max(-line.amount, 0), currency),
        "balance": decimal_text(line.balance, currency),
    }


def totals_fields(header: Header, lines: Iterable[LedgerLine], currency: str = "EUR") -> dict[str, str]:
    """The balances before and after the lines, and the sums of both sides, as a JSON object."""
    debit, credit = _totals(lines)
    return {
        "opening": decimal_text(header.opening, currency),
        "debit": decimal_text(debit, currency),
        "credit": decimal_text(credit, currency),
        "closing": decimal_text(header.opening + debit - credit, currency),
    }


def write_csv(lines: Iterable[LedgerLine], currency: str = "EUR") -> Iterator[str]:
    """The lines as CSV (RFC 4180, UTF-8)."""
    return csv_text(COLUMNS, (_cells(line_fields(line, currency)) for line in lines))


def write(header: Header, lines: Sequence[LedgerLine], *, width: int | None = 100, currency: str = "EUR") -> str:
    """The ledger in the language in force, between the balance brought forward and the closing one.

    Args:
        header: whose account and which days.
        lines: its lines, oldest first.
        width: cells of the page; None for as wide as it takes.
        currency: ISO 4217 code of the books.
    """
    debit, credit = _totals(lines)

    def amount(minor: int) -> str:
        return amount_text(minor, currency)

    table = columns(
        [
            ("", "", _("Balance brought forward"), "", "", "", amount(header.opening)),
            *(
                (date_text(line.date), line.number, line.description, line.party_name,
                 amount(line.amount) if line.amount > 0 else "", amount(-line.amount) if line.amount < 0 else "",
                 amount(line.balance))
                for line in lines
            ),
            ("", "", _("Total"), "", amount(debit), amount(credit), amount(header.opening + debit - credit)),
        ],
        (_("Date"), _("No."), _("Description"), _("Party"), _("Debit"), _("Credit"), _("Balance")),
        "lrllrrr",
        width=width,
    )  # fmt: skip
    title = _("Ledger of {} {}").format(header.account.code, _(header.account.name))
    return f"{clean_line(title)}\n{clean_line(header.company.name)}{_days(header)}\n\n{table}\n"


def _days(header: Header) -> str:
    since, until = (date_text(day) if day else "" for day in (header.since, header.until))
    if since and until:
        return "  " + _("from {} to {}").format(since, until)
    if since:
        return "  " + _("from {}").format(since)
    return "  " + _("up to {}").format(until) if until else ""


def _totals(lines: Iterable[LedgerLine]) -> tuple[int, int]:
    debit = credit = 0
    for line in lines:
        debit, credit = debit + max(line.amount, 0), credit + max(-line.amount, 0)
    return debit, credit


def _cells(fields: dict[str, str | int | None]) -> list[str]:
    texts = {name: "" if value is None else str(value) for name, value in fields.items()}
    return [text_cell(text) if name in _TEXTS else text for name, text in texts.items()]
