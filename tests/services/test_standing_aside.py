"""What a person set aside is posted when a person says so: never because what it was set aside for is gone."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.deliveries import delivered, rejected, taken_before
from tests.services.conftest import Studio
from tests.services.test_standing_facts import AGAIN, FIRST, INVOICE, SECOND, THIRD, decide, posted, say, stands, take

from tuiledger.domain.duplicates import PairState
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import undo_pair

THIRD_NAME = "IT99900090012_00003.xml"
NS = "IT99900090012_00001_NS_001.xml"
ASKED = ("held", "filing-lapsed")


def both(studio: Studio, *, same: bool) -> None:
    """Two contents of one number, which were compared."""
    take(studio, (FIRST, INVOICE), (AGAIN, SECOND))
    decide(studio, 1, same=same)


# the same as a document that is rejected


@pytest.mark.parametrize(("code", "first"), [("00305", ("void", "rejected")), ("00404", ("filed", None))])
def test_what_is_the_same_as_one_put_away_is_asked_about_when_that_is_rejected(
    studio: Studio, code: str, first: tuple[str, str | None]
) -> None:
    both(studio, same=True)
    say(studio, 1, "file-it")
    assert stands(studio, 2) == ("void", "same-document")
    take(studio, (NS, rejected(FIRST, code=code)))
    assert (stands(studio, 1), stands(studio, 2), posted(studio)) == (first, ASKED, [])
    say(studio, 2, "post-it")
    assert posted(studio) == [2]


@pytest.mark.parametrize("code", ["00305", "00404"])
def test_what_is_the_same_as_one_whose_entry_is_reversed_is_asked_about_when_that_is_rejected(
    studio: Studio, code: str
) -> None:
    take(studio, (FIRST, INVOICE))
    entry = studio.post().posted[0].entry_id
    take(studio, (AGAIN, SECOND))
    decide(studio, 1, same=True)
    take(studio, (NS, rejected(FIRST, code=code)))
    assert stands(studio, 2) == ("void", "same-document")
    reverse_entry(studio.store, studio.clock, "anna", entry, "rejected")
    assert (stands(studio, 2), posted(studio)) == (ASKED, [])
    say(studio, 1, "accepted")
    assert (stands(studio, 2), posted(studio)) == (("void", "same-document"), [1])


def test_both_are_asked_about_where_the_first_is_rejected_as_a_duplicate(studio: Studio) -> None:
    both(studio, same=True)
    take(studio, (NS, taken_before(FIRST)))
    assert (stands(studio, 1), stands(studio, 2)) == (("held", "taken-before"), ASKED)
    say(studio, 2, "post-it")
    assert (stands(studio, 1), posted(studio)) == (("void", "rejected"), [2])


def test_what_stays_put_away_is_void_again_once_the_other_lives(studio: Studio) -> None:
    both(studio, same=True)
    take(studio, (NS, rejected(FIRST)))
    say(studio, 2, "file-it")
    assert stands(studio, 2) == ("filed", None)
    take(studio, ("rc.xml", delivered(FIRST, sdi_id="7")))
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "same-document"))


def test_the_rejection_of_what_was_set_aside_asks_nothing_about_the_other(studio: Studio) -> None:
    both(studio, same=True)
    take(studio, (NS, rejected(AGAIN)))
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "rejected"))


def test_what_was_said_before_it_was_set_aside_again_does_not_post_it(studio: Studio) -> None:
    both(studio, same=True)
    take(studio, (NS, taken_before(FIRST)))
    say(studio, 2, "post-it")
    say(studio, 1, "accepted")
    undo_pair(studio.store, studio.clock, "anna", 1)
    decide(studio, 1, same=True)
    assert studio.document(2).decisions == frozenset()
    say(studio, 1, "rejected")
    assert (stands(studio, 2), posted(studio)) == (ASKED, [])


def test_the_first_is_the_one_set_aside_where_the_second_is_in_the_books(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (AGAIN, SECOND), (NS, rejected(FIRST)))
    entry = studio.post().posted[0].entry_id
    take(studio, ("rc.xml", delivered(FIRST, sdi_id="7")))
    say(studio, 1, "same")
    with studio.store.reading() as reader:
        assert [(pair.left, pair.right) for pair in reader.pairs(1, PairState.SAME)] == [(2, 1)]
    reverse_entry(studio.store, studio.clock, "anna", entry, "mistake")
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "same-document"), ("ready", None))
    take(studio, ("ns2.xml", rejected(AGAIN, "115")))
    assert (stands(studio, 1), stands(studio, 2)) == (ASKED, ("void", "rejected"))
    assert posted(studio) == []


def test_one_set_aside_is_compared_with_a_third_before_it_is_asked_about(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (AGAIN, SECOND), (THIRD_NAME, THIRD))
    decide(studio, 1, same=True)
    take(studio, (NS, rejected(FIRST)))
    assert (stands(studio, 2), stands(studio, 3)) == (("held", "duplicate"), ("ready", None))
    say(studio, 2, "different")
    assert (stands(studio, 2), posted(studio)) == (ASKED, [3])


# rejected as a duplicate, while the other of its number does not count


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_what_was_taken_before_is_asked_about_while_the_other_of_its_number_is_put_away(
    studio: Studio, order: tuple[int, ...]
) -> None:
    take(studio, (AGAIN, SECOND))
    say(studio, 1, "file-it")
    files = ((FIRST, INVOICE), (NS, taken_before(FIRST)))
    take(studio, *(files[place] for place in order))
    assert (stands(studio, 2), posted(studio)) == (("held", "taken-before"), [])
    say(studio, 2, "accepted")
    assert stands(studio, 2) == ("held", "duplicate")
    say(studio, 2, "different")
    assert posted(studio) == [2]


@pytest.mark.parametrize("put_away", [True, False])
def test_what_was_taken_before_is_asked_about_while_all_others_were_said_to_differ(
    studio: Studio, put_away: bool
) -> None:
    both(studio, same=False)
    if put_away:
        say(studio, 1, "file-it")
    take(studio, (NS, taken_before(AGAIN)))
    assert stands(studio, 2) == ("held", "taken-before")
    say(studio, 2, "accepted")
    assert posted(studio) == ([2] if put_away else [1, 2])


# the last word


def test_putting_away_what_an_earlier_lapse_brought_back_is_no_old_answer(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (AGAIN, SECOND))
    say(studio, 2, "file-it")
    take(studio, (NS, rejected(FIRST)))
    assert stands(studio, 2) == ASKED
    say(studio, 2, "post-it")
    assert stands(studio, 2) == ("ready", None)
    say(studio, 2, "file-it")
    assert (stands(studio, 2), posted(studio)) == (("filed", None), [])
    say(studio, 2, "file-it")
    assert stands(studio, 2) == ("filed", None)
