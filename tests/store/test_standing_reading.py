"""Everything that decides where documents stand is read for many at once, on both databases."""

from __future__ import annotations

from tests.builders import NOW, a_document, a_source, hash_of, intake, new_company

from tuiledger.domain.documents import Direction, State, VatSummary
from tuiledger.domain.duplicates import Band, Pair
from tuiledger.domain.transmissions import is_tampered, rejections
from tuiledger.ports import Message
from tuiledger.store import SqlStore

OTHER_ROWS = (VatSummary(2200, None, 20_000, 4_400),)
NAME = "/in/IT01234567890_1.xml"


def said(kind: str, payload: str, name: str = NAME) -> Message:
    return Message(kind, "1", name, None, None, None, NOW, f"{kind} text", hash_of(payload), name, codes=("00200",))


def test_documents_are_read_with_all_of_their_number_and_what_is_known_of_each(store: SqlStore) -> None:
    company = new_company(store)
    first, other, apart = a_document("1"), a_document("1", rows=OTHER_ROWS), a_document("2")
    with store.writing("intake") as work:
        one, two, three = intake(work, company, [first, other, apart])
        intake(work, company, [first], direction=Direction.ISSUED)
        work.add_sources([(one, a_source(first, NAME)._replace(signature="broken", transmission="IT1/1"))])
        work.add_payloads([(hash_of("ns"), b"ns")])
        work.add_messages([said("NS", "ns")])
        work.add_decision(two, "file-it", "anna", NOW, "signature-broken")
        work.add_pairs([Pair(one, two, company.id, Band.LIKELY, ("number-other-content",))])
        (group,) = work.groups([two])
        assert [len(found.cases) for found in work.groups([one, three])] == [2, 1]
        assert work.groups([]) == ()
    found = {case.id: case for case in group.cases}
    assert set(found) == {one, two}
    assert [(pair.left, pair.right) for pair in group.pairs] == [(one, two)]
    assert (found[two].filed_for, found[two].document.decisions) == ("signature-broken", frozenset({"file-it"}))
    assert [(copy.stem, copy.transmission, copy.intact) for copy in found[one].copies][1:] == [
        ("IT01234567890_1", "IT1/1", False)
    ]
    assert not is_tampered(found[one].copies)
    assert [told.codes for told in found[one].copies[1].told] == [("00200",)]
    assert rejections(found[two].copies) == ()
    assert found[one].document.state is State.READY


def test_only_documents_of_which_more_is_known_are_questioned(store: SqlStore) -> None:
    company = new_company(store)
    documents = [a_document("1"), a_document("1", rows=OTHER_ROWS), a_document("2"), a_document("3"), a_document("4")]
    with store.writing("intake") as work:
        one, two, broken, rejected, delivered = intake(work, company, documents)
        (plain,) = intake(work, company, [a_document("5")])
        work.add_sources([(broken, a_source(documents[2], "/x.p7m")._replace(signature="broken"))])
        work.add_sources([(rejected, a_source(documents[3], NAME))])
        work.add_sources([(delivered, a_source(documents[4], "/in/IT01234567890_2.xml"))])
        work.add_payloads([(hash_of("ns"), b"ns"), (hash_of("rc"), b"rc")])
        ids = work.add_messages([said("NS", "ns"), said("RC", "rc", "IT01234567890_2.xml.p7m")])
        every = [one, two, broken, rejected, delivered, plain]
        assert work.questioned(every) == {one, two, broken, rejected}
        assert work.questioned(every, deliveries=True) == {one, two, broken, rejected, delivered}
        assert work.spoken_of(ids) == ((ids[0], rejected), (ids[1], delivered))


def test_files_of_other_contents_under_a_rejected_name_are_read_with_what_was_said_of_them(store: SqlStore) -> None:
    company = new_company(store)
    documents = [a_document("1"), a_document("2"), a_document("3"), a_document("4")]
    with store.writing("intake") as work:
        one, two, forged, apart = intake(work, company, documents)
        for document_id, document in zip((one, two), documents, strict=False):
            work.add_sources([(document_id, a_source(document, NAME))])
        work.add_sources([(forged, a_source(documents[2], f"{NAME}.p7m")._replace(signature="broken"))])
        work.add_sources([(apart, a_source(documents[3], "/in/IT01234567890_2.xml"))])
        work.add_payloads([(hash_of("rc"), b"rc"), (hash_of("ns"), b"ns")])
        work.add_messages([said("RC", "rc")])
        assert work.namesakes([one, two, apart]) == frozenset()
        work.add_messages([said("NS", "ns")])
        work.add_decision(two, "accepted", "anna", NOW, "rejection-unclear")
        assert work.namesakes([one]) == {one, two, forged}
        assert work.namesakes([apart]) == frozenset()
        copies = {case.id: case.copies[-1] for group in work.groups([one, two, forged, apart]) for case in group.cases}
    mine, others = copies[one].share, copies[two].share
    assert mine is not None and others is not None
    assert mine.name is others.name
    assert mine.place != others.place
    assert mine.name.accepted_by == {others.place: two}
    assert sorted((told.kind, count) for told, count in mine.name.told_of.items()) == [("NS", 2), ("RC", 2)]
    assert copies[forged].share is copies[apart].share is None


def test_a_message_tells_whether_the_hash_it_gives_is_of_a_file_that_is_here(store: SqlStore) -> None:
    company = new_company(store)
    documents = [a_document("1"), a_document("2")]
    with store.writing("intake") as work:
        one, two = intake(work, company, documents)
        work.add_sources([(one, a_source(documents[0], NAME))])
        work.add_payloads([(hash_of(name), name.encode()) for name in ("none", "other")])
        work.add_messages([said("NS", "none"), said("NS", "other")._replace(file_sha256=hash_of("elsewhere"))])
        (group,) = work.groups([one])
        assert [told.fits for told in group.cases[0].copies[-1].told] == [None, False]
        elsewhere = a_source(documents[1], "/in/other name.xml")._replace(file_sha256=hash_of("elsewhere"))
        work.add_sources([(two, elsewhere)])
        assert one in work.namesakes([two])
        told = {case.id: case.copies[-1].told for group in work.groups([one, two]) for case in group.cases}
        assert ([one.fits for one in told[one]], [one.fits for one in told[two]]) == ([None], [True])


def test_copies_of_one_content_under_a_rejected_name_are_no_rivals(store: SqlStore) -> None:
    company = new_company(store)
    document = a_document("1")
    with store.writing("intake") as work:
        (one,) = intake(work, company, [document])
        (issued,) = intake(work, company, [document], direction=Direction.ISSUED)
        source = a_source(document, NAME)
        work.add_sources([(one, source), (issued, source)])
        work.add_payloads([(hash_of("indented"), b"indented"), (hash_of("ns"), b"ns")])
        work.add_sources([(one, source._replace(ref="/again/IT01234567890_1.xml", file_sha256=hash_of("indented"),
                                                payload_sha256=hash_of("indented")))])  # fmt: skip
        work.add_messages([said("NS", "ns")])
        cases = [case for group in work.groups([one, issued]) for case in group.cases]
    assert all(copy.share is None and rejections(case.copies) for case in cases for copy in case.copies)
