"""The fields that lists can be asked for, and the words a person writes for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from tuiledger.domain.identifiers import name_key
from tuiledger.ports.values import Sign
from tuiledger.text.translation import N_, _
from tuiledger.text.words import DIRECTIONS, JOURNALS, KINDS, REGISTERS, STATES


class FieldKind(StrEnum):
    """What a field's values are, and so what can be asked of them.

    A text is sought anywhere in the field; a choice is one of the words listed or, where none are, a code of any
    letters; amounts are minor units; a day may also be asked for by its month or year; a count is a whole number.
    """

    TEXT = "text"
    AMOUNT = "amount"
    DAY = "day"
    CHOICE = "choice"
    COUNT = "count"


class Field(NamedTuple):
    """One field: its public name, and the English word for each value that it may have, marked for translation.

    The choices of a text field are words that stand for others inside it, such as the names of registers.
    """

    name: str
    kind: FieldKind
    choices: Mapping[Any, str] = MappingProxyType({})

    @property
    def word(self) -> str:
        """The field's name as it is typed in the language in force."""
        return typed(_(self.name))


DOCUMENT_FIELDS: Final = (
    Field(N_("date"), FieldKind.DAY),
    Field(N_("client"), FieldKind.CHOICE),
    Field(N_("direction"), FieldKind.CHOICE, DIRECTIONS),
    Field(N_("kind"), FieldKind.CHOICE, KINDS),
    Field(N_("type"), FieldKind.CHOICE),
    Field(N_("number"), FieldKind.TEXT),
    Field(N_("party"), FieldKind.TEXT),
    Field(N_("total"), FieldKind.AMOUNT),
    Field(N_("state"), FieldKind.CHOICE, STATES),
    Field(N_("currency"), FieldKind.CHOICE),
    Field(N_("hold"), FieldKind.CHOICE),
    # The day on which the exchange system delivered it, and the one on which it came into the books.
    Field(N_("received"), FieldKind.DAY),
    Field(N_("arrived"), FieldKind.DAY),
)

ENTRY_FIELDS: Final = (
    Field(N_("date"), FieldKind.DAY),
    Field(N_("client"), FieldKind.CHOICE),
    Field(N_("journal"), FieldKind.CHOICE, JOURNALS),
    Field(N_("number"), FieldKind.COUNT),
    Field(N_("description"), FieldKind.TEXT),
    Field(N_("protocols"), FieldKind.TEXT, REGISTERS),
    Field(N_("amount"), FieldKind.AMOUNT),
)

#: Other words for a field, several in one message; a language needs not have as many as another.
_OTHERS: Final = {
    "client": N_("company"),
    "party": N_("customer supplier"),
    "total": N_("amount"),
    "amount": N_("total"),
    "hold": N_("reason"),
    "received": N_("delivered"),
    "arrived": N_("imported"),
    "protocols": N_("protocol"),
    "from": N_("since"),
    "to": N_("until"),
}
#: Words that bound the field ``date``.
BOUNDS: Final = {N_("from"): Sign.AT_LEAST, N_("to"): Sign.AT_MOST}


class Name(NamedTuple):
    """What a word before a colon stands for; ``bound`` is set for ``from`` and ``to``."""

    word: str
    field: Field
    bound: Sign | None = None

    @property
    def shown(self) -> str:
        """The word as it is typed in the language in force."""
        return typed(_(self.word))


def typed(word: str) -> str:
    """A word or a few as one that can be typed: ``Credit note`` is ``credit-note``."""
    return "-".join(word.casefold().split())


def bounds(fields: Sequence[Field]) -> Iterator[tuple[str, Field, Sign]]:
    """``from`` and ``to`` where there is a date they can bound: (English word, field, sign)."""
    for field in fields:
        if field.name == "date" and field.kind is FieldKind.DAY:
            yield from ((word, field, sign) for word, sign in BOUNDS.items())


def vocabulary(fields: Sequence[Field]) -> dict[str, tuple[Name, ...]]:
    """Every word for a field, folded by ``name_key``, with what it may stand for.

    A field's first word goes before other words for it, and the language in force before English, so that a word with
    several meanings has the nearest one; where two are as near, both are told.
    """
    names = [Name(field.name, field) for field in fields]
    names += [Name(word, field, sign) for word, field, sign in bounds(fields)]
    found: dict[str, tuple[Name, ...]] = {}
    for words_of in (
        lambda name: (name.shown,),
        lambda name: (typed(name.word),),
        lambda name: _(_OTHERS.get(name.word, "")).split(),
        lambda name: _OTHERS.get(name.word, "").split(),
    ):
        nearer = set(found)
        for name in names:
            for word in words_of(name):
                key = name_key(word)
                if key not in nearer and name not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), name)
    return found


def choice_word(field: Field, value: str) -> str:
    """A choice as it is typed in the language in force; a code stands as it is."""
    return typed(_(field.choices[value])) if value in field.choices else value


def choice_of(field: Field, word: str) -> str | None:
    """The stored value that ``word`` is, in the language in force, in English or as stored; None for no choice."""
    if not field.choices:
        return word
    key = name_key(word)
    for spelled in (_, str):
        for value, english in field.choices.items():
            if key and key == name_key(spelled(english)):
                return str(value)
    return next((str(value) for value in field.choices if key == name_key(value)), None)


#: The fields of the lists of the books, by name; entries count their numbers, so that a number's value tells which.
KNOWN: Final = {field.name: field for field in (*ENTRY_FIELDS, *DOCUMENT_FIELDS)}
