"""In what two accounts of one document disagree, field by field, as people compare them."""

from __future__ import annotations

from typing import Final

from tuiledger.domain.documents import Document, PartyDetails
from tuiledger.domain.duplicates import Difference
from tuiledger.domain.identifiers import name_key, party_key

#: Findings of documents whose own number is not known.
_NAMELESS: Final = frozenset({"number-missing", "pending"})


def differences(ours: Document, theirs: Document) -> tuple[Difference, ...]:
    """The fields that matter to books and payments in which two documents differ; amounts are in minor units.

    What only one of them says at all (a due date, an account to pay to) is no difference.
    """
    compared = (
        ("date", ours.date.isoformat(), theirs.date.isoformat()),
        ("number", own_number(ours), own_number(theirs)),
        ("currency", ours.currency, theirs.currency),
        ("seller", *_parties(ours.seller, theirs.seller)),
        ("buyer", *_parties(ours.buyer, theirs.buyer)),
        ("taxable", _summed(ours, ours.taxable), _summed(theirs, theirs.taxable)),
        ("vat", _summed(ours, ours.vat), _summed(theirs, theirs.vat)),
        ("vat_summary", _summary(ours), _summary(theirs)),
        ("total", str(_total(ours)), str(_total(theirs))),
        ("withholding", _withheld(ours), _withheld(theirs)),
        ("stamp_duty", _amount(ours.stamp_duty), _amount(theirs.stamp_duty)),
        ("payments", _due(ours), _due(theirs)),
        ("iban", _accounts(ours), _accounts(theirs)),
    )
    return tuple(
        Difference(field, left, right)
        for field, left, right in compared
        if left != right and ((left and right) or field in ("withholding", "stamp_duty"))
    )


def own_number(document: Document) -> str:
    """The document's number, unless it was made up because nobody told it."""
    return "" if any(finding.code in _NAMELESS for finding in document.findings) else document.number


def _parties(ours: PartyDetails, theirs: PartyDetails) -> tuple[str, str]:
    """Both by their numbers, or by their names where one has no number."""
    if all(party.vat_number or party.fiscal_code for party in (ours, theirs)):
        return party_key(ours), party_key(theirs)
    return name_key(ours.name or ""), name_key(theirs.name or "")


def _summed(document: Document, amount: int) -> str:
    return str(amount) if document.vat_summary else ""


def _amount(amount: int | None) -> str:
    return str(amount) if amount else ""


def _total(document: Document) -> int:
    return document.total if document.total_declared is None else document.total_declared


def _summary(document: Document) -> str:
    rates: dict[str, tuple[int, int]] = {}
    for row in document.vat_summary:
        # The nature is often left out where the rate is told.
        taxable, tax = rates.get(str(row.rate), (0, 0))
        rates[str(row.rate)] = (taxable + row.taxable, tax + row.tax)
    return "; ".join(f"{rate}: {taxable} + {tax}" for rate, (taxable, tax) in sorted(rates.items()))


def _withheld(document: Document) -> str:
    return _amount(sum(row.amount for row in document.withholding))


def _due(document: Document) -> str:
    rows = sorted((row.due_date.isoformat(), row.amount) for row in document.payments if row.due_date)
    return "; ".join(f"{day} {amount}" for day, amount in rows)


def _accounts(document: Document) -> str:
    return " ".join(sorted({row.iban for row in document.payments if row.iban}))
