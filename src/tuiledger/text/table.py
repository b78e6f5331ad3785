"""Lists as plain text for a terminal or a pipe: columns aligned by the cells a character takes, not by its count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol
from unicodedata import category, east_asian_width

from tuiledger.text.clean import clean_line

_GAP: Final = "  "
_STYLES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
#: A column is never squeezed below this.
_LEAST: Final = 6


class Stream(Protocol):
    """What the colours depend on: whether a person is at the other end."""

    def isatty(self) -> bool:
        """True for a terminal."""


def cell_width(text: str) -> int:
    """Cells that ``text`` takes in a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if category(char) in ("Mn", "Me", "Cf") else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def fit(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, cut with an ellipsis where it is longer."""
    if cell_width(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += cell_width(char)
        if used > width - 1:
            break
        kept += char
    return kept + "…" if width > 0 else ""


def coloured(stream: Stream, environ: Mapping[str, str]) -> bool:
    """Whether colours are wanted on ``stream``: a terminal that is not dumb, and no ``NO_COLOR`` (no-color.org)."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb" and stream.isatty()


def styled(text: str, style: str, colour: bool) -> str:
    """``text`` in ``style`` (bold, dim, red, green, yellow or cyan) when ``colour`` is on, else as it is."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text


def _squeezed(widths: list[int], align: str, width: int) -> list[int]:
    """``widths`` made to fit ``width`` cells by taking from the widest left-aligned column, one cell at a time."""
    widths = list(widths)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    words = [index for index in range(len(widths)) if align[index] == "l"]
    while over > 0 and words:
        widest = max(words, key=lambda index: widths[index])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
        over -= 1
    return widths


def columns(
    rows: Iterable[Sequence[object]],
    headers: Sequence[str],
    align: str = "",
    *,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """A table of ``rows`` under ``headers``, each line ending in a newline.

    Args:
        rows: one value per column; None is an empty cell. Cells are cleaned to one line.
        headers: the titles, already translated.
        align: ``l`` or ``r`` per column; columns without one are left-aligned.
        width: the cells there are; long texts are cut to it. Figures (right-aligned columns) are never cut.
        colour: titles in bold.
    """
    align = align.ljust(len(headers), "l")
    cells = [["" if value is None else clean_line(str(value)) for value in row] for row in rows]
    titles = [clean_line(title) for title in headers]
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    if width is not None:
        widths = _squeezed(widths, align, width)

    def line(row: Sequence[str]) -> str:
        placed = []
        for cell, room, side in zip(row, widths, align, strict=True):
            cut = fit(cell, room) if side == "l" else cell
            space = " " * (room - cell_width(cut))
            placed.append(space + cut if side == "r" else cut + space)
        return _GAP.join(placed).rstrip()

    return "".join(f"{row}\n" for row in [styled(line(titles), "bold", colour), *map(line, cells)])
