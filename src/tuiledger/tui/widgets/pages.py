"""The rows a list holds: a few pages of many, the least used of which are let go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Final

from tuiledger.tui.widgets.columns import Row

#: Rows asked for at once.
PAGE: Final = 200
_KEPT: Final = 12


class Pages:
    """Rows by their place in a list of ``total``; those of pages that are not here are None.

    ``whole`` says that every row is here and none is ever let go.
    """

    def __init__(self, total: int = 0, rows: Sequence[Row] = (), at: int = 0) -> None:
        self.total = total
        self.whole = at == 0 and len(rows) >= total
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self.take(at, rows)

    def take(self, offset: int, rows: Sequence[Row]) -> None:
        """Keep ``rows``, the first of which stands at ``offset``, the beginning of a page."""
        for start in range(0, len(rows), PAGE):
            self._pages[(offset + start) // PAGE] = rows[start : start + PAGE]
        while len(self._pages) > _KEPT and not self.whole:
            self._pages.popitem(last=False)

    @property
    def held(self) -> int:
        """How many rows are here."""
        return sum(map(len, self._pages.values()))

    def row(self, index: int) -> Row | None:
        """Row ``index``, if it is here."""
        number, place = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            return None
        self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Every row that is here, with its place."""
        for number in sorted(self._pages):
            for place, row in enumerate(self._pages[number]):
                yield number * PAGE + place, row

    def find(self, key: int) -> int | None:
        """The place of the row with ``key``, if it is here."""
        return next((index for index, row in self if row.key == key), None)
