"""What was posted is undone by turning every sign, once, in an open period."""

from __future__ import annotations

import datetime

import pytest
from tests.deliveries import body, delivered, file, many, put
from tests.services.conftest import Studio

from tuiledger.domain.documents import State
from tuiledger.domain.runs import Refusal
from tuiledger.ports import EntryFilter
from tuiledger.services.companies import CompanyForm, change_company
from tuiledger.services.reverse import reverse_batch, reverse_entry
from tuiledger.services.review import answer


def reverse(studio: Studio, entry_id: int, day: str | None = None, reason: str = "mistake") -> int:
    on = datetime.date.fromisoformat(day) if day else None
    return reverse_entry(studio.store, studio.clock, "bruno", entry_id, reason, on).entry_id


def lock(studio: Studio, day: str) -> None:
    until = datetime.date.fromisoformat(day)
    change_company(studio.store, studio.clock, "anna", "OLMO", CompanyForm(locked_until=until))


def test_an_entry_and_its_reversal_leave_nothing_and_free_the_document_invariant_5(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    (posted,) = studio.post().posted
    undone = reverse(studio, posted.entry_id)
    assert studio.balances() == {}
    assert studio.document(1).state is State.READY and studio.document(1).reversals == 1
    with studio.store.reading() as reader:
        entry, original = reader.entry(undone), reader.entry(posted.entry_id)
    assert entry is not None and original is not None
    assert (entry.plan.date, entry.plan.reverses_id, entry.actor) == (datetime.date(2026, 3, 31), 1, "bruno")
    assert original.reversed_by == undone
    assert studio.protocols() == [1, 2]


def test_a_freed_document_is_posted_anew_under_a_new_number(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    reverse(studio, studio.post().posted[0].entry_id)
    (again,) = studio.post().posted
    assert (again.number, again.protocols, again.created) == (3, "purchases 3", True)
    assert studio.document(1).entry_id == again.entry_id


def test_an_entry_is_reversed_at_most_once_invariant_5(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    (posted,) = studio.post().posted
    reverse(studio, posted.entry_id)
    with pytest.raises(Refusal) as refusal:
        reverse(studio, posted.entry_id)
    assert refusal.value.code == "already-reversed"
    assert studio.protocols() == [1, 2]


def test_a_reversal_can_be_reversed_and_the_document_is_posted_again_invariant_5(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    (posted,) = studio.post().posted
    before = studio.balances()
    last = reverse(studio, reverse(studio, posted.entry_id))
    assert studio.balances() == before
    assert studio.document(1).state is State.POSTED and studio.document(1).entry_id == last
    assert studio.post().posted == ()


def test_a_reversal_lands_in_the_first_open_day_invariant_10(studio: Studio) -> None:
    studio.take(many(studio.folder, 1))
    (posted,) = studio.post().posted
    lock(studio, "2026-04-30")
    with pytest.raises(Refusal) as refusal:
        reverse(studio, posted.entry_id, "2026-04-15")
    assert refusal.value.code == "locked"
    undone = reverse(studio, posted.entry_id)
    with studio.store.reading() as reader:
        entry = reader.entry(undone)
    assert entry is not None and entry.plan.date == datetime.date(2026, 5, 1)
    assert entry.plan.registers[0].period == "2026-05"


@pytest.mark.parametrize(
    ("entry_id", "day", "reason", "code"),
    [(1, None, "  ", "reason-missing"), (99, None, "x", "entry-unknown"), (1, "2026-02-01", "x", "before-entry")],
)
def test_what_cannot_be_reversed_is_refused(
    studio: Studio, entry_id: int, day: str | None, reason: str, code: str
) -> None:
    studio.take(many(studio.folder, 1))
    studio.post()
    with pytest.raises(Refusal) as refusal:
        reverse(studio, entry_id, day, reason)
    assert refusal.value.code == code
    assert studio.protocols() == [1]


def test_a_batch_is_undone_whole_invariant_22(studio: Studio) -> None:
    studio.take(many(studio.folder, 3))
    studio.post(1, 1)
    before = studio.balances()
    batch = studio.post().batch_id
    assert batch is not None
    made = reverse_batch(studio.store, studio.clock, "anna", batch, "wrong month")
    assert len(made) == 2 and studio.balances() == before
    assert studio.states() == {"1": "posted", "2": "ready", "3": "ready"}
    with studio.store.reading() as reader:
        assert reader.count_entries(EntryFilter(company_id=1)) == 5
    with pytest.raises(Refusal) as refusal:
        reverse_batch(studio.store, studio.clock, "anna", batch, "again")
    assert refusal.value.code == "already-reversed"


def test_what_was_reversed_alone_is_left_out_of_the_batch(studio: Studio) -> None:
    studio.take(many(studio.folder, 3))
    result = studio.post()
    reverse(studio, result.posted[1].entry_id)
    made = reverse_batch(studio.store, studio.clock, "anna", result.batch_id or 0, "all")
    assert len(made) == 2 and studio.balances() == {}


def test_a_batch_is_undone_whole_or_not_at_all_invariant_12(studio: Studio) -> None:
    studio.take(many(studio.folder, 3))
    batch = studio.post().batch_id or 0
    with pytest.raises(Refusal) as refusal:
        reverse_batch(studio.store, studio.clock, "anna", batch, "x", datetime.date(2026, 3, 2))
    assert refusal.value.code == "before-entry"
    assert set(studio.states().values()) == {"posted"} and studio.protocols() == [1, 2, 3]


def test_there_is_no_batch_to_undo(studio: Studio) -> None:
    with pytest.raises(Refusal) as refusal:
        reverse_batch(studio.store, studio.clock, "anna", 7, "x")
    assert refusal.value.code == "batch-unknown"


# a reversal undone posts what the document says now, or nothing


def in_dollars(studio: Studio) -> int:
    """An invoice in a foreign currency, posted at a rate and reversed; the number of the reversal."""
    studio.take(put(studio.folder, "IT99900090012_00001.xml", file(body("1", currency="USD"))))
    answer(studio.store, studio.clock, "anna", 1, "rate:1.1")
    return reverse(studio, studio.post().posted[0].entry_id)


@pytest.mark.parametrize("said", ["rate:2", "account:5080", "date:2026-03-20"])
def test_a_reversal_is_not_undone_once_the_document_is_answered_otherwise(studio: Studio, said: str) -> None:
    undone = in_dollars(studio)
    answer(studio.store, studio.clock, "anna", 1, said)
    with pytest.raises(Refusal) as refusal:
        reverse(studio, undone)
    assert refusal.value.code == "posts-otherwise"
    assert studio.balances() == {} and studio.document(1).state is State.READY
    assert [one.document_id for one in studio.post().posted] == [1]


def test_a_reversal_is_not_undone_once_another_day_of_delivery_is_known(studio: Studio) -> None:
    undone = in_dollars(studio)
    studio.take(put(studio.folder, "rc.xml", delivered("IT99900090012_00001.xml")))
    with pytest.raises(Refusal) as refusal:
        reverse(studio, undone)
    assert refusal.value.code == "posts-otherwise"


def test_a_reversal_is_undone_once_the_answer_is_as_it_was(studio: Studio) -> None:
    undone = in_dollars(studio)
    answer(studio.store, studio.clock, "anna", 1, "rate:2")
    answer(studio.store, studio.clock, "anna", 1, "rate:1.1")
    again = reverse(studio, reverse(studio, reverse(studio, undone)))
    assert studio.document(1).entry_id == again
    assert studio.balances() == {"5010": 9_091, "1210": 2_000, "2110": -11_091}


def test_a_batch_of_reversals_says_what_it_is(studio: Studio) -> None:
    studio.take(many(studio.folder, 2))
    batch = studio.post().batch_id or 0
    reverse_batch(studio.store, studio.clock, "anna", batch, "wrong month")
    with pytest.raises(Refusal) as refusal:
        reverse_batch(studio.store, studio.clock, "anna", batch + 1, "again")
    assert refusal.value.code == "batch-of-reversals"
    assert studio.balances() == {}
