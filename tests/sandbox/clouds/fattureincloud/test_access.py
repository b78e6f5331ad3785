"""Who may see what: tokens, companies, licences, and what a client shows its accountant."""

from __future__ import annotations

import orjson
import pytest
from tests.sandbox.clouds.asking import Asker

from tuiledger.sandbox.clouds.fattureincloud.routes import ROUTES


def code(body: bytes) -> str | None:
    found: str | None = orjson.loads(body)["error"].get("code")
    return found


async def test_an_accountant_has_its_clients_inside_one_entry(reader: Asker) -> None:
    (entry,) = (await reader.get("/user/companies"))["data"]["companies"]
    inside = entry["controlled_companies"]
    assert (entry["type"], entry["name"]) == ("accountant", inside[0]["name"])
    assert {each["type"] for each in inside} == {"company"}
    assert len(inside) == 11
    assert entry["id"] not in {each["id"] for each in inside}


async def test_a_companys_owner_has_one_company(reader: Asker) -> None:
    owner = Asker(reader.cloud, "company")
    (entry,) = (await owner.get("/user/companies"))["data"]["companies"]
    assert (entry["type"], entry["id"]) == ("company", reader.company.id)
    assert (await owner.get(f"{reader.path}/company/info"))["data"]["access_info"]["through_accountant"] is False
    assert (await owner("GET", f"/c/{reader.cloud.world.clients[1].id}/company/info")).status == 404


@pytest.mark.parametrize("who", ["revoked", "a/unknown", ""])
async def test_a_token_that_is_none_is_refused(reader: Asker, who: str) -> None:
    assert (await Asker(reader.cloud, who)("GET", "/user/info")).status == 401


async def test_a_missing_scope_is_403_for_that_type_alone(reader: Asker) -> None:
    limited = Asker(reader.cloud, "limited_scope")
    path = f"{reader.path}/issued_documents"
    assert (await limited("GET", path, type="invoice")).status == 200
    refused = await limited("GET", path, type="credit_note")
    assert (refused.status, code(refused.body)) == (403, "NO_PERMISSION")
    assert (await limited("GET", f"{reader.path}/info/vat_types")).status == 403
    assert (await limited("GET", f"{reader.path}/info/payment_methods")).status == 200


async def test_a_lost_client_is_403_on_its_id_only(reader: Asker) -> None:
    lost = next(each for each in reader.cloud.world.clients if not each.through_accountant)
    refused = await reader("GET", f"/c/{lost.id}/company/info")
    assert (refused.status, code(refused.body)) == (403, "NO_PERMISSION")
    assert (await reader("GET", f"{reader.path}/company/info")).status == 200


async def test_an_expired_licence_is_403_but_the_company_tells_of_itself(reader: Asker) -> None:
    expired = next(each for each in reader.cloud.world.clients if str(each.licence_until) < "2026-11-20")
    refused = await reader("GET", f"/c/{expired.id}/issued_documents", type="invoice")
    assert (refused.status, code(refused.body)) == (403, None)
    assert refused.header("Retry-After") is None
    info = (await reader.get(f"/c/{expired.id}/company/info"))["data"]
    assert info["fic_license_expire"] < "2026-11-20"


async def test_a_client_decides_what_its_accountant_sees(asker: Asker) -> None:
    asker.cloud.edit({"action": "permit", "company": asker.company.id, "area": "fic_clients", "level": "read"})
    info = (await asker.get(f"{asker.path}/company/info"))["data"]
    assert info["access_info"]["permissions"]["fic_clients"] == "read"
    path = f"{asker.path}/entities/clients"
    assert (await asker("GET", path)).status == 200
    assert (await asker("POST", path, {"data": {"name": "Nuovo"}})).status == 403
    assert (await Asker(asker.cloud, "company")("POST", path, {"data": {"name": "Nuovo"}})).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/c/999/company/info", 404), ("GET", "/nowhere", 404), ("DELETE", "/user/info", 405),
        ("GET", "{}/issued_documents/1", 404), ("GET", "{}/company/plan_usage", 422), ("PUT", "{}/products", 405),
        ("GET", "{}/cashbook", 422), ("GET", "/c/99999999999999999999999999/company/info", 404),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_told_so(reader: Asker, method: str, path: str, status: int) -> None:
    assert (await reader(method, path.format(reader.path))).status == status


@pytest.mark.parametrize("path", [path for method, path, _ in ROUTES if method == "GET"])
async def test_no_question_takes_the_cloud_down(reader: Asker, path: str) -> None:
    queries: tuple[dict[str, str], ...] = (
        {},
        {"type": "invoice", "page": "9" * 8, "per_page": "100"},
        {"type": "expense", "q": "(((", "sort": ",-,", "fields": ",.,a.b.c"},
        {"type": "agyo", "q": "date > 5 and supplier_name > 'x' or amount_gross = true", "sort": "date"},
        {"filter[0][field]": "name", "filter[0][op]": "!!", "category": "x", "year": "x", "ids": "1,x"},
        {"date_from": "9", "date_to": "0", "original_document_id": "x", "new_type": "invoice"},
    )
    for number in ("0", "1", "9" * 40):
        for query in queries:
            address = path.replace("/c/{}", reader.path).replace("{}", number)
            assert (await reader("GET", address, **query)).status < 500
    reader.cloud.clock.advance(300)


async def test_errors_are_objects_or_texts(asker: Asker) -> None:
    path = f"{asker.path}/issued_documents"
    body = orjson.loads((await asker("GET", path)).body)
    assert body == {
        "error": {
            "message": "I dati inviati non sono validi.",
            "validation_result": {"type": ["The type field is required."]},
        }
    }
    asker.cloud.switch({"error_as_text": True})
    assert orjson.loads((await asker("GET", path)).body) == {"error": "I dati inviati non sono validi."}
