"""Where the rows of a list come from: the books, page by page, or records that were read at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from tuiledger.tui.widgets.columns import Column, Row
from tuiledger.tui.widgets.pages import PAGE

if TYPE_CHECKING:
    from tuiledger.ports import DocumentFilter, EntryFilter, LineFilter, Order, Reader
    from tuiledger.services.find import Field, Query

R = TypeVar("R")
#: Rows ``offset`` to ``offset + limit`` of what was found: (reader, offset, limit).
Fetch = Callable[["Reader", int, int], Sequence[Row]]


class Found(NamedTuple):
    """What a list shows: how many rows, those from ``at`` on, and how to get at the others."""

    total: int
    rows: Sequence[Row]
    at: int
    fetch: Fetch
    #: The keys of all rows, in order.
    keys: Callable[[Reader], Sequence[int]]
    #: The rows with these keys, in the order of the keys.
    pick: Callable[[Reader, Sequence[int]], Sequence[Row]]
    #: The first row from a place on, round to the beginning, that says something: (reader, text, start).
    seek: Callable[[Reader, str, int], int | None]


class Source(Protocol):
    """Gives the rows of a list; called in a thread, with a reader of the books."""

    @property
    def fields(self) -> Sequence[Field]:
        """What the list can be asked for."""
        ...

    def find(self, reader: Reader, query: Query, order: Order | None, at: int) -> Found:
        """The rows that ``query`` asks for in ``order``; those about place ``at`` come with the answer."""
        ...


def page_at(place: int) -> int:
    """Where the page begins that holds ``place``."""
    return place - place % PAGE


class Stored:
    """Documents or entries of the books, as many as there are; only pages of them are ever held.

    In their own order, newest first, the books walk their index. In another the ids are read once, and rows by id.
    """

    def __init__(
        self,
        wanted: DocumentFilter | EntryFilter | LineFilter,
        fields: Sequence[Field],
        row: Callable[[Any], Row],
        shelf: Shelf,
    ) -> None:
        self._wanted, self.fields, self._row, self._shelf = wanted, fields, row, shelf

    def find(self, reader: Reader, query: Query, order: Order | None, at: int) -> Found:
        from tuiledger.services.find import by_code

        query = query._replace(where=by_code(query.where, reader.companies))
        shelf, wanted = self._shelf, self._narrowed(query)
        fetch: Fetch
        if order is None:
            total = shelf.counted(reader, wanted)
            fetch = partial(self._walk, wanted)
        else:
            ids = shelf.ids(reader, wanted, order)
            total, fetch = len(ids), partial(self._by_ids, ids)
        start = page_at(max(min(at, total - 1), 0))
        return Found(
            total,
            fetch(reader, start, PAGE),
            start,
            fetch,
            lambda reader: shelf.ids(reader, wanted, order),
            lambda reader, keys: list(map(self._row, shelf.rows(reader, keys))),
            partial(self._seek, query, order),
        )

    def _narrowed(self, query: Query) -> Any:
        wanted = self._shelf.narrowed(self._wanted, query.text)
        return wanted._replace(where=(*wanted.where, *query.where))

    def _walk(self, wanted: Any, reader: Reader, offset: int, limit: int) -> Sequence[Row]:
        return list(map(self._row, self._shelf.page(reader, wanted, offset, limit)))

    def _by_ids(self, ids: Sequence[int], reader: Reader, offset: int, limit: int) -> Sequence[Row]:
        return list(map(self._row, self._shelf.rows(reader, ids[offset : offset + limit])))

    def _seek(self, query: Query, order: Order | None, reader: Reader, text: str, start: int) -> int | None:
        keys = self._shelf.ids(reader, self._narrowed(query), order)
        saying = set(
            self._shelf.ids(reader, self._narrowed(query._replace(text=f"{query.text} {text}".strip())), order)
        )
        places = chain(range(start, len(keys)), range(min(start, len(keys))))
        return next((place for place in places if keys[place] in saying), None) if saying else None


class Shelf(NamedTuple):
    """How the books are asked for one kind of thing."""

    counted: Callable[[Reader, Any], int]
    page: Callable[[Reader, Any, int, int], Sequence[Any]]
    ids: Callable[[Reader, Any, Order | None], Sequence[int]]
    rows: Callable[[Reader, Sequence[int]], Sequence[Any]]
    narrowed: Callable[[Any, str], Any]


class Records(Generic[R]):
    """Things that are read at once, few enough to be held; found and ordered by what their cells stand for.

    Args:
        read: asks the books for all of them, in the order they have without another.
        row: makes the row of one, which keeps it as its record.
        columns: the columns of those rows.
        fields: what can be asked for; each is the name of a column.
    """

    def __init__(
        self,
        read: Callable[[Reader], Sequence[R]],
        row: Callable[[int, R], Row],
        columns: Sequence[Column],
        fields: Sequence[Field],
    ) -> None:
        self._read, self._row, self._columns, self.fields = read, row, columns, fields

    def find(self, reader: Reader, query: Query, order: Order | None, at: int) -> Found:
        from tuiledger.services.find import matches

        rows = [self._row(place, record) for place, record in enumerate(self._read(reader))]
        rows = [row for row in rows if matches(query, self._values(row), " ".join(cell.text for cell in row.cells))]
        if order is not None:
            place = [column.name for column in self._columns].index(order.field)
            rows.sort(key=lambda row: _comparable(row.cells[place].plain), reverse=order.descending)
        by_key = {row.key: row for row in rows}
        return Found(
            len(rows),
            rows,
            0,
            lambda _reader, offset, limit: rows[offset : offset + limit],
            lambda _reader: [row.key for row in rows],
            lambda _reader, keys: [by_key[key] for key in keys if key in by_key],
            lambda _reader, text, start: _saying(rows, text, start),
        )

    def _values(self, row: Row) -> Mapping[str, object]:
        return {column.name: cell.plain for column, cell in zip(self._columns, row.cells, strict=True) if column.name}


def _comparable(value: object) -> tuple[int, Any]:
    """Numbers before days before texts, so that a column of any values has an order."""
    if isinstance(value, bool | int | float):
        return 0, value
    return (1, value.isoformat()) if hasattr(value, "isoformat") else (2, str(value).casefold())


def _saying(rows: Sequence[Row], text: str, start: int) -> int | None:
    wanted = text.casefold()
    places = [*range(start, len(rows)), *range(min(start, len(rows)))]
    said = ((place, " ".join(cell.text for cell in rows[place].cells).casefold()) for place in places)
    return next((place for place, line in said if wanted in line), None)
