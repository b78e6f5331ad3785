"""What messages of the exchange system leave open is asked, and one answer settles it; nothing is posted meanwhile."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.deliveries import PONTE, ROVERE, body, delivered, file, naming, rejected, taken_before
from tests.services.conftest import Studio
from tests.services.test_standing_facts import AGAIN, FIRST, INVOICE, SENT_AGAIN, posted, say, stands, take, unsay

from tuiledger.domain.runs import Refusal
from tuiledger.services.reverse import reverse_entry

CORRECTED = file(body("1", rows=((12_000, 2200, None),)))
OTHER_INVOICE = file(body("77"))
NS, RC = "IT99900090012_00001_NS_001.xml", "IT99900090012_00001_RC_001.xml"
#: One file rejected, another sent under its name.
REUSED = (
    (f"january/{FIRST}", INVOICE),
    (NS, rejected(FIRST)),
    (f"february/{FIRST}", CORRECTED),
    (RC, delivered(FIRST)),
)
UNCLEAR = ("held", "rejection-unclear")


# two files of one name, of which one was rejected


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_which_of_two_files_of_one_name_was_delivered_is_asked_whatever_the_order(
    studio: Studio, order: tuple[int, ...]
) -> None:
    take(studio, *(REUSED[place] for place in order))
    assert posted(studio) == []
    assert (stands(studio, 1), stands(studio, 2)) == (UNCLEAR, UNCLEAR)


@pytest.mark.parametrize(("document", "said"), [(2, "accepted"), (1, "rejected")])
def test_one_answer_tells_both_files_of_the_name(studio: Studio, document: int, said: str) -> None:
    take(studio, *REUSED)
    say(studio, document, said)
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "rejected"), ("ready", None))
    assert posted(studio) == [2]
    unsay(studio, document, said)
    assert (stands(studio, 1), stands(studio, 2)[0]) == (UNCLEAR, "posted")


def test_the_name_of_a_rejected_file_used_for_another_invoice_is_asked_of_both(studio: Studio) -> None:
    take(studio, (f"january/{FIRST}", INVOICE), (NS, rejected(FIRST)))
    assert stands(studio, 1) == ("void", "rejected")
    take(studio, (f"february/{FIRST}", OTHER_INVOICE))
    assert (stands(studio, 1), stands(studio, 2)) == (UNCLEAR, UNCLEAR)
    say(studio, 2, "accepted")
    assert (stands(studio, 1), posted(studio)) == (("void", "rejected"), [2])


def test_as_many_rejections_as_files_of_the_name_leave_nothing_to_ask(studio: Studio) -> None:
    take(studio, *REUSED[:3], ("ns2.xml", rejected(FIRST, sdi_id="114")))
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "rejected"), ("void", "rejected"))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_receipt_that_tells_the_hash_settles_the_name(studio: Studio, order: tuple[int, ...]) -> None:
    files = (*REUSED[:3], (RC, naming(delivered(FIRST), CORRECTED)))
    take(studio, *(files[place] for place in order))
    with studio.store.reading() as reader:
        totals = [document.document.total for one in posted(studio) if (document := reader.document(one))]
    assert totals == [14_640]


def test_a_rejection_that_tells_the_hash_leaves_open_what_a_receipt_of_the_name_delivers(studio: Studio) -> None:
    take(studio, REUSED[0], (NS, naming(rejected(FIRST), INVOICE)), REUSED[2])
    assert (stands(studio, 1), stands(studio, 2)) == (("void", "rejected"), ("ready", None))
    take(studio, REUSED[3])
    assert (stands(studio, 1), stands(studio, 2)) == (UNCLEAR, UNCLEAR)


def test_a_file_in_the_books_is_asked_about_before_its_entry_is_reversed(studio: Studio) -> None:
    take(studio, REUSED[0])
    entry = studio.post().posted[0].entry_id
    take(studio, *REUSED[1:])
    assert stands(studio, 1) == ("posted", "rejection-unclear")
    say(studio, 1, "rejected")
    assert (stands(studio, 1), stands(studio, 2)) == (("posted", "rejected-after-posting"), ("held", "duplicate"))
    reverse_entry(studio.store, studio.clock, "anna", entry, "rejected")
    assert posted(studio) == [2]


def test_copies_of_one_invoice_under_one_name_are_no_rivals(studio: Studio) -> None:
    take(studio, (f"portal/{FIRST}", INVOICE.replace(b"><", b">\n<")), REUSED[0], REUSED[1])
    assert stands(studio, 1) == ("void", "rejected")


# rejected because there is one already


TWICE = ((FIRST, INVOICE), (NS, taken_before(FIRST)))


@pytest.mark.parametrize("code", ["00404", "00002", "00409"])
def test_a_sale_that_was_taken_before_asks_for_the_file_that_was_taken(studio: Studio, code: str) -> None:
    sale = file(body("1"), seller=PONTE, buyer=ROVERE)
    take(studio, (FIRST, sale), (NS, rejected(FIRST, code=code)))
    assert stands(studio, 1) == ("held", "taken-before")
    say(studio, 1, "accepted")
    assert posted(studio, 2) == [1]
    assert stands(studio, 1) == ("posted", None)


def test_a_duplicate_that_nobody_sent_before_is_set_aside_and_asked_about_again(studio: Studio) -> None:
    take(studio, *TWICE)
    say(studio, 1, "rejected")
    assert stands(studio, 1) == ("void", "rejected")
    unsay(studio, 1, "rejected")
    assert stands(studio, 1) == ("held", "taken-before")


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_was_taken_before_is_found_in_the_file_that_was(studio: Studio, order: tuple[int, ...]) -> None:
    taken = (AGAIN, CORRECTED.replace(b"<ProgressivoInvio>1<", b"<ProgressivoInvio>2<"))
    files = (*TWICE, taken, ("rc.xml", delivered(AGAIN)))
    take(studio, *(files[place] for place in order))
    with studio.store.reading() as reader:
        totals = [document.document.total for one in posted(studio) if (document := reader.document(one))]
    assert totals == [14_640]
    assert "held" not in studio.states().values()


def test_the_same_content_in_the_file_that_was_taken_asks_nothing(studio: Studio) -> None:
    take(studio, *TWICE, (AGAIN, SENT_AGAIN))
    assert posted(studio) == [1]


def test_a_duplicate_rejected_in_the_books_takes_the_answer_that_spares_the_reversal(studio: Studio) -> None:
    take(studio, TWICE[0])
    studio.post()
    take(studio, TWICE[1])
    assert stands(studio, 1) == ("posted", "taken-before")
    with pytest.raises(Refusal):
        say(studio, 1, "file-it")
    say(studio, 1, "accepted")
    assert stands(studio, 1) == ("posted", None)


def test_no_answer_speaks_against_a_rejection_for_what_the_file_says(studio: Studio) -> None:
    take(studio, (FIRST, INVOICE), (NS, rejected(FIRST)))
    with pytest.raises(Refusal):
        say(studio, 1, "accepted")
    assert stands(studio, 1) == ("void", "rejected")
