"""Messages of the exchange system reach their documents, whichever of the two comes first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from tests.deliveries import body, delivered, file, put, rejected
from tests.services.conftest import CREATED, KNOWN, Studio, outcomes

from tuiledger.domain.documents import State
from tuiledger.services.reverse import reverse_entry

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
    assert outcomes(result) == [(CREATED, None), (CREATED, "sdi-message")]
    assert studio.states() == {"1": "void"}


def test_the_same_message_again_is_known(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    assert outcomes(studio.take(studio.folder / REJECTION[0])) == [(KNOWN, "sdi-message")]
    with studio.store.reading() as reader:
        assert len(reader.messages(1)) == 1


def test_the_corrected_invoice_takes_the_rejected_ones_number(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    result = studio.take(put(studio.folder, "again.xml", file(body("1", rows=((11_000, 2200, None),)))))
    assert outcomes(result) == [(CREATED, None)]
    assert studio.document(2).state is State.READY


def test_the_rejected_file_itself_stays_void(studio: Studio) -> None:
    take(studio, INVOICE, REJECTION)
    assert outcomes(studio.take(put(studio.folder, "copy.xml", INVOICE[1]))) == [(KNOWN, None)]
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
