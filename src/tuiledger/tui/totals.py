"""The total of a document in words and in lists: what its VAT summary adds up to, else what it says itself."""

from __future__ import annotations

from typing import Protocol

from tuiledger.text.amounts import amount_text
from tuiledger.text.translation import _
from tuiledger.tui.widgets.columns import Cell, Cents

#: Stands before a total that was only declared, where there is no room for the word.
_DECLARED = "~"
#: Cells of a party's name where a document is named in passing.
_NAME = 32


class Totalled(Protocol):
    """What has a total, in minor units; ``declared`` where there is no VAT summary to add up."""

    @property
    def total(self) -> int: ...
    @property
    def declared(self) -> int | None: ...
    @property
    def currency(self) -> str: ...


def total_text(document: Totalled) -> str:
    """The total with its currency; what was only declared is called so."""
    if document.declared is None:
        return f"{amount_text(document.total, document.currency)} {document.currency}"
    return _("{} {} (declared)").format(amount_text(document.declared, document.currency), document.currency)


def total_cell(document: Totalled) -> Cell:
    """The total in a list; what was only declared has a sign before it."""
    known = document.total if document.declared is None else document.declared
    text = amount_text(known, document.currency)
    cents = Cents(known, document.currency)
    return Cell(text, "", cents) if document.declared is None else Cell(f"{_DECLARED}{text}", "dim", cents)


def document_name(number: str, party: str, document: Totalled) -> str:
    """What a document is called in a question or a notice: number, party, total."""
    short = party if len(party) <= _NAME else party[: _NAME - 1] + "…"
    return ", ".join(part for part in (number, short, total_text(document)) if part)
