"""What a cloud says of the exchange system decides whether a document counts."""

from __future__ import annotations

import pytest
from tests.builders import a_document

from tuiledger.domain.documents import ClientDocument, Direction, Finding, State
from tuiledger.domain.fitness import NOT_TAKEN, obstacle


def asked(code: str, *decisions: str) -> str | None:
    document = a_document().with_findings((Finding(code, "said by the cloud"),))
    pending = ClientDocument(
        1, 1, Direction.ISSUED, document, None, State.READY, "", decisions=frozenset(decisions)
    )  # fmt: skip
    found = obstacle(pending, document)
    return found.code if found else None


@pytest.mark.parametrize("code", NOT_TAKEN)
def test_an_e_invoice_that_the_exchange_system_has_not_taken_waits_for_a_person(code: str) -> None:
    assert asked(code) == code
    assert asked(code, "post-it") is None


def test_an_e_invoice_on_its_way_is_no_question() -> None:
    assert asked("sdi-on-its-way") is None
