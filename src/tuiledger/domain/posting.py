"""From a document to the entry it becomes, or to the reasons why a person must look first.

:func:`plan` is pure: the same document, rules and day give the same entry, and the preview is the entry that is posted.
The entry is based on the VAT summary (2.2.2 DatiRiepilogo); the declared total is explained against it, never plugged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from typing import Final, NamedTuple

from tuiledger.domain.chart import Chart
from tuiledger.domain.documents import ClientDocument, Direction, Document, Hold, State
from tuiledger.domain.journal import EntryPlan, Note
from tuiledger.domain.money import decimal_text
from tuiledger.domain.wording import N_

#: A reason why a document is not posted is the hold it gets.
Problem = Hold

#: Holds that intake sets for reasons outside the document itself; only a person's answer lifts them.
BROKEN_SIGNATURE: Final = Hold(
    "signature-broken",
    "The signature does not hold: the file was changed after it was signed",
    (),
    ("accept-signature", "file-it"),
)
DUPLICATE: Final = Hold(
    "duplicate", "Another document bears this number, with other content", (), ("same", "different")
)
LASTING_HOLDS: Final = frozenset({BROKEN_SIGNATURE.code, DUPLICATE.code})

#: Answers a person can give to a hold, with what each means.
ANSWERS: Final[Mapping[str, str]] = {
    "accept-summary": N_("Post the VAT summary, leave the declared total aside"),
    "as-credit": N_("Post it as a credit note, whatever the sign written"),
    "as-written": N_("Post it with the sign written, so that it adds"),
    "both-registers": N_("Post the VAT in both registers"),
    "purchase-register": N_("Post it in the purchase register only"),
    "sales-register": N_("Post the VAT owed in the sales register"),
    "accept-signature": N_("Post it although the signature does not hold"),
    "different": N_("It is another document: post it"),
    "same": N_("It is the same document: set this one aside"),
    "rate:": N_("Post it at this exchange rate, for example rate:1.0825"),
    "account:": N_("Post it on this account, for example account:5080"),
    "date:": N_("Register it on this day, for example date:2026-03-31"),
    "file-it": N_("Keep the document and post nothing"),
}


@dataclass(frozen=True, slots=True)
class PostingRules:
    """What a company's books say about posting: its chart, its tolerance and the last locked day."""

    company_id: int
    chart: Chart
    tolerance: int = 5
    locked_until: date | None = None
    currency: str = "EUR"


class Gap(NamedTuple):
    """The difference between the declared total and the summary, and what explains it.

    ``stamp``, ``discount`` and ``rounding`` are the amounts to post beside the summary rows.
    """

    stamp: int = 0
    discount: int = 0
    rounding: int = 0
    note: Note | None = None


#: Findings that make the VAT summary unfit to post: rates or natures used without their row.
UNFIT_SUMMARY: Final = frozenset({"00419", "00443", "00444"})

ASK_TYPES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "TD20": (
        N_("A self-invoice that mends a missing or wrong invoice: say how its VAT is to be registered"),
        ("both-registers", "purchase-register", "file-it"),
    ),
    "TD21": (
        N_("A self-invoice for going over the export ceiling: say where its VAT is paid"),
        ("sales-register", "file-it"),
    ),
}


def plan(client_document: ClientDocument, rules: PostingRules) -> EntryPlan | Problem:
    """The entry that ``client_document`` becomes under ``rules``, or the first reason why it cannot be posted yet."""
    from tuiledger.domain.treatments import treat

    document = client_document.document
    decisions = client_document.decisions
    problem = _blocking(client_document, decisions)
    if problem:
        return problem
    if document.currency != rules.currency:
        converted = _converted(document, decisions, rules)
        if isinstance(converted, Hold):
            return converted
        document = converted
    day = registration_date(client_document)
    if rules.locked_until and day <= rules.locked_until:
        return Problem(
            "locked",
            "{} lies in a period that is locked until {}",
            (day.isoformat(), rules.locked_until.isoformat()),
            ("date:",),
        )
    account = decision_value(decisions, "account:")
    if account and account not in rules.chart:
        return Problem("account-unknown", "Account {} is not in the company's chart", (account,), ("account:",))
    gap = explain_total(document, rules.tolerance, accept="accept-summary" in decisions)
    if isinstance(gap, Hold):
        return gap
    return treat(client_document, document, rules, day, gap, account)


def assess(client_document: ClientDocument, rules: PostingRules) -> tuple[State, Hold | None]:
    """Where a document that is not posted stands: ready, held for a reason, or filed with nothing to post."""
    if "file-it" in client_document.decisions or client_document.document.kind == "communication":
        return State.FILED, None
    outcome = plan(client_document, rules)
    return (State.HELD, outcome) if isinstance(outcome, Hold) else (State.READY, None)


def registration_date(client_document: ClientDocument) -> date:
    """The day the entry is registered: what a person said, else a received document's delivery, else its own date."""
    said = decision_value(client_document.decisions, "date:")
    if said:
        return date.fromisoformat(said)
    own = client_document.document.date
    if client_document.direction is Direction.RECEIVED and client_document.received_on:
        return max(own, client_document.received_on)
    return own


def decision_value(decisions: Iterable[str], prefix: str) -> str | None:
    """What stands behind ``prefix`` in one of ``decisions``, such as the code of ``account:5080``."""
    for decision in decisions:
        if decision.startswith(prefix):
            return decision[len(prefix) :]
    return None


def _blocking(client_document: ClientDocument, decisions: frozenset[str]) -> Problem | None:
    document = client_document.document
    hold = client_document.hold
    if hold and hold.code in LASTING_HOLDS and not decisions.intersection(hold.answers):
        return hold
    if document.kind == "unknown":
        return Problem("unknown-type", "Document type {} is not known", (document.type_code,), ("file-it",))
    if document.type_code in ASK_TYPES:
        message, answers = ASK_TYPES[document.type_code]
        if not decisions.intersection(answers):
            return Problem("needs-decision", message, (), answers)
    if document.kind == "communication":
        return Problem("nothing-to-post", "A communication to the tax office: kept, with nothing to post")
    if not document.vat_summary:
        return Problem("no-vat-summary", "The document has no VAT summary to post from", (), ("file-it",))
    accepted = "accept-summary" in decisions
    for finding in document.findings:
        if finding.code in UNFIT_SUMMARY and not accepted:
            return Problem(
                "summary-incomplete",
                "A rate or nature is used that has no row in the VAT summary",
                finding.values,
                ("accept-summary", "file-it"),
            )
    if document.kind == "credit_note" and document.total < 0 and not decisions & {"as-credit", "as-written"}:
        return Problem(
            "sign-unclear",
            "A credit note whose amounts are negative: it may take away or add",
            (decimal_text(document.total, document.currency),),
            ("as-credit", "as-written"),
        )
    return None if accepted else _wrong_tax(document)


def _wrong_tax(document: Document) -> Problem | None:
    for row in document.vat_summary:
        # One cent and a half: the exchange system's tolerance of a cent on a figure that was rounded once (00421).
        if abs(row.taxable * row.rate - row.tax * 10_000) > 15_000 and not document.simplified:
            return Problem(
                "tax-differs",
                "VAT of {} on {} at {} % does not agree",
                (
                    decimal_text(row.tax, document.currency),
                    decimal_text(row.taxable, document.currency),
                    decimal_text(row.rate),
                ),
                ("accept-summary", "file-it"),
            )
    return None


def explain_total(document: Document, tolerance: int, *, accept: bool = False) -> Gap | Problem:
    """What lies between the declared total and the VAT summary.

    A missing total is the summary with its discount and rounding. Senders read the document's rounding both ways, some
    leave the withholding or the split VAT out, and the stamp duty may stand outside the summary: each reading that
    makes the totals meet is taken and named. A residue within ``tolerance`` goes to rounding; a larger one is a
    problem.
    """
    summary = document.total
    stamp = 0 if document.stamp_in_summary else document.stamp_duty or 0
    rounding = document.rounding or 0
    if document.total_declared is None or accept:
        return Gap(discount=document.discount, rounding=rounding)
    difference = document.total_declared - summary
    if difference == 0:
        return Gap()
    parts = [(name, amount) for name, amount in
             (("stamp", stamp), ("discount", document.discount), ("rounding", rounding)) if amount]  # fmt: skip
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            if sum(amount for _, amount in chosen) == difference:
                return _gap(chosen)
    left_out = _left_out(document, difference)
    if left_out:
        return Gap(note=left_out)
    if abs(difference) <= tolerance:
        return Gap(rounding=difference)
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            residue = difference - sum(amount for _, amount in chosen)
            if abs(residue) <= tolerance:
                gap = _gap(chosen)
                return gap._replace(rounding=gap.rounding + residue)
    return Problem(
        "totals-differ",
        "The declared total {} and the VAT summary {} differ by {}",
        tuple(decimal_text(amount, document.currency) for amount in (document.total_declared, summary, difference)),
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


def _converted(document: Document, decisions: frozenset[str], rules: PostingRules) -> Document | Problem:
    from tuiledger.domain.exchange import convert, rate_from_text

    said = decision_value(decisions, "rate:")
    if said is None:
        return Problem(
            "foreign-currency",
            "The amounts are in {}: say the exchange rate",
            (document.currency,),
            ("rate:", "file-it"),
        )
    return convert(document, rate_from_text(said), rules.currency)
