"""A corrected file under the name of a rejected one lives or is asked about, and each answer to that has its effect."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.deliveries import OLMO, ROVERE, body, delivered, file, naming, rejected, signed
from tests.services.conftest import Studio
from tests.services.test_standing_facts import AGAIN, FIRST, posted, say, stands, take, unsay

from tuiledger.domain.runs import Refusal
from tuiledger.services.reverse import reverse_entry

SALE = file(body("1"), seller=OLMO, buyer=ROVERE)
#: The recipient code put right, under the same progressive and as a transmission of its own.
RENEWED = SALE.replace(b">ABC1234<", b">XYZ9876<")
RESENT = RENEWED.replace(b"<ProgressivoInvio>1<", b"<ProgressivoInvio>2<")
NS = "IT99900090012_00001_NS_001.xml"
#: The rejection of a recipient code that is none (00311), telling the hash of the file.
OF_HASH = naming(rejected(FIRST, "201", code="00311"), SALE)
OF_NAME = rejected(FIRST, "201", code="00311")
UNCLEAR = ("held", "rejection-unclear")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_corrected_sale_sent_under_the_freed_name_is_posted(studio: Studio, order: tuple[int, ...]) -> None:
    files = ((f"january/{FIRST}", SALE), (NS, OF_HASH), (f"february/{FIRST}", RESENT))
    take(studio, *(files[place] for place in order))
    assert posted(studio) == [1]
    with studio.store.reading() as reader:
        assert list(reader.check(deep=True)) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(
    ("message", "name", "again"),
    [(OF_HASH, f"february/{FIRST}", RENEWED), (OF_HASH, AGAIN, RENEWED), (OF_NAME, f"february/{FIRST}", RESENT)],
    ids=["one progressive", "one progressive, another name", "no hash"],
)
def test_a_corrected_sale_that_may_be_the_rejected_one_is_asked_about(
    studio: Studio, message: bytes, name: str, again: bytes, order: tuple[int, ...]
) -> None:
    files = ((f"january/{FIRST}", SALE), (NS, message), (name, again))
    take(studio, *(files[place] for place in order))
    assert (stands(studio, 1), posted(studio)) == (UNCLEAR, [])
    say(studio, 1, "rejected")
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


def test_two_transmissions_of_a_sale_under_one_name_and_both_rejected_leave_an_answer(studio: Studio) -> None:
    take(studio, (f"january/{FIRST}", SALE), (NS, OF_HASH), (f"february/{FIRST}", RESENT))
    take(studio, ("ns2.xml", rejected(FIRST, "202")))
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


@pytest.mark.parametrize("again", [RESENT, RENEWED])
@pytest.mark.parametrize("in_books", [True, False])
def test_an_answer_given_before_the_rejected_file_came_keeps_its_effect(
    studio: Studio, again: bytes, in_books: bool
) -> None:
    take(studio, (f"february/{FIRST}", again), (NS, OF_HASH))
    assert stands(studio, 1) == UNCLEAR
    say(studio, 1, "accepted")
    assert (posted(studio) if in_books else []) == ([1] if in_books else [])
    take(studio, (f"january/{FIRST}", SALE))
    assert stands(studio, 1) == ("posted" if in_books else "ready", None)


def test_a_corrected_sale_in_the_books_is_asked_about_before_its_entry_is_reversed(studio: Studio) -> None:
    take(studio, (f"february/{FIRST}", RENEWED))
    entry = studio.post().posted[0].entry_id
    take(studio, (NS, OF_HASH), (f"january/{FIRST}", SALE))
    assert stands(studio, 1) == ("posted", "rejection-unclear")
    say(studio, 1, "rejected")
    assert stands(studio, 1) == ("posted", "rejected-after-posting")
    reverse_entry(studio.store, studio.clock, "anna", entry, "rejected")
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


def test_the_rejected_file_in_its_envelope_leaves_an_answer_for_the_copy_without(studio: Studio) -> None:
    envelope = signed(SALE)
    take(studio, (f"{FIRST}.p7m", envelope), (NS, naming(rejected(FIRST, "201"), envelope)))
    assert stands(studio, 1) == ("void", "rejected")
    with pytest.raises(Refusal):
        say(studio, 1, "accepted")
    take(studio, (AGAIN, SALE))
    assert stands(studio, 1) == ("void", "rejected")
    say(studio, 1, "accepted")
    assert posted(studio) == [1]


@pytest.mark.parametrize("in_books", [True, False])
def test_an_answer_that_the_hash_of_the_file_itself_contradicts_is_refused(studio: Studio, in_books: bool) -> None:
    envelope = signed(SALE)
    take(studio, (f"january/{FIRST}", SALE), (NS, naming(rejected(FIRST, "201"), RENEWED)))
    say(studio, 1, "accepted")
    if in_books:
        studio.post()
    take(studio, ("ns2.xml", naming(rejected(FIRST, "202"), SALE)))
    assert stands(studio, 1)[1] == ("rejected-after-posting" if in_books else "rejected")
    for said in ("accepted", "rejected"):
        with pytest.raises(Refusal) as refusal:
            say(studio, 1, said)
        assert refusal.value.code == "nothing-asked"
    assert studio.document(1).decisions == {"accepted"}
    unsay(studio, 1, "accepted")
    # Signed and sent again, the same invoice is another file of it.
    take(studio, (f"february/{FIRST}.p7m", envelope))
    say(studio, 1, "accepted")
    assert stands(studio, 1) == ("posted" if in_books else "ready", None)


def test_a_word_that_a_delivery_overtook_is_not_given_again(studio: Studio) -> None:
    take(studio, (FIRST, SALE), (NS, naming(OF_NAME, RENEWED)))
    say(studio, 1, "rejected")
    take(studio, ("rc.xml", delivered(FIRST)))
    assert stands(studio, 1) == ("ready", None)
    for said in ("rejected", "accepted"):
        with pytest.raises(Refusal) as refusal:
            say(studio, 1, said)
        assert refusal.value.code == "nothing-asked"


def test_two_sales_of_one_rejected_name_are_both_said_to_be_taken(studio: Studio) -> None:
    """The second in a file of another name: nothing in that speaks against the first."""
    other = file(body("2"), seller=OLMO, buyer=ROVERE)
    take(studio, (f"january/{FIRST}", SALE), (f"february/{FIRST}", other), (NS, OF_NAME))
    say(studio, 1, "accepted")
    assert (stands(studio, 1), stands(studio, 2)) == (("ready", None), ("void", "rejected"))
    say(studio, 2, "accepted")
    assert posted(studio) == [1, 2]
    unsay(studio, 2, "accepted")
    assert stands(studio, 2) == ("posted", "rejected-after-posting")
    say(studio, 2, "accepted")
    assert stands(studio, 2) == ("posted", None)


def test_what_a_person_said_was_rejected_is_asked_about_where_it_was_another_file(studio: Studio) -> None:
    other = file(body("2"), seller=OLMO, buyer=ROVERE)
    take(studio, (f"january/{FIRST}", SALE), (NS, naming(rejected(FIRST, "300", code="00311"), other)))
    say(studio, 1, "rejected")
    assert stands(studio, 1) == ("void", "rejected")
    take(studio, (f"february/{FIRST}", other))
    assert (stands(studio, 1), stands(studio, 2), posted(studio)) == (
        ("held", "filing-lapsed"), ("void", "rejected"), [],
    )  # fmt: skip
    say(studio, 1, "post-it")
    assert posted(studio) == [1]
