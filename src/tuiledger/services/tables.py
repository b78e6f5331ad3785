"""Rows of a list as a table for other programs: CSV, TSV, JSON or Markdown, free of any language's way of writing."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from tuiledger.formats.cells import csv_text, text_cell
from tuiledger.text.clean import clean_line


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    MARKDOWN = "markdown"


#: Endings of the files.
ENDINGS: Final = {Format.CSV: ".csv", Format.TSV: ".tsv", Format.JSON: ".json", Format.MARKDOWN: ".md"}


def write_table(how: Format, names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table piece by piece.

    Args:
        how: the format. CSV and TSV keep texts from being taken for formulas; JSON is one array of objects.
        names: stable names of the columns.
        rows: values in the columns' order: texts, ints, days, moments; anything else as its own text.
    """
    match how:
        case Format.CSV:
            yield from csv_text(names, (tuple(map(_cell, row)) for row in rows))
        case Format.TSV:
            yield "\t".join(names) + "\n"
            for row in rows:
                yield "\t".join(map(_cell, row)) + "\n"
        case Format.JSON:
            yield "["
            for place, row in enumerate(rows):
                item = dict(zip(names, map(_value, row), strict=True))
                yield ("\n" if place == 0 else ",\n") + json.dumps(item, ensure_ascii=False)
            yield "\n]\n"
        case Format.MARKDOWN:
            yield _markdown(names) + _markdown(["---"] * len(names))
            for row in rows:
                yield _markdown(["" if value is None else clean_line(str(value)) for value in row])


def _markdown(cells: Sequence[str]) -> str:
    escaped = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


def _cell(value: object) -> str:
    """A figure stays a figure, also a negative one; a text never becomes a formula."""
    if value is None:
        return ""
    return text_cell(value) if isinstance(value, str) else str(_value(value))


def _value(value: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    # A kind of int that writes itself as an amount is an amount, not a count.
    if value is None or type(value) in (int, bool):
        return value
    return clean_line(str(value))
