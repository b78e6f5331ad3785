"""How the books are asked for the things that lists show page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuiledger.tui.lists.source import Shelf
from tuiledger.tui.widgets.pages import PAGE

if TYPE_CHECKING:
    from tuiledger.ports import Cursor, DocumentFilter, EntryFilter, EntryRow, Reader


def documents() -> Shelf:
    """Documents, newest first."""

    def narrowed(wanted: DocumentFilter, text: str) -> DocumentFilter:
        return wanted._replace(text=text or None)

    return Shelf(
        lambda reader, wanted: reader.count_documents(wanted),
        lambda reader, wanted, offset, limit: reader.documents_at(wanted, offset, limit),
        lambda reader, wanted, order: reader.document_ids(wanted, order),
        lambda reader, ids: reader.document_rows(ids),
        narrowed,
    )


def entries() -> Shelf:
    """Journal entries, newest first; words are sought in their descriptions."""
    pages = EntryPages()

    def narrowed(wanted: EntryFilter, text: str) -> EntryFilter:
        return wanted._replace(text=text or None)

    return Shelf(
        lambda reader, wanted: reader.count_entries(wanted),
        pages.at,
        lambda reader, wanted, order: reader.entry_ids(wanted, order),
        lambda reader, ids: reader.entry_rows(ids),
        narrowed,
    )


class EntryPages:
    """Pages of entries at any offset, by a walk that remembers the last row of every page it passed."""

    def __init__(self) -> None:
        self._wanted: EntryFilter | None = None
        self._marks: dict[int, Cursor | None] = {0: None}

    def at(self, reader: Reader, wanted: EntryFilter, offset: int, limit: int) -> Sequence[EntryRow]:
        """Rows ``offset`` to ``offset + limit``."""
        from tuiledger.ports import Cursor

        if wanted != self._wanted or offset == 0:
            self._wanted, self._marks = wanted, {0: None}
        start = max(mark for mark in self._marks if mark <= offset)
        while True:
            cursor = self._marks[start]
            # Far away, larger steps: only the last row of each is kept.
            step = limit if start == offset else min(offset - start, 25 * PAGE)
            rows = reader.entries(wanted, cursor, step)
            if rows:
                self._marks[start + len(rows)] = Cursor(rows[-1].date, rows[-1].id)
            if start == offset or len(rows) < step:
                return rows if start == offset else []
            start += len(rows)
