"""What became of a document on its way: from what messages say of the files it came in."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest

from tuiledger.domain.transmissions import (
    Content,
    Copy,
    Doubt,
    Share,
    SharedName,
    Told,
    arrival,
    is_sdi_name,
    is_tampered,
    may_be_another,
    rejections,
    taken_by_word,
    unclear_file,
    was_taken_before,
)

DUPLICATE = Told("NS", codes=("00404",), text="00404")
UNREADABLE = Told("NS", codes=("00200",), text="00200")
REFUSED = Told("NE", "EC02", text="EC02")
ACCEPTED = Told("NE", "EC01")
DELIVERED = Told("RC", day=datetime.date(2026, 3, 5))


def sent(number: int, *told: Told, payload: str = "", intact: bool = True) -> Copy:
    """The file of a transmission of its own."""
    return Copy(f"IT99900090012_0000{number}", f"IT99900090012/{number}", payload or f"p{number}", intact, told)


def copy_of(number: int, *, payload: str = "", intact: bool = True) -> Copy:
    """A portal's copy of that transmission."""
    return sent(number, payload=payload, intact=intact)._replace(stem=f"Fattura {number}")


@pytest.mark.parametrize(
    ("stem", "named"),
    [
        ("IT01234567890_00001", True), ("IT01234567890_aB1", True), ("DE123456789_x", True), ("fattura", False),
        ("IT01234567890_000001", False), ("IT01234567890_", False), ("IT01234567890_1_NS_001", False), ("", False),
    ],
)  # fmt: skip
def test_the_exchange_system_names_files_by_country_transmitter_and_progressive(stem: str, named: bool) -> None:
    assert is_sdi_name(stem) is named


@pytest.mark.parametrize("told", [DUPLICATE, UNREADABLE, REFUSED])
def test_one_file_rejected_is_the_document_rejected(told: Told) -> None:
    assert rejections([sent(1, told)]) == (told,)
    assert rejections([sent(1)]) == ()


@pytest.mark.parametrize("delivery", [DELIVERED, ACCEPTED, Told("MC"), Told("MT"), Told("DT"), Told("AT")])
def test_one_delivery_is_proof_of_life(delivery: Told) -> None:
    for copies in permutations([sent(1, UNREADABLE), sent(2, delivery, payload="p1")]):
        assert rejections(copies) == ()


def test_a_public_office_refuses_what_was_delivered_to_it() -> None:
    assert rejections([sent(1, DELIVERED, REFUSED)]) == (REFUSED,)


@pytest.mark.parametrize(
    ("other", "lives"),
    [
        (sent(2), True),
        (copy_of(2), True),
        (copy_of(1), False),
        (copy_of(1, payload="indented"), False),
        (copy_of(1)._replace(transmission=""), False),
        (sent(2, intact=False), False),
        (sent(2)._replace(transmission="IT99900090012/1"), False),
    ],
)
def test_only_an_intact_file_of_another_name_and_progressive_was_sent_again(other: Copy, lives: bool) -> None:
    for copies in permutations([sent(1, UNREADABLE), other]):
        assert (rejections(copies) == ()) is lives


def test_a_rejected_duplicate_says_nothing_against_the_file_that_was_taken_before() -> None:
    taken, twice = sent(1), sent(2, DUPLICATE, payload="p1")._replace(transmission="IT99900090012/1")
    assert rejections([taken, twice]) == ()
    assert rejections([taken._replace(told=(UNREADABLE,)), twice]) == (UNREADABLE, DUPLICATE)


def test_a_tampered_file_counts_while_there_is_no_other() -> None:
    broken = sent(1, DUPLICATE, intact=False)
    assert is_tampered([broken]) and not is_tampered([broken, sent(2)]) and not is_tampered([])
    assert rejections([broken]) == (DUPLICATE,)
    assert rejections([broken, sent(2)]) == ()


def test_the_first_delivery_dates_the_document() -> None:
    late = Told("MT", day=datetime.date(2026, 4, 1))
    held = Told("MC", day=datetime.date(2026, 3, 1))
    assert arrival([sent(1, late), sent(2, held, DELIVERED)]) == datetime.date(2026, 3, 5)
    assert arrival([sent(1, held)]) is None


FAILED = Told("NS", codes=("00305",), text="00305", sdi_id="1")
TAKEN = Told("RC", sdi_id="2")
NAME = "IT99900090012_00001"


def sharing(told: tuple[Told, ...], *others: Content) -> Copy:
    """The first transmission's file, under whose name other contents came."""
    return sent(1, *told)._replace(share=Share(SharedName.of([Content(told), *others]), 0))


def unclear_name(copies: list[Copy]) -> str | None:
    """The name of the file that is asked about."""
    found = unclear_file(copies)
    return found.stem if found else None


@pytest.mark.parametrize(
    ("told", "other", "lost", "unclear"),
    [
        # Both are said of the name alone: one was rejected and one taken, nobody knows which.
        ((FAILED, TAKEN), Content((FAILED, TAKEN)), False, True),
        ((FAILED, TAKEN), Content((FAILED, TAKEN), "accepted"), True, False),
        ((FAILED, TAKEN), Content((FAILED, TAKEN), "rejected"), False, False),
        # The receipt tells the hash of one of them.
        ((FAILED, TAKEN), Content((FAILED,)), False, False),
        ((FAILED,), Content((FAILED, TAKEN)), True, False),
        # One rejection, two files.
        ((FAILED,), Content((FAILED,)), False, True),
        ((FAILED,), Content((FAILED,), "rejected"), False, False),
        ((FAILED,), Content(), True, False),
        ((), Content((FAILED,)), False, False),
        # As many rejections as files.
        ((FAILED, FAILED._replace(sdi_id="3")), Content((FAILED, FAILED._replace(sdi_id="3"))), True, False),
        # It was delivered and then refused by the public office: that is one transmission.
        ((FAILED, TAKEN, REFUSED._replace(sdi_id="2")), Content((FAILED, TAKEN, REFUSED._replace(sdi_id="2"))),
         True, False),
    ],
)  # fmt: skip
def test_of_several_files_of_one_name_it_is_asked_which_was_rejected(
    told: tuple[Told, ...], other: Content, lost: bool, unclear: bool
) -> None:
    copies = [sharing(told, other)]
    assert (bool(rejections(copies)), unclear_name(copies)) == (lost, NAME if unclear else None)
    # A transmission under another name lives whatever became of that one.
    assert not rejections([*copies, sent(2)]) and unclear_name([*copies, sent(2)]) is None


BY_HASH = Told("NS", codes=("00305",), text="00305", sdi_id="5", fits=True)
NAME_TAKEN = Told("NS", codes=("00002",), text="00002", sdi_id="6")


@pytest.mark.parametrize(
    ("told", "others", "lost", "unclear"),
    [
        # A rejection by hash is the other's, and leaves as many for this one as before.
        ((FAILED,), [Content((FAILED, BY_HASH))], True, False),
        ((FAILED,), [Content((FAILED, BY_HASH, BY_HASH._replace(sdi_id="7"))), Content((FAILED,))], False, True),
        # Whatever the other was said to be, this one is rejected by its own hash.
        ((BY_HASH,), [Content((), "rejected")], True, False),
        # One of the name was taken, and it was not the one that is rejected by its hash.
        ((FAILED,), [Content((FAILED, NAME_TAKEN._replace(fits=True)))], False, True),
        ((FAILED, NAME_TAKEN), [Content((FAILED, NAME_TAKEN))], False, True),
        # The rejection tells the hash of a third, which is not here.
        ((FAILED._replace(fits=False), BY_HASH), [Content((FAILED._replace(fits=False),))], True, False),
        ((FAILED._replace(fits=False),), [Content((FAILED._replace(fits=False), BY_HASH))], False, True),
    ],
)  # fmt: skip
def test_what_is_proven_of_one_content_of_a_name_is_not_counted_against_another(
    told: tuple[Told, ...], others: list[Content], lost: bool, unclear: bool
) -> None:
    copies = [sharing(told, *others)]
    assert (bool(rejections(copies)), unclear_name(copies)) == (lost, NAME if unclear else None)


@pytest.mark.parametrize(
    ("told", "lost", "unclear"),
    [
        ((FAILED._replace(fits=False),), False, True),
        ((FAILED._replace(fits=False), FAILED), True, False),
        ((FAILED._replace(fits=False), TAKEN), False, False),
        ((TAKEN._replace(fits=False),), False, False),
        ((FAILED, TAKEN._replace(fits=False)), False, True),
        ((BY_HASH, TAKEN._replace(fits=False)), True, False),
        ((BY_HASH, TAKEN), False, False),
    ],
)
def test_a_hash_that_is_of_no_file_here_is_asked_about(told: tuple[Told, ...], lost: bool, unclear: bool) -> None:
    copies = [sent(1, *told)]
    assert (bool(rejections(copies)), unclear_name(copies)) == (lost, NAME if unclear else None)


def resent(*told: Told, transmission: str = "IT99900090012/2") -> Copy:
    """The corrected file of the same invoice, under the name of the first."""
    return sent(1, *told, payload="corrected")._replace(transmission=transmission)


@pytest.mark.parametrize(
    ("first", "again", "lost", "doubt"),
    [
        # The hash is that of the first file: the other is a transmission of its own, or may be one.
        (BY_HASH, resent(), False, None),
        (BY_HASH, resent(transmission="IT99900090012/1"), False, Doubt.ANOTHER),
        (BY_HASH, resent(transmission=""), False, Doubt.ANOTHER),
        (BY_HASH, resent()._replace(payload_sha256="p1"), True, None),
        (BY_HASH, resent(FAILED), True, None),
        (BY_HASH, resent(TAKEN), False, None),
        # Under a name of its own it is another one, but for the progressive; a portal's name is none.
        (BY_HASH, sent(2, payload="corrected"), False, None),
        (BY_HASH, sent(2)._replace(transmission="IT99900090012/1"), False, Doubt.ANOTHER),
        (BY_HASH, copy_of(1, payload="indented"), True, None),
        # One rejection of a name that two files of the document bear, and as many as there are.
        (FAILED, resent(FAILED), False, Doubt.ANOTHER),
        (FAILED, resent(FAILED, FAILED._replace(sdi_id="3")), True, None),
        (FAILED, resent(FAILED, transmission="IT99900090012/1"), True, None),
        (REFUSED, resent(REFUSED), True, None),
        # What was taken before is asked about anyway.
        (DUPLICATE, resent(DUPLICATE), True, None),
    ],
)
def test_a_corrected_file_under_the_name_of_a_rejected_one_lives_or_is_asked_about(
    first: Told, again: Copy, lost: bool, doubt: Doubt | None
) -> None:
    for copies in permutations([sent(1, first), again]):
        found = unclear_file(copies)
        assert (bool(rejections(copies)), found.doubt if found else None) == (lost, doubt)


@pytest.mark.parametrize(
    ("copies", "is_open"),
    [
        ([sent(1, FAILED)], True),
        ([sent(1, BY_HASH)], False),
        ([sent(1, REFUSED)], False),
        # The same invoice signed anew is another file.
        ([sent(1, BY_HASH._replace(file_sha256="f1"))._replace(file_sha256="f1")], False),
        ([sent(1, BY_HASH._replace(file_sha256="f1"))._replace(file_sha256="f2")], True),
        ([sent(1, BY_HASH), copy_of(1, payload="indented")], True),
        ([sent(1, BY_HASH), resent(FAILED)], True),
        ([sent(1, BY_HASH), sent(1, FAILED, intact=False)], False),
    ],
)
def test_a_rejection_that_proves_nothing_of_a_file_may_be_about_another(copies: list[Copy], is_open: bool) -> None:
    assert may_be_another(copies) is is_open


def test_of_two_words_for_two_files_of_a_name_neither_speaks_against_the_other() -> None:
    told = (FAILED, FAILED._replace(sdi_id="3"))
    word = Content(told, "accepted", (7,))
    for mine, whose in ((None, 7), ("accepted", None)):
        copy = sent(1, *told)._replace(share=Share(SharedName.of([Content(told, mine, (5,)), word]), 0))
        assert (bool(rejections([copy])), taken_by_word([copy])) == (True, whose)


def test_a_word_for_a_file_that_is_rejected_by_its_hash_speaks_against_no_other() -> None:
    word = Content((FAILED, BY_HASH), "accepted", (7,))
    assert taken_by_word([sharing((FAILED,), word)]) is None


def test_a_name_is_left_open_while_it_was_sent_oftener_than_rejected() -> None:
    twice = (FAILED, FAILED._replace(sdi_id="3"))
    assert rejections([sharing(twice, Content(twice))])
    found = unclear_file([sharing(twice, Content(twice, transmissions=2))])
    assert found is not None and found.doubt is Doubt.NAME


def test_it_is_told_whose_word_rejects_a_file() -> None:
    word = Content((FAILED,), "accepted", (7,))
    assert taken_by_word([sharing((FAILED,), word)]) == 7
    assert taken_by_word([sharing((BY_HASH,), word)]) is None
    assert taken_by_word([sharing((FAILED,), Content((FAILED, TAKEN)))]) is None
    assert taken_by_word([sent(1, FAILED)]) is None


def test_some_rejections_say_that_another_was_taken_before() -> None:
    assert was_taken_before([UNREADABLE, DUPLICATE])
    assert not was_taken_before([UNREADABLE, REFUSED])
