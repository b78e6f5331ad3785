"""What two accounts of one document say differently is told in a person's words and figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from tests.builders import ALFA, BETA, a_document

from tuiledger.domain.differences import differences
from tuiledger.domain.documents import Instalment, VatSummary
from tuiledger.text.differing import FIELDS, Differing, differing
from tuiledger.text.translation import set_language


@pytest.fixture(autouse=True)
def italian() -> Iterator[None]:
    set_language("it")
    yield
    set_language("en")


def test_everything_that_is_compared_has_a_name_and_reads_as_people_write_it() -> None:
    day = datetime.date(2026, 4, 30)
    ours = a_document(payments=(Instalment("MP05", 12_200, day, "IT60X0542811101000000123456"),))
    theirs = a_document(
        "1/B", seller=ALFA, buyer=BETA, date=datetime.date(2026, 3, 3), currency="USD", stamp_duty=200,
        rows=(VatSummary(2200, None, 123_456, 27_160), VatSummary(0, "N4", 1_000, 0)),
        payments=(Instalment("MP05", 10_000, day, "DE89370400440532013000"),),
    )  # fmt: skip
    found = differences(ours, theirs)
    told = {difference.field: differing(difference, "EUR") for difference in found}
    assert set(FIELDS) - set(told) == {"withholding"}
    assert told["date"] == Differing("Data", "02/03/2026", "03/03/2026")
    assert told["number"] == Differing("Numero", "1", "1/B")
    assert told["taxable"] == Differing("Imponibile", "100,00", "1.244,56")
    assert told["vat_summary"][1:] == ("22%: 100,00 + 22,00", "0%: 10,00 + 0,00; 22%: 1.234,56 + 271,60")
    assert told["stamp_duty"][1:] == ("0,00", "2,00")
    assert told["payments"][1:] == ("30/04/2026 122,00", "30/04/2026 100,00")


def test_amounts_have_the_decimals_of_their_currency() -> None:
    (taxable, *_rest) = differences(a_document(), a_document(rows=(VatSummary(2200, None, 5_000, 2_200),)))
    assert differing(taxable, "JPY") == Differing("Imponibile", "10.000", "5.000")
