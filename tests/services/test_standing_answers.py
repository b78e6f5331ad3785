"""What is posted bears its number whatever is asked of it, and each answer about messages can be put right."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import permutations
from types import FrameType
from typing import Any

import pytest
from tests.deliveries import body, delivered, file, naming, put, rejected, taken_before
from tests.services.conftest import Studio
from tests.services.test_standing_facts import (
    AGAIN,
    FIRST,
    INVOICE,
    SECOND,
    THIRD,
    decide,
    open_pairs,
    posted,
    say,
    stands,
    take,
    unsay,
)

from tuiledger.domain.duplicates import PairState
from tuiledger.domain.runs import Refusal
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import undo_pair

THIRD_NAME = "IT99900090012_00003.xml"
NS = "IT99900090012_00001_NS_001.xml"
OTHER = file(body("2", rows=((12_000, 2200, None),)))
DUPLICATES = ("00404", "00002", "00409")


def reverse(studio: Studio, entry_id: int) -> None:
    reverse_entry(studio.store, studio.clock, "anna", entry_id, "rejected")


# a posted document of which it is asked whether it was taken


@pytest.mark.parametrize("code", DUPLICATES)
def test_another_content_of_the_number_of_a_posted_document_waits_while_it_is_asked_what_became_of_that(
    studio: Studio, code: str
) -> None:
    take(studio, (FIRST, INVOICE))
    studio.post()
    take(studio, (AGAIN, SECOND), (NS, rejected(FIRST, code=code)))
    assert (stands(studio, 1), stands(studio, 2)) == (("posted", "taken-before"), ("held", "duplicate"))
    assert open_pairs(studio) == [(1, 2)]
    assert posted(studio) == []
    say(studio, 1, "accepted")
    assert (stands(studio, 1), stands(studio, 2)) == (("posted", None), ("held", "duplicate"))


def test_another_content_takes_the_place_of_one_that_was_rejected_and_reversed(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    take(studio, (AGAIN, SECOND), (NS, taken_before(FIRST)))
    say(studio, 1, "rejected")
    assert posted(studio) == []
    reverse(studio, entry)
    assert (stands(studio, 1), posted(studio)) == (("void", "rejected"), [2])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_three_contents_of_a_number_one_is_posted_however_many_are_rejected_as_duplicates(
    studio: Studio, order: tuple[int, ...]
) -> None:
    take(studio, (FIRST, INVOICE))
    studio.post()
    take(studio, (AGAIN, SECOND), (THIRD_NAME, THIRD))
    names = (FIRST, AGAIN, THIRD_NAME)
    for place in order:
        take(studio, (f"ns{place}.xml", taken_before(names[place], sdi_id=f"33{place}")))
        assert posted(studio) == []
    assert stands(studio, 1) == ("posted", "taken-before")


def test_what_is_the_same_as_a_posted_document_stays_aside_while_that_is_asked_about(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE))
    studio.post()
    take(studio, (AGAIN, SECOND))
    decide(studio, 1, same=True)
    take(studio, (NS, taken_before(FIRST)))
    assert stands(studio, 2) == ("void", "same-document")
    assert undo_pair(studio.store, studio.clock, "anna", 1).state is PairState.OPEN
    assert stands(studio, 2) == ("held", "duplicate")


@pytest.mark.parametrize("code", DUPLICATES)
def test_what_was_put_away_as_a_duplicate_of_a_posted_document_stays_put_away(studio: Studio, code: str) -> None:
    take(studio, (FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    take(studio, (AGAIN, SECOND))
    say(studio, 2, "file-it")
    take(studio, (NS, rejected(FIRST, code=code)))
    assert stands(studio, 2) == ("filed", None)
    say(studio, 1, "rejected")
    reverse(studio, entry)
    assert stands(studio, 2) == ("held", "filing-lapsed")


# what a hash tells of files that are not here, and a rejection of those that are


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_name_that_was_taken_leaves_open_which_of_its_files_was_rejected(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = (
        (f"january/{FIRST}", INVOICE),
        (f"february/{FIRST}", OTHER),
        ("ns1.xml", rejected(FIRST, "201", code="00423")),
        ("ns2.xml", naming(rejected(FIRST, "203", code="00002"), OTHER)),
    )
    take(studio, *(files[place] for place in order))
    assert posted(studio) == []
    first, other = (1, 2) if order.index(0) < order.index(1) else (2, 1)
    assert (stands(studio, first), stands(studio, other)) == (("held", "rejection-unclear"), ("held", "taken-before"))
    say(studio, first, "accepted")
    assert posted(studio) == [first]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_rejection_that_tells_the_hash_of_a_file_that_is_not_here_is_asked_about(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = ((FIRST, OTHER), (NS, naming(rejected(FIRST), INVOICE)))
    take(studio, *(files[place] for place in order))
    assert stands(studio, 1) == ("held", "rejection-unclear")
    say(studio, 1, "rejected")
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_nothing_speaks_against_is_posted_whenever_it_came_while_another_of_its_number_is_asked_about(
    studio: Studio, order: tuple[int, ...]
) -> None:
    files = ((FIRST, INVOICE), (NS, naming(rejected(FIRST), OTHER)), (AGAIN, SECOND))
    take(studio, *(files[place] for place in order))
    with studio.store.reading() as reader:
        totals = [document.document.total for one in posted(studio) if (document := reader.document(one))]
    assert totals == [14_640]
    asked = 1 if order.index(0) < order.index(2) else 2
    assert stands(studio, asked) == ("held", "rejection-unclear")
    say(studio, asked, "accepted")
    assert (stands(studio, asked), posted(studio)) == (("held", "duplicate"), [])


@pytest.mark.parametrize("name", [f"rejected/{FIRST}", AGAIN])
def test_the_file_whose_hash_a_rejection_tells_answers_for_the_other_of_its_name(studio: Studio, name: str) -> None:
    take(studio, (FIRST, OTHER), (NS, naming(rejected(FIRST), INVOICE)), (name, INVOICE))
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "rejected"))


def test_a_receipt_that_tells_the_hash_of_another_file_does_not_revive_a_rejected_one(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (NS, rejected(FIRST)), ("rc.xml", naming(delivered(FIRST), SECOND)))
    assert stands(studio, 1) == ("held", "rejection-unclear")
    take(studio, (f"sent again/{FIRST}", SECOND))
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "rejected"), ("ready", None))


def test_a_file_sent_under_the_name_of_a_rejected_one_that_is_not_here_may_be_said_to_be_taken(
    studio: Studio,
) -> None:
    take(studio, (FIRST, OTHER), (NS, rejected(FIRST)))
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]
    unsay(studio, 1, "accepted")
    assert stands(studio, 1) == ("posted", "rejected-after-posting")
    say(studio, 1, "accepted")
    assert stands(studio, 1) == ("posted", None)


# an answer that contradicts another takes its place


def test_an_answer_about_a_posted_document_is_put_right_by_its_contrary(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    take(studio, (NS, taken_before(FIRST)))
    for said, stood in (("rejected", "rejected-after-posting"), ("accepted", None), ("rejected",) * 2):
        say(studio, 1, said)
        say(studio, 1, said)
        assert stands(studio, 1) == ("posted", "rejected-after-posting" if said == "rejected" else stood)
        assert studio.document(1).decisions == {said}
    reverse(studio, entry)
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


def test_a_posted_document_is_offered_only_what_it_takes(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE))
    studio.post()
    take(studio, (NS, naming(taken_before(FIRST), INVOICE)))
    hold = studio.document(1).hold
    assert hold is not None
    for said in reversed(hold.answers):
        say(studio, 1, said)
    with pytest.raises(Refusal):
        say(studio, 1, "file-it")


def test_a_file_that_lost_its_name_to_another_by_a_word_names_the_document_that_has_it(studio: Studio) -> None:
    take(studio, (f"january/{FIRST}", INVOICE), (f"february/{FIRST}", OTHER))
    studio.post()
    take(studio, (NS, rejected(FIRST)))
    say(studio, 1, "accepted")
    hold = studio.document(2).hold
    assert hold is not None
    assert (hold.code, hold.values[:1]) == ("rejected-after-posting", ("1",))
    say(studio, 1, "rejected")
    assert (stands(studio, 1), stands(studio, 2)) == (("posted", "rejected-after-posting"), ("posted", None))
    say(studio, 1, "accepted")
    reverse(studio, 2)
    hold = studio.document(2).hold
    assert hold is not None
    assert (hold.code, hold.values[:1]) == ("rejected", ("1",))


# many files of one name


def calls(act: Callable[[], object]) -> int:
    """How many calls ``act`` comes to."""
    found = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return found


def test_many_files_of_one_rejected_name_are_not_each_compared_with_each(studio: Studio) -> None:
    efforts = []
    for lot, count in enumerate((40, 160)):
        name = f"IT99900090012_L{lot}.xml"
        for place in range(count):
            put(studio.folder, f"lot{lot}/{place}/{name}", file(body(f"{lot}-{place}")))
        studio.take(studio.folder / f"lot{lot}")
        message = put(studio.folder, f"ns{lot}.xml", rejected(name, sdi_id=f"44{lot}"))
        first = 1 + sum((40, 160)[:lot])
        efforts.append((calls(partial(studio.take, message)), calls(partial(say, studio, first, "rejected"))))
        assert stands(studio, first) == ("void", "rejected")
    for few, many in zip(*efforts, strict=True):
        assert many < 6 * few
