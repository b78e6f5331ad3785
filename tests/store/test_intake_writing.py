"""Taking documents in: what is known, what is new, where it came from."""

from __future__ import annotations

import datetime

import pytest
from tests.builders import (
    ALFA,
    BETA,
    GAMMA,
    NOW,
    FixedClock,
    a_document,
    a_source,
    hash_of,
    intake,
    new_company,
    payload_of,
)

from tuiledger.domain.documents import Direction, Hold, State
from tuiledger.domain.duplicates import content_key
from tuiledger.domain.identifiers import business_key, party_key
from tuiledger.ports import DocumentFilter, Message, NewDocument, StoreError
from tuiledger.store import SqlStore

LATER = NOW + datetime.timedelta(hours=1)


def test_payloads_come_back_byte_for_byte_and_are_kept_once(store: SqlStore) -> None:
    data = "<è>\x00\xff".encode("latin-1") * 1000
    with store.writing("payloads") as work:
        work.add_payloads([(hash_of(data), data), (hash_of(data), data)])
    with store.writing("the same again") as work:
        work.add_payloads([(hash_of(data), data)])
        assert work.payload(hash_of(data)) == data
        assert work.payload(hash_of(b"other")) is None


def test_parties_are_made_once_in_the_order_they_come(store: SqlStore) -> None:
    company = new_company(store)
    documents = [a_document("1"), a_document("2", seller=GAMMA), a_document("3")]
    asked = [(company.id, party_key(one.seller), one, Direction.RECEIVED) for one in documents]
    with store.writing("parties") as work:
        first = work.party_ids(asked)
        again = work.party_ids(asked)
        names = [party.name for party in work.parties(company.id)]
        found = [party.name for party in work.parties(company.id, "GAMMA")]
    assert first == again == [first[0], first[1], first[0]]
    assert first[0] < first[1]
    assert names == [BETA.name, GAMMA.name]
    assert found == [GAMMA.name]


def test_the_same_party_of_two_companies_is_two_parties(store: SqlStore) -> None:
    alfa, gamma = new_company(store), new_company(store, "GAMMA", GAMMA)
    document = a_document()
    with store.writing("parties") as work:
        ids = work.party_ids([(one.id, party_key(BETA), document, Direction.RECEIVED) for one in (alfa, gamma)])
        assert len(set(ids)) == 2
        assert [party.id for party in work.parties(gamma.id)] == [ids[1]]


def test_known_documents_share_a_key_within_company_and_side(store: SqlStore) -> None:
    alfa, gamma = new_company(store), new_company(store, "GAMMA", GAMMA)
    document = a_document("12/A")
    hold = Hold("duplicate", "another one", (), ("same",))
    with store.writing("intake") as work:
        (ours,) = intake(work, alfa, [document], state=State.HELD, hold=hold)
        intake(work, gamma, [document])
        canonical = hash_of("c" + hash_of(payload_of(document)))
        by_content = work.known_documents([(alfa.id, Direction.RECEIVED, canonical, "nothing")])
        by_number = work.known_documents([(alfa.id, Direction.RECEIVED, "nothing", business_key(document))])
        other_side = work.known_documents([(alfa.id, Direction.ISSUED, canonical, business_key(document))])
    (known,) = by_content
    assert by_number == by_content
    assert other_side == []
    assert (known.id, known.company_id, known.state, known.trusted) == (ours, alfa.id, State.HELD, True)
    assert (known.date, known.content) == (document.date, content_key(document))


def test_the_very_same_document_cannot_be_added_twice(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("intake") as work:
        intake(work, company, [a_document()])
    with pytest.raises(StoreError) as refused, store.writing("again") as work:
        intake(work, company, [a_document()])
    assert refused.value.code == "conflict"
    with store.reading() as reader:
        assert reader.count_documents(DocumentFilter()) == 1


def test_a_document_needs_its_payload_by_the_end_of_the_unit_of_work(store: SqlStore) -> None:
    company = new_company(store)
    document = a_document()
    with pytest.raises(StoreError) as refused, store.writing("no payload") as work:
        (party,) = work.party_ids([(company.id, party_key(BETA), document, Direction.RECEIVED)])
        work.add_documents(
            [NewDocument(company.id, Direction.RECEIVED, document, party, State.READY, None, "key", "c" * 64, "f" * 64)]
        )
    assert refused.value.code == "conflict"
    with store.writing("the next one goes on") as work:
        assert work.count_documents(DocumentFilter(company.id)) == 0


def test_the_same_place_adds_no_source_and_another_does(store: SqlStore) -> None:
    company = new_company(store)
    document = a_document()
    with store.writing("intake") as work:
        (number,) = intake(work, company, [document])
        work.add_sources([(number, a_source(document)), (number, a_source(document, "/in/copy (1).xml"))])
        sources = work.sources(number)
        (row,) = work.documents(DocumentFilter())
    assert [source.ref for source in sources] == [a_source(document).ref, "/in/copy (1).xml"]
    assert sources[0]._replace(id=None) == a_source(document)
    assert row.sources == 2


def test_a_known_file_met_again_is_noted_for_each_of_its_documents(store: SqlStore) -> None:
    company = new_company(store)
    document = a_document()
    sha256 = hash_of(payload_of(document))
    with store.writing("intake") as work:
        (number,) = intake(work, company, [document])
        run = work.start_run("again", NOW, "anna")
        for _ in range(2):
            work.repeat_sources([(sha256, "/in/lot.zip", "a/b.xml"), ("0" * 64, "/in/x.xml", None)], LATER, run)
        first, second = work.sources(number)
        ((again, code, sources),) = work.delivered_again(company.id)
        assert work.delivered_again(company.id + 1) == ()
        assert work.delivered_again(None) == ((again, code, sources),)
    assert (second.kind, second.ref, second.member, second.received_at, second.run_id) == (
        "archive",
        "/in/lot.zip",
        "a/b.xml",
        LATER,
        run,
    )
    assert second.payload_sha256 == first.payload_sha256
    assert (again, code, sources) == (number, company.code, (first, second))


def test_a_file_is_known_only_while_no_newer_company_may_find_itself_in_it(store: SqlStore, clock: FixedClock) -> None:
    company = new_company(store)
    document, partial = a_document("1"), a_document("2")
    sha256 = hash_of(payload_of(document))
    with store.writing("intake") as work:
        (number,) = intake(work, company, [document])
        (other,) = intake(work, company, [partial])
        assert work.known_files([sha256, "0" * 64]) == {sha256: (number,)}
    clock.moment = LATER
    new_company(store, "GAMMA", GAMMA)
    with store.writing("read again") as work:
        assert work.known_files([sha256]) == {}
        work.add_sources([(number, a_source(document, "/in/again.xml")._replace(received_at=LATER))])
        work.add_sources([(other, a_source(partial, "/x")._replace(received_at=LATER, complete=False))])
        assert work.known_files([sha256, hash_of(payload_of(partial))]) == {sha256: (number,)}


def test_documents_are_found_by_the_name_or_the_hash_of_their_file(store: SqlStore) -> None:
    company = new_company(store)
    document, other = a_document("1"), a_document("2", position=2)
    with store.writing("intake") as work:
        first, second = intake(work, company, [document, other])
        work.add_sources([(first, a_source(document, "/in/IT01234567890_aB1.xml.p7m"))])
        by_name = work.documents_of_file(["IT01234567890_aB1.xml"], [])
        by_other_case = work.documents_of_file(["IT01234567890_Ab1.xml"], [])
        by_hash = work.documents_of_file([], [hash_of(payload_of(other))])
    assert by_name == [(first, 1)]
    assert by_other_case == []
    assert by_hash == [(second, 2)]


def test_the_day_of_delivery_is_kept(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("intake") as work:
        (number,) = intake(work, company, [a_document()])
        work.set_received_on([number], datetime.date(2026, 3, 4))
        stored = work.document(number)
    assert stored is not None
    assert stored.received_on == datetime.date(2026, 3, 4)


def test_messages_are_kept_once_and_speak_of_files_that_come_before_or_after_them(store: SqlStore) -> None:
    company = new_company(store)
    data = b"<notification/>"
    message = Message(
        "NS", "123", "IT01234567890_1.xml", None, 1, "rejected", NOW, "text", hash_of(data), "/in/a_NS_001.xml",
        codes=("00404", "00200"),
    )  # fmt: skip
    document = a_document()
    with store.writing("message") as work:
        work.add_payloads([(hash_of(data), data)])
        first, twin = work.add_messages([message, message])
        assert work.add_messages([message]) == [first]
        assert work.known_messages([hash_of(data), "0" * 64]) == {hash_of(data)}
        (number,) = intake(work, company, [document])
        assert work.spoken_of([first]) == () and work.messages(number) == ()
        work.add_sources([(number, a_source(document, "/in/IT01234567890_1.xml.p7m"))])
        assert work.spoken_of([first]) == ((first, number),)
        assert work.messages(number) == (message._replace(id=first),)
    assert first == twin


def test_a_name_that_several_files_bear_names_none_of_them(store: SqlStore) -> None:
    company = new_company(store)
    message = Message("NS", "1", "fattura.xml", None, None, None, NOW, "", hash_of("m"), "x")
    one, other = a_document("1"), a_document("2")
    with store.writing("message") as work:
        work.add_payloads([(hash_of("m"), b"m")])
        (told,) = work.add_messages([message])
        first, second = intake(work, company, [one, other])
        work.add_sources([(first, a_source(one, "/a/fattura.xml"))])
        assert work.spoken_of([told]) == ((told, first),)
        work.add_sources([(second, a_source(other, "/b/fattura.xml"))])
        assert work.spoken_of([told]) == () and work.messages(first) == ()
        assert sorted(work.documents_of_loose_messages(["fattura"])) == [first, second]


def test_issued_documents_name_the_buyer(store: SqlStore) -> None:
    company = new_company(store)
    with store.writing("intake") as work:
        intake(work, company, [a_document(seller=ALFA, buyer=GAMMA)], direction=Direction.ISSUED)
        (row,) = work.documents(DocumentFilter())
        (party,) = work.parties(None)
    assert row.party_name == party.name == GAMMA.name
    assert (party.vat_number, party.documents) == (GAMMA.vat_number, 1)


def test_a_unit_of_work_that_raises_leaves_nothing(store: SqlStore) -> None:
    company = new_company(store)
    with pytest.raises(RuntimeError), store.writing("intake") as work:
        intake(work, company, [a_document()])
        raise RuntimeError
    with store.reading() as reader:
        assert reader.documents(DocumentFilter()) == []
        assert reader.parties(None) == []
        (status,) = reader.home()
    assert status.ready == 0
    assert status.last_import is None
