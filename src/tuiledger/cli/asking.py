"""``--where`` and ``--sort``: what lists are asked for, in the language that is typed in the workbench too."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _, translate

if TYPE_CHECKING:
    from tuiledger.ports import Condition, Order
    from tuiledger.services.find import Field, Query

#: Options whose value may begin with a minus.
_TURNED: Final = ("--where", "--sort")

#: The fields of a list; asked for only when something is to be read.
Fields = Callable[[], "Sequence[Field]"]


def asking_options(parser: argparse.ArgumentParser, fields: Fields, help_text: str) -> None:
    """``--where QUERY``, explained by ``help_text``, and ``--sort FIELD``."""
    parser.add_argument("--where", type=_query(fields), metavar=_("QUERY"), help=help_text)
    parser.add_argument("--sort", type=_order(fields), metavar=_("FIELD"),
                        help=_("order by one of these fields; downwards with a minus before it: -date"))  # fmt: skip


def asked(options: argparse.Namespace) -> tuple[str | None, tuple[Condition, ...]]:
    """The free words and the conditions of ``--where``."""
    query: Query | None = options.where
    return (query.text or None, query.where) if query else (None, ())


def attached(arguments: Sequence[str]) -> list[str]:
    """``arguments`` with ``--sort -total`` as ``--sort=-total``: the parser would take the value for an option."""
    found: list[str] = []
    for place, argument in enumerate(arguments):
        if found and found[-1] in _TURNED and argument.startswith("-") and not argument.startswith("--"):
            found[-1] = f"{found[-1]}={argument}"
        elif argument == "--":
            return [*found, *arguments[place:]]
        else:
            found.append(argument)
    return found


def _query(fields: Fields) -> Callable[[str], Query]:
    def read(typed: str) -> Query:
        from tuiledger.services.find import QueryError, read_query

        try:
            return read_query(typed, fields())
        except QueryError as error:
            raise _told(error.message, error.values) from None

    return read


def _order(fields: Fields) -> Callable[[str], Order]:
    def read(typed: str) -> Order:
        from tuiledger.services.find import QueryError, read_order

        try:
            return read_order(typed, fields())
        except QueryError as error:
            raise _told(error.message, error.values) from None

    return read


def _told(message: str, values: Sequence[str]) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(clean_line(translate(message, *values)))
