"""Tables for other programs: CSV whose texts no spreadsheet takes for a formula, and whose figures stay figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tuiledger.text.clean import clean_line

#: What makes a spreadsheet read a cell as a formula, in its narrow and its full-width form.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

#: Characters gathered before they are handed on.
_PIECE: Final = 60_000


def text_cell(text: str | None) -> str:
    """``text`` on one line, with an apostrophe before it where a spreadsheet would calculate it."""
    cell = clean_line(text) if text else ""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A CSV table piece by piece (RFC 4180): every cell quoted, lines ended by CR LF.

    The first piece is the header alone, so that several tables can become one.

    Args:
        header: names of the columns.
        rows: cells in the columns' order; texts from outside have been through :func:`text_cell`.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def piece() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    writer.writerow(header)
    yield piece()
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            yield piece()
    yield piece()
