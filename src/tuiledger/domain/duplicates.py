"""Whether an arriving document is one that is already there.

Exact keys decide alone: the same payload, or the same content whatever its prefix and spacing, or the same legal
identity with the same date and everything the books need. The same identity with other content is an alarm for a
person.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from tuiledger.domain.documents import Direction, Document, State
from tuiledger.domain.identifiers import party_key


class Band(StrEnum):
    """How sure it is that two documents are one."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"


class PairState(StrEnum):
    """Whether a person has decided; lapsed while there is nothing to decide, because one of the two does not count."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    LAPSED = "lapsed"


#: Why two documents of one number are put before a person.
OTHER_CONTENT: Final = ("number-other-content",)
#: The same of two documents without a number.
NO_NUMBER: Final = ("no-number-same-amounts",)


class Known(NamedTuple):
    """What a comparison needs of a stored document.

    ``content`` is its :func:`content_key`; it is ``trusted`` when it came in an intact file or a person accepted it.
    """

    id: int
    company_id: int
    direction: Direction
    canonical_sha256: str
    payload_sha256: str
    business_key: str
    date: datetime.date
    content: str
    state: State
    trusted: bool = True
    total: int = 0
    of_cloud: bool = False


class Difference(NamedTuple):
    """One field in which two documents differ, as texts."""

    field: str
    left: str
    right: str


class Pair(NamedTuple):
    """Two documents that may be one: ``left`` was there first. ``reasons`` are stable codes that screens explain.

    Where they are the same, ``right`` is the one that a person set aside.
    """

    left: int
    right: int
    company_id: int
    band: Band
    reasons: tuple[str, ...]
    state: PairState = PairState.OPEN
    decided_by: str | None = None
    decided_at: datetime.datetime | None = None
    reason: str | None = None
    id: int | None = None


def content_key(document: Document) -> str:
    """What the books and the payments need of a document, as one comparable text.

    Two documents with one legal identity and one content key are the same document told twice, whatever the words of
    their lines: same parties, type and currency, same VAT summary, deductions and totals, same accounts to pay to.
    """
    rows = sorted(
        f"{row.rate}/{row.nature or ''}/{row.taxable}/{row.tax}/{row.exigibility or 'I'}"
        for row in document.vat_summary
    )
    withheld = sorted(f"{row.kind}/{row.amount}" for row in document.withholding)
    funds = sorted(f"{fund.kind}/{fund.amount}" for fund in document.funds)
    ibans = sorted({payment.iban for payment in document.payments if payment.iban})
    total = document.total if document.total_declared is None else document.total_declared
    amounts = (total, document.stamp_duty, document.discount, document.rounding)
    return "|".join(
        (
            document.type_code,
            document.currency,
            party_key(document.seller),
            party_key(document.buyer),
            ";".join(rows),
            ";".join(withheld),
            ";".join(funds),
            ";".join(ibans),
            ";".join("" if amount is None else str(amount) for amount in amounts),
        )
    )


def identified(document: Document, canonical_sha256: str, business_key: str, known: Sequence[Known]) -> int | None:
    """Which of the documents of the same company and side ``document`` is another copy of; None when it is new.

    Where a document stands has no part in it: a copy of one that was rejected or set aside is one more copy of that.
    What only a file changed after its signature says of itself is believed for the very same content alone, and so is
    a document without a number: two of the same supplier, day and amounts are a question for a person.
    """
    for other in known:
        if other.canonical_sha256 == canonical_sha256:
            return other.id
    alike = (
        []
        if document.numberless
        else [
            other
            for other in known
            if other.trusted and other.business_key == business_key and other.date == document.date
        ]
    )
    if alike:
        content = content_key(document)
        alike = [other for other in alike if other.content == content]
    # One that counts goes before one that was put aside.
    alike.sort(key=lambda other: other.state is State.VOID)
    return alike[0].id if alike else None
