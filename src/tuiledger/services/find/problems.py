"""What can be wrong about a question, each with the word that is and with what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from tuiledger.domain.identifiers import name_key
from tuiledger.services.find.fields import Field, FieldKind, Name, choice_word
from tuiledger.services.find.scanning import Piece
from tuiledger.text.amounts import amount_typed
from tuiledger.text.translation import N_, _

#: Characters of a word that a message repeats.
_SHOWN: Final = 40


class QueryError(ValueError):
    """A word of a question that says nothing.

    ``message`` is an English template and ``values`` fill its fields; ``at`` is the place of the word in the text.
    Codes: ``unknown-field``, ``ambiguous-field``, ``no-value``, ``not-compared``, ``not-a-choice``, ``not-a-day``,
    ``not-an-amount``, ``not-a-number``, ``ends-before-it-begins``, ``too-long``.
    """

    def __init__(self, code: str, message: str, values: tuple[str, ...] = (), at: int = 0) -> None:
        super().__init__(message.format(*values))
        self.code, self.message, self.values, self.at = code, message, values, at


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _nearest(word: str, words: Mapping[str, str]) -> str | None:
    """The most alike of ``words``, which are given by their folded form."""
    key = name_key(word[:_SHOWN])
    near = [folded for folded in words if key and folded.startswith(key)]
    near = near or get_close_matches(key, list(words), 1, 0.6)
    return words[near[0]] if near else None


def unknown(piece: Piece, names: Mapping[str, tuple[Name, ...]], fields: Sequence[Field]) -> QueryError:
    """No field is called so."""
    word, there = _shown(piece.head), _listed(field.word for field in fields)
    near = _nearest(piece.head, {key: known[0].shown for key, known in names.items()})
    if near:
        message = N_("There is no field {}: is it {}? There are {}; between quotes it is sought as text")
        return QueryError("unknown-field", message, (word, near, there), piece.at)
    message = N_("There is no field {}: there are {}; between quotes it is sought as text")
    return QueryError("unknown-field", message, (word, there), piece.at)


def ambiguous(piece: Piece, known: Sequence[Name]) -> QueryError:
    """Two fields are called so."""
    words = _listed(name.field.word for name in known)
    return QueryError(
        "ambiguous-field", N_("{} may be any of {}: write one of them"), (_shown(piece.head), words), piece.at
    )


def no_value(piece: Piece, field: Field) -> QueryError:
    """Nothing stands behind the sign."""
    message = N_("{} says nothing: write {}")
    return QueryError("no-value", message, (_shown(piece.source), f"{_shown(piece.head)}:{_example(field)}"), piece.at)


def not_compared(piece: Piece, field: Field) -> QueryError:
    """The field has no such sign."""
    message = N_("{} cannot be compared by {}: write {}")
    values = _shown(piece.head), piece.sign, f"{_shown(piece.head)}:{_example(field)}"
    return QueryError("not-compared", message, values, piece.at)


def not_a_choice(piece: Piece, field: Field, word: str) -> QueryError:
    """The field has no such value."""
    words = {name_key(shown): shown for shown in (choice_word(field, value) for value in field.choices)}
    near, there = _nearest(word, words), _listed(words.values())
    if near:
        message = N_("{} is none of the values of {}: is it {}? There are {}")
        return QueryError("not-a-choice", message, (_shown(word), field.word, near, there), piece.at)
    message = N_("{} is none of the values of {}: there are {}")
    return QueryError("not-a-choice", message, (_shown(word), field.word, there), piece.at)


def not_a_value(piece: Piece, field: Field, word: str) -> QueryError:
    """The text is no day, no amount or no number, whatever the field wants."""
    code, message = {
        FieldKind.DAY: ("not-a-day", N_("{} is not a day, a month or a year: write {}")),
        FieldKind.AMOUNT: ("not-an-amount", N_("{} is not an amount: write {}")),
    }.get(field.kind, ("not-a-number", N_("{} is not a whole number: write {}")))
    return QueryError(code, message, (_shown(word), f"{field.word}:{_example(field)}"), piece.at)


def not_a_range(piece: Piece) -> QueryError:
    """The range is empty."""
    return QueryError("ends-before-it-begins", N_("{} ends before it begins"), (_shown(piece.source),), piece.at)


def _example(field: Field) -> str:
    """A value that the field would take."""
    match field.kind:
        case FieldKind.DAY:
            return f"{_('today')}, 2026-01"
        case FieldKind.AMOUNT:
            return amount_typed(123_450)
        case FieldKind.COUNT:
            return "12"
        case FieldKind.CHOICE if field.choices:
            return choice_word(field, next(iter(field.choices)))
    return "…"
