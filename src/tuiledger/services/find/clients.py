"""Clients by their names: conditions hold codes, and a person may know a client by another word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tuiledger.domain.identifiers import code_key, name_key
from tuiledger.domain.parties import Company
from tuiledger.ports.values import Condition, Sign

CLIENT = "client"


def by_code(where: Sequence[Condition], companies: Callable[[], Sequence[Company]]) -> tuple[Condition, ...]:
    """``where`` with the codes of the clients that its words name; a word that names none stays, and finds nothing.

    Args:
        where: conditions as they were read.
        companies: gives the clients; asked only where there is a condition on them.
    """
    if not any(condition.field == CLIENT for condition in where):
        return tuple(where)
    known = companies()

    def named(condition: Condition) -> Condition:
        if condition.field != CLIENT:
            return condition
        codes = [code for word in _words(condition) for code in codes_of(word, known) or [word]]
        return condition._replace(value=codes[0] if len(codes) == 1 else tuple(dict.fromkeys(codes)))

    return tuple(map(named, where))


def unknown_clients(where: Sequence[Condition], companies: Sequence[Company]) -> list[str]:
    """The words of ``where`` that are said of clients and name none of them."""
    return [
        word
        for condition in where
        if condition.field == CLIENT and condition.sign in (Sign.IS, Sign.NOT)
        for word in _words(condition)
        if not codes_of(word, companies)
    ]


def codes_of(word: str, companies: Sequence[Company]) -> list[str]:
    """The code that ``word`` is; or else the codes of those in whose names it stands."""
    code = [company.code for company in companies if code_key(company.code) == code_key(word)]
    key = name_key(word)
    return code or [company.code for company in companies if key and key in name_key(company.name)]


def _words(condition: Condition) -> Iterator[str]:
    value = condition.value
    yield from map(str, value if isinstance(value, tuple) else (value,))
