"""The calls of Fatture in Cloud."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.providers.fattureincloud.lists import Account, Service, account
from tests.providers.fattureincloud.rows import STUDIO, issued, item, row_of
from tests.providers.server import Call, answer, serving

from tuiledger.domain.documents import Direction
from tuiledger.domain.faults import Forbidden, QuotaUsedUp, UnexpectedAnswer
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import RemotePage, Since, Window

ALL = Since()


def documents(*numbers: int, **more: Any) -> list[dict[str, Any]]:
    return [issued(item(number), net=number, tax=0, **more) | {"id": number} for number in numbers]


async def pages(made: Account, kind: str = "invoice", since: Since = ALL) -> list[RemotePage]:
    return [page async for page in made.provider.pages("12", kind, since)]


def ids(found: list[RemotePage]) -> list[str]:
    return [row.id for page in found for row in page.rows]


async def test_a_list_comes_page_by_page_with_all_its_details() -> None:
    async with account(Service(documents(*range(1, 251)))) as made:
        found = await pages(made)
        first = made.service.server.calls[0]
    assert [(page.number, len(page.rows), page.last, page.total) for page in found] == [
        (1, 100, False, 250), (2, 100, False, 250), (3, 50, True, 250),
    ]  # fmt: skip
    assert ids(found) == [str(number) for number in range(1, 251)]
    assert first.path == "/c/12/issued_documents"
    assert first.query == {
        "type": "invoice", "fieldset": "detailed", "sort": "date,number", "per_page": "100", "page": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "path", "sort"),
    [("credit_note", "/c/12/issued_documents", "date,number"), ("expense", "/c/12/received_documents", "date,id"),
     ("passive_credit_note", "/c/12/received_documents", "date,id"),
     ("pending", "/c/12/received_documents/pending", None)],
)  # fmt: skip
async def test_each_kind_has_its_list(kind: str, path: str, sort: str | None) -> None:
    async with account(Service()) as made:
        assert ids(await pages(made, kind)) == []
        (call,) = made.service.server.calls
    assert (call.path, call.query.get("sort")) == (path, sort)
    assert call.query["type"] == ("agyo" if kind == "pending" else kind)


@pytest.mark.parametrize(
    ("since", "q"),
    [(Since(changed="2026-08-20 10:00:00"), "updated_at >= '2026-08-20 10:00:00'"),
     (Since(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 3, 31)),
      "date >= '2026-01-01' and date <= '2026-03-31'")],
)  # fmt: skip
async def test_a_part_of_a_list_is_asked_for_in_the_services_language(since: Since, q: str) -> None:
    async with account(Service()) as made:
        await pages(made, since=since)
        (call,) = made.service.server.calls
    assert call.query["q"] == q


@pytest.mark.parametrize("stamp", ["", "x' or '1'='1", "2026-08-20T10:00:00Z", "2026-08-20 10:00:00' and type = 'x"])
async def test_a_stamp_that_is_none_is_not_put_into_a_question(stamp: str) -> None:
    async with account(Service()) as made:
        with pytest.raises(UnexpectedAnswer):
            await pages(made, since=Since(changed=stamp))
        assert made.service.server.calls == []


async def test_links_are_never_followed() -> None:
    async with serving(Service().handle) as other:
        service = Service(documents(*range(1, 8)), per_page=5)
        async with account(service) as made:
            assert len(ids(await pages(made))) == 7
        assert other.calls == []


async def test_a_document_that_moves_to_the_next_page_is_given_once() -> None:
    service = Service(documents(*range(10, 22)), per_page=5)

    def add(page: int) -> None:
        if page == 2 and len(service.rows) == 12:
            service.rows.insert(0, documents(1)[0])

    service.before_page = add
    async with account(service) as made:
        found = ids(await pages(made))
    assert sorted(found) == sorted(set(found))
    assert set(found) == {str(row["id"]) for row in service.rows}


async def test_a_document_that_moves_to_the_page_before_is_not_missed() -> None:
    service = Service(documents(*range(1, 13)), per_page=5)

    def remove(page: int) -> None:
        if page == 2 and len(service.rows) == 12:
            del service.rows[0]

    service.before_page = remove
    async with account(service) as made:
        found = await pages(made)
    assert set(ids(found)) == {str(number) for number in range(1, 13)}
    assert found[-1].complete
    assert [page.last for page in found] == [False] * (len(found) - 1) + [True]


async def test_one_that_goes_while_another_comes_hides_none() -> None:
    service = Service(documents(*range(1, 13)), per_page=5)

    def swap(page: int) -> None:
        if page == 2 and service.rows[0]["id"] == 1:
            service.rows = [*service.rows[1:], *documents(13)]

    service.before_page = swap
    async with account(service) as made:
        found = await pages(made)
    assert set(ids(found)) == {str(number) for number in range(1, 14)}
    assert found[-1].complete


async def test_a_document_changed_while_the_list_is_read_is_given_again() -> None:
    service = Service(documents(*range(1, 8)), per_page=5)

    def change(page: int) -> None:
        if page == 2:
            service.rows[0] = documents(1, visible_subject="new")[0]
            service.rows.append(service.rows[0])

    service.before_page = change
    async with account(service) as made:
        found = [row for page in await pages(made) for row in page.rows if row.id == "1"]
    assert len({row.sha256 for row in found}) == 2


async def test_a_row_is_the_same_whatever_is_volatile_in_it() -> None:
    one = documents(1)[0]
    other = dict(reversed(one.items())) | {
        "url": "https://compute.fattureincloud.it/doc/other.pdf", "seen_date": "2026-09-01", "is_marked": True,
        "updated_at": "2026-09-01 00:00:00", "attachment_url": "x", "permanent_token": "CANARY", "dn_url": "y",
    }  # fmt: skip
    async with account(Service([one])) as made:
        (first,) = (await pages(made))[0].rows
        made.service.rows = [other]
        (second,) = (await pages(made))[0].rows
    assert first.sha256 == second.sha256
    assert first.payload == second.payload
    assert (first.updated_at, second.updated_at) == ("2026-08-23 05:34:20", "2026-09-01 00:00:00")
    assert b"CANARY" not in second.payload
    assert b'"url"' not in second.payload


@pytest.mark.parametrize(
    "said",
    [{}, [], {"data": None}, {"data": {}}, {"data": [], "current_page": 2}],
    ids=str,
)  # fmt: skip
async def test_a_page_of_another_shape_is_refused(said: object) -> None:
    async with account(Service(said={"/c/12/issued_documents": answer(said)})) as made:
        with pytest.raises(UnexpectedAnswer) as raised:
            await pages(made)
    assert raised.value.code == "shape"


@pytest.mark.parametrize(
    "row", [5, None, [], {}, {"id": None}, {"id": True}, {"id": 1.5}, {"id": ""}, {"id": [1]}], ids=str
)
async def test_a_row_without_an_id_is_refused_alone(row: object) -> None:
    rows = [*documents(1), row, *documents(2)]
    async with account(Service(rows)) as made:  # type: ignore[arg-type]
        (page,) = await pages(made)
        first, nameless, second = page.rows
        assert (first.id, second.id) == ("1", "2")
        made.provider.understand(STUDIO, second)
        with pytest.raises(Refusal) as raised:
            made.provider.understand(STUDIO, nameless)
    assert raised.value.values[0] == "id"


@pytest.mark.parametrize(("more", "last_page"), [(7, 1), (0, 10**9), (0, 2)])
async def test_a_list_that_counts_wrongly_is_not_complete(more: int, last_page: int) -> None:
    rows = documents(1, 2, 3)

    async def handle(call: Call, writer: asyncio.StreamWriter) -> bytes:
        number = int(call.query["page"])
        return answer({"data": rows, "total": 3 + more, "last_page": last_page, "current_page": number})

    service = Service()
    service.handle = handle  # type: ignore[method-assign]
    async with account(service) as made:
        found = await pages(made)
    assert sorted(ids(found)) == ["1", "2", "3"]
    assert [page.last for page in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].complete is (more == 0)


async def test_a_list_that_claims_to_go_on_ends_with_an_empty_page() -> None:
    page = answer({"data": [], "last_page": 10**9, "total": 0})
    async with account(Service(said={"/c/12/issued_documents": page})) as made:
        assert ids(await pages(made)) == []


async def test_pending_documents_are_kept_to_the_window_here() -> None:
    rows = [{"id": n, "emission_date": f"2026-0{n}-15", "url": "x"} for n in range(1, 5)] + [{"id": 9}]
    async with account(Service(rows)) as made:
        since = Since(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 3, 31))
        assert ids(await pages(made, "pending", since)) == ["2", "3", "9"]


async def test_what_is_left_is_told_for_each_company() -> None:
    async with account(Service()) as made:
        await pages(made)
    key = "fattureincloud/12"
    assert made.quota.taken == [key]
    assert made.quota.windows == [(key, (Window("hour", 1000, 912), Window("month", 40000, 39000)))]


@pytest.mark.parametrize(
    ("said", "works"),
    [(answer({"data": []}), True), (answer({"data": [{"id": 1}]}), False),
     (answer({"error": {"message": "Campo non valido"}}, 422), False), (answer({"error": "bad"}, 400), False)],
)  # fmt: skip
async def test_whether_changes_can_be_asked_for_is_tried(said: bytes, works: bool) -> None:
    async with account(Service(said={"/c/12/issued_documents": said})) as made:
        assert await made.provider.changed_since_works("12", "invoice") is works
        assert await made.provider.changed_since_works("12", "pending") is False
        (call,) = made.service.server.calls
    assert call.query["q"] == "updated_at >= '9998-12-31 00:00:00'"
    assert call.query["per_page"] == "5"


NO_PERMISSION = answer({"error": {"message": "Non hai i permessi", "code": "NO_PERMISSION"}}, 403)


async def test_a_lacking_scope_is_named() -> None:
    said = {"/c/12/issued_documents": NO_PERMISSION, "/c/12/company/info": answer({"data": {"id": 12}})}
    async with account(Service(said=said)) as made:
        with pytest.raises(Forbidden) as raised:
            await pages(made, "credit_note")
    assert (raised.value.code, raised.value.values) == ("missing-scope", ("issued_documents.credit_notes:r",))


async def test_a_company_that_was_taken_away_is_told_apart_from_a_scope() -> None:
    said = {"/c/12/issued_documents": NO_PERMISSION, "/c/12/company/info": NO_PERMISSION}
    async with account(Service(said=said)) as made:
        with pytest.raises(Forbidden) as raised:
            await pages(made)
    assert (raised.value.code, raised.value.values) == ("forbidden", ("12",))


async def test_an_area_that_the_client_closed_is_told_apart_as_well() -> None:
    closed = {"access_info": {"permissions": {"fic_received_documents": "none", "fic_issued_documents": "read"}}}
    said = {"/c/12/received_documents": NO_PERMISSION, "/c/12/company/info": answer({"data": closed})}
    async with account(Service(said=said)) as made:
        with pytest.raises(Forbidden) as raised:
            await pages(made, "expense")
    assert (raised.value.code, raised.value.values) == ("closed-area", ("fic_received_documents",))


async def test_an_hour_that_is_used_up_is_no_matter_of_permission() -> None:
    refusal = answer({"error": {"message": "Limite"}}, 403, {"Retry-After": "1800"})
    async with account(Service(said={"/c/12/issued_documents": refusal})) as made:
        with pytest.raises(QuotaUsedUp) as raised:
            await pages(made)
        at = made.recorded.exchanges[0].at
    assert raised.value.window == "hour"
    assert (raised.value.until - at).total_seconds() == 1800
    assert made.quota.refusals == [("fattureincloud/12", raised.value.until)]


async def test_the_e_invoice_file_of_an_issued_document() -> None:
    xml = b"<?xml version='1.0'?><p:FatturaElettronica/>"
    said = {"/c/12/issued_documents/7/e_invoice/xml": answer(xml, headers={"Content-Type": "text/xml"})}
    electronic = row_of(issued(item(1), net=1, tax=0.22, e_invoice=True) | {"id": 7})
    async with account(Service(said=said)) as made:
        assert await made.provider.e_invoice_xml("12", electronic) == xml
        assert await made.provider.e_invoice_xml("12", row_of(issued(item(1), net=1, tax=0.22))) is None
        (call,) = made.service.server.calls
    assert call.headers["accept"] == "text/xml"


async def test_an_e_invoice_file_that_is_not_there() -> None:
    said = {"/c/12/issued_documents/7/e_invoice/xml": answer({"error": {"message": "no"}}, 404)}
    async with account(Service(said=said)) as made:
        row = row_of(issued(item(1), net=1, tax=0.22, e_invoice=True) | {"id": 7})
        assert await made.provider.e_invoice_xml("12", row) is None


async def test_the_file_of_a_pending_document_is_fetched_without_the_token() -> None:
    service = Service(said={"/files/CANARY-key.xml": answer(b"<xml/>", headers={"Content-Type": "text/xml"})})
    async with account(service) as made:
        address = f"{service.server.url}/files/CANARY-key.xml"
        service.said["/c/12/received_documents/pending/9"] = answer({"data": {"id": 9, "attachment_url": address}})
        row = row_of({"id": 9, "type": "agyo"}, "pending")
        assert await made.provider.e_invoice_xml("12", row) == b"<xml/>"
        assert "authorization" not in service.server.calls[-1].headers
        made.recorded.exchanges.pop()  # On loopback the store of files has the address of the service itself.
        service.said["/c/12/received_documents/pending/9"] = answer(
            {"data": {"id": 9, "attachment_url": "https://evil.example/x"}}
        )
        with pytest.raises(UnexpectedAnswer) as raised:
            await made.provider.e_invoice_xml("12", row)
    assert raised.value.code == "host"


async def test_the_services_own_totals_in_cents() -> None:
    totals = {
        "amount_net": 100,
        "amount_vat": 22,
        "amount_gross": 122.0,
        "amount_due": 101.99,
        "vat_list": {"22": {"amount_net": 90, "amount_vat": 19.8}, "0": {"amount_net": 10, "amount_vat": 0}},
    }
    row = row_of(issued(item(100), net=100, tax=22) | {"id": 7})
    async with account(Service(said={"/c/12/issued_documents/7/totals": answer({"data": totals})})) as made:
        assert await made.provider.totals("12", row) == (10000, 2200, 12200, 10199, {2200: (9000, 1980)})
        (call,) = made.service.server.calls
    assert call.method == "POST"
    assert call.json["data"]["items_list"][0]["net_price"] == 100
    assert "amount_net" not in call.json["data"]


@pytest.mark.parametrize("company", ["", "12/../13", "1?x=", "abc", "9" * 30])
async def test_a_company_that_is_no_number_is_not_asked_for(company: str) -> None:
    async with account(Service()) as made:
        with pytest.raises(UnexpectedAnswer):
            await made.provider.access(company)
        assert made.service.server.calls == []


async def test_kinds_and_portal() -> None:
    async with account(Service()) as made:
        assert made.provider.kinds(Direction.ISSUED) == ("invoice", "credit_note")
        assert made.provider.kinds(Direction.RECEIVED) == ("expense", "passive_credit_note", "pending")
        assert made.provider.portal_url("12") == made.service.server.url


async def test_what_is_asked_and_sent_follows_the_published_description(shared: Path) -> None:
    import httpx
    from openapi_core import Config, OpenAPI
    from openapi_core.exceptions import OpenAPIError

    described = OpenAPI.from_file_path(
        str(shared / "data" / "fattureincloud-openapi.yaml"), config=Config(spec_validator_cls=None)
    )
    described_requests: list[httpx.Request] = []
    row = row_of(issued(item(100), net=100, tax=22, e_invoice=True) | {"id": 7})
    totals = answer({"data": {"amount_net": 1}})
    said = {
        "/c/12/issued_documents/7/totals": totals, "/user/info": answer({"data": {}}),
        "/user/companies": answer({"data": {"companies": []}}), "/c/12/company/info": answer({"data": {}}),
        "/c/12/issued_documents/7/e_invoice/xml": answer(b"<x/>", headers={"Content-Type": "text/xml"}),
    }  # fmt: skip
    async with account(Service(said=said)) as made:
        for direction in Direction:
            for kind in made.provider.kinds(direction):
                await pages(made, kind, Since(changed="2026-01-01 00:00:00"))
                await made.provider.changed_since_works("12", kind)
        await made.provider.totals("12", row)
        await made.provider.account()
        await made.provider.access("12")
        await made.provider.e_invoice_xml("12", row)
        for call in made.service.server.calls:
            url = f"https://api-v2.fattureincloud.it{call.target}"
            described_requests.append(httpx.Request(call.method, url, headers=call.headers, content=call.body))
    from tests.providers.fattureincloud.described import as_openapi

    for request in described_requests:
        described.validate_request(as_openapi(request))
    assert len(described_requests) >= 13
    wrong = httpx.Request("GET", "https://api-v2.fattureincloud.it/c/12/issued_documents?per_page=101&type=invoice")
    with pytest.raises(OpenAPIError):
        described.validate_request(as_openapi(wrong))
