"""Our reading of a document's VAT split beside the figures of the cloud itself, to the cent.

Most documents have one rate, and their totals are the split: there is nothing to ask. Where several rates share them,
or where rows and total do not add up, the split is our work, and the cloud can say what it made of the same lines.
"""

from __future__ import annotations

from typing import Final

from tuiledger.domain.documents import Document
from tuiledger.domain.money import decimal_text
from tuiledger.domain.pulls import TOTALS_DIFFER
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import RemoteTotals
from tuiledger.text.translation import N_

_RATE: Final = N_("At {} % the cloud figures {} and VAT {}, and the lines were read as {} and {}")
_SUM: Final = N_("The cloud figures net {} and VAT {}, and the lines were read as {} and {}")


def is_in_doubt(document: Document) -> bool:
    """Whether the VAT split of a document could be other than the one that was read."""
    declared = document.total if document.total_declared is None else document.total_declared
    return len(document.vat_summary) > 1 or (bool(document.vat_summary) and document.total != declared)


def disagreement(document: Document, totals: RemoteTotals) -> Refusal | None:
    """In what the cloud's figures are others than ours; None where they agree to the cent."""

    def text(*amounts: int) -> tuple[str, ...]:
        return tuple(decimal_text(amount, document.currency) for amount in amounts)

    ours: dict[int, tuple[int, int]] = {}
    for row in document.vat_summary:
        taxable, tax = ours.get(row.rate, (0, 0))
        ours[row.rate] = taxable + row.taxable, tax + row.tax
    for rate, theirs in totals.rates.items():
        mine = ours.get(rate, (0, 0))
        if theirs != mine:
            return Refusal(TOTALS_DIFFER, _RATE, (f"{rate / 100:g}", *text(*theirs, *mine)))
    if totals.vat is not None and totals.vat != document.vat:
        return Refusal(TOTALS_DIFFER, _SUM, text(totals.net or 0, totals.vat, document.taxable, document.vat))
    return None
