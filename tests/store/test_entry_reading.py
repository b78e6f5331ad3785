"""Reading the books: journals, registers and balances."""

from __future__ import annotations

import datetime

from tests.builders import ALFA, GAMMA, NOW, TODAY, a_document, intake, new_company, posting_of

from tuiledger.domain.documents import Direction
from tuiledger.domain.journal import Journal, reversal
from tuiledger.domain.parties import Company
from tuiledger.domain.vat import Register
from tuiledger.ports import Cursor, EntryFilter, Posting
from tuiledger.store import SqlStore

YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))


def fill(store: SqlStore) -> Company:
    """A company with a dozen entries: purchases, sales, and one undone."""
    company = new_company(store)
    with store.writing("fill") as work:
        received = intake(
            work, company, [a_document(str(n), date=datetime.date(2026, 3, 1 + n * 7 % 10)) for n in range(8)]
        )
        issued = intake(
            work,
            company,
            [a_document(f"V{n}", seller=ALFA, buyer=GAMMA) for n in range(3)],
            direction=Direction.ISSUED,
        )
        posted = work.post([posting_of(work, company, one) for one in (*received, *issued)], NOW, "anna")
        entry = work.entry(posted[0].entry_id)
        assert entry is not None
        work.post([Posting(reversal(entry, TODAY, "wrong"), "reversal:1")], NOW, "anna")
    return company


def test_pages_make_up_the_journal_newest_first(store: SqlStore) -> None:
    company = fill(store)
    rows = []
    after = None
    with store.reading() as reader:
        while page := reader.entries(EntryFilter(company.id), after, 5):
            rows += page
            after = Cursor(page[-1].date, page[-1].id)
        assert reader.entries(EntryFilter(), None, 200) == rows
        assert reader.count_entries(EntryFilter(company.id)) == len(rows) == 12
        sales = reader.entries(EntryFilter(journal=Journal.SALES))
        assert reader.count_entries(EntryFilter(since=TODAY, until=TODAY)) == 1
        assert reader.entry(10_000) is None
    assert [(row.date, row.id) for row in rows] == sorted(((row.date, row.id) for row in rows), reverse=True)
    assert [row.protocols for row in sales] == ["sales 3", "sales 2", "sales 1"]
    assert {row.amount for row in rows} == {12_200}


def test_all_entries_come_in_order_of_day_and_are_whole(store: SqlStore) -> None:
    company = fill(store)
    with store.reading() as reader:
        entries = list(reader.all_entries(company.id))
        assert entries == [reader.entry(entry.id) for entry in entries]
        assert list(reader.all_entries(company.id + 1)) == []
    assert [(entry.plan.date, entry.id) for entry in entries] == sorted(
        (entry.plan.date, entry.id) for entry in entries
    )
    assert sum(line.amount for entry in entries for line in entry.plan.lines) == 0


def test_the_trial_balance_is_the_sum_of_the_lines(store: SqlStore) -> None:
    company = fill(store)
    with store.reading() as reader:
        balances = reader.trial_balance(company.id)
        before = reader.trial_balance(company.id, TODAY - datetime.timedelta(days=1))
        sums: dict[str, list[int]] = {}
        for entry in reader.all_entries(company.id):
            for line in entry.plan.lines:
                sums.setdefault(line.account, [0, 0])[line.amount < 0] += abs(line.amount)
    assert {one.account.code: [one.debit, one.credit] for one in balances} == sums
    assert sum(one.balance for one in balances) == 0
    assert [one.account.code for one in balances] == sorted(sums)
    purchases = {one.account.code: one for one in balances}["5010"]
    assert purchases.balance == 7 * 10_000
    assert {one.account.code: one for one in before}["5010"].balance == 8 * 10_000


def test_register_lines_run_by_protocol_and_show_what_was_undone(store: SqlStore) -> None:
    company = fill(store)
    with store.reading() as reader:
        lines = list(reader.register_lines(company.id, Register.PURCHASES, *YEAR))
        march = list(reader.register_lines(company.id, Register.PURCHASES, YEAR[0], datetime.date(2026, 3, 5)))
        assert list(reader.register_lines(company.id + 1, Register.PURCHASES, *YEAR)) == []
    assert [line.protocol for line in lines] == list(range(1, 10))
    assert [line.reverses for line in lines] == [False] * 8 + [True]
    assert sum(line.row.tax for line in lines) == 7 * 2_200
    assert lines[0].document_number == lines[-1].document_number == "0"
    assert all(line.registration_date <= datetime.date(2026, 3, 5) for line in march)
    assert len(lines[0].fingerprint) == 64
