"""Which rows of a list are marked: by their keys, never by their lines, which are other rows after the next reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tuiledger.tui.widgets.pages import Pages


class Anchor(NamedTuple):
    """The row on which a range began, and the line on which it stands now."""

    key: int
    line: int


class Selection(NamedTuple):
    """The keys of the marked rows, and where a range begins that is being marked."""

    marks: frozenset[int] = frozenset()
    anchor: Anchor | None = None

    def __bool__(self) -> bool:
        return bool(self.marks) or self.anchor is not None

    def lines(self, cursor: int) -> range:
        """The lines between the anchor and the cursor; none without an anchor."""
        if self.anchor is None:
            return range(0)
        return range(min(self.anchor.line, cursor), max(self.anchor.line, cursor) + 1)

    def closed(self, keys: Iterable[int] = ()) -> Selection:
        """Without a range; the rows with ``keys``, those it had, are marked."""
        return Selection(self.marks.union(keys))

    def ranged(self, pages: Pages, cursor: int) -> list[int] | None:
        """The keys of the rows in the range; None where one of them is not here."""
        rows = [pages.row(line) for line in self.lines(cursor)] if len(self.lines(cursor)) <= pages.held else [None]
        keys = [row.key for row in rows if row is not None]
        return keys if len(keys) == len(rows) else None

    def following(self, pages: Pages) -> Selection | None:
        """The same range among rows that were read anew; None where the row it began on is not here any more."""
        if self.anchor is None:
            return self
        line = pages.find(self.anchor.key)
        return None if line is None else self._replace(anchor=Anchor(self.anchor.key, line))


def between(keys: Sequence[int], one: int, other: int) -> Sequence[int] | None:
    """The part of ``keys`` from ``one`` to ``other``, whichever comes first; None where one of them is missing."""
    places = sorted(place for place, key in enumerate(keys) if key in (one, other))
    return keys[places[0] : places[-1] + 1] if len(places) == len({one, other}) else None
