"""Whether an arriving document is one that is there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.domain.builders import invoice, row

from tuiledger.domain.documents import Direction, Instalment, PartyDetails, State, Withholding
from tuiledger.domain.duplicates import Known, Verdict, content_key, judge
from tuiledger.domain.identifiers import business_key

DOCUMENT = invoice(row(10_000), row(5_000, 1000))


def known(**fields: Any) -> Known:
    """A stored copy of ``DOCUMENT`` with other bytes, except for ``fields``."""
    usual = Known(
        9, 1, Direction.RECEIVED, "canonical-9", "payload-9", business_key(DOCUMENT), DOCUMENT.date,
        content_key(DOCUMENT), State.READY,
    )  # fmt: skip
    return usual._replace(**fields)


def verdict(*others: Known) -> Verdict:
    return judge(DOCUMENT, "canonical-1", "payload-1", business_key(DOCUMENT), others)


def test_nothing_alike_is_new() -> None:
    assert verdict() == Verdict()


def test_the_same_content_is_the_same_document() -> None:
    other = known(canonical_sha256="canonical-1", business_key="whatever")
    assert verdict(other) == Verdict(same_as=9, reasons=("canonical",))


def test_the_same_identity_date_and_content_is_the_same_document() -> None:
    assert verdict(known()) == Verdict(same_as=9, reasons=("number", "date", "content"))


@pytest.mark.parametrize(
    "other",
    [known(date=datetime.date(2026, 3, 11)), known(content="other")],
)
def test_the_same_number_with_other_content_is_an_alarm(other: Known) -> None:
    assert verdict(other) == Verdict(alarm=9, reasons=("number-other-content",))


def test_another_number_is_no_alarm() -> None:
    assert verdict(known(business_key="other|key")) == Verdict()


def test_an_equal_document_counts_before_an_alarm_whatever_their_order() -> None:
    changed = known(id=8, content="other")
    assert verdict(changed, known()).same_as == 9
    assert verdict(known(), changed).same_as == 9


def test_the_first_of_several_alarms_is_named() -> None:
    assert verdict(known(id=3, content="other"), known(id=4, content="another")).alarm == 3


def test_a_rejected_document_may_be_sent_again_with_the_same_number_and_content() -> None:
    rejected = known(state=State.VOID, canonical_sha256="canonical-1")
    assert verdict(rejected) == Verdict()
    assert verdict(known(state=State.VOID, content="other")) == Verdict()


def test_the_very_file_that_was_rejected_is_known() -> None:
    rejected = known(state=State.VOID, canonical_sha256="canonical-1", payload_sha256="payload-1")
    assert verdict(rejected).same_as == 9


def test_a_copy_with_a_broken_signature_raises_no_alarm() -> None:
    assert verdict(known(hold_code="signature-broken", content="other")) == Verdict()
    assert verdict(known(hold_code="signature-broken")) == Verdict()
    assert verdict(known(hold_code="signature-broken", canonical_sha256="canonical-1")).same_as == 9


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
