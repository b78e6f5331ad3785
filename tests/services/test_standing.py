"""Documents sent again, rejected, tampered with and answered badly: nothing is lost and nothing is posted twice."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.deliveries import OLMO, PONTE, Firm, archive, body, delivered, file, put, rejected, signed, tampered
from tests.services.conftest import Studio, outcomes

from tuiledger.domain.documents import State
from tuiledger.domain.duplicates import PairState
from tuiledger.domain.runs import Refusal
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import answer, decide_pair, undo_pair, withdraw

FIRST, AGAIN = "IT99900090012_00001.xml", "IT99900090012_00002.xml"
INVOICE = file()
SENT_AGAIN = INVOICE.replace(b"<ProgressivoInvio>1<", b"<ProgressivoInvio>2<")
CORRECTED = file(body("1", rows=((12_000, 2200, None),)))
REJECTION = rejected(FIRST)


def live(studio: Studio) -> list[tuple[str, int]]:
    """State and total of the documents that count."""
    found = []
    with studio.store.reading() as reader:
        number = 1
        while (document := reader.document(number)) is not None:
            if document.state is not State.VOID:
                found.append((document.state.value, document.document.total))
            number += 1
    return sorted(found)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_invoice_sent_again_after_a_rejection_is_there_whatever_the_order(
    studio: Studio, order: tuple[int, ...]
) -> None:
    members = [(FIRST, INVOICE), ("IT99900090012_00001_NS_001.xml", REJECTION), (AGAIN, SENT_AGAIN)]
    studio.take(put(studio.folder, "delivery.zip", archive(*(members[place] for place in order))))
    assert live(studio) == [("ready", 12_200)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_corrected_invoice_waits_for_nobody_once_the_first_is_rejected(
    studio: Studio, order: tuple[int, ...]
) -> None:
    members = [(FIRST, INVOICE), ("IT99900090012_00001_NS_001.xml", REJECTION), (AGAIN, CORRECTED)]
    for place in order:
        studio.take(put(studio.folder, *members[place]))
    assert live(studio) == [("ready", 14_640)]


def test_a_copy_of_a_rejected_file_under_another_name_is_rejected_with_it(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE), put(studio.folder, "copy.xml", INVOICE))
    studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION))
    assert live(studio) == []


def test_what_was_set_aside_for_a_rejected_document_comes_back_with_a_question(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE), put(studio.folder, AGAIN, CORRECTED))
    decide_pair(studio.store, studio.clock, "anna", 1, same=True)
    assert live(studio) == [("ready", 12_200)]
    studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION))
    assert live(studio) == [("held", 14_640)]
    answer(studio.store, studio.clock, "anna", 2, "post-it")
    assert live(studio) == [("ready", 14_640)]


def test_no_decision_revives_a_rejected_document(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE), put(studio.folder, AGAIN, CORRECTED))
    decide_pair(studio.store, studio.clock, "anna", 1, same=False)
    studio.take(put(studio.folder, "ns.xml", rejected(AGAIN)))
    assert studio.document(2).state is State.VOID
    with pytest.raises(Refusal):
        undo_pair(studio.store, studio.clock, "anna", 1)
    studio.post()
    assert studio.document(2).state is State.VOID


def test_a_rejection_after_posting_asks_for_a_reversal_that_leaves_the_document_void(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    result = studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION))
    assert outcomes(result) == [("created", "rejected-after-posting")]
    assert result.items[0].documents == (1,)
    with studio.store.reading() as reader:
        assert [violation.code for violation in reader.check()] == ["rejected-document"]
    reverse_entry(studio.store, studio.clock, "anna", entry, "rejected")
    document = studio.document(1)
    assert document.state is State.VOID
    assert document.hold is not None
    assert "00305" in document.hold.values[0]


def test_an_invoice_sent_again_keeps_the_entry_of_a_rejected_one(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE))
    studio.post()
    studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION))
    studio.take(put(studio.folder, AGAIN, SENT_AGAIN))
    assert studio.document(1).hold is None
    assert live(studio) == [("posted", 12_200)]


def test_accepting_a_broken_signature_compares_the_document_with_what_came_since(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")))
    studio.take(put(studio.folder, "a.xml", INVOICE))
    studio.post()
    answer(studio.store, studio.clock, "anna", 1, "accept-signature")
    studio.post()
    assert sorted(state for state, _ in live(studio)) == ["posted"]
    assert studio.balances() == {"5010": 10_000, "1210": 2_200, "2110": -12_200}


def test_an_accepted_document_with_other_amounts_waits_as_a_pair(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"122.00", b"122.01")))
    studio.take(put(studio.folder, "a.xml", INVOICE))
    answer(studio.store, studio.clock, "anna", 1, "accept-signature")
    document = studio.document(1)
    assert document.hold is not None
    assert document.hold.code == "duplicate"
    with studio.store.reading() as reader:
        assert [pair.state for pair in reader.pairs(None)] == [PairState.OPEN]


def test_an_intact_copy_still_lifts_the_hold_of_a_tampered_one(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b">ABC1234<", b">ABC1235<")))
    assert live(studio) == [("held", 12_200)]
    studio.take(put(studio.folder, "a.xml.p7m", signed(INVOICE)))
    assert live(studio) == [("ready", 12_200)]


def test_two_customers_with_one_number_are_two_documents(studio: Studio) -> None:
    """A seller who gives a number twice is told of it; neither customer's debt is lost."""
    other = Firm("Altro Cliente", "99900080015")
    studio.take(
        put(studio.folder, "a.xml", file(seller=OLMO, buyer=PONTE)),
        put(studio.folder, "b.xml", file(seller=OLMO, buyer=other)),
    )
    with studio.store.reading() as reader:
        pairs = reader.pairs(1)
    assert [(pair.left, pair.right) for pair in pairs] == [(1, 3)]


def test_members_of_a_vat_group_are_parties_of_their_own(studio: Studio) -> None:
    one = Firm("Gruppo Uno", "99900070014", fiscal_code="99900071012")
    two = Firm("Gruppo Due", "99900070014", fiscal_code="99900072010")
    studio.take(put(studio.folder, "a.xml", file(seller=one)), put(studio.folder, "b.xml", file(seller=two)))
    assert live(studio) == [("ready", 12_200), ("ready", 12_200)]
    with studio.store.reading() as reader:
        assert len(reader.parties(1)) == 2


def test_a_rate_that_is_no_rate_is_refused_and_can_be_corrected(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(currency="USD"))), put(studio.folder, "b.xml", file(body("2"))))
    with pytest.raises(Refusal):
        answer(studio.store, studio.clock, "anna", 1, "rate:0.0000000000000000000000001")
    answer(studio.store, studio.clock, "anna", 1, "rate:1.2")
    answer(studio.store, studio.clock, "anna", 1, "rate: 1.25")
    assert studio.document(1).decisions == {"rate:1.25"}
    assert len(studio.post().posted) == 2


@pytest.mark.parametrize("said", ["account:1210", "account:2110", "date:1900-01-01", "date:9999-12-31", "nature:N9"])
def test_an_answer_that_would_break_the_books_is_refused(studio: Studio, said: str) -> None:
    studio.take(put(studio.folder, "a.xml", file()))
    with pytest.raises(Refusal):
        answer(studio.store, studio.clock, "anna", 1, said)
    assert studio.document(1).decisions == frozenset()


def test_a_bare_nature_is_asked_for_its_second_part(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(rows=((10_000, 0, "N2"),)))))
    document = studio.document(1)
    assert document.hold is not None
    assert document.hold.code == "nature-bare"
    answer(studio.store, studio.clock, "anna", 1, "nature:N2.2")
    studio.post()
    with studio.store.reading() as reader:
        entry = reader.entry(1)
    assert entry is not None
    assert [row.nature for register in entry.plan.registers for row in register.rows] == ["N2.2"]


def test_a_delivery_in_a_later_month_than_the_entry_is_told(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, INVOICE))
    studio.post()
    result = studio.take(put(studio.folder, "rc.xml", delivered(FIRST, "2026-04-02T10:00:00")))
    assert outcomes(result) == [("created", "received-later")]


def test_more_documents_can_be_named_than_one_page_holds(studio: Studio) -> None:
    bodies = [body(str(number)) for number in range(1, 602)]
    studio.take(put(studio.folder, "lot.xml", file(*bodies)))
    assert len(studio.post(1, *range(1, 602)).posted) == 601


def test_a_second_company_with_the_same_identifiers_is_refused(studio: Studio) -> None:
    with pytest.raises(Refusal) as refusal:
        studio.company(OLMO, "OLMO2")
    assert refusal.value.code == "company-twin"


DOUBTFUL = file(body("1", total="500.00"))
SECOND = file(body("1", rows=((20_000, 2200, None),)))
THIRD = file(body("1", rows=((30_000, 2200, None),)))


def say(studio: Studio, document_id: int, said: str) -> None:
    answer(studio.store, studio.clock, "anna", document_id, said)


def unsay(studio: Studio, document_id: int, said: str) -> None:
    withdraw(studio.store, studio.clock, "anna", document_id, said)


def test_no_answer_taken_back_revives_a_rejected_document(studio: Studio) -> None:
    studio.take(put(studio.folder, FIRST, DOUBTFUL))
    say(studio, 1, "accept-summary")
    studio.take(put(studio.folder, "ns.xml", REJECTION))
    with pytest.raises(Refusal):
        unsay(studio, 1, "accept-summary")
    assert not studio.post().posted


def test_no_answer_taken_back_revives_a_document_set_aside(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", INVOICE), put(studio.folder, "b.xml", SECOND))
    say(studio, 2, "account:5080")
    decide_pair(studio.store, studio.clock, "anna", 1, same=True)
    with pytest.raises(Refusal):
        unsay(studio, 2, "account:5080")
    assert len(studio.post().posted) == 1


def test_filing_and_taking_back_leaves_a_duplicate_to_be_decided(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", INVOICE), put(studio.folder, "b.xml", SECOND))
    with pytest.raises(Refusal):
        say(studio, 2, "accept-summary")
    say(studio, 2, "file-it")
    unsay(studio, 2, "file-it")
    document = studio.document(2)
    assert document.hold is not None
    assert document.hold.code == "duplicate"


def test_filing_and_taking_back_leaves_a_broken_signature_broken(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")))
    say(studio, 1, "file-it")
    unsay(studio, 1, "file-it")
    document = studio.document(1)
    assert document.hold is not None
    assert document.hold.code == "signature-broken"


@pytest.mark.parametrize("together", [True, False])
def test_those_let_go_by_a_rejection_are_compared_with_each_other(studio: Studio, together: bool) -> None:
    names = (FIRST, "IT99900090012_00002.xml", "IT99900090012_00003.xml")
    for name, data in zip(names, (INVOICE, SECOND, THIRD), strict=True):
        put(studio.folder, name, data)
    if together:
        put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION)
        studio.take(studio.folder)
    else:
        studio.take(studio.folder)
        studio.take(put(studio.folder, "IT99900090012_00001_NS_001.xml", REJECTION))
    assert live(studio) == [("held", 36_600), ("ready", 24_400)]
    studio.post()
    with studio.store.reading() as reader:
        assert [(pair.left, pair.right) for pair in reader.pairs(1, PairState.OPEN)] == [(2, 3)]


def test_an_intact_copy_of_a_tampered_one_is_compared_with_what_was_posted_meanwhile(studio: Studio) -> None:
    changed = INVOICE.replace(b"Via Lunga 1", b"Via Lunga 2")
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")))
    studio.take(put(studio.folder, "a.xml", INVOICE))
    studio.post()
    studio.take(put(studio.folder, "plain.xml", changed))
    studio.post()
    assert live(studio) == [("posted", 12_200)]


def test_a_forgery_put_away_does_not_swallow_the_genuine_invoice(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")))
    say(studio, 1, "file-it")
    result = studio.take(put(studio.folder, "a.xml", INVOICE))
    assert outcomes(result) == [("created", None)]
    assert len(studio.post().posted) == 1


def test_a_signature_is_whole_once_an_intact_copy_came(studio: Studio) -> None:
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b">ABC1234<", b">ABC1235<")))
    say(studio, 1, "accept-signature")
    studio.take(put(studio.folder, "a.xml", INVOICE))
    unsay(studio, 1, "accept-signature")
    assert studio.document(1).state is State.READY


def test_what_was_found_to_be_the_same_comes_back_when_the_other_is_rejected(studio: Studio) -> None:
    """Set aside by its content rather than by a person: there is no pair to undo."""
    studio.take(put(studio.folder, "t.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")))
    studio.take(put(studio.folder, FIRST, INVOICE))
    say(studio, 1, "accept-signature")
    assert studio.document(1).state is State.VOID
    studio.take(put(studio.folder, "ns.xml", REJECTION))
    assert studio.document(1).state is State.READY
    assert studio.document(2).state is State.VOID
