"""How the books are asked for the lines of one account."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tuiledger.tui.lists.source import Shelf

if TYPE_CHECKING:
    from tuiledger.ports import AccountLine, LineFilter, Order, Reader


def account_lines() -> Shelf:
    """The lines of an account, oldest first; made anew for every reading of the list."""
    pages = AccountPages()

    def narrowed(wanted: LineFilter, text: str) -> LineFilter:
        return wanted._replace(text=text or None)

    return Shelf(
        lambda reader, wanted: len(pages.ids(reader, wanted, None)),
        lambda reader, wanted, offset, limit: pages.rows(
            reader, pages.ids(reader, wanted, None)[offset : offset + limit]
        ),
        pages.ids,
        pages.rows,
        narrowed,
    )


class AccountPages:
    """The lines of one account in any order: ids and balances are read once, rows as they come into sight.

    The balance of a line is that of the whole account after it, whatever part of the lines a filter shows.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[LineFilter, Order | None], array[int]] = {}
        self._balances: Mapping[int, int] = {}

    def ids(self, reader: Reader, wanted: LineFilter, order: Order | None) -> array[int]:
        """The ids of the lines that are asked for, in order."""
        known = self._found.get((wanted, order))
        if known is None:
            known = self._found[wanted, order] = self._read(reader, wanted, order)
        return known

    def rows(self, reader: Reader, ids: Sequence[int]) -> Sequence[AccountLine]:
        """The lines with these ids, with their balances."""
        return [line._replace(balance=self._balances[line.id]) for line in reader.account_lines(ids)]

    def _read(self, reader: Reader, wanted: LineFilter, order: Order | None) -> array[int]:
        lines = self._oldest_first(reader, wanted)
        narrowed = wanted.text or wanted.where or wanted.since
        if order is None and not narrowed:
            return lines
        if order is None or order.field != "balance":
            return reader.account_line_ids(wanted, order)
        shown = reader.account_line_ids(wanted) if narrowed else lines
        return array("q", sorted(shown, key=self._balances.__getitem__, reverse=order.descending))

    def _oldest_first(self, reader: Reader, wanted: LineFilter) -> array[int]:
        card = reader.account_card(wanted.company_id, wanted.account, wanted.until)
        self._balances = dict(zip(card.lines, card.balances, strict=True))
        return card.lines
