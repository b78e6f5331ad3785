"""The declared total explained against the VAT summary, never plugged."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations
from typing import Final, NamedTuple

from tuiledger.domain.documents import Document
from tuiledger.domain.journal import Note
from tuiledger.domain.money import decimal_text
from tuiledger.domain.rules import Problem

#: The most a document's own rounding (2.1.1.10 Arrotondamento) can be, in minor units: to the whole unit.
LARGEST_ROUNDING: Final = 100


class Gap(NamedTuple):
    """The difference between the declared total and the summary, and what explains it.

    ``stamp``, ``discount`` and ``rounding`` are the amounts to post beside the summary rows.
    """

    stamp: int = 0
    discount: int = 0
    rounding: int = 0
    note: Note | None = None


def explain_total(document: Document, tolerance: int, *, accept: bool = False) -> Gap | Problem:
    """What lies between the declared total and the VAT summary.

    A missing total is the summary with its discount and rounding. Senders read the document's rounding both ways, some
    leave the withholding or the split VAT out, and the stamp duty may stand outside the summary: each reading that
    makes the totals meet is taken and named. A residue within ``tolerance`` goes to rounding; a larger one is a
    problem, and so is a declared rounding that no rounding can be.
    """
    if accept:
        return Gap(discount=document.discount, rounding=document.rounding or 0)
    if document.total_declared is None:
        gap: Gap | Problem = Gap(discount=document.discount, rounding=document.rounding or 0)
    else:
        gap = _explained(document, document.total_declared - document.total, tolerance)
    if isinstance(gap, Gap) and abs(gap.rounding) > max(tolerance, LARGEST_ROUNDING):
        return Problem(
            "rounding-large",
            "A rounding of {} is more than is posted without asking",
            (decimal_text(gap.rounding, document.currency),),
            ("accept-summary", "file-it"),
        )
    return gap


def _explained(document: Document, difference: int, tolerance: int) -> Gap | Problem:
    if difference == 0:
        return Gap()
    stamp = 0 if document.stamp_in_summary else document.stamp_duty or 0
    named = (("stamp", stamp), ("discount", document.discount), ("rounding", document.rounding or 0))
    parts = [part for part in named if part[1]]
    choices = [chosen for size in range(1, len(parts) + 1) for chosen in combinations(parts, size)]
    for chosen in choices:
        if sum(amount for _, amount in chosen) == difference:
            return _gap(chosen)
    left_out = _left_out(document, difference)
    if left_out:
        return Gap(note=left_out)
    if abs(difference) <= tolerance:
        return Gap(rounding=difference)
    for chosen in choices:
        residue = difference - sum(amount for _, amount in chosen)
        if abs(residue) <= tolerance:
            gap = _gap(chosen)
            return gap._replace(rounding=gap.rounding + residue)
    return Problem(
        "totals-differ",
        "The declared total {} and the VAT summary {} differ by {}",
        tuple(
            decimal_text(amount, document.currency)
            for amount in (document.total + difference, document.total, difference)
        ),
        ("accept-summary", "file-it"),
    )


def _gap(parts: Iterable[tuple[str, int]]) -> Gap:
    amounts = dict(parts)
    return Gap(amounts.get("stamp", 0), amounts.get("discount", 0), amounts.get("rounding", 0))


def _left_out(document: Document, difference: int) -> Note | None:
    """Amounts some senders take out of the total although they belong to it."""
    withheld = [row.amount for row in document.withholding[:6]]
    subsets = chain.from_iterable(combinations(withheld, size) for size in range(1, len(withheld) + 1))
    if any(sum(subset) == -difference for subset in subsets):
        return Note(
            "net-of-withholding",
            "The declared total leaves out the withholding of {}",
            (decimal_text(-difference, document.currency),),
        )
    split = sum(row.tax for row in document.vat_summary if row.exigibility == "S")
    if split and -difference == split:
        return Note("net-of-split", "The declared total leaves out the split-payment VAT of {}",
                    (decimal_text(split, document.currency),))  # fmt: skip
    return None
