"""The column plan of a list: widths are counted in terminal cells, and what does not fit is left out by plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from tuiledger.domain.money import decimal_text
from tuiledger.text.clean import clean, clean_line

#: Cells between two columns.
GAP: Final = 2
#: Cells that a column which can grow keeps where room is short, if it was given as many.
_NARROWEST: Final = 12


class Column(NamedTuple):
    """One column: its title, its width in cells, and the stable name it is sorted, hidden and exported by.

    Args of a row of the plan: ``grow`` shares what is left over; ``least`` is the width of the list from which the
    column is shown at all; ``right`` aligns figures; where not all fit, those with the largest ``spare`` are left out
    first. A column without a name cannot be sorted or hidden.
    """

    title: str
    width: int
    grow: int = 0
    right: bool = False
    least: int = 0
    name: str = ""
    spare: int = 0

    @property
    def narrowest(self) -> int:
        """Cells it can do with: figures and words of few letters need all, others can be cut a little."""
        return min(self.width, _NARROWEST) if self.grow else self.width


class Cell(NamedTuple):
    """What stands in one place of a row; ``tone`` is ok, part, warn, error, dim, strong or nothing.

    ``value`` is what the text stands for, free of any language: what is sorted by, searched, copied and exported. Money
    is an int of cents, wrapped by :class:`Cents`; None means that the text is the value.
    """

    text: str
    tone: str = ""
    value: object = None

    @property
    def plain(self) -> object:
        """The value, or the text where there is none beside it."""
        return self.text if self.value is None else self.value


class Cents(int):
    """An amount in minor units, told from a count by its type; ``currency`` says how many decimals it has."""

    currency: str

    def __new__(cls, amount: int, currency: str = "EUR") -> Cents:
        made = super().__new__(cls, amount)
        made.currency = currency
        return made

    def __str__(self) -> str:
        return decimal_text(int(self), self.currency)


class Row(NamedTuple):
    """One row; ``key`` is the id of what it stands for, ``record`` that itself."""

    key: int
    cells: tuple[Cell, ...]
    record: Any = None


class Arrangement(NamedTuple):
    """How a person has arranged the columns: names of those put away, and the order of those moved."""

    hidden: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    def places(self, columns: Sequence[Column]) -> list[int]:
        """Which of ``columns`` are shown, by their places, in the order wanted; one always stays."""
        names = [column.name for column in columns]
        known = [names.index(name) for name in self.order if name and name in names]
        # A column that the order does not name stays after its neighbour on the left.
        places = list(dict.fromkeys(known))
        for place in range(len(columns)):
            if place not in places:
                before = places.index(place - 1) + 1 if place - 1 in places else 0
                places.insert(before, place)
        shown = [place for place in places if not columns[place].name or columns[place].name not in self.hidden]
        return shown or places[:1]

    def without(self, name: str) -> Arrangement:
        """The same with the column ``name`` put away, or shown again when it was."""
        return self._replace(hidden=self.hidden ^ {name})

    def moved(self, columns: Sequence[Column], place: int, step: int, drawn: Sequence[int]) -> Arrangement:
        """The same with the column at ``place`` moved by ``step`` among those that are ``drawn``.

        One that is not drawn for want of room stays beside the neighbour it has.
        """
        if place not in drawn:
            return self
        at = drawn.index(place)
        neighbour = drawn[max(0, min(at + step, len(drawn) - 1))]
        if neighbour == place:
            return self
        order = self._replace(hidden=frozenset()).places(columns)
        order.remove(place)
        order.insert(order.index(neighbour) + (step > 0), place)
        return self._replace(order=tuple(columns[index].name for index in order))


class Slot(NamedTuple):
    """Where a column came to stand: its place among the columns, its offset and width in cells."""

    place: int
    offset: int
    width: int
    right: bool


def plan(
    columns: Sequence[Column], width: int, gutter: int, margin: int = 0, places: Sequence[int] | None = None
) -> tuple[Slot, ...]:
    """The columns that fit a list of ``width`` cells, between a gutter on the left and a margin on the right.

    No column is drawn in part: those that are spared first are left out until the others fit. ``places`` are those of
    ``columns`` that are wanted, in their order; without it, all.
    """
    wanted = list(range(len(columns)) if places is None else places)
    shown = [place for place in wanted if width >= columns[place].least] or wanted[:]
    room = width - gutter - margin
    while len(shown) > 1 and sum(columns[place].narrowest + GAP for place in shown) - GAP > room:
        shown.remove(max(shown, key=lambda place: _dispensable(columns[place], shown.index(place))))
    room -= sum(columns[place].width + GAP for place in shown) - GAP
    widths = _titled([columns[place] for place in shown], room)
    room -= sum(widths) - sum(columns[place].width for place in shown)
    # What is left over is shared as each can grow, what is missing as each can do with less.
    shares = [columns[place].grow if room >= 0 else columns[place].width - columns[place].narrowest for place in shown]
    slots: list[Slot] = []
    offset, given, whole = gutter, 0, sum(shares)
    for place, own, width in zip(shown, shares, widths, strict=True):
        share = room * (given + own) // whole - room * given // whole if whole else 0
        given += own
        wide = max(width + share, 1)
        slots.append(Slot(place, offset, wide, columns[place].right))
        offset += wide + GAP
    return tuple(slots)


def _titled(columns: Sequence[Column], room: int) -> list[int]:
    """The widths of ``columns``, which grow into ``room`` as far as their titles want.

    Words differ in length from language to language.
    """
    widths = []
    for column in columns:
        more = min(max(cell_len(column.title) - column.width, 0), max(room, 0))
        widths.append(column.width + more)
        room -= more
    return widths


def _dispensable(column: Column, at: int) -> tuple[int, int, bool, int]:
    """How soon a column is left out: unless it is said, words go before figures, and the last ones first."""
    return column.spare, column.least, not column.right, at


def wrapped(text: str, width: int) -> list[str]:
    """``text`` broken at spaces into pieces of at most ``width`` cells; words that are longer are broken anywhere."""
    pieces: list[str] = []
    for paragraph in clean(text).split("\n"):
        line = ""
        for word in paragraph.replace("\t", " ").split(" "):
            for part in _parts(word, width):
                joined = f"{line} {part}" if line else part
                if line and cell_len(joined) > width:
                    pieces.append(line)
                    line = part
                else:
                    line = joined
        pieces.append(line)
    return pieces


def _parts(word: str, width: int) -> Iterator[str]:
    while cell_len(word) > width:
        cut = width
        while cut > 1 and cell_len(word[:cut]) > width:
            cut -= 1
        yield word[:cut]
        word = word[cut:]
    yield word


def fitted(text: str, width: int, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells, cleaned to one line; what is too long ends in an ellipsis.

    What stands at the right is a figure: its ellipsis comes first, for a figure cut at its end reads as another.
    """
    text = clean_line(text)
    length = cell_len(text)
    if length <= width:
        space = " " * (width - length)
        return space + text if right else text + space
    if width <= 1:
        return set_cell_size("…", width)
    if right:
        return set_cell_size("…" + _last(text, width - 1), width)
    return set_cell_size(set_cell_size(text, width - 1) + "…", width)


def headed(title: str, width: int, right: bool = False) -> str:
    """A title in exactly ``width`` cells, at the right above figures; its end goes where it is too long."""
    title = clean_line(title)
    return fitted(fitted(title, min(cell_len(title), width)), width, right)


def _last(text: str, width: int) -> str:
    """The end of ``text`` that fits ``width`` cells."""
    cut = max(len(text) - width, 0)
    while cell_len(text[cut:]) > width:
        cut += 1
    return text[cut:]
