"""The trial balance on paper and as data."""

from __future__ import annotations

import csv
import datetime
import io

from tests.formats.books import CHART, COMPANY

from tuiledger.formats import trial_balance
from tuiledger.ports import Balance
from tuiledger.text.table import cell_width

ROWS = [
    Balance(CHART.accounts["1110"], 12_200_000, 0),
    Balance(CHART.accounts["2210"], 0, 2_200_000),
    Balance(CHART.accounts["4010"], 100, 10_000_100),
]


def test_the_page_closes_with_the_totals_and_says_that_they_balance() -> None:
    page = trial_balance.write(ROWS, COMPANY, datetime.date(2026, 12, 31))
    assert page.startswith("Trial balance at 2026-12-31\n")
    assert "Balanced: debits and credits are both 122,001.00 EUR" in page
    assert all(cell_width(line) <= 80 for line in page.splitlines())
    (sales,) = (line.split() for line in page.splitlines() if line.startswith("4010"))
    assert sales[-3:] == ["1.00", "100,001.00", "-100,000.00"]


def test_books_that_do_not_balance_are_told_so_aloud() -> None:
    page = trial_balance.write(ROWS[:2], COMPANY)
    assert "NOT balanced: debits and credits differ by 100,000.00 EUR" in page
    assert trial_balance.totals_fields(ROWS[:2]) == {"debit": "122000.00", "credit": "22000.00", "balanced": False}


def test_rows_for_other_programs() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(trial_balance.write_csv(ROWS)), newline="")))
    assert rows[2] == {
        "account": "4010", "name": "Sales and services", "kind": "income",
        "debit": "1.00", "credit": "100001.00", "balance": "-100000.00",
    }  # fmt: skip
