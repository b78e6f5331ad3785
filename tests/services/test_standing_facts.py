"""Where a document stands follows from what is known of it: each decision, message and copy counts for what it is."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest
from tests.deliveries import (
    FORNACE,
    OLMO,
    PONTE,
    body,
    delivered,
    file,
    naming,
    put,
    rejected,
    signed,
    taken_before,
    tampered,
)
from tests.services.conftest import Studio, outcomes

from tuiledger.domain.documents import Direction, State
from tuiledger.domain.duplicates import PairState
from tuiledger.domain.posting import BROKEN_SIGNATURE
from tuiledger.domain.runs import Refusal
from tuiledger.services.attribute import Wanted
from tuiledger.services.companies import CompanyForm, change_company
from tuiledger.services.post import preview
from tuiledger.services.reverse import reverse_entries, reverse_entry
from tuiledger.services.review import answer, decide_pair, undo_pair, withdraw

FIRST, AGAIN = "IT99900090012_00001.xml", "IT99900090012_00002.xml"
INVOICE = file()
SENT_AGAIN = INVOICE.replace(b"<ProgressivoInvio>1<", b"<ProgressivoInvio>2<")
INDENTED = INVOICE.replace(b"><FatturaElettronicaBody>", b">\n  <FatturaElettronicaBody>")
SECOND = file(body("1", rows=((12_000, 2200, None),)))
THIRD = file(body("1", rows=((13_000, 2200, None),)))
BETWEEN_CLIENTS = file(seller=PONTE, buyer=OLMO)
#: The same content for the books at another address.
ELSEWHERE = INVOICE.replace(b"Via Lunga 1", b"Via Lunga 2")
FORGED = tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 2")


def take(studio: Studio, *files: tuple[str, bytes], wanted: Wanted | None = None) -> list[tuple[str, str | None]]:
    """Import files one after the other; the answers to the last one."""
    for name, data in files:
        studio.clock.moment += datetime.timedelta(seconds=1)
        last = studio.take(put(studio.folder, name, data), wanted=wanted)
    return outcomes(last)


def say(studio: Studio, document_id: int, said: str) -> None:
    answer(studio.store, studio.clock, "anna", document_id, said)


def unsay(studio: Studio, document_id: int, said: str) -> None:
    withdraw(studio.store, studio.clock, "anna", document_id, said)


def decide(studio: Studio, pair_id: int, *, same: bool) -> None:
    decide_pair(studio.store, studio.clock, "anna", pair_id, same=same)


def lock(studio: Studio, day: datetime.date | None) -> None:
    change_company(studio.store, studio.clock, "anna", "OLMO", CompanyForm(locked_until=day, unlock=day is None))


def stands(studio: Studio, document_id: int) -> tuple[str, str | None]:
    """State of a document, and the code of its hold."""
    document = studio.document(document_id)
    return document.state.value, document.hold.code if document.hold else None


def posted(studio: Studio, company_id: int = 1) -> list[int]:
    return [one.document_id for one in studio.post(company_id).posted]


def entry_day(studio: Studio, document_id: int) -> datetime.date:
    with studio.store.reading() as reader:
        entry = reader.entry(studio.document(document_id).entry_id or 0)
    assert entry is not None
    return entry.plan.date


def open_pairs(studio: Studio) -> list[tuple[int, int]]:
    with studio.store.reading() as reader:
        return [(pair.left, pair.right) for pair in reader.pairs(None, PairState.OPEN)]


# what was said of one pair says nothing of another


def test_being_another_than_the_first_says_nothing_of_the_second(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE), ("b.xml", SECOND), ("c.xml", THIRD))
    decide(studio, 1, same=False)
    decide(studio, 2, same=False)
    assert stands(studio, 3) == ("held", "duplicate")
    assert open_pairs(studio) == [(2, 3)]
    with studio.store.reading() as reader:
        assert [one.document.id for one in preview(reader, 1) if one.entry] == [1, 2]
    assert posted(studio) == [1, 2]


def test_one_of_three_waits_until_it_is_told_from_both_others(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE), ("b.xml", SECOND), ("c.xml", THIRD))
    say(studio, 3, "different")
    assert stands(studio, 3) == ("held", "duplicate")
    say(studio, 3, "different")
    assert stands(studio, 3) == ("ready", None)
    assert posted(studio) == [1, 3]


# a reversal undone posts only what may be posted


def test_no_undone_reversal_posts_an_undecided_duplicate(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE), ("b.xml", SECOND))
    decide(studio, 1, same=False)
    studio.post(1, 2)
    undone = reverse_entry(studio.store, studio.clock, "anna", 1, "mistake").entry_id
    undo_pair(studio.store, studio.clock, "anna", 1)
    assert posted(studio) == [1]
    with pytest.raises(Refusal) as refusal:
        reverse_entry(studio.store, studio.clock, "anna", undone, "mistake")
    assert refusal.value.code == "document-waits"
    assert stands(studio, 2) == ("held", "duplicate")


def test_no_undone_reversal_posts_what_nobody_accepts_any_more(studio: Studio) -> None:
    take(studio, ("t.xml.p7m", FORGED))
    say(studio, 1, "accept-signature")
    studio.post()
    undone = reverse_entry(studio.store, studio.clock, "anna", 1, "mistake").entry_id
    unsay(studio, 1, "accept-signature")
    with pytest.raises(Refusal):
        reverse_entry(studio.store, studio.clock, "anna", undone, "mistake")
    assert stands(studio, 1) == ("held", BROKEN_SIGNATURE.code)
    assert studio.balances() == {}


def test_of_two_reversals_undone_together_the_second_sees_what_the_first_posted(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE))
    studio.post()
    first = reverse_entry(studio.store, studio.clock, "anna", 1, "mistake").entry_id
    take(studio, ("b.xml", SECOND))
    say(studio, 2, "different")
    studio.post(1, 2)
    second = reverse_entry(studio.store, studio.clock, "anna", 3, "mistake").entry_id
    undo_pair(studio.store, studio.clock, "anna", 1)
    with pytest.raises(Refusal):
        reverse_entries(studio.store, studio.clock, "anna", (first, second), "mistake")
    assert studio.balances() == {}


# what is held for one reason is compared when that reason goes


@pytest.mark.parametrize("accepted_first", [True, False])
def test_a_twin_behind_a_lock_is_not_posted_when_the_lock_goes(studio: Studio, accepted_first: bool) -> None:
    take(studio, ("t.xml.p7m", FORGED))
    lock(studio, datetime.date(2026, 3, 31))
    if accepted_first:
        say(studio, 1, "accept-signature")
        say(studio, 1, "date:2026-04-05")
        assert posted(studio) == [1]
        take(studio, ("a.xml", INVOICE))
    else:
        take(studio, ("a.xml", INVOICE))
        say(studio, 1, "accept-signature")
        assert posted(studio) == []
    lock(studio, None)
    studio.post()
    assert studio.balances() == {"5010": 10_000, "1210": 2_200, "2110": -12_200}


def test_a_document_stands_anew_when_the_rules_change(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE))
    lock(studio, datetime.date(2026, 3, 31))
    assert stands(studio, 1) == ("held", "locked")
    lock(studio, None)
    assert stands(studio, 1) == ("ready", None)


# messages find documents at any time


@pytest.mark.parametrize("late", [True, False])
def test_a_rejection_reaches_the_books_of_a_client_that_came_later(studio: Studio, late: bool) -> None:
    received_only = Wanted(side=Direction.RECEIVED)
    take(studio, (FIRST, BETWEEN_CLIENTS), wanted=received_only)
    if late:
        take(studio, ("ns.xml", rejected(FIRST)), (FIRST, BETWEEN_CLIENTS))
    else:
        take(studio, (FIRST, BETWEEN_CLIENTS), ("ns.xml", rejected(FIRST)))
    assert take(studio, ("again_NS.xml", rejected(FIRST))) == [("already_known", "rejected")]
    assert stands(studio, 1) == stands(studio, 2) == ("void", "rejected")
    assert posted(studio, 1) == posted(studio, 2) == []


def test_a_client_registered_after_the_rejection_does_not_post_the_file(studio: Studio) -> None:
    outside = file(seller=FORNACE, buyer=OLMO)
    take(studio, (FIRST, outside), ("ns.xml", rejected(FIRST)))
    studio.clock.moment += datetime.timedelta(seconds=1)
    other = studio.company(FORNACE, "FORN")
    take(studio, (FIRST, outside))
    assert stands(studio, 2) == ("void", "rejected")
    assert posted(studio, other) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_rejection_and_a_tampered_copy_leave_nothing_to_post_in_any_order(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = [(f"{FIRST}.p7m", FORGED), ("ns.xml", rejected(FIRST)), (f"again/{FIRST}", INVOICE)]
    take(studio, *(files[place] for place in order))
    assert posted(studio) == []
    assert {row for row in studio.states().values()} == {"void"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_delivery_dates_every_document_of_its_file_in_any_order(studio: Studio, order: tuple[int, ...]) -> None:
    files = [(f"{FIRST}.p7m", FORGED), ("rc.xml", delivered(FIRST, "2026-04-05T10:00:00")), (f"g/{FIRST}", INVOICE)]
    take(studio, *(files[place] for place in order))
    (document_id,) = posted(studio)
    assert entry_day(studio, document_id) == datetime.date(2026, 4, 5)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_first_of_several_deliveries_counts(studio: Studio, order: tuple[int, ...]) -> None:
    early, late = delivered(FIRST, "2026-03-05T10:00:00"), delivered(FIRST, "2026-04-05T10:00:00", sdi_id="113")
    files = [(FIRST, INVOICE), ("early.xml", early), ("late.xml", late)]
    take(studio, *(files[place] for place in order))
    assert studio.document(1).received_on == datetime.date(2026, 3, 5)


# a rejection speaks of one transmission


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_second_transmission_rejected_as_a_duplicate_leaves_the_delivered_one(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = [
        (FIRST, INVOICE),
        ("rc.xml", delivered(FIRST)),
        (f"{AGAIN}.p7m", signed(INVOICE)),
        ("ns.xml", taken_before(AGAIN)),
    ]
    take(studio, *(files[place] for place in order))
    assert posted(studio) == [1]


def test_a_duplicate_rejected_after_posting_asks_for_no_reversal(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE))
    studio.post()
    assert take(studio, (f"{AGAIN}.p7m", signed(INVOICE)), ("ns.xml", taken_before(AGAIN))) == [
        ("created", "sdi-message")
    ]
    assert stands(studio, 1) == ("posted", None)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_delivery_of_the_same_file_under_another_name_is_proof_of_life(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = [
        (FIRST, INVOICE),
        ("ns.xml", rejected(FIRST)),
        (AGAIN, INVOICE),
        ("rc.xml", delivered(AGAIN, sdi_id="200")),
    ]
    take(studio, *(files[place] for place in order))
    assert posted(studio) == [1]


def test_both_transmissions_rejected_leave_nothing(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (AGAIN, SENT_AGAIN), ("1.xml", rejected(FIRST)))
    assert stands(studio, 1) == ("ready", None)
    take(studio, ("2.xml", rejected(AGAIN, sdi_id="2")))
    assert stands(studio, 1) == ("void", "rejected")


# a copy of a rejected file is not that file sent again


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("x.xml.p7m", tampered(INVOICE, b">ABC1234<", b">ABC1235<")),
        ("Fattura 1 Fornace.xml", INDENTED),
        (AGAIN + ".p7m", tampered(SENT_AGAIN, b">ABC1234<", b">ABC1235<")),
    ],
    ids=["tampered", "indented", "tampered transmission"],
)
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_copy_of_a_rejected_file_does_not_revive_it(
    studio: Studio, name: str, copy: bytes, order: tuple[int, ...]
) -> None:
    files = [(FIRST, INVOICE), ("ns.xml", rejected(FIRST)), (name, copy)]
    take(studio, *(files[place] for place in order))
    assert posted(studio) == []
    assert set(studio.states().values()) == {"void"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_rejected_file_that_was_tampered_with_takes_the_copy_of_another_name_with_it(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = [(f"{FIRST}.p7m", FORGED), ("Fattura 1 Fornace.xml", INDENTED), ("ns.xml", rejected(FIRST))]
    take(studio, *(files[place] for place in order))
    assert posted(studio) == []
    assert set(studio.states().values()) == {"void"}


@pytest.mark.parametrize("copy", [INDENTED, tampered(INVOICE, b">ABC1234<", b">ABC1235<")])
def test_a_copy_of_a_posted_and_rejected_file_leaves_the_reversal_to_do(studio: Studio, copy: bytes) -> None:
    take(studio, (FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    take(studio, ("ns.xml", rejected(FIRST)), ("copy.xml.p7m", copy))
    assert stands(studio, 1) == ("posted", "rejected-after-posting")
    with studio.store.reading() as reader:
        assert [violation.code for violation in reader.check(deep=True)] == ["rejected-document"]
    reverse_entry(studio.store, studio.clock, "anna", entry, "rejected")
    assert stands(studio, 1) == ("void", "rejected")


# a tampered copy that is put away says nothing of the invoice


def test_an_answer_about_the_genuine_invoice_does_not_set_it_aside_for_a_filed_forgery(studio: Studio) -> None:
    dollars = file(body(currency="USD"))
    take(studio, ("t.xml.p7m", tampered(dollars, b"Via Lunga 1", b"Via Lunga 2")))
    say(studio, 1, "file-it")
    take(studio, ("genuine.xml", dollars))
    say(studio, 2, "rate:1.1")
    assert stands(studio, 2) == ("ready", None)
    assert posted(studio) == [2]


def test_an_intact_copy_of_what_was_put_away_for_its_signature_asks_somebody(studio: Studio) -> None:
    broken = bytearray(signed(INVOICE))
    broken[-5] ^= 1
    take(studio, ("t.xml.p7m", bytes(broken)))
    say(studio, 1, "file-it")
    assert take(studio, ("good.xml.p7m", signed(INVOICE))) == [("already_known", "intact-copy")]
    assert stands(studio, 1) == ("held", "intact-copy")
    say(studio, 1, "file-it")
    assert stands(studio, 1) == ("filed", None)
    unsay(studio, 1, "file-it")
    assert stands(studio, 1) == ("ready", None)


def test_the_intact_copy_can_be_taken(studio: Studio) -> None:
    take(studio, ("t.xml.p7m", tampered(INVOICE, b">ABC1234<", b">ABC1235<")))
    say(studio, 1, "file-it")
    take(studio, ("a.xml", INVOICE))
    say(studio, 1, "accept-copy")
    assert posted(studio) == [1]


@pytest.mark.parametrize("file_it", [True, False])
def test_what_was_set_aside_for_a_copy_that_nobody_accepts_any_more_comes_back(studio: Studio, file_it: bool) -> None:
    take(studio, ("t1.xml.p7m", FORGED), ("t2.xml.p7m", tampered(INVOICE, b"Via Lunga 1", b"Via Lunga 7")))
    say(studio, 2, "accept-signature")
    say(studio, 1, "accept-signature")
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "same-document"))
    unsay(studio, 1, "accept-signature")
    if file_it:
        say(studio, 1, "file-it")
    assert posted(studio) == [2]


def test_what_a_person_found_the_same_is_asked_about_when_the_other_is_rejected_and_goes_when_it_lives(
    studio: Studio,
) -> None:
    take(studio, (FIRST, INVOICE), ("b.xml", SECOND))
    decide(studio, 1, same=True)
    take(studio, ("ns.xml", rejected(FIRST)))
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "rejected"), ("held", "filing-lapsed"))
    assert posted(studio) == []
    take(studio, ("rc.xml", delivered(FIRST, sdi_id="7")))
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "same-document"))


def test_a_question_lapses_with_a_rejection_and_comes_up_again_with_a_delivery(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), ("b.xml", SECOND), ("ns.xml", rejected(FIRST)))
    assert open_pairs(studio) == []
    with pytest.raises(Refusal) as refusal:
        decide(studio, 1, same=True)
    assert refusal.value.code == "nothing-to-decide"
    assert posted(studio) == [2]
    take(studio, ("rc.xml", delivered(FIRST, sdi_id="7")))
    assert open_pairs(studio) == [(1, 2)]
    assert stands(studio, 1) == ("held", "duplicate")
    say(studio, 1, "same")
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "same-document"), ("posted", None))


# a name that names several files names none


def test_a_message_that_tells_the_hash_speaks_of_no_other_file_of_the_same_name(studio: Studio) -> None:
    other = file(body("2", rows=((12_000, 2200, None),)))
    take(studio, (FIRST, INVOICE), ("a_NS.xml", naming(rejected(FIRST), INVOICE)))
    assert stands(studio, 1)[0] == "void"
    take(studio, (f"febbraio/{FIRST}", other), ("b_RC.xml", naming(delivered(FIRST), other)))
    assert [stands(studio, number)[0] for number in (1, 2)] == ["void", "ready"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_rejection_by_a_name_that_two_files_bear_voids_neither(studio: Studio, order: tuple[int, ...]) -> None:
    other = file(body("2"))
    files = [("a/fattura.xml", INVOICE), ("b/fattura.xml", other), ("ns.xml", rejected("fattura.xml"))]
    take(studio, *(files[place] for place in order))
    assert set(studio.states().values()) == {"ready"}
    known = take(studio, ("ns.xml", rejected("fattura.xml")))
    assert known == [("already_known", "file-unclear")]


def test_a_rejection_by_a_plain_name_that_one_file_bears_voids_it(studio: Studio) -> None:
    take(studio, ("a/fattura.xml", INVOICE), ("b/fattura (1).xml", INVOICE), ("ns.xml", rejected("fattura.xml")))
    assert stands(studio, 1) == ("void", "rejected")


# the check sees what no service lets happen


def test_the_check_tells_of_a_document_that_does_not_stand_where_it_should(studio: Studio) -> None:
    take(studio, ("a.xml", INVOICE), ("b.xml", SECOND))
    with studio.store.writing("mischief") as work:
        work.set_state([(2, State.READY, None)])
    with studio.store.reading() as reader:
        (violation,) = [one for one in reader.check(deep=True) if one.code == "standing"]
        assert violation.values == ("2", "ready", "held (duplicate)")
    decide(studio, 1, same=False)


def test_the_check_tells_of_posted_documents_that_came_in_no_intact_file(studio: Studio) -> None:
    take(studio, ("t.xml.p7m", FORGED))
    say(studio, 1, "accept-signature")
    studio.post()
    with studio.store.writing("mischief") as work:
        work.remove_decision(1, "accept-signature", "nobody", studio.clock.now())
    with studio.store.reading() as reader:
        assert [one.code for one in reader.check()] == ["broken-posted"]
    with studio.store.writing("mended") as work:
        work.add_decision(1, "accept-signature", "anna", studio.clock.now())
