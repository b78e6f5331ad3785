"""Beancount itself reads what we export, without a word of complaint and to the cent."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from beancount import loader
from beancount.core import data
from hypothesis import given, settings
from tests.formats.books import CHART, COMPANY, HOSTILE, entries, entry, ledger, sums

from tuiledger.domain.journal import EntryLine, JournalEntry, Part
from tuiledger.formats import beancount
from tuiledger.formats.ledger_names import LedgerNames
from tuiledger.text.clean import clean_line

NAMES = LedgerNames(CHART)


def read_back(text: str) -> tuple[dict[str, int], list[data.Transaction]]:
    """Balances in cents by account and the transactions, as Beancount understood them."""
    directives, errors, _ = loader.load_string(text)
    assert errors == []
    transactions = [directive for directive in directives if isinstance(directive, data.Transaction)]
    found: dict[str, Decimal] = {}
    for transaction in transactions:
        for posting in transaction.postings:
            units = posting.units
            assert units is not None
            assert isinstance(units.number, Decimal)
            assert units.currency == "EUR"
            found[posting.account] = found.get(posting.account, Decimal(0)) + units.number
    return {account: int(amount * 100) for account, amount in found.items()}, transactions


def named(made: list[JournalEntry]) -> dict[str, int]:
    return {NAMES[code]: amount for code, amount in sums(made).items()}


def test_bean_check_finds_nothing_in_five_hundred_hostile_entries(tmp_path: Path) -> None:
    made = ledger(500)
    file = tmp_path / "journal.beancount"
    file.write_text("".join(beancount.write(made, CHART, COMPANY)), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("bean-check")), str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    balances, transactions = read_back(file.read_text(encoding="utf-8"))
    assert balances == named(made)
    assert len(transactions) == 500


def test_texts_come_back_as_they_are_shown() -> None:
    lines = (EntryLine("1010", 100, Part.OTHER), EntryLine("1020", -100, Part.OTHER, 4))
    made = [entry(n, lines, party=text, description=text) for n, text in enumerate(HOSTILE, 1)]
    _, transactions = read_back("".join(beancount.write(made, CHART, COMPANY)))
    by_number = {transaction.meta["number"]: transaction for transaction in transactions}
    for number, text in enumerate(HOSTILE, 1):
        transaction = by_number[f"2026/{number}"]
        assert transaction.narration == clean_line(text)
        assert (transaction.payee or "") == clean_line(text)
        assert (transaction.postings[1].meta or {})["party"] == clean_line(text)


def test_a_transaction_tells_protocol_document_hash_and_links() -> None:
    lines = (EntryLine("1010", 100, Part.OTHER), EntryLine("1020", -100, Part.OTHER))
    made = [entry(9, lines, reverses=3)]
    _, (transaction,) = read_back("".join(beancount.write(made, CHART, COMPANY)))
    assert transaction.meta["document"] == "TD01 7"
    assert transaction.meta["hash"] == f"{9:064x}"
    assert transaction.links == {"document-9", "reversal-3"}
    assert transaction.date.isoformat() == "2026-01-31"


@settings(max_examples=40)
@given(entries())
def test_sums_read_again_are_the_sums_that_were_written(made: list[JournalEntry]) -> None:
    balances, _ = read_back("".join(beancount.write(made, CHART, COMPANY)))
    assert balances == named(made)
