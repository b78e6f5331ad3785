"""The world: whose documents they are, that they add up, and that files and cloud tell of the same ones."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.sandbox.clouds.asking import NOON, Asker, small_cloud

from tuiledger.domain.documents import Document
from tuiledger.formats.fatturapa.read import read
from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.seeding import World, build
from tuiledger.sandbox.clouds.fattureincloud.totals import cents, issued_totals, received_totals
from tuiledger.sandbox.studio import draw_studio, write_studio

SIGNED = ("invoice", "credit_note", "self_own_invoice", "self_supplier_invoice")


@pytest.fixture(scope="module")
def world() -> World:
    return build(CloudClock(NOON), companies=13, documents=500)


def rows(world: World, *shelves: str) -> list[Row]:
    return [row for company in world.clients for shelf in shelves for row in company.shelf(shelf)]


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    again = build(CloudClock(NOON), companies=13, documents=500)
    assert [row.written("whole") for row in rows(again, "issued", "received", "pending", "clients")] == [
        row.written("whole") for row in rows(world, "issued", "received", "pending", "clients")
    ]
    other = build(CloudClock(NOON), seed=2, companies=13, documents=500)
    assert [row.data for row in rows(other, "issued")] != [row.data for row in rows(world, "issued")]


@pytest.mark.parametrize(("companies", "documents"), [(1, 10), (12, 600), (43, 900)])
def test_there_are_as_many_as_were_asked_for(companies: int, documents: int) -> None:
    world = build(CloudClock(NOON), companies=companies, documents=documents)
    today = NOON.date()
    assert len(world.clients) == companies
    found = [
        row
        for company in world.reachable(today)
        for shelf in ("issued", "received", "pending")
        for row in company.shelf(shelf)
        if row.data["type"] in (*SIGNED, "expense", "passive_credit_note", "agyo")
    ]
    assert len(found) == documents


def test_ids_are_nobody_elses(world: World) -> None:
    ids = [row.data["id"] for row in rows(world, "issued", "received", "pending", "products", "receipts", "taxes")]
    assert len(ids) == len(set(ids))


def test_what_a_document_says_of_its_sums_follows_from_its_lines(world: World) -> None:
    for company in world.clients:
        for row in company.shelf("issued"):
            totals = issued_totals(row.data, company.vat_types)
            told = {name: row.data[name] for name in totals.keys() & row.data.keys()}
            assert told == {name: totals[name] for name in told}, row.data
            assert totals["payments_sum"] == totals["amount_due"]
        for row in company.shelf("received"):
            totals = received_totals(row.data, company.vat_types)
            if row.data["auto_calculate"]:
                assert cents(totals["amount_gross"]) == cents(row.data["amount_gross"])
            assert totals["payments_sum"] == totals["amount_due"]


def test_the_printed_number_is_the_files(world: World) -> None:
    for row in rows(world, "issued"):
        if row.source is None:
            continue
        general = ((row.data["ei_raw"] or {}).get("FatturaElettronicaBody") or {}).get("DatiGenerali") or {}
        said = general.get("DatiGeneraliDocumento", {})
        printed = said.get("Numero", f"{row.data['number']}{row.data['numeration']}")
        assert printed == row.source.document.number
        code = said.get("TipoDocumento", {"invoice": "TD01", "credit_note": "TD04"}.get(row.data["type"]))
        assert code == row.source.document.type_code


def test_a_number_is_given_once_in_a_numeration(world: World) -> None:
    for company in world.clients:
        keys = [
            (row.data["type"], row.data["year"], row.data["numeration"], row.data["number"])
            for row in company.shelf("issued")
        ]
        assert len(keys) == len(set(keys))


def test_the_peculiar_ones_are_there(world: World) -> None:
    issued = [row.data for row in rows(world, "issued")]
    received = [row.data for row in rows(world, "received")]
    assert {data["type"] for data in issued} >= {*SIGNED, "quote", "order"}
    assert any(data["amount_withholding_tax"] and data["amount_cassa"] for data in issued)
    assert any(data["amount_rivalsa"] for data in issued)
    assert any(data["use_split_payment"] for data in issued)
    assert any(data["stamp_duty"] for data in issued)
    assert {data["ei_data"]["vat_kind"] for data in issued if data["ei_data"]} == {"I", "D", "S"}
    assert {data["ei_status"] for data in issued} >= {"sent", "accepted", "discarded"}
    assert {data["is_detailed"] for data in received} == {True, False}
    assert {data["currency"]["id"] for data in received} == {"EUR", "USD"}
    assert not all(data["auto_calculate"] for data in received)
    numbers = [row.data["vat_number"] for row in rows(world, "clients")]
    assert any(number.startswith("IT") for number in numbers) and any(number.isdigit() for number in numbers)


def test_the_draws_are_those_of_the_files(tmp_path: Path) -> None:
    studio = write_studio(tmp_path / "studio", documents=90)
    _, sheets = draw_studio(documents=90)
    assert sum(len(sheet.documents) for _, sheet in sheets) == studio.expected.documents
    drawn = {identity(document) for _, sheet in sheets for document in sheet.documents}
    written = set()
    for path in studio.folder.glob("clienti/*/emesse/*.xml"):
        written |= {identity(document) for document in read(path.read_bytes()).documents}
    assert len(written) > 5
    assert written <= drawn


def identity(document: Document) -> tuple[str | None, str, datetime.date, int]:
    return document.seller.vat_number, document.number, document.date, document.total


async def test_the_e_invoice_of_a_row_is_the_document_it_was_drawn_from() -> None:
    asker = Asker(small_cloud())
    for row in list(asker.company.shelf("issued"))[:20]:
        if row.source is None:
            assert (await asker("GET", f"{asker.path}/issued_documents/{row.data['id']}/e_invoice/xml")).status == 404
            continue
        reply = await asker("GET", f"{asker.path}/issued_documents/{row.data['id']}/e_invoice/xml")
        assert reply.header("Content-Type") == "text/xml; charset=UTF-8"
        (document,) = read(reply.body).documents
        assert identity(document) == identity(row.source.document)


def test_it_says_what_a_client_needs_to_begin() -> None:
    cloud = FattureInCloud(companies=10, documents=100, clock=CloudClock(NOON))
    cloud.moved_in("http://127.0.0.1:5")
    told = cloud.describe()
    assert told.keys() == {"base_url", "companies", "tokens", "client_id", "client_secret"}
    assert told["tokens"].keys() == {"accountant", "company", "limited_scope", "revoked"}
    assert sum(each["reachable"] for each in told["companies"]) == 8
    assert sum(each["documents"] for each in told["companies"] if each["reachable"]) == 100
    assert told["companies"][0]["vat_number"] == "99900010101"
