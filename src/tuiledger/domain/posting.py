"""From a document to the entry it becomes, or to the reasons why a person must look first.

:func:`plan` is pure: the same document, rules and day give the same entry, and the preview is the entry that is posted.
The entry is based on the VAT summary (2.2.2 DatiRiepilogo).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tuiledger.domain.documents import ClientDocument, Direction, Document, Hold, State, VatSummary
from tuiledger.domain.exchange import convert, rate_from_text
from tuiledger.domain.fitness import ASK_TYPES, obstacle
from tuiledger.domain.journal import EntryPlan, Unbalanced
from tuiledger.domain.money import AmountError
from tuiledger.domain.rules import (
    ANSWERS,
    BROKEN_SIGNATURE,
    DUPLICATE,
    LASTING_HOLDS,
    PostingRules,
    Problem,
    decision_value,
    may_carry,
)
from tuiledger.domain.totals import Gap, explain_total
from tuiledger.domain.treatments import treat

__all__ = [
    "ANSWERS",
    "ASK_TYPES",
    "BROKEN_SIGNATURE",
    "DUPLICATE",
    "LASTING_HOLDS",
    "Gap",
    "PostingRules",
    "Problem",
    "assess",
    "decision_value",
    "explain_total",
    "plan",
    "registration_date",
]


class _Postable(NamedTuple):
    """What an entry is made of, once nothing stands in its way."""

    document: Document
    day: date
    gap: Gap
    account: str | None


def plan(client_document: ClientDocument, rules: PostingRules) -> EntryPlan | Problem:
    """The entry that ``client_document`` becomes under ``rules``, or the first reason why it cannot be posted yet."""
    try:
        found = _looked_at(client_document, rules)
        if isinstance(found, Hold):
            return found
        return treat(client_document, found.document, rules, found.day, found.gap, found.account)
    except (AmountError, Unbalanced, OverflowError) as fault:
        return _no_entry(fault)


def _no_entry(fault: Exception) -> Problem:
    return Problem("no-entry", "No entry can be made of it: {}", (str(fault)[:120],), ("file-it",))


def _looked_at(client_document: ClientDocument, rules: PostingRules) -> _Postable | Problem:
    decisions = client_document.decisions
    document = client_document.document
    if decisions:
        document = _as_answered(document, decisions)
    problem = obstacle(client_document, document)
    if problem:
        return problem
    if document.currency != rules.currency:
        said = decision_value(decisions, "rate:")
        if said is None:
            return Problem(
                "foreign-currency",
                "The amounts are in {}: say the exchange rate",
                (document.currency,),
                ("rate:", "file-it"),
            )
        document = convert(document, rate_from_text(said), rules.currency)
    day = registration_date(client_document)
    if rules.locked_until and day <= rules.locked_until:
        return Problem(
            "locked",
            "{} lies in a period that is locked until {}",
            (day.isoformat(), rules.locked_until.isoformat()),
            ("date:",),
        )
    account = decision_value(decisions, "account:") if decisions else None
    if account and not may_carry(rules.chart, account):
        return Problem("account-unknown", "Account {} cannot carry it", (account,), ("account:",))
    gap = explain_total(document, rules.tolerance, accept="accept-summary" in decisions)
    if isinstance(gap, Hold):
        return gap
    return _Postable(document, day, gap, account)


def assess(client_document: ClientDocument, rules: PostingRules) -> tuple[State, Hold | None]:
    """Where a document that is not posted stands: ready, held for the reason that :func:`plan` gives, or filed.

    No entry is made for it: a treatment has no reasons of its own.
    """
    if "file-it" in client_document.decisions or client_document.document.kind == "communication":
        return State.FILED, None
    try:
        found = _looked_at(client_document, rules)
    except (AmountError, OverflowError) as fault:
        found = _no_entry(fault)
    return (State.HELD, found) if isinstance(found, Hold) else (State.READY, None)


def registration_date(client_document: ClientDocument) -> date:
    """The day the entry is registered: what a person said, else a received document's delivery, else its own date."""
    said = decision_value(client_document.decisions, "date:") if client_document.decisions else None
    if said:
        return date.fromisoformat(said)
    own = client_document.document.date
    if client_document.direction is Direction.RECEIVED and client_document.received_on:
        return max(own, client_document.received_on)
    return own


def _as_answered(document: Document, decisions: frozenset[str]) -> Document:
    """``document`` with its bare natures named as a person said, and what is due unknown taken as due at once."""
    named = {said[7:9]: said[7:] for said in decisions if said.startswith("nature:")}
    if not named and "accept-summary" not in decisions:
        return document
    rows = tuple(_named(row, named) for row in document.vat_summary)
    return document if rows == document.vat_summary else document._replace(vat_summary=rows)


def _named(row: VatSummary, named: dict[str, str]) -> VatSummary:
    nature = named.get(row.nature or "", row.nature)
    exigibility = row.exigibility if row.exigibility in ("I", "D", "S") else None
    return row._replace(nature=nature, exigibility=exigibility)
