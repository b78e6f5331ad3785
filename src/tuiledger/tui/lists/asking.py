"""What a list is asked for: the text a person typed, what it means, and the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _, translate

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Order
    from tuiledger.services.find import Field, Query
    from tuiledger.tui.screens.listing import Listing


#: Cells of a word that is repeated where it finds nothing.
_SHOWN: Final = 40


class Asked(NamedTuple):
    """A filter as it was typed, with its meaning, and the order; None means the list's own."""

    text: str = ""
    meaning: Query | None = None
    order: tuple[str, bool] | None = None

    def query(self) -> Query:
        """The meaning, for the books."""
        from tuiledger.services.find import Query

        return self.meaning or Query()

    def order_wanted(self) -> Order | None:
        """The order, for the books."""
        from tuiledger.ports import Order

        return Order(*self.order) if self.order else None

    def saying(self, text: str, fields: Sequence[Field]) -> Asked:
        """The same order with another filter; one that says nothing leaves it as it was."""
        asked = read_asked(text, fields)
        return asked._replace(order=self.order) if asked is not None else self

    def or_else(self, other: Asked | None, order: tuple[str, bool] | None) -> Asked:
        """This filter, or ``other`` where this one asks nothing."""
        kept = self if self.text or other is None else other
        return kept._replace(order=self.order or order)

    def turned(self, column: str) -> Asked:
        """Ordered by ``column`` upwards, then downwards, then in the list's own order."""
        if self.order is None or self.order[0] != column:
            return self._replace(order=(column, False))
        return self._replace(order=None if self.order[1] else (column, True))

    def examples(self, fields: Sequence[Field]) -> list[str]:
        """Three things that could be typed."""
        from tuiledger.services.find import FieldKind

        shown = []
        for field in fields:
            name = _(field.name)
            match field.kind:
                case FieldKind.CHOICE if field.choices:
                    shown.append(f"{name}:{_(next(iter(field.choices.values())))}")
                case FieldKind.AMOUNT:
                    shown.append(f"{name}>100")
                case FieldKind.DAY:
                    shown.append(f"{name}:2026-01")
                case _:
                    continue
        return shown[:4]


#: A list that is asked for everything.
NOTHING: Final = Asked()


def read_asked(text: str, fields: Sequence[Field]) -> Asked | None:
    """What ``text`` asks for; None when it says nothing a list knows."""
    from tuiledger.services.find import QueryError, read_query

    try:
        query = read_query(text, fields)
    except QueryError:
        return None
    return Asked(text.strip(), query)


def problem_of(text: str, fields: Sequence[Field], clients: Sequence[Company] = ()) -> str | None:
    """Why ``text`` cannot be asked, or finds nothing or all, in the language in force; None when it can be asked.

    ``clients`` are those of the studio, once they are known.
    """
    from tuiledger.domain.identifiers import name_key
    from tuiledger.services.find import QueryError, read_query, unknown_clients

    try:
        query = read_query(text, fields)
    except QueryError as error:
        return translate(error.message, *error.values)
    if query.text and not query.where and not name_key(query.text):
        return _("{} has no letter and no figure: nothing can be found by it").format(clean_line(query.text, _SHOWN))
    if clients and (unknown := unknown_clients(query.where, clients)):
        return _("No client has the code or the name {}").format(clean_line(unknown[0], _SHOWN))
    return None


def choice_of(asked: Asked, field: str) -> str | None:
    """The one value that ``asked`` wants of ``field``; None when it wants none or several."""
    wanted = [condition.value for condition in asked.query().where if condition.field == field]
    value = wanted[0] if len(wanted) == 1 else None
    if isinstance(value, tuple):
        value = value[0] if len(value) == 1 else None
    return value if isinstance(value, str) else None


def with_choice(asked: Asked, field: str, value: str | None, fields: Sequence[Field]) -> Asked:
    """``asked`` with one value wanted of ``field``, or any with None; the text says so too."""
    from tuiledger.ports import Condition, Sign
    from tuiledger.services.find import written

    query = asked.query()
    where = tuple(condition for condition in query.where if condition.field != field)
    if value is not None:
        where += (Condition(field, Sign.IS, (str(value),)),)
    text = written(query._replace(where=where), fields)
    return asked.saying(text, fields)


def filter_list(listing: Listing) -> None:
    """Ask what to show; the list answers as it is typed, and stays as it was where that says nothing."""
    fields, before = listing.source().fields, listing.asked

    def said(text: str) -> None:
        listing.ask(before.saying(text, fields))

    def left() -> None:
        listing.ask(before)

    clients: list[Company] = []
    listing.read(lambda reader: reader.companies(), clients.extend, group="clients")
    hint = _("words, or {}").format("  ".join(before.examples(fields)))
    listing.prompt("filter", hint, before.text, lambda text: problem_of(text, fields, clients), said, left)


def jump(listing: Listing) -> None:
    """Ask for a text and go to the next line that says it; leaving goes back."""
    found, grid, start = listing.found, listing.grid, listing.grid.cursor
    if found is None:
        return
    seek = found.seek

    def go(place: int | None) -> None:
        if place is not None:
            grid.cursor = place

    def said(text: str) -> None:
        if text:
            listing.read(lambda reader: seek(reader, text, start), go, group="seek")

    def left() -> None:
        grid.cursor = start

    listing.prompt("jump", _("the next line that says…"), "", lambda _text: None, said, left)
