"""Marking many lines, and what an act on them is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import TYPE_CHECKING, TypeVar

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.widgets.selection import Selection, between

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.tui.screens.listing import Listing

T = TypeVar("T")


def mark(listing: Listing) -> None:
    """Mark the row under the cursor, or take its mark away, and go to the next."""
    if row := listing.current:

        def turn(marks: frozenset[int]) -> None:
            set_marks(listing, marks ^ {row.key})
            listing.grid.cursor += 1

        chosen(listing, turn)


def mark_range(listing: Listing) -> None:
    """Begin a range at the cursor; where one has begun, mark its lines and end it."""
    if listing.grid.selection.anchor is None:
        listing.grid.begin_range()
    else:
        chosen(listing, lambda _marks: None)


def mark_all(listing: Listing) -> None:
    """Mark every line of the list as it is filtered."""
    _with_keys(listing, lambda keys: set_marks(listing, keys))


def invert(listing: Listing) -> None:
    """Mark the lines that are not marked."""
    chosen(listing, lambda marks: _with_keys(listing, lambda keys: set_marks(listing, set(keys) - marks)))


def set_marks(listing: Listing, keys: Iterable[int]) -> None:
    """Mark these rows and no other; a range that was being marked is over."""
    listing.grid.selection = Selection(frozenset(keys))


def _with_keys(listing: Listing, then: Callable[[Sequence[int]], None]) -> None:
    if listing.found is not None:
        listing.read(listing.found.keys, then, group="keys")


def count(listing: Listing) -> int:
    """How many lines are marked, those of an open range among them."""
    grid = listing.grid
    ranged = grid.ranged
    # A range whose lines are not all here may hold marked ones: what is shown is then at most that.
    return (
        len(grid.marks.union(ranged))
        if ranged is not None
        else len(grid.marks) + len(grid.selection.lines(grid.cursor))
    )


def chosen(listing: Listing, then: Callable[[frozenset[int]], None]) -> None:
    """Hand on the keys of the marked rows; those of an open range are marked now, and the range is over."""
    grid = listing.grid
    anchor, row, here = grid.selection.anchor, grid.current, grid.ranged

    def close(keys: Sequence[int] | None) -> None:
        if keys is None:
            grid.end_range(None)
            return
        grid.selection = grid.selection.closed(keys)
        then(grid.marks)

    if here is not None:
        close(here)
    elif anchor is not None and row is not None:
        key = row.key
        _with_keys(listing, lambda keys: close(between(keys, anchor.key, key)))


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
    found, row = listing.found, listing.current

    def answer(read: tuple[Sequence[T], Set[int]]) -> None:
        if listing.is_current:
            then(*read)

    def ask(marks: frozenset[int]) -> None:
        if marks:
            keys = sorted(marks)
            listing.read(
                lambda reader: (fetch(reader, keys), marks.difference(found.keys(reader) if found else ())),
                answer,
                group="concerned",
            )
        elif row is not None:
            then([row.record], frozenset())

    chosen(listing, ask)


def unmark(listing: Listing, keys: Set[int]) -> None:
    """Take their marks away from lines that are done with."""
    if listing.is_mounted:
        set_marks(listing, listing.grid.marks - keys)


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
