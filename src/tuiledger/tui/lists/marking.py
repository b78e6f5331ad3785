"""Marking many lines: a range, all that are filtered, or the other ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuiledger.tui.screens.listing import Listing


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
