"""The rows of a company: each is written once, and read as the bytes that stand in lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any, Final

import orjson

from tuiledger.sandbox.clouds.fattureincloud.values import Data

#: Stands in a row where the address of a print or an attachment begins; what is sent has a fresh one there.
DOOR: Final = "sandbox-door:"


class Row:
    """One row: its fields, and the bytes of its fieldsets once they were asked for."""

    __slots__ = ("_written", "data", "source")

    def __init__(self, data: Data, source: Any = None) -> None:
        self.data = data
        #: The document that it was drawn from, where there is one.
        self.source = source
        self._written: dict[str, bytes] = {}

    def written(self, fieldset: str, left_out: Set[str] = frozenset(), emptied: Iterable[str] = ()) -> bytes:
        """A fieldset as JSON: without the fields ``left_out``, and with null in those ``emptied``."""
        text = self._written.get(fieldset)
        if text is None:
            kept = {name: value for name, value in self.data.items() if name not in left_out}
            text = self._written[fieldset] = orjson.dumps(kept | dict.fromkeys(emptied))
        return text

    def changed(self, fields: Data) -> None:
        """Give the row other values."""
        self.data = {**self.data, **fields}
        self.forget()

    def forget(self) -> None:
        """Write it anew when it is asked for again."""
        self._written.clear()


class Shelf:
    """All rows of one kind in a company, and those in the bin."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[int, Row] = {}
        self.bin: dict[int, Row] = {}
        #: Goes up with every change: what was found and sorted before is stale.
        self.version = 0

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, row: Row) -> Row:
        """Put a row in, or in place of the one with its id."""
        self.rows[row.data["id"]] = row
        self.version += 1
        return row

    def change(self, number: int, fields: Data) -> Row:
        """Change a row that is there."""
        row = self.rows[number]
        row.changed(fields)
        self.version += 1
        return row

    def discard(self, number: int) -> Row:
        """Move a row to the bin."""
        row = self.rows.pop(number)
        self.bin[number] = row
        self.version += 1
        return row

    def recover(self, number: int) -> Row:
        """Take a row out of the bin."""
        return self.add(self.bin.pop(number))

    def forget(self) -> None:
        """Write every row anew when it is asked for again."""
        for row in self:
            row.forget()
        self.version += 1
