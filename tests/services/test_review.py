"""Answers to holds and decisions on pairs, given, taken back, and never behind the books' back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.deliveries import body, delivered, file, put, rejected, signed, taken_before, tampered
from tests.services.conftest import Studio

from tuiledger.domain.documents import State
from tuiledger.domain.duplicates import PairState
from tuiledger.domain.runs import Refusal
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import answer, decide_pair, undo_pair, withdraw


def say(studio: Studio, document_id: int, said: str) -> State:
    return answer(studio.store, studio.clock, "anna", document_id, said).state


def unsay(studio: Studio, document_id: int, said: str) -> State:
    return withdraw(studio.store, studio.clock, "anna", document_id, said).state


def refused(studio: Studio, document_id: int, said: str) -> str:
    with pytest.raises(Refusal) as refusal:
        say(studio, document_id, said)
    return refusal.value.code


@pytest.fixture
def pair(studio: Studio) -> Studio:
    """Documents 1 and 2 share a number."""
    put(studio.folder, "a.xml", file(body("1")))
    put(studio.folder, "b.xml", file(body("1", rows=((5_000, 2200, None),))))
    studio.take(studio.folder)
    return studio


def test_an_answer_leads_to_ready_and_taking_it_back_to_held(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(total="500.00"))))
    assert say(studio, 1, "accept-summary") is State.READY
    assert unsay(studio, 1, "accept-summary") is State.HELD
    assert say(studio, 1, "file-it") is State.FILED
    assert unsay(studio, 1, "file-it") is State.HELD


def test_only_answers_the_hold_takes_are_taken(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(total="500.00"))))
    for said in ("as-credit", "yes", "", "rate:1.1", "same", "date:yesterday", "date:2026-02-30", "account:9999"):
        assert refused(studio, 1, said) in ("not-an-answer", "account-unknown")
    assert studio.document(1).decisions == frozenset()


def test_account_date_and_filing_can_be_said_of_any_open_document(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file()))
    assert say(studio, 1, "account:5080") is State.READY
    assert say(studio, 1, "account:5040") is State.READY
    assert say(studio, 1, "date:2026-04-05") is State.READY
    assert studio.document(1).decisions == {"account:5040", "date:2026-04-05"}


def test_a_foreign_invoice_is_answered_with_a_rate(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(currency="USD"))))
    assert refused(studio, 1, "rate:0") == "not-an-answer"
    assert refused(studio, 1, "rate:1,08") == "not-an-answer"
    assert say(studio, 1, "rate:1.25") is State.READY
    studio.post()
    assert studio.balances() == {"5010": 8_000, "1210": 1_760, "2110": -9_760}


def test_a_posted_document_takes_no_answers_until_it_is_reversed(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file()))
    say(studio, 1, "account:5040")
    studio.post()
    assert refused(studio, 1, "account:5050") == "already-posted"
    with pytest.raises(Refusal) as refusal:
        unsay(studio, 1, "account:5040")
    assert refusal.value.code == "already-posted"


def test_a_broken_signature_is_accepted_and_taken_back(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.p7m", tampered(file(), b"Lunga 1", b"Lunga 2")))
    assert say(studio, 1, "accept-signature") is State.READY
    assert unsay(studio, 1, "accept-signature") is State.HELD
    assert studio.post().posted == ()


def test_an_accepted_signature_survives_the_intact_copy(studio: Studio) -> None:
    plain = file()
    studio.take(put(studio.folder, "a.p7m", tampered(plain, b"Lunga 1", b"Lunga 2")))
    say(studio, 1, "accept-signature")
    studio.take(put(studio.folder, "b.p7m", signed(plain.replace(b"Lunga 1", b"Lunga 2"))))
    assert studio.document(1).state is State.READY


def test_a_pair_that_is_one_sets_the_later_document_aside(pair: Studio) -> None:
    decided = decide_pair(pair.store, pair.clock, "anna", 1, same=True, reason="sent twice")
    assert (decided.state, decided.decided_by, decided.reason) == (PairState.SAME, "anna", "sent twice")
    assert pair.document(2).state is State.VOID and pair.document(1).state is State.READY
    assert len(pair.post().posted) == 1


def test_a_pair_that_is_two_lets_both_through(pair: Studio) -> None:
    decide_pair(pair.store, pair.clock, "anna", 1, same=False)
    assert pair.document(2).state is State.READY
    assert len(pair.post().posted) == 2


@pytest.mark.parametrize(("said", "state"), [("same", State.VOID), ("different", State.READY)])
def test_the_pair_can_be_answered_from_the_document(pair: Studio, said: str, state: State) -> None:
    assert say(pair, 2, said) is state
    with pair.store.reading() as reader:
        assert [each.state.value for each in reader.pairs(1)] == [said]


@pytest.mark.parametrize("same", [True, False])
def test_a_decision_is_undone_and_decided_anew(pair: Studio, same: bool) -> None:
    decide_pair(pair.store, pair.clock, "anna", 1, same=same)
    assert undo_pair(pair.store, pair.clock, "anna", 1).state is PairState.OPEN
    assert pair.document(2).state is State.HELD
    assert pair.post().posted[0].document_id == 1
    decide_pair(pair.store, pair.clock, "anna", 1, same=not same)
    assert pair.document(2).state is (State.READY if same else State.VOID)


def test_a_decided_pair_is_not_decided_twice(pair: Studio) -> None:
    decide_pair(pair.store, pair.clock, "anna", 1, same=True)
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair.store, pair.clock, "bruno", 1, same=False)
    assert refusal.value.code == "already-decided"
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair.store, pair.clock, "bruno", 9, same=False)
    assert refusal.value.code == "pair-unknown"


def test_a_decision_cannot_be_undone_behind_a_posting(pair: Studio) -> None:
    decide_pair(pair.store, pair.clock, "anna", 1, same=False)
    pair.post()
    with pytest.raises(Refusal) as refusal:
        undo_pair(pair.store, pair.clock, "anna", 1)
    assert refusal.value.code == "already-posted"


def test_being_another_document_does_not_answer_what_else_is_wrong(studio: Studio) -> None:
    put(studio.folder, "a.xml", file(body("1")))
    put(studio.folder, "b.xml", file(body("1", rows=((5_000, 2200, None),), total="900.00")))
    studio.take(studio.folder)
    assert say(studio, 2, "different") is State.HELD
    hold = studio.document(2).hold
    assert hold is not None and hold.code == "totals-differ"


def test_a_document_set_aside_takes_no_answers(pair: Studio) -> None:
    decide_pair(pair.store, pair.clock, "anna", 1, same=True)
    assert refused(pair, 2, "file-it") == "void"


def test_unknown_documents_are_refused(studio: Studio, tmp_path: Path) -> None:
    assert refused(studio, 7, "file-it") == "document-unknown"


def test_filing_one_of_a_pair_leaves_the_pair_to_be_decided(pair: Studio) -> None:
    # Filing a held duplicate is no answer the hold offers, but any open document can be filed.
    assert say(pair, 2, "file-it") is State.FILED
    decide_pair(pair.store, pair.clock, "anna", 1, same=False)
    assert pair.document(2).state is State.FILED


# what was put away, and for what


FIRST, AGAIN = "IT99900090012_00001.xml", "IT99900090012_00002.xml"
CORRECTED = file(body("1", rows=((12_000, 2200, None),)))


def code_of(studio: Studio, document_id: int) -> str | None:
    hold = studio.document(document_id).hold
    return hold.code if hold else None


def filed_duplicate(studio: Studio) -> None:
    """The second of two invoices of one number is put away because of the first."""
    studio.take(put(studio.folder, FIRST, file()), put(studio.folder, AGAIN, CORRECTED))
    assert say(studio, 2, "file-it") is State.FILED


def test_what_was_put_away_as_a_duplicate_is_asked_about_once_the_other_is_rejected(studio: Studio) -> None:
    filed_duplicate(studio)
    studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", rejected(FIRST)))
    assert code_of(studio, 2) == "filing-lapsed"
    assert say(studio, 2, "post-it") is State.READY
    assert [one.document_id for one in studio.post().posted] == [2]


def test_what_was_put_away_as_a_duplicate_stays_so_when_somebody_says_it_again(studio: Studio) -> None:
    filed_duplicate(studio)
    studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", rejected(FIRST)))
    assert say(studio, 2, "file-it") is State.FILED
    studio.take(put(studio.folder, "IT99900090012_00002_RC_001.xml", delivered(AGAIN)))
    assert studio.document(2).state is State.FILED


def test_a_filing_holds_again_when_the_other_is_delivered_after_all(studio: Studio) -> None:
    filed_duplicate(studio)
    studio.take(put(studio.folder, "ns.xml", rejected(FIRST)))
    studio.take(put(studio.folder, "rc.xml", delivered(FIRST)))
    assert studio.document(2).state is State.FILED


def test_what_was_put_away_while_its_rejection_was_open_is_asked_about_once_it_is_not(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, file()), put(studio.folder, "ns.xml", taken_before(FIRST)))
    assert say(studio, 1, "file-it") is State.FILED
    studio.take(put(studio.folder, "rc.xml", delivered(FIRST)))
    assert code_of(studio, 1) == "filing-lapsed"


def test_filing_said_twice_still_lapses_with_the_broken_signature_it_was_for(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(file(), b">ABC1234<", b">ABC1235<")))
    say(studio, 1, "file-it")
    assert say(studio, 1, "file-it") is State.FILED
    studio.take(put(studio.folder, "a.xml.p7m", signed(file())))
    assert code_of(studio, 1) == "intact-copy"


# an entry in an earlier month than the delivery


def registered_early(studio: Studio) -> int:
    """A purchase registered in March, as a person said, and delivered in April; the number of its entry."""
    studio.take(put(studio.folder, FIRST, file()))
    say(studio, 1, "date:2026-03-10")
    studio.take(put(studio.folder, "rc.xml", delivered(FIRST, "2026-04-05T10:00:00")))
    return studio.post().posted[0].entry_id


def test_the_advice_for_an_entry_before_its_delivery_leads_to_the_day_of_delivery(studio: Studio) -> None:
    entry = registered_early(studio)
    hold = studio.document(1).hold
    assert hold is not None and (hold.code, hold.values) == ("received-later", ("2026-04-05", "date:2026-03-10"))
    assert "take the answer" in hold.message
    reverse_entry(studio.store, studio.clock, "anna", entry, "too early")
    withdraw(studio.store, studio.clock, "anna", 1, "date:2026-03-10")
    again = studio.post().posted[0].entry_id
    with studio.store.reading() as reader:
        posted = reader.entry(again)
    assert posted is not None and posted.plan.date.isoformat() == "2026-04-05"
    assert code_of(studio, 1) is None


def test_an_entry_before_its_delivery_may_be_left_on_its_day(studio: Studio) -> None:
    registered_early(studio)
    assert refused(studio, 1, "date:2026-04-10") == "already-posted"
    assert say(studio, 1, "keep-day") is State.POSTED
    assert code_of(studio, 1) is None
    withdraw(studio.store, studio.clock, "anna", 1, "keep-day")
    assert code_of(studio, 1) == "received-later"
