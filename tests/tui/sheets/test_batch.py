"""The last look before posting counts what will be written and what waits, and adds up the VAT."""

from __future__ import annotations

from tests.builders import ALFA, a_document, intake, new_company

from tuiledger.domain.documents import State, VatSummary
from tuiledger.domain.posting import DUPLICATE
from tuiledger.domain.vat import Register
from tuiledger.ports import Store
from tuiledger.services.post import preview
from tuiledger.text.translation import set_language
from tuiledger.tui.sheets.batch import batch_page, sum_up


def test_the_sum_is_that_of_the_plans(store: Store) -> None:
    company = new_company(store, "ALFA", ALFA._replace(vat_number="99999999999", fiscal_code=None))
    buyer = ALFA._replace(vat_number="99999999999", fiscal_code=None)
    four = (VatSummary(400, None, 1_000, 40),)
    with store.writing("import") as work:
        intake(work, company, [a_document("1", buyer=buyer), a_document("2", buyer=buyer, rows=four)])
        credit = a_document("3", type_code="TD04", buyer=buyer, rows=four)
        intake(work, company, [credit])
        intake(work, company, [a_document("4", buyer=buyer)], state=State.HELD, hold=DUPLICATE)
        batch = sum_up(preview(work, company.id))
    assert (batch.entries, batch.waiting) == (3, 1)
    assert batch.debit == 12_200 + 1_040 + 1_040
    assert batch.vat == {
        (Register.PURCHASES, "", 2200, ""): (10_000, 2_200),
        (Register.PURCHASES, "", 400, ""): (0, 0),
    }
    set_language("it")
    page = "\n".join("".join(cell.text for cell in line) for line in batch_page(batch, 80))
    assert "Verranno scritte 3 registrazioni" in page and "22,00" in page
