"""The journal as a Beancount ledger (Beancount language syntax, version 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuiledger.domain.chart import Chart
from tuiledger.domain.journal import EntryLine, JournalEntry
from tuiledger.domain.money import decimal_text
from tuiledger.domain.parties import Company
from tuiledger.formats.ledger_names import LedgerNames, document_text, narration, protocols_text
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _

#: Accounts are open from a day before any document's: the format of e-invoices knows none before 1970.
_OPENED = "1900-01-01"


def write(entries: Iterable[JournalEntry], chart: Chart, company: Company, currency: str = "EUR") -> Iterator[str]:
    """The ledger piece by piece, to be joined or written as it comes; one transaction an entry, in the order given.

    Dates are registration dates. A link ties an entry to its document, another to its reversal.

    Args:
        entries: posted entries of ``company``.
        chart: the accounts they use; every one is opened.
        company: whose books they are.
        currency: ISO 4217 code of the books.

    Raises:
        ChartError: while iterating, an entry uses an account the chart lacks.
    """
    names = LedgerNames(chart)
    yield f'option "title" {_string(company.name)}\noption "operating_currency" "{currency}"\n\n'
    for code, account in sorted(chart.accounts.items()):
        yield f"{_OPENED} open {names[code]} {currency}\n  code: {_string(code)}\n  name: {_string(_(account.name))}\n"
    for entry in entries:
        yield _transaction(entry, names, currency)


def _transaction(entry: JournalEntry, names: LedgerNames, currency: str) -> str:
    plan = entry.plan
    payee = f"{_string(entry.party_name)} " if entry.party_name else ""
    header = f"\n{plan.date.isoformat()} * {payee}{_string(narration(entry))}{_links(entry)}\n"
    about = (
        ("journal", plan.journal.value),
        ("number", f"{entry.year}/{entry.number}"),
        ("protocol", protocols_text(entry)),
        ("document", document_text(entry)),
        ("document-date", plan.document_date.isoformat()),
        ("hash", entry.hash),
    )
    metadata = "".join(f"  {key}: {_string(value)}\n" for key, value in about if value)
    return header + metadata + "".join(_posting(line, entry, names, currency) for line in plan.lines)


def _posting(line: EntryLine, entry: JournalEntry, names: LedgerNames, currency: str) -> str:
    posting = f"  {names[line.account]}  {decimal_text(line.amount, currency)} {currency}\n"
    if line.party_id is None:
        return posting
    return f'{posting}    party: {_string(entry.party_name)}\n    party-id: "{line.party_id}"\n'


def _links(entry: JournalEntry) -> str:
    plan = entry.plan
    links = []
    if plan.document_id is not None:
        links.append(f" ^document-{plan.document_id}")
    if plan.reverses_id is not None:
        links.append(f" ^reversal-{plan.reverses_id}")
    if entry.reversed_by is not None:
        links.append(f" ^reversal-{entry.id}")
    return "".join(links)


def _string(text: str) -> str:
    """``text`` as a string literal on one line; what cannot be seen is a visible mark already."""
    return '"' + clean_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
