"""Reading what a person typed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from tuiledger.domain.identifiers import name_key
from tuiledger.ports.values import Condition, Order, Sign
from tuiledger.services.find.fields import Field, FieldKind, Name, choice_of, vocabulary
from tuiledger.services.find.problems import QueryError, ambiguous, no_value, not_compared, unknown
from tuiledger.services.find.query import Query
from tuiledger.services.find.scanning import Piece, pieces
from tuiledger.services.find.values import choice, compared, joined
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_

#: Words and conditions of one question: more is no question, and a database has an end too.
MOST: Final = 100
#: Characters of one question.
LONGEST: Final = 10_000

_SPACES: Final = re.compile(r"[ \t\n\r\v\f]+")
#: The other side of each sign.
_TURNED: Final = {
    Sign.IS: Sign.NOT,
    Sign.NOT: Sign.IS,
    Sign.LESS: Sign.AT_LEAST,
    Sign.AT_LEAST: Sign.LESS,
    Sign.MORE: Sign.AT_MOST,
    Sign.AT_MOST: Sign.MORE,
    Sign.HAS: Sign.HAS_NOT,
    Sign.HAS_NOT: Sign.HAS,
}


def read_query(typed: str, fields: Sequence[Field], today: datetime.date | None = None) -> Query:
    """What ``typed`` asks of a list with these fields.

    Args:
        typed: as it came from a person or a script, whatever is in it.
        fields: what can be asked for.
        today: the day that ``today`` means; without one, the day on the machine's clock.

    Raises:
        QueryError: a word that says nothing; it names the word and what would be right.
    """
    if len(typed) > LONGEST:
        raise QueryError("too-long", N_("More than {} characters: ask for less"), (str(LONGEST),))
    names = vocabulary(fields)

    def is_condition(head: str, behind: str) -> bool:
        return name_key(head) in names or _looks_like_a_field(head, behind)

    words: list[str] = []
    where: list[Condition] = []
    line = _SPACES.sub(" ", clean_line(_SPACES.sub(" ", typed)))
    for count, piece in enumerate(pieces(line, is_condition), 1):
        if count > MOST:
            raise QueryError("too-long", N_("More than {} words: ask for less"), (str(MOST),), piece.at)
        if piece.sign:
            condition = _condition(piece, _name(piece, names, fields), today or datetime.date.today())
            where.append(condition._replace(sign=_TURNED[condition.sign]) if piece.negated else condition)
            continue
        said = piece.value.split()
        if piece.negated and said:
            where.append(Condition("text", Sign.HAS_NOT, " ".join(said)))
        elif len(said) > 1 and piece.parts[0].quoted:
            where.append(Condition("text", Sign.HAS, " ".join(said)))
        else:
            words += said
    return Query(" ".join(words), tuple(where))


def read_order(typed: str, fields: Sequence[Field]) -> Order:
    """The order that ``typed`` names: a field, downwards with a minus before it.

    Raises:
        QueryError: no such field.
    """
    word = clean_line(typed).strip()
    piece = Piece(0, word, word.startswith("-"), word.lstrip("-+"), ":", ())
    names = {key: known for key, known in vocabulary(fields).items() if not known[0].bound}
    return Order(_name(piece, names, fields).field.name, piece.negated)


def _looks_like_a_field(head: str, behind: str) -> bool:
    """Whether a person may have meant a field: letters before the sign, and no address such as ``https://``."""
    letters = head.replace("-", "").replace("_", "")
    return len(letters) > 1 and letters.isalpha() and behind != "//"


def _name(piece: Piece, names: dict[str, tuple[Name, ...]], fields: Sequence[Field]) -> Name:
    known = names.get(name_key(piece.head), ())
    if not known:
        raise unknown(piece, names, fields)
    if len(known) > 1:
        raise ambiguous(piece, known)
    return known[0]


def _condition(piece: Piece, name: Name, today: datetime.date) -> Condition:
    field = name.field
    if not any(part.text for part in piece.parts) and not (field.kind is FieldKind.TEXT and piece.parts[0].quoted):
        raise no_value(piece, field)
    match field.kind:
        case FieldKind.TEXT:
            return _text(piece, field)
        case FieldKind.CHOICE:
            return _choices(piece, field)
    return compared(piece, name, today)


def _text(piece: Piece, field: Field) -> Condition:
    sign = {":": Sign.HAS, "=": Sign.IS, "!=": Sign.NOT}.get(piece.sign)
    words = piece.value.split()
    if sign is None:
        raise not_compared(piece, field)
    if not words and sign is Sign.HAS:
        raise no_value(piece, field)
    if field.choices:
        words = [choice_of(field, word) or word for word in words]
    return Condition(field.name, sign, " ".join(words))


def _choices(piece: Piece, field: Field) -> Condition:
    sign = {":": Sign.IS, "=": Sign.IS, "!=": Sign.NOT}.get(piece.sign)
    if sign is None:
        raise not_compared(piece, field)
    chosen = dict.fromkeys(choice(piece, field, " ".join(part.text.split())) for part in piece.parts)
    return Condition(field.name, sign, joined(tuple(chosen)))


__all__ = ["LONGEST", "MOST", "QueryError", "read_order", "read_query"]
