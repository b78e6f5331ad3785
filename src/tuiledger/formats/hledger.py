"""The journal as an hledger journal file (hledger manual, Journal format)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tuiledger.domain.chart import AccountKind, Chart
from tuiledger.domain.journal import EntryLine, JournalEntry
from tuiledger.domain.money import decimal_text, exponent
from tuiledger.domain.parties import Company
from tuiledger.formats.ledger_names import LedgerNames, document_text, narration, protocols_text
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _

_TYPES: Final = {
    AccountKind.ASSET: "A",
    AccountKind.LIABILITY: "L",
    AccountKind.EQUITY: "E",
    AccountKind.INCOME: "R",
    AccountKind.EXPENSE: "X",
}
#: Signs that end a description, divide payee from note, close a code, end a tag or make a date, each as its wide twin.
_DESCRIPTION: Final = str.maketrans({";": "\uff1b", "|": "\uff5c"})
_CODE: Final = str.maketrans({"(": "\uff08", ")": "\uff09", ";": "\uff1b"})
_VALUE: Final = str.maketrans({",": "\uff0c", "[": "\uff3b", "]": "\uff3d", ":": "\uff1a"})


def write(entries: Iterable[JournalEntry], chart: Chart, company: Company, currency: str = "EUR") -> Iterator[str]:
    """The journal piece by piece; one transaction an entry, in the order given.

    The protocols are the transaction's code, the party its payee; the rest stands in tags, one a line. Signs that
    mean something to hledger become their full-width twins.

    Args:
        entries: posted entries of ``company``.
        chart: the accounts they use; every one is declared.
        company: whose books they are.
        currency: ISO 4217 code of the books.

    Raises:
        ChartError: while iterating, an entry uses an account the chart lacks.
    """
    names = LedgerNames(chart)
    sample = f"1000.{'0' * exponent(currency)}"
    yield f"; {_spaced(company.name)}\n\ndecimal-mark .\ncommodity {sample} {currency}\n\n"
    for code, account in sorted(chart.accounts.items()):
        yield f"account {names[code]}\n    ; type:{_TYPES[account.kind]}\n    ; name:{_value(_(account.name))}\n"
    for entry in entries:
        yield _transaction(entry, names, currency)


def _transaction(entry: JournalEntry, names: LedgerNames, currency: str) -> str:
    plan = entry.plan
    protocols = protocols_text(entry)
    code = f" ({_spaced(protocols).translate(_CODE)})" if protocols else " ()"
    payee, note = (_spaced(text).translate(_DESCRIPTION) for text in (entry.party_name, narration(entry)))
    header = f"\n{plan.date.isoformat()} *{code} {payee} | {note}\n"
    about = (
        ("journal", plan.journal.value),
        ("number", f"{entry.year}/{entry.number}"),
        ("document", document_text(entry)),
        ("document-date", plan.document_date.isoformat()),
        ("document-id", "" if plan.document_id is None else str(plan.document_id)),
        ("reverses", "" if plan.reverses_id is None else str(plan.reverses_id)),
        ("entry", str(entry.id)),
        ("hash", entry.hash),
    )
    tags = "".join(f"    ; {key}:{_value(value)}\n" for key, value in about if value)
    return header + tags + "".join(_posting(line, entry, names, currency) for line in plan.lines)


def _posting(line: EntryLine, entry: JournalEntry, names: LedgerNames, currency: str) -> str:
    posting = f"    {names[line.account]}  {decimal_text(line.amount, currency)} {currency}\n"
    if line.party_id is None:
        return posting
    return f"{posting}      ; party:{_value(entry.party_name)}\n      ; party-id:{line.party_id}\n"


def _spaced(text: str) -> str:
    """``text`` on one line with single spaces: two would end a name."""
    return " ".join(clean_line(text).split())


def _value(text: str) -> str:
    return _spaced(text).translate(_VALUE)
