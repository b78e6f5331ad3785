"""VAT registers for other programs: JSON-able rows and CSV, free of any language's figures and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tuiledger.domain.money import decimal_text
from tuiledger.domain.vat import RegisterLine
from tuiledger.formats.cells import csv_text, text_cell
from tuiledger.formats.register_totals import RegisterTotals, Sums

Value = str | int | bool | None

#: Names of the fields and columns.
COLUMNS: Final = (
    "register", "series", "year", "protocol", "registration_date", "document_date", "document_number", "type_code",
    "party", "party_identifier", "taxable", "rate", "nature", "vat", "total", "exigibility", "non_deductible", "period",
    "fingerprint", "entry_id", "document_id", "reverses",
)  # fmt: skip
_TEXTS: Final = frozenset({"series", "document_number", "type_code", "party", "party_identifier", "nature"})


def line_fields(line: RegisterLine, currency: str = "EUR") -> dict[str, Value]:
    """One line as a JSON object: amounts and rates are decimal strings, dates ISO 8601, absent values null."""
    row = line.row
    return {
        "register": line.register.value,
        "series": line.series,
        "year": line.year,
        "protocol": line.protocol,
        "registration_date": line.registration_date.isoformat(),
        "document_date": line.document_date.isoformat(),
        "document_number": line.document_number,
        "type_code": line.type_code,
        "party": line.party_name,
        "party_identifier": line.party_identifier,
        "taxable": decimal_text(row.taxable, currency),
        "rate": decimal_text(row.rate),
        "nature": row.nature,
        "vat": decimal_text(row.tax, currency),
        "total": decimal_text(row.taxable + row.tax, currency),
        "exigibility": row.exigibility,
        "non_deductible": decimal_text(row.non_deductible, currency),
        "period": line.period,
        "fingerprint": line.fingerprint,
        "entry_id": line.entry_id,
        "document_id": line.document_id,
        "reverses": line.reverses,
    }


def totals_fields(found: RegisterTotals, currency: str = "EUR") -> dict[str, object]:
    """The totals as a JSON object: ``by_rate`` and ``by_period`` are lists, ``total`` an object of amounts."""
    return {
        "by_rate": [
            {"rate": decimal_text(rate), "nature": nature or None, "exigibility": due, **_sums(sums, currency)}
            for (rate, nature, due), sums in sorted(found.by_rate.items())
        ],
        "by_period": [
            {
                "period": period,
                "immediate": _sums(sums.immediate, currency),
                "deferred": _sums(sums.deferred, currency),
                "split": _sums(sums.split, currency),
            }
            for period, sums in sorted(found.by_period.items())
        ],
        "total": _sums(found.total, currency),
    }


def write_csv(lines: Iterable[RegisterLine], currency: str = "EUR") -> Iterator[str]:
    """The register as CSV (RFC 4180, UTF-8), piece by piece, one row for each line, in the order given."""
    return csv_text(COLUMNS, (_cells(line_fields(line, currency)) for line in lines))


def _cells(values: dict[str, Value]) -> list[str]:
    return [
        text_cell(str(value)) if name in _TEXTS and value is not None else _plain(value)
        for name, value in values.items()
    ]


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)


def _sums(sums: Sums, currency: str) -> dict[str, str]:
    return {
        "taxable": decimal_text(sums.taxable, currency),
        "vat": decimal_text(sums.tax, currency),
        "non_deductible": decimal_text(sums.non_deductible, currency),
    }
