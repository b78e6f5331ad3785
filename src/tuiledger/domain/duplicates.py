"""Whether an arriving document is one that is already there.

Exact keys decide alone: the same payload, or the same content whatever its prefix and spacing, or the same legal
identity with the same date and everything the books need. The same identity with other content is an alarm for a
person.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tuiledger.domain.documents import Direction, Document, State
from tuiledger.domain.identifiers import party_key


class Band(StrEnum):
    """How sure it is that two documents are one."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"


class PairState(StrEnum):
    """Whether a person has decided."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


class Known(NamedTuple):
    """What a comparison needs of a stored document. ``content`` is its :func:`content_key`."""

    id: int
    company_id: int
    direction: Direction
    canonical_sha256: str
    payload_sha256: str
    business_key: str
    date: datetime.date
    content: str
    state: State
    hold_code: str | None = None


class Difference(NamedTuple):
    """One field in which two documents differ, as texts."""

    field: str
    left: str
    right: str


class Pair(NamedTuple):
    """Two documents that may be one: ``left`` was there first. ``reasons`` are stable codes that screens explain."""

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


class Verdict(NamedTuple):
    """What an arriving document is: ``same_as`` an earlier one, or new, with an alarm against ``alarm`` if any."""

    same_as: int | None = None
    alarm: int | None = None
    reasons: tuple[str, ...] = ()


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


def judge(
    document: Document, canonical_sha256: str, payload_sha256: str, business_key: str, known: Sequence[Known]
) -> Verdict:
    """What ``document`` is against the documents of the same company and side that share one of its keys.

    A document the exchange system rejected counts only for its very own payload: its sender may send the same number,
    even the same content, again. One whose signature is broken says nothing certain of its number and raises no alarm.
    """
    for other in known:
        if other.canonical_sha256 == canonical_sha256 and (
            other.state is not State.VOID or other.payload_sha256 == payload_sha256
        ):
            return Verdict(same_as=other.id, reasons=("canonical",))
    alarm: int | None = None
    for other in known:
        if other.business_key != business_key or other.state is State.VOID or other.hold_code == "signature-broken":
            continue
        if other.date == document.date and other.content == content_key(document):
            return Verdict(same_as=other.id, reasons=("number", "date", "content"))
        alarm = alarm or other.id
    if alarm is None:
        return Verdict()
    return Verdict(alarm=alarm, reasons=("number-other-content",))
