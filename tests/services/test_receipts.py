"""Messages of the exchange system reach their documents, whichever of the two comes first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from tests.deliveries import body, delivered, file, put, rejected, taken_before, tampered
from tests.services.conftest import CREATED, KNOWN, Studio, outcomes

from tuiledger.domain.documents import State
from tuiledger.services.reverse import reverse_entry
from tuiledger.services.review import answer

NAME = "IT99900090012_00001.xml"


def take(studio: Studio, *files: tuple[str, bytes]) -> None:
    for name, data in files:
        studio.take(put(studio.folder, name, data))


INVOICE = (NAME, file(body("1")))
REJECTION = ("IT99900090012_00001_NS_001.xml", rejected(NAME))


@pytest.mark.parametrize("files", [(INVOICE, REJECTION), (REJECTION, INVOICE)])
def test_a_rejected_invoice_is_void_whichever_comes_first(studio: Studio, files: Sequence[tuple[str, bytes]]) -> None:
    take(studio, *files)
    found = studio.document(1)
    assert found.state is State.VOID and found.hold is not None
    assert (found.hold.code, found.hold.values) == ("rejected", ("00305 IdCodice non valido",))
    assert studio.post().posted == ()
    with studio.store.reading() as reader:
        assert [message.kind for message in reader.messages(1)] == ["NS"]


def test_both_in_one_delivery(studio: Studio) -> None:
    put(studio.folder, *INVOICE)
    put(studio.folder, *REJECTION)
    result = studio.take(studio.folder)
    assert outcomes(result) == [(CREATED, "rejected"), (CREATED, "rejected")]
    assert studio.states() == {"1": "void"}


def test_the_same_message_again_is_known(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    assert outcomes(studio.take(studio.folder / REJECTION[0])) == [(KNOWN, "rejected")]
    with studio.store.reading() as reader:
        assert len(reader.messages(1)) == 1


def test_the_corrected_invoice_takes_the_rejected_ones_number(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    result = studio.take(put(studio.folder, "again.xml", file(body("1", rows=((11_000, 2200, None),)))))
    assert outcomes(result) == [(CREATED, None)]
    assert studio.document(2).state is State.READY


def test_the_rejected_file_itself_stays_void(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    assert outcomes(studio.take(put(studio.folder, "copy.xml", INVOICE[1]))) == [(KNOWN, "rejected")]
    assert studio.states() == {"1": "void"}


def test_a_rejection_after_posting_asks_for_the_reversal_and_the_document_is_void_after_it(studio: Studio) -> None:
    take(studio, INVOICE)
    (posted,) = studio.post().posted
    take(studio, REJECTION)
    found = studio.document(1)
    assert found.state is State.POSTED and found.hold is not None and found.hold.code == "rejected-after-posting"
    reverse_entry(studio.store, studio.clock, "anna", posted.entry_id, "rejected")
    assert studio.document(1).state is State.VOID
    assert studio.post().posted == ()
    assert studio.balances() == {}


def test_only_the_named_position_of_a_lot_is_void(studio: Studio) -> None:
    take(studio, (NAME, file(body("1"), body("2"))), ("r.xml", rejected(NAME, position=2)))
    assert studio.states() == {"1": "ready", "2": "void"}


@pytest.mark.parametrize("first", [True, False])
def test_the_delivery_gives_a_purchase_its_registration_date(studio: Studio, first: bool) -> None:
    receipt = ("IT99900090012_00001_RC_001.xml", delivered(NAME, "2026-03-05T23:30:00"))
    take(studio, *((receipt, INVOICE) if first else (INVOICE, receipt)))
    assert studio.document(1).received_on == datetime.date(2026, 3, 5)
    (posted,) = studio.post().posted
    with studio.store.reading() as reader:
        entry = reader.entry(posted.entry_id)
    assert entry is not None and entry.plan.date == datetime.date(2026, 3, 5)


def test_a_message_about_another_file_waits_and_harms_nobody(studio: Studio) -> None:
    take(studio, INVOICE, ("other_NS_001.xml", rejected("IT99900090012_00002.xml")))
    assert studio.states() == {"1": "ready"}
    with studio.store.reading() as reader:
        assert reader.messages(1) == ()


def test_a_message_knows_the_invoice_under_the_names_portals_give_it(studio: Studio) -> None:
    take(studio, ("IT99900090012_00001 (1).XML", file(body("1"))), REJECTION)
    assert studio.states() == {"1": "void"}


# the answer for each file says what became of it


def answers(studio: Studio, *files: tuple[str, bytes]) -> list[str | None]:
    """The codes of the answers to files that come one after the other; each has its sentence."""
    codes = []
    for name, data in files:
        (item,) = studio.take(put(studio.folder, name, data)).items
        assert (item.code is None) == (item.message is None)
        codes.append(item.code)
    return codes


def test_a_message_tells_what_it_does_to_the_invoice(studio: Studio) -> None:
    assert answers(studio, INVOICE, REJECTION, INVOICE) == [None, "rejected", "rejected"]
    assert studio.take(studio.folder / NAME).items[0].values == ("00305 IdCodice non valido",)


def test_a_message_that_leaves_a_question_tells_it(studio: Studio) -> None:
    assert answers(studio, INVOICE, ("ns.xml", taken_before(NAME)), INVOICE) == [None, "taken-before", "taken-before"]


def test_a_message_whose_invoice_is_not_here_says_that_it_waits(studio: Studio) -> None:
    (item,) = studio.take(put(studio.folder, *REJECTION)).items
    assert (item.code, item.values) == ("sdi-unmatched", ("NS", NAME))
    assert answers(studio, INVOICE, REJECTION) == ["rejected", "rejected"]


@pytest.mark.parametrize("delivery_last", [True, False])
def test_a_message_that_another_contradicts_says_so(studio: Studio, delivery_last: bool) -> None:
    receipt = ("IT99900090012_00001_RC_001.xml", delivered(NAME))
    first, last = (REJECTION, receipt) if delivery_last else (receipt, REJECTION)
    assert answers(studio, INVOICE, first, last)[-1] == "sdi-contradicted"
    assert studio.states() == {"1": "ready"}


def test_a_receipt_as_it_should_be_says_no_more(studio: Studio) -> None:
    assert answers(studio, INVOICE, ("rc.xml", delivered(NAME))) == [None, "sdi-message"]


def test_a_file_of_a_document_that_was_set_aside_says_so(studio: Studio) -> None:
    forged = ("t.xml.p7m", tampered(INVOICE[1], b"Via Lunga 1", b"Via Corta 1"))
    assert answers(studio, forged, INVOICE) == ["signature-broken", None]
    answer(studio.store, studio.clock, "anna", 1, "accept-signature")
    assert answers(studio, forged) == ["same-document"]
