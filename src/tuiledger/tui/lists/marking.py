"""Marking many lines, and what an act on them is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import TYPE_CHECKING, TypeVar

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.tui.screens.listing import Listing

T = TypeVar("T")


def mark(listing: Listing) -> None:
    """Mark the row under the cursor, or take its mark away, and go to the next."""
    if row := listing.current:
        listing.grid.set_marks(listing.grid.marks ^ {row.key})
        listing.grid.cursor += 1


def mark_range(listing: Listing) -> None:
    """Begin a range at the cursor; where one has begun, mark its lines and end it."""
    grid = listing.grid
    if grid.range_from is None:
        grid.begin_range()
        return
    lines = grid.range
    rows = [grid.pages.row(index) for index in lines]
    here = [row.key for row in rows if row is not None]
    if len(here) == len(rows):
        grid.set_marks(grid.marks.union(here))
    else:
        _with_keys(listing, lambda keys: grid.set_marks(grid.marks.union(keys[lines.start : lines.stop])))


def mark_all(listing: Listing) -> None:
    """Mark every line of the list as it is filtered."""
    _with_keys(listing, listing.grid.set_marks)


def invert(listing: Listing) -> None:
    """Mark the lines that are not marked."""
    _with_keys(listing, lambda keys: listing.grid.set_marks(set(keys) - listing.grid.marks))


def _with_keys(listing: Listing, then: Callable[[Sequence[int]], None]) -> None:
    if listing.found is not None:
        listing.read(listing.found.keys, then, group="keys")


def concerned(
    listing: Listing,
    fetch: Callable[[Reader, Sequence[int]], Sequence[T]],
    then: Callable[[Sequence[T], Set[int]], None],
) -> None:
    """Hand on what an act is about: the marked lines, all of them, and without marks the one under the cursor.

    Args:
        listing: the list.
        fetch: gets the things with these keys, whether the list shows them or not.
        then: takes the things, and the keys of those that the list does not show as it is filtered.
    """
    found, marks, row = listing.found, sorted(listing.grid.marks), listing.current

    def read(reader: Reader) -> tuple[Sequence[T], Set[int]]:
        return fetch(reader, marks), set(marks).difference(found.keys(reader) if found else ())

    def answer(read: tuple[Sequence[T], Set[int]]) -> None:
        if listing.is_current:
            then(*read)

    if marks:
        listing.read(read, answer, group="concerned")
    elif row is not None:
        then([row.record], frozenset())


def unmark(listing: Listing, keys: Set[int]) -> None:
    """Take their marks away from lines that are done with."""
    if listing.is_mounted:
        listing.grid.set_marks(listing.grid.marks - keys)


def subject(names: Sequence[str], unseen: int, many: str) -> str:
    """What an act is about, for its question.

    Args:
        names: the names of the things.
        unseen: how many of them the filter does not show.
        many: what to call more than one, with their number.
    """
    if not unseen:
        return names[0] if len(names) == 1 else many
    if len(names) == 1:
        return _("{}, not shown by the filter").format(names[0])
    text = ngettext("{}, {} of them not shown by the filter", "{}, {} of them not shown by the filter", unseen)
    return text.format(many, count_text(unseen))
