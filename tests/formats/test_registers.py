"""VAT registers as text, CSV and JSON."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.books import COMPANY, FORMULAS, HOSTILE, register_line

from tuiledger.domain.vat import Register, RegisterLine, VatRow
from tuiledger.formats import register_data, register_text
from tuiledger.formats.register_totals import Sums, totals
from tuiledger.text.clean import clean
from tuiledger.text.table import cell_width
from tuiledger.text.translation import set_language

JANUARY = (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))
SALES = [
    register_line(1, VatRow(2200, None, 100_000_000, 22_000_000)),
    register_line(1, VatRow(0, "N1", 200, 0)),
    register_line(2, VatRow(2200, None, 50_000, 11_000, "S"), number="8/PA"),
    register_line(3, VatRow(1000, None, 30_000, 3_000, "D")),
    register_line(4, VatRow(2200, None, -10_000, -2_200), number="9", reverses=True),
    register_line(1, VatRow(2200, None, 70_000, 15_400), series="RC", period="2026-02"),
]


def printed(lines: list[RegisterLine], width: int = 80, register: Register = Register.SALES) -> str:
    return "".join(register_text.write(lines, COMPANY, register, *JANUARY, width=width))


@pytest.mark.parametrize("width", [80, 132])
@pytest.mark.parametrize("register", list(Register))
@pytest.mark.parametrize("language", ["en", "it", "fr"])
def test_no_line_is_wider_than_the_page(width: int, register: Register, language: str) -> None:
    set_language(language)
    hostile = [register_line(n, SALES[0].row, number=text, party=text) for n, text in enumerate(HOSTILE, 5)]
    for line in printed([*SALES[:5], *hostile, SALES[5]], width, register).splitlines():
        assert cell_width(line) <= width
        assert clean(line) == line


@pytest.mark.parametrize("width", [80, 132])
def test_each_document_shows_protocol_dates_number_party_and_fingerprint(width: int) -> None:
    text = printed(SALES, width)
    shown = " ".join(text.split())
    assert "3 2026-01-31 2026-01-30 TD01 7/A" in shown
    assert "030303030303" in shown
    assert shown.count("Bianchi S.p.A. IT99900000123") == 5
    assert "1,000,000.00 220,000.00 1,220,000.00" in shown
    assert "22% S 500.00 110.00 610.00" in shown
    assert "9 (reversal)" in shown
    assert "Total of series RC 700.00 154.00 854.00" in shown


def test_totals_set_split_and_deferred_vat_apart() -> None:
    found = totals(SALES)
    january = found.by_period["2026-01"]
    assert january.immediate == Sums(99_990_200, 21_997_800)
    assert january.split == Sums(50_000, 11_000)
    assert january.deferred == Sums(30_000, 3_000)
    assert found.by_period["2026-02"].immediate == Sums(70_000, 15_400)
    assert found.by_rate[(2200, "", "S")] == Sums(50_000, 11_000)
    assert found.total == Sums(100_140_200, 22_027_200)


def test_what_cannot_be_deducted_has_a_column_in_the_purchase_register() -> None:
    line = register_line(1, VatRow(2200, None, 10_000, 2_200, "I", 1_320), register=Register.PURCHASES)
    assert "22% 100.00 22.00 122.00 13.20" in " ".join(printed([line], 80, Register.PURCHASES).split())


def test_figures_and_dates_are_written_as_the_reader_writes_them() -> None:
    set_language("it")
    text = printed(SALES)
    assert "1.000.000,00" in text
    assert "31/01/2026" in text
    assert "gennaio 2026" in text


def test_an_empty_register_is_a_register_with_no_lines() -> None:
    assert "Total " in printed([])


def test_other_programs_get_plain_figures_whatever_the_language() -> None:
    set_language("it")
    text = "".join(register_data.write_csv(SALES))
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert rows[0]["taxable"] == "1000000.00"
    assert rows[0]["registration_date"] == "2026-01-31"
    assert rows[2]["exigibility"] == "S"
    assert [row["reverses"] for row in rows] == ["0", "0", "0", "0", "1", "0"]
    assert rows[4]["total"] == "-122.00"
    fields = json.loads(json.dumps(register_data.line_fields(SALES[1])))
    assert (fields["rate"], fields["nature"], fields["document_id"], fields["reverses"]) == ("0.00", "N1", 1, False)
    assert json.loads(json.dumps(register_data.totals_fields(totals(SALES))))["total"]["vat"] == "220272.00"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_a_formula(text: str) -> None:
    line = register_line(1, VatRow(2200, None, 100, 22), party=text, number=text)
    (row,) = csv.DictReader(io.StringIO("".join(register_data.write_csv([line])), newline=""))
    for name in ("party", "document_number"):
        assert not row[name].startswith(FORMULAS)


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.sampled_from("IDS"))))
def test_the_parts_of_the_totals_sum_to_the_whole(amounts: list[tuple[int, int, str]]) -> None:
    lines = [register_line(n, VatRow(2200, None, *row)) for n, row in enumerate(amounts, 1)]
    found = totals(lines)
    assert found.total.tax == sum(tax for _, tax, _ in amounts)
    assert found.total.tax == sum(sums.tax for sums in found.by_rate.values())
    assert found.total.tax == sum(
        part.tax for sums in found.by_period.values() for part in (sums.immediate, sums.deferred, sums.split)
    )
