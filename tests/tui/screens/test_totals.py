"""The total of a document without a VAT summary is the one that it says itself, and is called so wherever it stands."""

from __future__ import annotations

import pytest
from tests.builders import a_document, intake
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import ROSSI, workbench_app
from textual.widgets import Static

from tuiledger.domain.documents import Hold, State
from tuiledger.ports import DocumentFilter, Store
from tuiledger.tui.dialogs.choose import Choose

NO_SUMMARY = Hold("no-vat-summary", "The document has no VAT summary to post from", (), ("file-it",))


@pytest.fixture
def bare(store: Store) -> Store:
    """A studio with a document of 10,762.85 that has no VAT summary."""
    with store.writing("read") as work:
        (company,) = [one for one in work.companies() if one.code == "ROSSI"]
        document = a_document("FIC-64", buyer=ROSSI, rows=(), total_declared=1_076_285)
        intake(work, company, [document], state=State.HELD, hold=NO_SUMMARY)
    return store


async def test_lists_the_line_below_them_and_the_question_tell_what_was_declared(bare: Store, press: Press) -> None:
    app = workbench_app(bare)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "2", "t", "paste:FIC-64", "enter")
        (row,) = [line for line in lines(app) if "FIC-64" in line and "~10,762.85" in line]
        assert "held" in row
        assert "10,762.85 EUR (declared)" in text(app)
        await press(pilot, "i")
        assert "10,762.85 EUR (declared)" in text(app)
        await press(pilot, "q", "r")
        assert isinstance(app.screen, Choose)
        asked = " ".join(str(app.screen.query_one("#title", Static).render()).split())
        assert "10,762.85 EUR (declared)?" in asked
        await press(pilot, "escape", "enter")
        assert "10,762.85 EUR (declared)" in text(app) and " 0.00" not in text(app)


async def test_a_total_that_adds_up_to_nothing_is_nothing(store: Store, press: Press) -> None:
    with store.writing("read") as work:
        (company,) = [one for one in work.companies() if one.code == "ROSSI"]
        intake(work, company, [a_document("NIL-1", buyer=ROSSI, rows=()), a_document("NIL-2", buyer=ROSSI)])
    with store.reading() as reader:
        declared = {row.number: row.declared for row in reader.documents(DocumentFilter())}
    assert declared["NIL-1"] is declared["NIL-2"] is None
    app = workbench_app(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "2", "t", "paste:NIL-1", "enter")
        assert "0.00 EUR" in text(app) and "declared" not in text(app)
