"""What a person asks of the list of documents, as words that can be typed, shown and turned into a filter."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from tuiledger.domain.documents import Direction, State
from tuiledger.text.dates import DateError, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import STATES
from tuiledger.tui.words import direction_word

if TYPE_CHECKING:
    from tuiledger.ports import DocumentFilter, Reader

T = TypeVar("T")

#: Words before the colon, in the languages of the program.
_KEYS: Final = {
    "state": "state", "stato": "state", "état": "state", "etat": "state",
    "direction": "direction", "verso": "direction", "sens": "direction",
    "client": "client", "azienda": "client", "dossier": "client",
    "from": "since", "dal": "since", "du": "since",
    "to": "until", "al": "until", "au": "until",
}  # fmt: skip


class FilterError(ValueError):
    """A word of a filter that says nothing; the text names it."""


class Wish(NamedTuple):
    """Which documents to show. ``client`` is a company's code; None means any."""

    text: str = ""
    state: State | None = None
    direction: Direction | None = None
    client: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    def __str__(self) -> str:
        parts = [
            f"{_('state')}:{_state_word(self.state)}" if self.state else "",
            f"{_('direction')}:{direction_word(self.direction)}" if self.direction else "",
            f"{_('client')}:{self.client}" if self.client else "",
            f"{_('from')}:{self.since}" if self.since else "",
            f"{_('to')}:{self.until}" if self.until else "",
            self.text,
        ]
        return " ".join(part for part in parts if part)

    def filter(self, reader: Reader) -> DocumentFilter:
        """As the books are asked; a client that is not there finds nothing."""
        from tuiledger.ports import DocumentFilter

        company_id = None
        if self.client:
            company = reader.company(self.client)
            company_id = company.id if company else 0
        return DocumentFilter(
            company_id, self.state, self.direction, text=self.text or None, since=self.since, until=self.until
        )


def read_wish(typed: str, client: str | None) -> Wish:
    """What ``typed`` asks for: ``word:value`` pairs and free text; ``client`` stands where none is named.

    Raises:
        FilterError: a value that none of its words is.
    """
    found: dict[str, object] = {"client": client}
    text: list[str] = []
    for word in typed.split():
        key, colon, value = word.partition(":")
        name = _KEYS.get(key.casefold())
        if not colon or name is None:
            text.append(word)
            continue
        match name:
            case "state":
                found[name] = _state(value)
            case "direction":
                found[name] = _direction(value)
            case "client":
                found[name] = value or None
            case _:
                found[name] = _day(value)
    return Wish(" ".join(text), **found)  # type: ignore[arg-type]


def _state(value: str) -> State:
    for state in State:
        if value.casefold() in (state.value, _state_word(state)):
            return state
    raise FilterError(_("{} is not a state; states are: {}").format(value, ", ".join(map(_state_word, State))))


def _state_word(state: State) -> str:
    """The state as one word that can be typed."""
    return _(STATES[state].word).casefold().replace(" ", "-")


def _direction(value: str) -> Direction:
    for direction in Direction:
        if value.casefold() in (direction.value, direction_word(direction).casefold()):
            return direction
    raise FilterError(_("{} is neither issued nor received").format(value))


def _day(value: str) -> datetime.date:
    try:
        return parse_date(value)
    except DateError as error:
        raise FilterError(_("{} is not a date").format(value)) from error


def next_of(values: tuple[T, ...], value: T) -> T:
    """The value after ``value``, and the first after the last."""
    return values[(values.index(value) + 1) % len(values)]
