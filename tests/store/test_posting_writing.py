"""Posting: once, without gaps, all or nothing, and only where it may."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from tests.builders import ALFA, BETA, GAMMA, NOW, TODAY, a_document, intake, new_company, posting_of

from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.documents import Direction, Hold, State, VatSummary
from tuiledger.domain.journal import Protocol, chained, genesis, reversal
from tuiledger.domain.vat import Register
from tuiledger.ports import DocumentFilter, EntryFilter, Posting, StoreError
from tuiledger.store import SqlStore


def test_a_posted_entry_is_read_back_as_it_was_planned(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document("7")])
        posting = posting_of(work, company, document)
        (posted,) = work.post([posting], NOW, "anna")
    with store.reading() as reader:
        entry = reader.entry(posted.entry_id)
        stored = reader.document(document)
    assert entry is not None
    assert stored is not None
    assert entry.plan == posting.plan
    assert (entry.number, entry.actor, entry.idempotency_key) == (1, "anna", f"document:{document}:0")
    assert entry.protocols == (Protocol(Register.PURCHASES, "", 2026, 1),)
    assert (entry.type_code, entry.document_number, entry.party_name) == ("TD01", "7", BETA.name)
    assert (stored.state, stored.entry_id, stored.reversals) == (State.POSTED, posted.entry_id, 0)
    assert posted.protocols == "purchases 1"


def test_the_same_key_and_plan_give_the_entry_that_is_there(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        posting = posting_of(work, company, document)
        (first, twin) = work.post([posting, posting], NOW, "anna")
    with store.writing("post again") as work:
        (again,) = work.post([posting], NOW, "bruno")
        assert work.count_entries(EntryFilter()) == 1
    assert first.created
    assert twin == again == first._replace(created=False)


def test_the_same_key_with_another_plan_is_refused(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        one, other = intake(work, company, [a_document("1"), a_document("2")])
        posting = posting_of(work, company, one)
        different = posting_of(work, company, other)._replace(idempotency_key=posting.idempotency_key)
        work.post([posting], NOW, "anna")
    with pytest.raises(StoreError) as refused, store.writing("post other") as work:
        work.post([different], NOW, "anna")
    assert refused.value.code == "conflict"
    with store.reading() as reader:
        assert reader.count_entries(EntryFilter()) == 1


def test_two_plans_under_one_key_in_one_call_are_refused(store: SqlStore) -> None:
    company = new_company(store)
    with pytest.raises(StoreError) as refused, store.writing("post") as work:
        one, other = intake(work, company, [a_document("1"), a_document("2")])
        posting = posting_of(work, company, one)
        work.post([posting, Posting(posting_of(work, company, other).plan, posting.idempotency_key)], NOW, "anna")
    assert refused.value.code == "conflict"


def test_a_document_is_not_posted_under_a_second_key(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        posting = posting_of(work, company, document)
        work.post([posting], NOW, "anna")
    with pytest.raises(StoreError, match="it cannot be posted"), store.writing("post") as work:
        work.post([posting._replace(idempotency_key="another")], NOW, "anna")


@pytest.mark.parametrize("state", [State.VOID, State.FILED])
def test_a_document_set_aside_is_not_posted(store: SqlStore, state: State) -> None:
    company = new_company(store)
    with store.writing("set aside") as work:
        (document,) = intake(work, company, [a_document()])
        posting = posting_of(work, company, document)
        work.set_state([(document, state, None)])
    with pytest.raises(StoreError), store.writing("post") as work:
        work.post([posting], NOW, "anna")


def test_a_reversal_frees_the_document_and_the_next_posting_is_another_one(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        (posted,) = work.post([posting_of(work, company, document)], NOW, "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        (undone,) = work.post([Posting(reversal(entry, TODAY, "wrong account"), "reversal:1")], NOW, "anna")
        freed = work.document(document)
        (again,) = work.post([posting_of(work, company, document)], NOW, "anna")
        stored = work.document(document)
        rows = work.document_entries(document)
    assert freed is not None
    assert stored is not None
    assert (freed.state, freed.entry_id, freed.reversals) == (State.READY, None, 1)
    assert (stored.state, stored.entry_id, stored.reversals) == (State.POSTED, again.entry_id, 1)
    assert [(row.id, row.reverses_id, row.reversed_by) for row in rows] == [
        (posted.entry_id, None, undone.entry_id),
        (undone.entry_id, posted.entry_id, None),
        (again.entry_id, None, None),
    ]


def test_an_entry_is_reversed_once(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        (posted,) = work.post([posting_of(work, company, document)], NOW, "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        undo = reversal(entry, TODAY, "wrong")
        work.post([Posting(undo, "reversal:1")], NOW, "anna")
    with pytest.raises(StoreError, match="reversed already"), store.writing("reverse again") as work:
        work.post([Posting(undo, "reversal:2")], NOW, "anna")


def test_the_reversal_of_a_reversal_posts_the_document_again(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        (posted,) = work.post([posting_of(work, company, document)], NOW, "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        (undone,) = work.post([Posting(reversal(entry, TODAY, "wrong"), "reversal:1")], NOW, "anna")
        undoing = work.entry(undone.entry_id)
        assert undoing is not None
        (redone,) = work.post([Posting(reversal(undoing, TODAY, "right after all"), "reversal:2")], NOW, "anna")
        stored = work.document(document)
        assert list(work.check(deep=True)) == []
    assert stored is not None
    assert (stored.state, stored.entry_id) == (State.POSTED, redone.entry_id)


def test_a_reversal_and_the_new_posting_fit_in_one_call(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()])
        posting = posting_of(work, company, document)
        (posted,) = work.post([posting], NOW, "anna")
        entry = work.entry(posted.entry_id)
        assert entry is not None
        undone, again = work.post(
            [Posting(reversal(entry, TODAY, "wrong"), "reversal:1"), Posting(posting.plan, f"document:{document}:1")],
            NOW,
            "anna",
        )
        stored = work.document(document)
        assert list(work.check(deep=True)) == []
    assert stored is not None
    assert stored.entry_id == again.entry_id
    assert undone.created


def test_a_locked_period_takes_no_entry_by_any_route(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        early, late = intake(work, company, [a_document("1"), a_document("2")])
        (posted,) = work.post([posting_of(work, company, early)], NOW, "anna")
        entry = work.entry(posted.entry_id)
        waiting = posting_of(work, company, late)
        work.set_company(company._replace(locked_until=datetime.date(2026, 3, 15)))
    assert entry is not None
    for posting in (waiting, Posting(reversal(entry, entry.plan.date, "wrong"), "reversal:1")):
        with pytest.raises(StoreError, match="locked until 2026-03-15"), store.writing("post") as work:
            work.post([posting], NOW, "anna")
    with store.writing("reverse in the open period") as work:
        (undone,) = work.post([Posting(reversal(entry, TODAY, "wrong"), "reversal:1")], NOW, "anna")
    assert undone.created


def test_numbers_and_protocols_run_without_gaps_in_each_journal_register_and_year(store: SqlStore) -> None:
    company = new_company(store)
    reverse_charge = a_document("9", type_code="TD17", seller=GAMMA, buyer=ALFA)
    with store.writing("post") as work:
        received = intake(work, company, [a_document("1"), a_document("2"), reverse_charge])
        issued = intake(
            work,
            company,
            [
                a_document("1/A", seller=ALFA, buyer=GAMMA),
                a_document("1/B", seller=ALFA, buyer=GAMMA, date=datetime.date(2025, 12, 30)),
            ],
            direction=Direction.ISSUED,
        )
        posted = work.post([posting_of(work, company, document) for document in (*received, *issued)], NOW, "anna")
    assert [(one.number, one.protocols) for one in posted] == [
        (1, "purchases 1"),
        (2, "purchases 2"),
        (3, "sales RC 1, purchases RC 1"),
        (1, "sales 1"),
        (1, "sales 1"),
    ]


def test_entries_are_chained_in_their_journal_and_year(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        documents = intake(work, company, [a_document(str(number)) for number in range(3)])
        work.post([posting_of(work, company, document) for document in documents], NOW, "anna")
        entries = list(work.all_entries(company.id))
    previous = genesis(company.id, entries[0].plan.journal, 2026)
    for entry in entries:
        assert entry.previous_hash == previous
        previous = entry.hash
    assert len({entry.hash for entry in entries}) == 3
    assert entries[0].hash != chained(previous, b"")


def test_an_account_outside_the_chart_is_refused_and_leaves_nothing(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("intake") as work:
        (document,) = intake(work, company, [a_document()])
        posting = posting_of(work, company, document)
        work.set_accounts(company.id, [one for one in ITALIAN_CHART if one.code != "5010"])
    with pytest.raises(StoreError) as refused, store.writing("post") as work:
        work.post([posting], NOW, "anna")
    assert refused.value.code == "conflict"
    with store.reading() as reader:
        assert reader.count_entries(EntryFilter()) == 0
        assert reader.count_documents(DocumentFilter(state=State.READY)) == 1


def test_companies_never_mix(store: SqlStore) -> None:
    alfa, gamma = new_company(store), new_company(store, "GAMMA", GAMMA)
    with store.writing("intake") as work:
        (ours,) = intake(work, alfa, [a_document("1")])
        (theirs,) = intake(work, gamma, [a_document("1", buyer=GAMMA)])
        posting = posting_of(work, alfa, ours)
        work.post([posting, posting_of(work, gamma, theirs)], NOW, "anna")
        numbers = [row.number for row in work.entries(EntryFilter())]
        stranger = posting_of(work, gamma, theirs)
    assert numbers == [1, 1]
    with pytest.raises(StoreError, match="in these books"), store.writing("post") as work:
        work.post([Posting(replace(stranger.plan, company_id=alfa.id), "stray")], NOW, "anna")


def test_a_held_document_is_posted_once_its_plan_stands(store: SqlStore) -> None:
    company = new_company(store)
    hold = Hold("totals-differ", "they differ", ("1",), ("accept-summary",))
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document()], state=State.HELD, hold=hold)
        work.add_decision(document, "accept-summary", "anna", NOW)
        work.post([posting_of(work, company, document)], NOW, "anna")
        stored = work.document(document)
        (status,) = work.home()
    assert stored is not None
    assert (stored.state, stored.hold, stored.decisions) == (State.POSTED, None, frozenset({"accept-summary"}))
    assert (status.held, status.posted) == (0, 1)


def test_batches_know_their_entries(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("post") as work:
        documents = intake(work, company, [a_document(str(number)) for number in range(3)])
        batch = work.add_batch(company.id, "post all", NOW, "anna")
        posted = work.post([posting_of(work, company, one) for one in documents[:2]], NOW, "anna", batch)
        work.post([posting_of(work, company, documents[2])], NOW, "anna")
        assert work.batch_entries(batch) == tuple(one.entry_id for one in posted)
        assert work.count_entries(EntryFilter(batch_id=batch)) == 2


def test_many_entries_of_every_shape_are_written_whole(store: SqlStore) -> None:
    company = new_company(store)
    exempt, mixed = VatSummary(0, "N4", 700, 0), VatSummary(2200, None, 3_000_000_000_000, 660_000_000_000)
    shapes = [(VatSummary(2200, None, 10_000, 2_200),), (exempt,), (exempt, mixed)]
    with store.writing("post") as work:
        documents = intake(work, company, [a_document(str(number), rows=shapes[number % 3]) for number in range(77)])
        postings = [posting_of(work, company, document) for document in documents]
        posted = work.post(postings, NOW, "anna")
        entries = [work.entry(one.entry_id) for one in posted]
        assert list(work.check(deep=True)) == []
    assert [entry and entry.plan for entry in entries] == [posting.plan for posting in postings]
    assert [entry and entry.number for entry in entries] == list(range(1, 78))


def test_rows_of_several_rates_come_back_in_their_order(store: SqlStore) -> None:
    company = new_company(store)
    rows = (VatSummary(2200, None, 10_000, 2_200), VatSummary(400, None, 5_000, 200), VatSummary(0, "N4", 700, 0))
    with store.writing("post") as work:
        (document,) = intake(work, company, [a_document(rows=rows)])
        work.post([posting_of(work, company, document)], NOW, "anna")
        lines = list(work.register_lines(company.id, Register.PURCHASES, datetime.date(2026, 1, 1), TODAY))
    assert [(line.row.rate, line.row.nature, line.row.taxable, line.row.tax) for line in lines] == [
        (2200, None, 10_000, 2_200),
        (400, None, 5_000, 200),
        (0, "N4", 700, 0),
    ]
    assert {(line.protocol, line.party_name, line.party_identifier) for line in lines} == {
        (1, BETA.name, f"IT{BETA.vat_number}")
    }
