"""The language of ``q``, as Fatture in Cloud's own grammar has it (fattureincloud/api-filter, ApiFilter.g4).

``filter: expression EOF`` where an expression is a condition, one in parentheses, or two joined by ``and`` (which binds
tighter) or ``or``. A condition compares a field with a value (``= > >= < <= <> !=``), matches it against a text
(``like``, ``contains``, each with ``not`` before it, ``starts with``, ``ends with``), or asks whether it is null.
Keywords are in lower or in upper case throughout. There are no negative numbers, no lists and no figures in names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

Value = bool | int | float | str
Test = Callable[[Mapping[str, Any]], bool]


class FilterError(ValueError):
    """The text is not a filter; ``place`` is where it ceases to be one."""

    def __init__(self, place: int) -> None:
        super().__init__(f"not a filter from character {place + 1} on")
        self.place = place


class UnknownField(ValueError):
    """A field that cannot be filtered."""


class Condition(NamedTuple):
    """A field, an operator and a value; ``is null`` and ``is not null`` have no value."""

    field: str
    operator: str
    value: Value | None = None


class Joined(NamedTuple):
    """Two expressions, joined by ``and`` or ``or``."""

    left: Expression
    word: str
    right: Expression


Expression = Condition | Joined

_COMPARISONS: Final = ("=", ">", ">=", "<", "<=", "<>")
_PATTERNS: Final = ("like", "contains", "not like", "not contains", "starts with", "ends with")
#: What a condition can ask, as it stands in :class:`Condition`.
OPERATORS: Final = frozenset({*_COMPARISONS, *_PATTERNS, "is null", "is not null"})
#: Of equal lengths the first wins, as in the grammar's lexer.
_TOKENS: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("comparison", r">=|<=|<>|!=|=|>|<"),
        ("like", "like|LIKE"),
        ("contains", "contains|CONTAINS"),
        ("starts with", "(?:starts|STARTS) *(?:with|WITH)"),
        ("ends with", "(?:ends|ENDS) *(?:with|WITH)"),
        ("reserved", "starts|STARTS|ends|ENDS|with|WITH"),
        ("bool", "true|false"),
        ("text", r"'(?:[^']|'')*'"),
        ("and", "and|AND"),
        ("or", "or|OR"),
        ("is", "is|IS"),
        ("null", "null|NULL"),
        ("not", "not|NOT"),
        ("(", r"\("),
        (")", r"\)"),
        ("digits", "[0-9]+"),
        (".", r"\."),
        ("field", "[a-z](?:[a-z_.]*[a-z])?"),
    )
)
_BLANK: Final = re.compile(r"[ \t\r\n]*")
#: Parentheses inside one another, and conditions in one filter.
_DEEPEST: Final = 50
_MOST: Final = 200


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def parse(text: str) -> Expression:
    """Read a filter.

    Raises:
        FilterError: it is not one.
    """
    reader = _Reader(list(_tokens(text)), len(text))
    expression = reader.disjunction(0)
    if reader.kind:
        raise FilterError(reader.place)
    return expression


def compiled(expression: Expression, known: Collection[str], aliases: Mapping[str, tuple[str, ...]]) -> Test:
    """The expression as a test of rows.

    Args:
        expression: what :func:`parse` read.
        known: the fields that can be filtered.
        aliases: fields that stand for any of several others.

    Raises:
        UnknownField: it names another field.
    """
    if isinstance(expression, Joined):
        left, right = compiled(expression.left, known, aliases), compiled(expression.right, known, aliases)
        if expression.word == "and":
            return lambda row: left(row) and right(row)
        return lambda row: left(row) or right(row)
    if expression.field not in known:
        raise UnknownField(expression.field)
    holds = _holds(expression)
    paths = [name.split(".") for name in aliases.get(expression.field, (expression.field,))]
    return lambda row: any(holds(_look_up(row, path)) for path in paths)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while True:
        blank = _BLANK.match(text, place)
        place = blank.end() if blank else place
        if place == len(text):
            return
        found = [(match.end(), kind) for kind, pattern in _TOKENS if (match := pattern.match(text, place))]
        if not found:
            raise FilterError(place)
        end, kind = max(found, key=lambda pair: pair[0])
        yield _Token(kind, text[place:end], place)
        place = end


class _Reader:
    """Reads the tokens of one filter from left to right."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = [*tokens, _Token("", "", length)]
        self._at = 0
        self._conditions = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._at].kind

    @property
    def place(self) -> int:
        return self._tokens[self._at].place

    def disjunction(self, depth: int) -> Expression:
        left = self._conjunction(depth)
        while self._took("or"):
            left = Joined(left, "or", self._conjunction(depth))
        return left

    def _conjunction(self, depth: int) -> Expression:
        left = self._term(depth)
        while self._took("and"):
            left = Joined(left, "and", self._term(depth))
        return left

    def _term(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise FilterError(self.place)
        if self._took("("):
            inner = self.disjunction(depth + 1)
            self._take(")")
            return inner
        return self._condition(self._take("field"))

    def _condition(self, field: str) -> Condition:
        self._conditions += 1
        if self._conditions > _MOST:
            raise FilterError(self.place)
        if self._took("is"):
            word = "is not null" if self._took("not") else "is null"
            self._take("null")
            return Condition(field, word)
        if self.kind == "comparison":
            operator = self._take("comparison")
            if operator in ("=", "<>", "!=") and self._took("null"):
                return Condition(field, "is null" if operator == "=" else "is not null")
            return Condition(field, "<>" if operator == "!=" else operator, self._value())
        negated = "not " if self._took("not") else ""
        kinds = ("like", "contains") if negated else ("like", "contains", "starts with", "ends with")
        if self.kind not in kinds:
            raise FilterError(self.place)
        operator = negated + self.kind
        self._at += 1
        return Condition(field, operator, _unquoted(self._take("text")))

    def _value(self) -> Value:
        if self.kind == "bool":
            return self._take("bool") == "true"
        if self.kind == "text":
            return _unquoted(self._take("text"))
        whole = self._take("digits")
        return float(f"{whole}.{self._take('digits')}") if self._took(".") else int(whole[:18])

    def _took(self, kind: str) -> bool:
        if self.kind != kind:
            return False
        self._at += 1
        return True

    def _take(self, kind: str) -> str:
        if self.kind != kind:
            raise FilterError(self.place)
        self._at += 1
        return self._tokens[self._at - 1].text


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")


def _look_up(row: Mapping[str, Any], path: list[str]) -> Any:
    value: Any = row
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _holds(condition: Condition) -> Callable[[Any], bool]:
    """The test of one value. Texts compare without regard to case, and null answers to nothing but its own question."""
    operator, wanted = condition.operator, condition.value
    if operator == "is null":
        return lambda value: value is None
    if operator == "is not null":
        return lambda value: value is not None
    if operator not in _COMPARISONS:
        return _matches(operator, str(wanted).casefold())
    compare = _COMPARE[operator]

    def holds(value: Any) -> bool:
        if value is None:
            return False
        if isinstance(wanted, str) or isinstance(value, str):
            return compare(_text(value), _text(wanted))
        return compare(value, wanted)

    return holds


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).casefold()


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda left, right: left == right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    "<>": lambda left, right: left != right,
}


def _matches(operator: str, wanted: str) -> Callable[[Any], bool]:
    like = re.compile(
        "".join({"%": ".*", "_": "."}.get(character, re.escape(character)) for character in wanted), re.DOTALL
    )
    plain: Callable[[str], bool]
    match operator.removeprefix("not "):
        case "like":
            plain = lambda text: like.fullmatch(text) is not None  # noqa: E731
        case "contains":
            plain = lambda text: wanted in text  # noqa: E731
        case "starts with":
            plain = lambda text: text.startswith(wanted)  # noqa: E731
        case _:
            plain = lambda text: text.endswith(wanted)  # noqa: E731
    wish = not operator.startswith("not ")
    return lambda value: value is not None and plain(_text(value)) is wish
