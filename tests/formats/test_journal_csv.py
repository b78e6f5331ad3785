"""The journal as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from tests.formats.books import CHART, COMPANY, FORMULAS, HOSTILE, entries, entry, ledger, sums

from tuiledger.domain.chart import ChartError
from tuiledger.domain.journal import EntryLine, JournalEntry, Part
from tuiledger.domain.vat import Register, RegisterRow, VatRow
from tuiledger.formats import journal_csv
from tuiledger.formats.cells import text_cell

LINES = (EntryLine("1010", 100, Part.OTHER), EntryLine("1020", -100, Part.OTHER, 4))


def rows_of(made: list[JournalEntry]) -> list[dict[str, str]]:
    text = "".join(journal_csv.write(made, CHART, COMPANY))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def balances(rows: list[dict[str, str]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row["account"].removeprefix("'")] += int(
            (Decimal(row["debit"] or "0") - Decimal(row["credit"] or "0")) * 100
        )
    return dict(found)


def test_every_line_of_every_entry_takes_a_row() -> None:
    made = ledger(500)
    rows = rows_of(made)
    assert len(rows) == sum(len(one.plan.lines) for one in made)
    assert balances(rows) == sums(made)


def test_figures_are_plain_and_dates_iso() -> None:
    debit, credit = rows_of([entry(7, LINES)])
    assert (debit["debit"], debit["credit"], credit["debit"], credit["credit"]) == ("1.00", "", "", "1.00")
    assert debit["registration_date"] == "2026-01-31"
    assert (debit["number"], debit["account_name"], credit["party_id"], credit["party"]) == (
        "7",
        "Cash",
        "4",
        "Bianchi",
    )
    assert debit["party"] == ""


def test_vat_rows_stand_beside_the_lines() -> None:
    lines = (
        EntryLine("5010", 10_000, Part.NET),
        EntryLine("1210", 2_200, Part.PURCHASE_VAT),
        EntryLine("2110", -12_200, Part.PARTY, 1),
    )
    rows = (VatRow(2200, None, 10_000, 2_200), VatRow(0, "N4", 500, 0, "D"))
    made = [entry(1, lines, registers=(RegisterRow(Register.PURCHASES, "", "2026-02", rows),))]
    first = rows_of(made)[0]
    assert first["vat_period"] == "2026-02"
    assert first["vat"] == "22.00:100.00:22.00:I N4:5.00:0.00:D"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_begins_a_formula(text: str) -> None:
    for row in rows_of([entry(1, LINES, party=text, description=text, document=text)]):
        for cell in row.values():
            assert not cell.startswith(FORMULAS)


def test_a_harmless_text_stays_as_it_is() -> None:
    assert text_cell("Olmo S.r.l.") == "Olmo S.r.l."
    assert text_cell("-12") == "'-12"
    assert text_cell(None) == ""


def test_lines_end_as_the_standard_asks() -> None:
    text = "".join(journal_csv.write([entry(1, LINES)], CHART, COMPANY))
    assert text.count("\r\n") == text.count("\n") == 3


def test_the_header_comes_alone_so_that_tables_can_be_joined() -> None:
    header, *rest = journal_csv.write(ledger(500), CHART, COMPANY)
    assert header.count("\n") == 1
    assert "".join(rest).count("\r\n") == sum(len(one.plan.lines) for one in ledger(500))


def test_an_account_that_the_chart_lacks_is_refused() -> None:
    lines = (EntryLine("9999", 100, Part.OTHER), EntryLine("1020", -100, Part.OTHER))
    with pytest.raises(ChartError, match="9999"):
        rows_of([entry(1, lines)])


@given(entries())
def test_sums_read_again_are_the_sums_that_were_written(made: list[JournalEntry]) -> None:
    assert balances(rows_of(made)) == sums(made)
