"""hledger itself reads what we export, strictly and to the cent."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.books import CHART, COMPANY, entries, entry, ledger, sums

from tuiledger.domain.journal import EntryLine, JournalEntry, Part, Protocol
from tuiledger.domain.vat import Register
from tuiledger.formats import hledger
from tuiledger.formats.ledger_names import LedgerNames

NAMES = LedgerNames(CHART)
needs_hledger = pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")


def ask(file: Path, *words: str) -> str:
    command = ["hledger", "-f", str(file), *words]
    unicode = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=unicode)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def balances(file: Path) -> dict[str, int]:
    rows = csv.reader(io.StringIO(ask(file, "balance", "--flat", "--empty", "--no-total", "-O", "csv")))
    next(rows)
    return {account: int(Decimal(amount.removesuffix(" EUR")) * 100) for account, amount in rows}


def used(made: list[JournalEntry]) -> dict[str, int]:
    return {NAMES[code]: amount for code, amount in sums(made).items()}


@needs_hledger
def test_hledger_finds_nothing_in_five_hundred_hostile_entries(tmp_path: Path) -> None:
    made = ledger(500)
    file = tmp_path / "books.journal"
    file.write_text("".join(hledger.write(made, CHART, COMPANY)), encoding="utf-8")
    assert ask(file, "check", "--strict") == ""
    assert ask(file, "check", "ordereddates") == ""
    found = balances(file)
    assert {account: amount for account, amount in found.items() if amount} == {
        account: amount for account, amount in used(made).items() if amount
    }
    assert len(re.findall(r"^2026-", ask(file, "print"), re.MULTILINE)) == 500


@needs_hledger
def test_no_text_from_outside_changes_a_date_or_a_tag(tmp_path: Path) -> None:
    lines = (EntryLine("1010", 100, Part.OTHER, 5), EntryLine("1020", -100, Part.OTHER))
    hostile = "date:2020-01-01, x:y [2020-01-01] ; z"
    made = [entry(1, lines, party=hostile, description=hostile, document=hostile)]
    file = tmp_path / "books.journal"
    file.write_text("".join(hledger.write(made, CHART, COMPANY)), encoding="utf-8")
    assert ask(file, "register", "-e", "2026-01-01") == ""
    assert "x" not in ask(file, "tags").split()


def test_the_code_is_the_protocol() -> None:
    lines = (EntryLine("1010", 100, Part.OTHER), EntryLine("1020", -100, Part.OTHER))
    made = [entry(1, lines, protocols=(Protocol(Register.SALES, "", 2026, 12),))]
    assert "2026-01-31 * (sales/2026/12) Bianchi | TD01 · 7 · Olmo\n" in "".join(hledger.write(made, CHART, COMPANY))


@needs_hledger
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=entries())
def test_sums_read_again_are_the_sums_that_were_written(made: list[JournalEntry], tmp_path: Path) -> None:
    file = tmp_path / "books.journal"
    file.write_text("".join(hledger.write(made, CHART, COMPANY)), encoding="utf-8")
    assert balances(file) == used(made)
