"""Posting is about what was marked or shown, says so, and writes what was looked at and nothing else."""

from __future__ import annotations

import pytest
from tests.builders import FixedClock, intake
from tests.tui.conftest import Press
from tests.tui.reading import lines, text
from tests.tui.studio import purchases, workbench_app

from tuiledger.domain.documents import State
from tuiledger.ports import DocumentFilter, EntryFilter, Store
from tuiledger.services.review import answer
from tuiledger.tui.dialogs.confirm import Confirm
from tuiledger.tui.sheets.batch import Scope

SIZE = (110, 34)


def posted(store: Store) -> set[int | None]:
    """The documents that entries stand for."""
    with store.reading() as reader:
        return {row.document_id for row in reader.entries(EntryFilter())}


def ready(store: Store) -> list[int]:
    """The documents of the first client that are ready, newest first."""
    with store.reading() as reader:
        return list(reader.document_ids(DocumentFilter(company_id=1, state=State.READY)))


async def test_what_becomes_ready_while_the_question_is_open_is_not_posted(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "P")
        before = set(ready(store))
        with store.reading() as reader:
            company = reader.company("ROSSI")
        assert company is not None
        with store.writing("import") as work:
            (late,) = intake(work, company, [purchases()[1]._replace(number="late")])
        assert late in ready(store)
        await press(pilot, "y")
        assert "33 documents posted" in text(app)
    assert posted(store) == before and ready(store) == [late]


async def test_what_becomes_another_entry_while_the_question_is_open_is_told_and_stays_marked(
    store: Store, press: Press
) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "space", "space", "P")
        first, second = ready(store)[:2]
        answer(store, FixedClock(), "bea", first, "date:2026-03-31")
        await press(pilot, "y")
        assert "1 document posted" in text(app) and "1 changed since the preview: look again" in text(app)
        assert posted(store) == {second} and "1 MARKED" in lines(app)[0]
        await press(pilot, "P", "y")
    assert posted(store) == {first, second}


async def test_a_filter_bounds_what_is_posted_and_the_question_says_so(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "slash", "paste:direction:received", "enter")
        shown = app.screen.query_one("#list").total  # type: ignore[attr-defined]
        await press(pilot, "D")
        assert f"{shown} of 33 shown by the filter" in text(app)
        await press(pilot, "q", "P")
        assert f"{shown} of 33 shown by the filter" in text(app) and f"Post {shown} documents" in text(app)
        await press(pilot, "y")
    assert 0 < shown == len(posted(store))


async def test_marks_that_the_filter_hides_are_posted_and_told(store: Store, press: Press) -> None:
    app = workbench_app(store)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "space", "space", "slash", "paste:no such party", "enter")
        marked = set(ready(store)[:2])
        await press(pilot, "P")
        assert isinstance(app.screen, Confirm)
        assert "2 marked, 2 of them not shown by the filter" in text(app)
        await press(pilot, "y")
    assert posted(store) == marked


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(48), ""),
        (Scope(48, 3), "3 of 48 shown by the filter"),
        (Scope(4_000, 3, 3_048, 3_045), "3,048 marked, 3,045 of them not shown by the filter"),
        (Scope(48, None, 2), "2 of 48 marked"),
        (Scope(48, None, 2, 1), "2 marked, 1 of them no longer ready"),
    ],
)
def test_a_posting_says_what_it_is_about(scope: Scope, said: str) -> None:
    assert scope.text == said
