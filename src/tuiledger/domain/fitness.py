"""Whether a document can be posted as it stands: what must be asked first, in the order that a person would ask it."""

from __future__ import annotations

import datetime
from typing import Final

from tuiledger.domain.documents import ClientDocument, Direction, Document, Kind, VatSummary
from tuiledger.domain.money import LARGEST, decimal_text
from tuiledger.domain.rules import LASTING_HOLDS, Problem
from tuiledger.domain.wording import N_

#: Findings that make the VAT summary unfit to post: rates or natures used without their row.
UNFIT_SUMMARY: Final = frozenset({"00419", "00443", "00444"})

#: A document of a type that needs two parties names one (check 00471), and one dated years ahead of its arrival.
SAME_PARTY: Final = "00471"
FAR_OFF: Final = "date-far-off"

#: What a cloud says of an e-invoice that the exchange system has not taken: it is not issued (DPR 633/72, art. 21).
NOT_TAKEN: Final = {
    "sdi-discarded": N_("The exchange system rejected its e-invoice: it counts as not issued"),
    "sdi-refused": N_("The public body refused its e-invoice: say whether it still counts"),
    "sdi-not-sent": N_("Its e-invoice was not sent yet: it counts as not issued"),
}

#: Types that only a person can place, and the answers that place them.
ASK_TYPES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "TD20": (
        N_("A self-invoice that mends a missing or wrong invoice: say how its VAT is to be registered"),
        ("both-registers", "purchase-register", "file-it"),
    ),
    "TD21": (
        N_("A self-invoice for going over the export ceiling: say where its VAT is paid"),
        ("sales-register", "file-it"),
    ),
}

#: Natures as they may stand in a register (FatturaPA 1.6, table Natura); the bare N2, N3 and N6 ended with 2020.
NATURES: Final = frozenset({
    "N1", "N2.1", "N2.2", "N3.1", "N3.2", "N3.3", "N3.4", "N3.5", "N3.6", "N4", "N5", "N6.1", "N6.2", "N6.3", "N6.4",
    "N6.5", "N6.6", "N6.7", "N6.8", "N6.9", "N7",
})  # fmt: skip
BARE_NATURES: Final = frozenset({"N2", "N3", "N6"})
_BARE_UNTIL: Final = datetime.date(2020, 12, 31)

_DOUBT: Final = ("accept-summary", "file-it")


def not_taken(document: Document) -> frozenset[str]:
    """What a cloud says of the exchange system's way with the e-invoice, where it counts as not issued."""
    return frozenset(finding.code for finding in document.findings if finding.code in NOT_TAKEN)


def obstacle(client_document: ClientDocument, document: Document) -> Problem | None:
    """The first thing about ``document`` that a person must say before it can be posted; None when there is nothing."""
    decisions = client_document.decisions
    hold = client_document.hold
    if hold and hold.code in LASTING_HOLDS:
        return hold
    if document.kind is Kind.UNKNOWN:
        return Problem("unknown-type", "Document type {} is not known", (document.type_code,), ("file-it",))
    if document.type_code in ASK_TYPES:
        message, answers = ASK_TYPES[document.type_code]
        if not decisions.intersection(answers):
            return Problem("needs-decision", message, (), answers)
    if document.kind is Kind.COMMUNICATION:
        return Problem("nothing-to-post", "A communication to the tax office: kept, with nothing to post")
    if not document.vat_summary:
        return Problem("no-vat-summary", "The document has no VAT summary to post from", (), ("file-it",))
    if "post-it" not in decisions and _names_nobody(client_document, document):
        message = (
            N_("It names no customer") if client_document.direction is Direction.ISSUED else N_("It names no supplier")
        )
        return Problem("party-missing", message, (), ("post-it", "file-it"))
    taxable, tax = document.taxable, document.vat
    if abs(taxable) > LARGEST or abs(tax) > LARGEST or abs(taxable + tax) > LARGEST:
        return Problem("amount-too-large", "The amounts are larger than the books hold", (), ("rate:", "file-it"))
    if document.kind is Kind.CREDIT_NOTE and taxable + tax < 0 and not decisions & {"as-credit", "as-written"}:
        return Problem(
            "sign-unclear",
            "A credit note whose amounts are negative: it may take away or add",
            (decimal_text(document.total, document.currency),),
            ("as-credit", "as-written"),
        )
    doubt = _told(document, decisions) if document.findings else None
    return doubt or (None if "accept-summary" in decisions else _row_doubts(document))


def _names_nobody(client_document: ClientDocument, document: Document) -> bool:
    """Whether a cloud tells nothing of the other party; an e-invoice always names one (check 00417)."""
    other = document.buyer if client_document.direction is Direction.ISSUED else document.seller
    return document.of_cloud and not (other.name or other.vat_number or other.fiscal_code)


def _told(document: Document, decisions: frozenset[str]) -> Problem | None:
    """What reading the document found that posting must not pass over."""
    for finding in document.findings:
        if finding.code == FAR_OFF and "accept-date" not in decisions:
            return Problem(
                "date-far-off",
                "It is dated {}, years after the day it came in",
                (document.date.isoformat(),),
                ("accept-date", "file-it"),
            )
        if finding.code in NOT_TAKEN and "post-it" not in decisions:
            return Problem(finding.code, NOT_TAKEN[finding.code], (), ("post-it", "file-it"))
        if "accept-summary" in decisions:
            continue
        if finding.code == SAME_PARTY:
            return Problem("same-party", "Seller and buyer are the same party", (), _DOUBT)
        if finding.code in UNFIT_SUMMARY:
            return Problem(
                "summary-incomplete",
                "A rate or nature is used that has no row in the VAT summary",
                finding.values,
                _DOUBT,
            )
    return None


def _row_doubts(document: Document) -> Problem | None:
    for row in document.vat_summary:
        problem = _row_doubt(document, row)
        if problem:
            return problem
    return None


def _row_doubt(document: Document, row: VatSummary) -> Problem | None:
    """What is wrong with one row of the summary: its tax, its nature or when the tax is due."""
    if row.nature is None:
        if row.rate == 0 and row.taxable:
            return Problem("nature-missing", "A rate of 0 % has no nature that says why", (), _DOUBT)
    elif row.nature not in NATURES:
        return _nature_doubt(document, row.nature)
    elif row.rate and document.type_code != "TD16":
        return Problem("nature-with-rate", "Nature {} stands beside a rate", (row.nature,), _DOUBT)
    if row.exigibility not in (None, "I", "D", "S"):
        return Problem("exigibility-unknown", "When its VAT is due is not known: {}", (row.exigibility[:10],), _DOUBT)
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
            _DOUBT,
        )
    return None


def _nature_doubt(document: Document, nature: str) -> Problem | None:
    if nature not in BARE_NATURES:
        return Problem("nature-unknown", "Nature {} is not known", (nature[:10],), _DOUBT)
    if document.date <= _BARE_UNTIL:
        return None
    return Problem("nature-bare", "Nature {} needs its second part since 2021", (nature,), ("nature:", *_DOUBT))
