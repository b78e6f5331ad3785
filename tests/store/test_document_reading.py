"""Reading documents: lists in order, page by page, and one with everything."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from tests.builders import ALFA, GAMMA, NOW, a_document, intake, new_company

from tuiledger.domain.documents import Direction, Finding, Hold, State
from tuiledger.domain.parties import Company
from tuiledger.ports import Cursor, DocumentFilter, DocumentRow
from tuiledger.store import SqlStore

FIRST = datetime.date(2026, 1, 1)
HOLD = Hold("totals-differ", "they differ by {}", ("0.10",), ("accept-summary", "file-it"))


def fill(store: SqlStore, count: int = 25) -> Company:
    """A company with documents of several days, several on each."""
    company = new_company(store)
    with store.writing("fill") as work:
        intake(
            work,
            company,
            [a_document(str(n), date=FIRST + datetime.timedelta(days=n * 7 % 10)) for n in range(count)],
        )
    return company


def walked(store: SqlStore, wanted: DocumentFilter, step: int) -> list[DocumentRow]:
    """The whole list, page by page."""
    rows: list[DocumentRow] = []
    after = None
    with store.reading() as reader:
        while page := reader.documents(wanted, after, step):
            rows += page
            after = Cursor(page[-1].date, page[-1].id)
    return rows


@pytest.mark.parametrize("step", [1, 4, 200])
def test_pages_make_up_the_list_newest_first(store: SqlStore, step: int) -> None:
    company = fill(store)
    rows = walked(store, DocumentFilter(company.id), step)
    assert len(rows) == 25
    assert [(row.date, row.id) for row in rows] == sorted(((row.date, row.id) for row in rows), reverse=True)


def test_a_window_of_the_list_is_the_same_rows(store: SqlStore) -> None:
    company = fill(store)
    for wanted in (DocumentFilter(), DocumentFilter(company.id, State.READY), DocumentFilter(text="1")):
        rows = walked(store, wanted, 200)
        with store.reading() as reader:
            assert reader.documents_at(wanted, 3, 5) == rows[3:8]
            assert reader.documents_at(wanted, len(rows) - 2, 200) == rows[-2:]
            assert reader.documents_at(wanted, len(rows), 200) == []


def numbers(rows: Sequence[DocumentRow]) -> set[str]:
    """The documents' own numbers."""
    return {row.number for row in rows}


def test_filters_narrow_the_list_and_its_count_alike(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("fill") as work:
        (credit, _) = intake(work, company, [a_document("12/A", type_code="TD04"), a_document("2", date=FIRST)])
        (held,) = intake(work, company, [a_document("3", seller=GAMMA)], state=State.HELD, hold=HOLD)
        intake(work, company, [a_document("4", seller=ALFA, buyer=GAMMA)], direction=Direction.ISSUED)
        party = next(one for one in work.parties(None) if one.documents == 2 and one.name == GAMMA.name)
        expected = {
            DocumentFilter(company.id): {"12/A", "2", "3", "4"},
            DocumentFilter(company.id + 1): set(),
            DocumentFilter(state=State.HELD): {"3"},
            DocumentFilter(direction=Direction.ISSUED): {"4"},
            DocumentFilter(kind="credit_note"): {"12/A"},
            DocumentFilter(party_id=party.id): {"3", "4"},
            DocumentFilter(text="gamma"): {"3", "4"},
            DocumentFilter(text="GÀMMA & figli"): {"3", "4"},
            DocumentFilter(text="figli gamma"): {"3", "4"},
            DocumentFilter(text="figli gamma 3"): {"3"},
            DocumentFilter(text="12/a"): {"12/A"},
            DocumentFilter(text="%"): {"12/A", "2", "3", "4"},
            DocumentFilter(text="no such"): set(),
            DocumentFilter(since=datetime.date(2026, 3, 2)): {"12/A", "3", "4"},
            DocumentFilter(until=FIRST): {"2"},
            DocumentFilter(hold_code="totals-differ"): {"3"},
            DocumentFilter(ids=(credit, held)): {"12/A", "3"},
            DocumentFilter(ids=()): set(),
            DocumentFilter(company.id, State.READY, Direction.RECEIVED): {"12/A", "2"},
        }
        for wanted, found in expected.items():
            assert numbers(work.documents(wanted)) == found, wanted
            assert work.count_documents(wanted) == len(found), wanted


def test_a_document_comes_back_whole(store: SqlStore) -> None:
    company = new_company(store)
    document = a_document(findings=(Finding("00421", "{} is wrong", ("22.00",)),))
    with store.writing("intake") as work:
        (number,) = intake(work, company, [document], state=State.HELD, hold=HOLD)
        work.add_decision(number, "accept-summary", "anna", NOW)
        stored = work.document(number)
        (row,) = work.documents(DocumentFilter())
        assert work.document(number + 1) is None
    assert stored is not None
    assert stored.document == document
    assert (stored.hold, stored.decisions) == (HOLD, frozenset({"accept-summary"}))
    assert (row.hold, row.findings, row.total, row.company_code) == (HOLD, 1, 12_200, company.code)


def test_what_waits_for_posting_is_walked_oldest_first_without_lines(store: SqlStore) -> None:
    company = fill(store, 12)
    with store.writing("set aside") as work:
        rows = work.documents(DocumentFilter(company.id))
        work.set_state([(rows[0].id, State.VOID, None), (rows[1].id, State.HELD, HOLD), (rows[5].id, State.HELD, HOLD)])
    found = []
    after = None
    with store.reading() as reader:
        while page := reader.to_post(company.id, after=after, limit=4):
            found += page
            after = Cursor(page[-1].document.date, page[-1].id)
        everything = reader.to_post(company.id, [row.id for row in rows])
    assert [one.id for one in found] == [row.id for row in reversed(rows[1:])]
    assert [one.id for one in everything] == [row.id for row in reversed(rows)]
    assert all(one.document.lines == () for one in found)
    assert {one.document.vat_summary for one in found} == {a_document().vat_summary}


def test_a_reader_sees_one_moment(store: SqlStore) -> None:
    company = fill(store, 3)
    with store.reading() as reader:
        before = reader.documents(DocumentFilter())
        with store.writing("more") as work:
            intake(work, company, [a_document("later")])
        assert reader.documents(DocumentFilter()) == before
        assert reader.count_documents(DocumentFilter()) == 3
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter()) == 4
