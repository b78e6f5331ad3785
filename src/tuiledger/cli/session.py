"""What every command works with: the books, the clock, the language and the two ways to answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tuiledger import bootstrap
from tuiledger.domain.runs import Refusal
from tuiledger.text.clean import clean, clean_line
from tuiledger.text.table import coloured, columns
from tuiledger.text.translation import translate

if TYPE_CHECKING:
    from tuiledger.ports import Clock, Store

#: Exit codes, the same for every command.
DONE: Final = 0
ATTENTION: Final = 1
USAGE: Final = 2
IMPOSSIBLE: Final = 3
INTERRUPTED: Final = 130


@dataclass
class Session:
    """One command's surroundings."""

    place: str
    as_json: bool
    clock: Clock
    actor: str
    #: Code of the intermediary whose clients alone are seen; None for the firm.
    as_intermediary: str | None = None
    _store: Store | None = field(default=None, init=False)

    def open(self, *, create: bool = False) -> Store:
        """The books, opened once for the whole command.

        Raises:
            Refusal: there are none and the command does not make them.
            StoreError: they cannot be opened.
        """
        if self._store is None:
            if not create and not bootstrap.books_exist(self.place):
                raise Refusal(
                    "no-books", "There are no books at {} yet: register a company or import files", (self.place,)
                )
            self._store = bootstrap.open_books(
                self.place,
                create=create and self.as_intermediary is None,
                clock=self.clock,
                as_intermediary=self.as_intermediary,
            )
        return self._store

    def require_firm(self) -> None:
        """Refuse what concerns the books as a whole where they are seen as an intermediary sees them.

        Raises:
            Refusal: they are (``outside-view``).
        """
        if self.as_intermediary is not None:
            raise Refusal("outside-view", "{} sees its own clients only: this is for the firm", (self.as_intermediary,))

    def close(self) -> None:
        """Give the books back, whatever became of the command."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def answer(self, data: object, text: str) -> None:
        """Print ``data`` as one JSON document, or ``text`` for a person, on standard output."""
        if self.as_json:
            print(json.dumps(data, indent=2, ensure_ascii=not _utf8(), default=str))
        elif text:
            print(text if text.endswith("\n") else text + "\n", end="")

    def answer_list(self, items: Sequence[object], text: str, **more: object) -> None:
        """Print a list as ``{"items": [...], "total": N}``, or ``text``."""
        self.answer({"items": list(items), "total": len(items), **more}, text)

    def tell(self, text: str) -> None:
        """A word for the person, on standard error."""
        print(clean(text), file=sys.stderr)

    def table(self, rows: Iterable[Sequence[object]], headers: Sequence[str], align: str = "") -> str:
        """A table for standard output."""
        import os

        return columns(rows, headers, align, colour=coloured(sys.stdout, os.environ))


def _utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def said(message: str, values: Sequence[object] = ()) -> str:
    """A message template in the language in force, cleaned for one line."""
    return clean_line(translate(message, *values))


def error_fields(code: str, message: str, values: Sequence[str]) -> dict[str, Any]:
    """An error as JSON shows it."""
    return {"error": {"code": code, "message": said(message, values)}}
