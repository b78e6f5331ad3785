"""Whether an arriving document is one that is already there.

Exact keys decide alone: the same payload, or the same content whatever its prefix and spacing, or the same legal
identity with the same date, total and VAT summary. The same legal identity with other content is an alarm for a person.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tuiledger.domain.documents import Direction, Document, State


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
    """What a comparison needs of a stored document. ``summary`` is :func:`summary_key`."""

    id: int
    company_id: int
    direction: Direction
    canonical_sha256: str
    payload_sha256: str
    business_key: str
    date: datetime.date
    total: int
    summary: str
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


def summary_key(document: Document) -> str:
    """The VAT summary as one comparable text: rows sorted, amounts in minor units."""
    rows = sorted(f"{row.rate}/{row.nature or ''}/{row.taxable}/{row.tax}" for row in document.vat_summary)
    return ";".join(rows)


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
        same_date, same_total = other.date == document.date, other.total == document.total
        if same_date and same_total and other.summary == summary_key(document):
            return Verdict(same_as=other.id, reasons=("number", "date", "total", "summary"))
        alarm = alarm or other.id
    if alarm is None:
        return Verdict()
    return Verdict(alarm=alarm, reasons=("number-other-content",))
