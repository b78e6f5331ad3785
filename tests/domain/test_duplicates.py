"""Whether an arriving document is one that is there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.domain.builders import invoice, row

from tuiledger.domain.documents import Direction, Instalment, PartyDetails, State, Withholding
from tuiledger.domain.duplicates import Known, content_key, identified
from tuiledger.domain.identifiers import business_key

DOCUMENT = invoice(row(10_000), row(5_000, 1000))


def known(**fields: Any) -> Known:
    """A stored copy of ``DOCUMENT`` with other bytes, except for ``fields``."""
    usual = Known(
        9, 1, Direction.RECEIVED, "canonical-9", "payload-9", business_key(DOCUMENT), DOCUMENT.date,
        content_key(DOCUMENT), State.READY,
    )  # fmt: skip
    return usual._replace(**fields)


def found(*others: Known) -> int | None:
    return identified(DOCUMENT, "canonical-1", business_key(DOCUMENT), others)


def test_nothing_alike_is_new() -> None:
    assert found() is None


def test_the_same_content_is_the_same_document() -> None:
    assert found(known(canonical_sha256="canonical-1", business_key="whatever")) == 9


def test_the_same_identity_date_and_content_is_the_same_document() -> None:
    assert found(known()) == 9


@pytest.mark.parametrize(
    "other",
    [known(date=datetime.date(2026, 3, 11)), known(content="other"), known(business_key="other|key")],
)
def test_another_number_date_or_content_is_another_document(other: Known) -> None:
    assert found(other) is None


def test_an_equal_document_is_found_whatever_came_before_it() -> None:
    changed = known(id=8, content="other")
    assert found(changed, known()) == found(known(), changed) == 9


@pytest.mark.parametrize("canonical", ["canonical-1", "canonical-9"])
def test_a_copy_of_a_void_document_is_one_more_copy_of_it(canonical: str) -> None:
    """Whether it was sent again is told by all its copies together."""
    assert found(known(state=State.VOID, canonical_sha256=canonical)) == 9


def test_one_that_counts_goes_before_one_that_was_put_aside() -> None:
    assert found(known(id=3, state=State.VOID), known(id=4)) == 4


def test_what_only_a_tampered_file_says_is_believed_for_the_very_same_content_alone() -> None:
    assert found(known(trusted=False)) is None
    assert found(known(trusted=False, canonical_sha256="canonical-1")) == 9


def test_the_order_of_summary_rows_says_nothing() -> None:
    assert content_key(DOCUMENT) == content_key(invoice(row(5_000, 1000), row(10_000)))
    assert content_key(DOCUMENT) != content_key(invoice(row(5_000, 1000), row(10_001)))
    assert content_key(invoice(row(100, 0, nature="N1"))) != content_key(invoice(row(100, 0, nature="N4")))


def test_what_the_books_or_the_payments_need_tells_documents_apart() -> None:
    """Another currency, due date of the VAT, deduction, counterparty, type or account to pay to is other content."""
    plain = content_key(DOCUMENT)
    others = [
        DOCUMENT._replace(currency="USD"),
        DOCUMENT._replace(type_code="TD06"),
        DOCUMENT._replace(buyer=PartyDetails("Gamma", "IT", "99900030018")),
        DOCUMENT._replace(vat_summary=tuple(one._replace(exigibility="S") for one in DOCUMENT.vat_summary)),
        DOCUMENT._replace(withholding=(Withholding("RT01", 2_000),)),
        DOCUMENT._replace(total_declared=DOCUMENT.total + 1),
        DOCUMENT._replace(payments=(Instalment("MP05", 1, None, "IT60X0542811101000000123456"),)),
    ]
    assert all(content_key(other) != plain for other in others)


def test_what_neither_needs_does_not() -> None:
    """The words of the reasons, and a total that is not declared but would be the same."""
    plain = content_key(DOCUMENT)
    assert content_key(DOCUMENT._replace(causes=("other words",))) == plain
    assert content_key(DOCUMENT._replace(total_declared=DOCUMENT.total)) == content_key(
        DOCUMENT._replace(total_declared=None)
    )
