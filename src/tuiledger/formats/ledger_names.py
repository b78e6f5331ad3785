"""The words that plain-text ledgers share: account names that never meet, protocols, narrations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from tuiledger.domain.chart import Account, AccountKind, Chart, ChartError
from tuiledger.domain.journal import JournalEntry, Protocol
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import translate

#: The five roots that Beancount insists on and hledger knows by heart.
ROOTS: Final[Mapping[AccountKind, str]] = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
_ODD: Final = re.compile(r"[^A-Za-z0-9]+")
_LONGEST: Final = 60


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _ODD.sub("-", plain).strip("-")[:_LONGEST].rstrip("-")


def _name(account: Account) -> str:
    leaf = "-".join(part for part in (_slug(account.code), _slug(account.name)) if part) or "Account"
    # A component starts with a capital or a digit (Beancount language syntax, Accounts).
    return f"{ROOTS[account.kind]}:{leaf[:1].upper()}{leaf[1:]}"


class LedgerNames:
    """The name of every account of a chart in a plain-text ledger, such as ``Assets:1110-Customers``.

    Names are ASCII whatever the chart says, and in the chart's own words rather than the reader's, so that an export
    of next year continues one of this year. Two accounts whose codes differ in punctuation alone are told apart by a
    few figures of the code's hash.
    """

    def __init__(self, chart: Chart) -> None:
        self._names: dict[str, str] = {}
        taken: set[str] = set()
        for code, account in sorted(chart.accounts.items()):
            name = _name(account)
            digest = sha256(code.encode()).hexdigest()
            length = 6
            while name in taken:
                name = f"{_name(account)}-{digest[:length]}"
                length += 2
            taken.add(name)
            self._names[code] = name

    def __getitem__(self, code: str) -> str:
        """The ledger's name of the account ``code``.

        Raises:
            ChartError: an entry uses an account that the chart lacks.
        """
        try:
            return self._names[code]
        except KeyError:
            raise ChartError(f"account {code} is used and not in the chart") from None


def narration(entry: JournalEntry) -> str:
    """What the entry says of itself, on one line."""
    text = entry.plan.description
    return clean_line(translate(text, *entry.description_values) if entry.description_values else text)


def document_text(entry: JournalEntry) -> str:
    """Type and number of the document the entry stands for, on one line; empty where there is none."""
    return clean_line(" ".join(part for part in (entry.type_code, entry.document_number) if part))


def protocol_text(protocol: Protocol) -> str:
    """A protocol as one word: ``sales/2026/12``, or ``sales-RC/2026/3`` in a series of its own."""
    series = f"-{clean_line(protocol.series)}" if protocol.series else ""
    return f"{protocol.register}{series}/{protocol.year}/{protocol.number}"


def protocols_text(entry: JournalEntry) -> str:
    """The protocols an entry took, parted by a space; empty where it stands in no register."""
    return " ".join(map(protocol_text, entry.protocols))
