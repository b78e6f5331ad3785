"""What became of a document on its way: from what messages say of the files it came in."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest

from tuiledger.domain.transmissions import (
    Copy,
    Rival,
    Told,
    arrival,
    is_sdi_name,
    is_tampered,
    rejections,
    unclear_name,
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


@pytest.mark.parametrize(
    ("told", "rival", "lost", "unclear"),
    [
        # Both are said of the name alone: one was rejected and one taken, nobody knows which.
        ((FAILED, TAKEN), Rival((FAILED, TAKEN)), False, True),
        ((FAILED, TAKEN), Rival((FAILED, TAKEN), "accepted"), True, False),
        ((FAILED, TAKEN), Rival((FAILED, TAKEN), "rejected"), False, False),
        # The receipt tells the hash of one of them.
        ((FAILED, TAKEN), Rival((FAILED,)), False, False),
        ((FAILED,), Rival((FAILED, TAKEN)), True, False),
        # One rejection, two files.
        ((FAILED,), Rival((FAILED,)), False, True),
        ((FAILED,), Rival((FAILED,), "rejected"), False, False),
        ((FAILED,), Rival(), True, False),
        ((), Rival((FAILED,)), False, False),
        # As many rejections as files.
        ((FAILED, FAILED._replace(sdi_id="3")), Rival((FAILED, FAILED._replace(sdi_id="3"))), True, False),
        # It was delivered and then refused by the public office: that is one transmission.
        ((FAILED, TAKEN, REFUSED._replace(sdi_id="2")), Rival((FAILED, TAKEN, REFUSED._replace(sdi_id="2"))),
         True, False),
    ],
)  # fmt: skip
def test_of_several_files_of_one_name_it_is_asked_which_was_rejected(
    told: tuple[Told, ...], rival: Rival, lost: bool, unclear: bool
) -> None:
    copies = [sent(1, *told)._replace(rivals=(rival,))]
    assert (bool(rejections(copies)), unclear_name(copies)) == (lost, NAME if unclear else None)
    # A transmission under another name lives whatever became of that one.
    assert not rejections([*copies, sent(2)]) and unclear_name([*copies, sent(2)]) is None


def test_some_rejections_say_that_another_was_taken_before() -> None:
    assert was_taken_before([UNREADABLE, DUPLICATE])
    assert not was_taken_before([UNREADABLE, REFUSED])
