"""Files come in once, whatever they are wrapped in and however often they are delivered; each one is answered for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.deliveries import FORNACE, OLMO, PONTE, ROVERE, Firm, archive, body, file, many, put, signed, tampered
from tests.services.conftest import CREATED, KNOWN, REFUSED, Studio, outcomes

from tuiledger.domain import duplicates, standing
from tuiledger.domain.documents import Direction, Document, State
from tuiledger.domain.duplicates import content_key
from tuiledger.domain.runs import FileOutcome, Progress
from tuiledger.formats.fatturapa.sign import Shape
from tuiledger.ports import StoreError
from tuiledger.services import arrive
from tuiledger.services.attribute import Wanted
from tuiledger.services.intake import ImportResult, import_paths


def sources(studio: Studio, document_id: int) -> list[str]:
    with studio.store.reading() as reader:
        return [source.kind for source in reader.sources(document_id)]


def test_an_invoice_comes_in_with_its_party_payload_and_source(studio: Studio) -> None:
    data = file(body("12/A"))
    result = studio.take(put(studio.folder, "IT99900090012_1.xml", data))
    assert (result.files, result.documents, result.created, result.already_known, result.refused) == (1, 1, 1, 0, 0)
    found = studio.document(1)
    assert (found.company_id, found.direction, found.state) == (1, Direction.RECEIVED, State.READY)
    with studio.store.reading() as reader:
        assert reader.payload(found.fingerprint) == data
        (source,) = reader.sources(1)
        party = reader.party(found.party_id or 0)
    assert (source.kind, Path(source.ref).name, source.position) == ("file", "IT99900090012_1.xml", 1)
    assert party is not None and party.name == FORNACE.name


def test_the_same_delivery_again_adds_nothing(studio: Studio) -> None:
    many(studio.folder, 12)
    assert studio.take(studio.folder).created == 12
    again = studio.take(studio.folder)
    assert (again.created, again.already_known, again.refused) == (0, 12, 0)
    assert [item.documents for item in again.items] == [(number,) for number in range(1, 13)]
    assert all(sources(studio, number) == ["file"] for number in range(1, 13))
    with studio.store.reading() as reader:
        assert [(run.files, run.created, run.already_known) for run in reader.runs()] == [(12, 0, 12), (12, 12, 0)]


@pytest.mark.parametrize("shape", list(Shape))
def test_a_signed_copy_is_another_source_of_the_same_document(studio: Studio, shape: Shape) -> None:
    plain = file()
    studio.take(put(studio.folder, "a.xml", plain))
    result = studio.take(put(studio.folder, "a.xml.p7m", signed(plain, shape)))
    assert outcomes(result) == [(KNOWN, None)]
    with studio.store.reading() as reader:
        first, second = reader.sources(1)
    assert (first.kind, second.kind) == ("file", "p7m")
    assert (second.signer, second.signature) == ("Ada Prova", "ok")
    assert first.payload_sha256 == second.payload_sha256 != second.file_sha256


def test_the_same_content_under_another_prefix_and_spacing_is_the_same_document(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file()))
    other = file(prefix="ns2").replace(b"<Data>", b"\n  <Data> ").replace(b"</Data>", b" </Data>")
    assert outcomes(studio.take(put(studio.folder, "b.xml", other))) == [(KNOWN, None)]
    assert sources(studio, 1) == ["file", "file"]


def test_a_known_file_at_another_place_is_one_more_source(studio: Studio) -> None:
    data = file()
    studio.take(put(studio.folder, "a.xml", data))
    studio.take(put(studio.folder, "copy/a (1).xml", data))
    studio.take(put(studio.folder, "zip.zip", archive(("in/a.xml", data))))
    assert sources(studio, 1) == ["file", "file", "archive"]


def test_one_file_between_two_clients_is_a_document_in_the_books_of_each(studio: Studio) -> None:
    result = studio.take(put(studio.folder, "a.xml", file(seller=PONTE, buyer=OLMO)))
    assert (result.created, result.documents) == (1, 2)
    sides = {(studio.document(number).company_id, studio.document(number).direction) for number in (1, 2)}
    assert sides == {(1, Direction.RECEIVED), (2, Direction.ISSUED)}
    assert studio.post(1).posted and studio.post(2).posted


def test_the_documents_of_a_lot_keep_their_positions(studio: Studio) -> None:
    result = studio.take(put(studio.folder, "lot.xml", file(body("1"), body("2"), body("3"))))
    assert result.items[0].documents == (1, 2, 3)
    assert [studio.document(number).document.position for number in (1, 2, 3)] == [1, 2, 3]


def test_a_number_that_comes_twice_in_one_lot_is_an_alarm(studio: Studio) -> None:
    result = studio.take(put(studio.folder, "lot.xml", file(body("1"), body("1", rows=((7_700, 2200, None),)))))
    assert outcomes(result) == [(CREATED, "duplicate")]
    assert studio.document(2).state is State.HELD


def test_the_same_number_with_other_content_is_held_beside_the_first(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body("0012/A"))))
    result = studio.take(put(studio.folder, "b.xml", file(body("12-a", rows=((12_000, 2200, None),)))))
    assert outcomes(result) == [(CREATED, "duplicate")]
    held = studio.document(2)
    assert held.state is State.HELD and held.hold is not None and held.hold.answers == ("same", "different")
    with studio.store.reading() as reader:
        (pair,) = reader.pairs(1)
    assert (pair.left, pair.right, pair.reasons) == (1, 2, ("number-other-content",))


@pytest.mark.parametrize("other", ["TD04", "TD17"])
def test_a_credit_note_or_integration_may_bear_an_invoices_number(studio: Studio, other: str) -> None:
    studio.take(put(studio.folder, "a.xml", file(body("1"))))
    assert outcomes(studio.take(put(studio.folder, "b.xml", file(body("1", code=other))))) == [(CREATED, None)]


def test_the_next_year_numbers_anew(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body("1", date="2025-12-31"))))
    assert outcomes(studio.take(put(studio.folder, "b.xml", file(body("1", date="2026-01-01"))))) == [(CREATED, None)]


def test_a_broken_signature_is_held_and_an_intact_copy_lifts_it(studio: Studio) -> None:
    plain = file(body("5"))
    broken = tampered(plain, b"Via Lunga 1", b"Via Lunga 2")
    assert outcomes(studio.take(put(studio.folder, "a.xml.p7m", broken))) == [(CREATED, "signature-broken")]
    assert studio.document(1).state is State.HELD
    assert studio.post().posted == ()
    intact = studio.take(put(studio.folder, "b.xml.p7m", signed(broken_payload(studio))))
    assert outcomes(intact) == [(KNOWN, None)]
    assert studio.document(1).state is State.READY


def broken_payload(studio: Studio) -> bytes:
    with studio.store.reading() as reader:
        found = reader.payload(studio.document(1).fingerprint)
    assert found is not None
    return found


def test_a_tampered_amount_raises_no_alarm_against_the_intact_invoice(studio: Studio) -> None:
    plain = file(body("5"))
    studio.take(put(studio.folder, "a.xml.p7m", tampered(plain, b">100.00<", b">900.00<")))
    assert outcomes(studio.take(put(studio.folder, "b.xml.p7m", signed(plain)))) == [(CREATED, None)]
    assert (studio.document(1).state, studio.document(2).state) == (State.HELD, State.READY)
    with studio.store.reading() as reader:
        assert reader.pairs(1) == ()


def test_only_one_side_is_taken_when_asked(studio: Studio) -> None:
    path = put(studio.folder, "a.xml", file(seller=PONTE, buyer=OLMO))
    assert studio.take(path, wanted=Wanted(side=Direction.ISSUED)).documents == 1
    assert (studio.document(1).company_id, studio.document(1).direction) == (2, Direction.ISSUED)
    # What was left out on purpose is found when everything is asked for.
    assert studio.take(path).documents == 2
    assert studio.document(2).direction is Direction.RECEIVED


def test_only_one_company_is_taken_when_asked(studio: Studio) -> None:
    path = put(studio.folder, "a.xml", file(buyer=PONTE))
    assert outcomes(studio.take(path, wanted=Wanted(company_code="OLMO"))) == [(REFUSED, "other-company")]
    assert outcomes(studio.take(path, wanted=Wanted(company_code="PONTE"))) == [(CREATED, None)]


def test_a_stranger_is_refused_until_it_is_registered(studio: Studio) -> None:
    path = put(studio.folder, "a.xml", file(seller=FORNACE, buyer=ROVERE))
    result = studio.take(path)
    assert outcomes(result) == [(REFUSED, "company-unknown")]
    assert result.items[0].values[1].startswith("Rovere S.p.A.")
    studio.company(ROVERE, "ROVERE")
    assert outcomes(studio.take(path)) == [(CREATED, None)]


def test_a_company_registered_later_finds_its_own_side_in_a_known_file(studio: Studio) -> None:
    path = put(studio.folder, "a.xml", file(seller=FORNACE, buyer=OLMO))
    studio.take(path)
    studio.clock.moment = studio.clock.moment.replace(hour=11)
    studio.company(FORNACE, "FORNACE")
    result = studio.take(path)
    assert (result.created, sorted(result.items[0].documents)) == (1, [1, 2])
    assert studio.document(2).direction is Direction.ISSUED


@pytest.mark.parametrize(("side", "name"), [(Direction.ISSUED, "FORNACE"), (Direction.RECEIVED, "ROVERE")])
def test_first_onboarding_registers_the_side_that_was_named(studio: Studio, side: Direction, name: str) -> None:
    path = put(studio.folder, "a.xml", file(seller=FORNACE, buyer=ROVERE))
    assert outcomes(studio.take(path, wanted=Wanted(create=side))) == [(CREATED, None)]
    with studio.store.reading() as reader:
        company = reader.company(name)
    assert company is not None and studio.document(1).company_id == company.id
    assert studio.document(1).direction is side


def test_onboarding_of_issued_files_takes_the_buyer_of_a_self_invoice(studio: Studio) -> None:
    abroad = Firm("Brandt GmbH", "136695976", None, "DE")
    path = put(studio.folder, "a.xml", file(body(code="TD17"), seller=abroad, buyer=ROVERE))
    studio.take(path, wanted=Wanted(create=Direction.ISSUED))
    with studio.store.reading() as reader:
        assert reader.company("ROVERE") is not None and reader.company("BRANDT") is None
    assert studio.document(1).direction is Direction.RECEIVED


def test_two_clients_of_the_same_name_get_codes_of_their_own(studio: Studio) -> None:
    twin = Firm("Rovere Legnami S.r.l.", "99900050016")
    put(studio.folder, "a.xml", file(seller=ROVERE))
    put(studio.folder, "b.xml", file(seller=twin))
    studio.take(studio.folder, wanted=Wanted(create=Direction.ISSUED))
    with studio.store.reading() as reader:
        assert [company.code for company in reader.companies()] == ["OLMO", "PONTE", "ROVERE", "ROVERE2"]


def test_a_vat_number_that_a_group_shares_asks_for_the_company(studio: Studio) -> None:
    north = Firm("Nord S.p.A.", "99900060014", "99900070013")
    south = Firm("Sud S.p.A.", "99900060014", "99900080012")
    studio.company(north, "NORD")
    studio.company(south, "SUD")
    unclear = put(studio.folder, "group.xml", file(body("1"), buyer=Firm("Gruppo", "99900060014")))
    result = studio.take(unclear)
    assert outcomes(result) == [(REFUSED, "company-unclear")]
    assert result.items[0].values == ("Gruppo IT99900060014", "NORD, SUD")
    assert outcomes(studio.take(unclear, wanted=Wanted(company_code="SUD"))) == [(CREATED, None)]
    assert studio.document(1).company_id == 4
    clear = put(studio.folder, "member.xml", file(body("2"), buyer=north))
    assert outcomes(studio.take(clear)) == [(CREATED, None)]
    assert studio.document(2).company_id == 3


def test_an_integration_belongs_to_the_buyer_alone(studio: Studio) -> None:
    studio.take(put(studio.folder, "a.xml", file(body(code="TD16"), seller=PONTE, buyer=OLMO)))
    assert studio.states(1) == {"1": "ready"} and studio.states(2) == {}


def test_every_member_of_an_archive_is_answered_in_its_order(studio: Studio) -> None:
    data = archive(
        ("b.xml", file(body("2"))),
        ("a.xml", file(body("1"))),
        ("empty.xml", b""),
        ("../../escape.xml", file(body("3"))),
        ("inner.zip", archive(("c.xml", file(body("4"))), ("note.txt", b"hello"))),
        ("letter.pdf", b"%PDF-1.7 nothing"),
    )
    result = studio.take(put(studio.folder, "delivery.zip", data))
    assert [(item.member, item.outcome.value, item.code) for item in result.items] == [
        ("b.xml", CREATED, None), ("a.xml", CREATED, None), ("empty.xml", REFUSED, "empty"),
        ("../../escape.xml", CREATED, None), ("inner.zip/c.xml", CREATED, None),
        ("inner.zip/note.txt", REFUSED, "not-an-invoice"), ("letter.pdf", REFUSED, "pdf"),
    ]  # fmt: skip
    assert result.files == 1 and result.refused == 3
    assert sorted(path.name for path in studio.folder.iterdir()) == ["delivery.zip"]


def test_the_items_are_in_the_order_of_the_paths(studio: Studio) -> None:
    second, first = put(studio.folder, "z/1.xml", file(body("1"))), put(studio.folder, "a/2.xml", file(body("2")))
    missing = studio.folder / "none.xml"
    result = studio.take(second, missing, first.parent)
    assert [Path(item.path) for item in result.items] == [second, missing, first]
    assert outcomes(result) == [(CREATED, None), (REFUSED, "unreadable"), (CREATED, None)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"hello", "not-an-invoice"),
        (b"<a/>", "not-an-invoice"),
        (b"%PDF-1.4", "pdf"),
        (file()[:-40], "xml-damaged"),
        (file().replace(b"<p:", b'<!DOCTYPE p [<!ENTITY a "x">]><p:', 1), "doctype"),
        (file(body(date="2026-02-30")), "date-invalid"),
        (file(body(date="soon")), "date-invalid"),
        (file(body(total="122,00")), "amount-invalid"),
        (file().replace(b">22.00</Imposta>", b">2,2</Imposta>"), "amount-invalid"),
        (signed(file())[:-500], "envelope-damaged"),
        (archive(), "empty"),
        (archive(("a.xml", file()))[:-30], "archive-damaged"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason_and_stops_nothing(
    studio: Studio, data: bytes, code: str
) -> None:
    put(studio.folder, "1-good.xml", file(body("1")))
    put(studio.folder, "2-bad", data)
    put(studio.folder, "3-good.xml", file(body("3")))
    result = studio.take(studio.folder)
    assert outcomes(result) == [(CREATED, None), (REFUSED, code), (CREATED, None)]
    assert studio.states() == {"1": "ready", "3": "ready"}
    assert "{" not in (result.items[1].message or "").format(*result.items[1].values)


def test_an_unknown_type_comes_in_and_waits(studio: Studio) -> None:
    assert outcomes(studio.take(put(studio.folder, "a.xml", file(body(code="TD77"))))) == [(CREATED, "unknown-type")]


def test_each_page_is_kept_whole_and_an_interrupted_import_is_taken_up(studio: Studio) -> None:
    many(studio.folder, 450)
    steps = import_paths(studio.store, [studio.folder], studio.clock, "anna")
    seen = 0
    for step in steps:
        seen += isinstance(step, FileOutcome)
        if isinstance(step, Progress) and step.done:
            steps.close()  # type: ignore[attr-defined]
            break
    assert seen == 200 and len(studio.states()) == 200
    result = studio.take(studio.folder)
    assert (result.created, result.already_known) == (250, 200)
    with studio.store.reading() as reader:
        finished = [(run.finished_at is None, run.created) for run in reader.runs()]
    assert finished == [(False, 250), (True, 200)]


def test_a_page_that_cannot_be_written_leaves_nothing_behind(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuiledger.store.intake_writing import IntakeWriting

    put(studio.folder, "a.xml", file())
    written = IntakeWriting.add_sources

    def full(*arguments: object) -> None:
        written(*arguments)  # type: ignore[arg-type]
        raise StoreError("disk-full", "no room")

    monkeypatch.setattr(IntakeWriting, "add_sources", full)
    with pytest.raises(StoreError):
        studio.take(studio.folder)
    monkeypatch.undo()
    assert studio.states() == {}
    with studio.store.reading() as reader:
        assert reader.run_outcomes(1) == () and not reader.parties(1)
    assert studio.take(studio.folder).created == 1


def test_what_became_of_each_file_can_be_read_later(studio: Studio) -> None:
    put(studio.folder, "a.xml", file())
    put(studio.folder, "b.xml", b"")
    result = studio.take(studio.folder)
    with studio.store.reading() as reader:
        assert reader.run_outcomes(result.run_id) == result.items


def test_an_import_of_nothing_is_an_import_of_nothing(studio: Studio) -> None:
    result = studio.take(studio.folder)
    assert isinstance(result, ImportResult) and (result.files, result.items) == (0, ())


def test_many_documents_of_one_number_are_not_each_compared_with_each(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[Document]()

    def content(document: Document) -> str:
        read.append(document)
        return content_key(document)

    for module in (arrive, standing, duplicates):
        monkeypatch.setattr(module, "content_key", content)
    files = [put(studio.folder, f"{n}.xml", file(body("1", rows=((10_000 + n, 2200, None),)))) for n in range(60)]
    assert studio.take(*files).created == 60
    assert len(read) <= 6 * len(files)
