"""Documents and registries that are made, changed, thrown away and taken out of the bin again."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from tests.sandbox.clouds.asking import Asker

from tuiledger.sandbox.clouds.exchange import Request

ENTITY = {"name": "Nuovo cliente S.r.l.", "vat_number": "99901000104"}
ITEM = {"name": "Consulenza", "qty": 2, "net_price": 50, "vat": {"id": 0}}


def invoice(**changed: Any) -> dict[str, Any]:
    payment = {"amount": 122, "due_date": "2026-12-20"}
    data = {"type": "invoice", "entity": ENTITY, "items_list": [ITEM], "payments_list": [payment]}
    return {"data": {**data, **changed}}


async def test_an_invoice_is_made_with_the_next_number(asker: Asker) -> None:
    path = f"{asker.path}/issued_documents"
    first = (await asker.send("POST", path, invoice(numeration="/B")))["data"]
    second = (await asker.send("POST", path, invoice(numeration="/B")))["data"]
    assert (first["number"], second["number"], first["date"], first["year"]) == (1, 2, "2026-11-20", 2026)
    assert (first["amount_net"], first["amount_vat"], first["amount_gross"]) == (100, 22, 122)
    assert first["created_at"] == "2026-11-20 12:00:00"
    assert first["items_list"][0]["vat"]["value"] == 22
    assert (await asker.get(f"{path}/{first['id']}"))["data"]["next_due_date"] == "2026-12-20"
    assert [change.what for change in asker.cloud.journal.changes()] == ["create", "create"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"), ({"data": []}, "data"), (invoice(type="banana"), "data.type"),
        (invoice(entity={"id": 5}), "data.entity.name"), (invoice(number=0), "data.number"),
        (invoice(items_list=[{"net_price": 1, "vat": {"value": 22}}]), "data.items_list.0.vat.id"),
        (invoice(items_list=[{"net_price": 1, "vat": {"id": 123456}}]), "data.items_list.0.vat.id"),
        (invoice(date="20/11/2026"), "data.date"),
        (invoice(payments_list=[{"amount": 122, "status": "paid"}]), "data.payments_list.0.payment_account"),
        (invoice(payments_list=[{"amount": 122, "status": "promised"}]), "data.payments_list.0.status"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named_by_its_dotted_path(asker: Asker, body: Any, field: str) -> None:
    answer = await asker.send("POST", f"{asker.path}/issued_documents", body, 422)
    assert list(answer["error"]["validation_result"]) == [field]


async def test_payments_must_come_to_what_is_due(asker: Asker) -> None:
    path = f"{asker.path}/issued_documents"
    wrong = invoice(payments_list=[{"amount": 121.99, "due_date": "2026-12-20"}])
    answer = await asker.send("POST", path, wrong, 422)
    assert answer["error"]["message"] == "Il totale dei pagamenti non corrisponde al totale da pagare."
    assert answer["error"]["validation_result"] is None
    assert (answer["extra"]["totals"]["amount_due"], answer["extra"]["totals"]["payments_sum"]) == (122, 121.99)
    mended = (await asker.send("POST", path, {**wrong, "options": {"fix_payments": True}}))["data"]
    assert mended["payments_list"][0]["amount"] == 122
    after = (await asker.send("POST", path, invoice()))["data"]
    assert after["number"] == mended["number"] + 1


async def test_what_is_withheld_and_split_comes_off_what_is_due(asker: Asker) -> None:
    item = {**ITEM, "apply_withholding_taxes": True}
    stamp = {"name": "Bollo", "net_price": 2, "vat": {"id": 21}, "not_taxable": True}
    data = {
        "type": "invoice", "items_list": [item, stamp], "cassa": 4, "withholding_tax": 20,
        "use_split_payment": True,
    }  # fmt: skip
    totals = (await asker.send("POST", f"{asker.path}/issued_documents/totals", {"data": data}))["data"]
    assert (totals["amount_cassa"], totals["amount_vat"], totals["amount_gross"]) == (4, 22.88, 128.88)
    assert (totals["amount_withholding_tax"], totals["amount_due"]) == (20, 86)
    assert totals["vat_list"] == {"22": {"amount_net": 104, "amount_vat": 22.88}}


async def test_rates_without_tax_fall_together_or_go_by_id(asker: Asker) -> None:
    items = [{"net_price": 1, "vat": {"id": number}} for number in (6, 10, 0)]
    path, body = f"{asker.path}/issued_documents/totals", {"data": {"type": "invoice", "items_list": items}}
    assert (await asker.send("POST", path, body))["data"]["vat_list"]["0"]["amount_net"] == 2
    asker.cloud.switch({"zero_rate_key": "id"})
    assert (await asker.send("POST", path, body))["data"]["vat_list"].keys() == {"6", "10", "22"}


async def test_a_change_keeps_what_is_not_named_and_replaces_lists_whole(asker: Asker) -> None:
    path = f"{asker.path}/issued_documents"
    made = (await asker.send("POST", path, invoice(notes="Prima")))["data"]
    asker.cloud.clock.advance(60)
    fresh = {"items_list": [{**ITEM, "qty": 1}], "payments_list": [{"amount": 61}]}
    changed = (await asker.send("PUT", f"{path}/{made['id']}", {"data": fresh}))["data"]
    assert (changed["notes"], changed["amount_gross"], len(changed["items_list"])) == ("Prima", 61, 1)
    assert (changed["created_at"], changed["updated_at"]) == ("2026-11-20 12:00:00", "2026-11-20 12:01:00")


async def test_a_locked_document_is_a_conflict(asker: Asker) -> None:
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    asker.cloud.edit({"action": "change", "company": asker.company.id, "id": number, "set": {"locked": True}})
    await asker.send("PUT", f"{asker.path}/issued_documents/{number}", {"data": {"notes": "x"}}, 409)


@pytest.mark.parametrize("shelf", ["issued", "received"])
async def test_what_is_deleted_lies_in_the_bin(asker: Asker, shelf: str) -> None:
    number = next(iter(asker.company.shelf(shelf))).data["id"]
    path, bin_ = f"{asker.path}/{shelf}_documents/{number}", f"{asker.path}/bin/{shelf}_documents"
    assert (await asker("DELETE", path)).body == b""
    assert (await asker("GET", path)).status == 404
    assert [row["id"] for row in (await asker.get(bin_))["data"]] == [number]
    await asker.send("POST", f"{bin_}/{number}/recover")
    assert (await asker.get(path))["data"]["id"] == number
    await asker.send("DELETE", path)
    await asker.send("DELETE", f"{bin_}/{number}")
    assert (await asker.get(bin_))["data"] == []


async def test_the_bin_can_empty_itself(asker: Asker) -> None:
    asker.cloud.switch({"bin_days": 30})
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    await asker.send("DELETE", f"{asker.path}/issued_documents/{number}")
    asker.cloud.clock.advance(31 * 86_400)
    assert (await asker.get(f"{asker.path}/bin/issued_documents"))["data"] == []


async def test_a_pending_document_is_registered_and_waits_no_more(asker: Asker) -> None:
    path = f"{asker.path}/received_documents"
    waiting = (await asker.get(f"{path}/pending", type="agyo"))["data"][0]
    data = {
        "type": waiting["document_type"], "entity": {"name": waiting["supplier_name"]}, "date": waiting["date"],
        "amount_net": waiting["amount_net"], "amount_vat": waiting["amount_vat"],
        "payments_list": [{"amount": waiting["amount_gross"]}],
    }  # fmt: skip
    made = (await asker.send("POST", path, {"pending_id": waiting["id"], "data": data}))["data"]
    assert made["amount_gross"] == waiting["amount_gross"]
    assert waiting["id"] not in {row["id"] for row in (await asker.get(f"{path}/pending", type="agyo"))["data"]}
    await asker.send("POST", path, {"pending_id": waiting["id"], "data": data}, 404)


async def test_an_expense_needs_payments_too(asker: Asker) -> None:
    data = {"type": "expense", "entity": {"name": "Hotel"}, "amount_net": 100, "amount_vat": 22}
    await asker.send("POST", f"{asker.path}/received_documents", {"data": data}, 422)


async def test_registries_are_kept(asker: Asker) -> None:
    for name in ("entities/clients", "entities/suppliers", "products"):
        path = f"{asker.path}/{name}"
        made = (await asker.send("POST", path, {"data": {"name": "Nuovo", "code": "N1"}}))["data"]
        changed = (await asker.send("PUT", f"{path}/{made['id']}", {"data": {"name": "Altro"}}))["data"]
        assert (changed["name"], changed["code"]) == ("Altro", "N1")
        assert [row["id"] for row in (await asker.get(path, q="code = 'N1'"))["data"]] == [made["id"]]
        await asker.send("DELETE", f"{path}/{made['id']}")
        await asker.send("POST", path, {"data": {"code": "N2"}}, 422)


async def test_the_plan_limits_what_is_made(asker: Asker) -> None:
    asker.company.limits["products"] = len(asker.company.shelf("products"))
    usage = (await asker.get(f"{asker.path}/company/plan_usage", category="products"))["data"]
    assert usage["limit"] == usage["usage"]
    await asker.send("POST", f"{asker.path}/products", {"data": {"name": "Uno di troppo"}}, 403)


async def test_stock_moves_with_the_lines_that_say_so(asker: Asker) -> None:
    product = next(iter(asker.company.shelf("products"))).data
    lines = [{**ITEM, "product_id": product["id"], "stock": moves} for moves in (True, False)]
    body = {**invoice(items_list=lines), "options": {"fix_payments": True}}
    await asker.send("POST", f"{asker.path}/issued_documents", body)
    after = (await asker.get(f"{asker.path}/products/{product['id']}"))["data"]
    assert after["stock_current"] == product["stock_current"] - 2


async def test_an_e_invoice_is_sent_once(asker: Asker) -> None:
    made = (await asker.send("POST", f"{asker.path}/issued_documents", invoice(e_invoice=True)))["data"]
    path = f"{asker.path}/issued_documents/{made['id']}"
    assert made["ei_status"] == "not_sent"
    await asker.send("POST", f"{path}/e_invoice/send", {"data": {}, "options": {"dry_run": True}})
    assert (await asker.get(path))["data"]["ei_status"] == "not_sent"
    await asker.send("POST", f"{path}/e_invoice/send", {"data": {}})
    assert (await asker.get(path))["data"]["ei_status"] == "attempt"
    await asker.send("POST", f"{path}/e_invoice/send", {"data": {}}, 409)


async def test_settings_have_ids_of_their_own_and_those_of_the_system_stay(asker: Asker) -> None:
    path = f"{asker.path}/settings/vat_types"
    made = (await asker.send("POST", path, {"data": {"value": 7, "description": "Sette", "editable": True}}))["data"]
    assert (await asker.get(f"{path}/{made['id']}"))["data"]["value"] == 7
    await asker.send("DELETE", f"{path}/{made['id']}")
    await asker.send("PUT", f"{path}/0", {"data": {"value": 23}}, 403)


async def test_a_proposal_keeps_nothing(asker: Asker) -> None:
    number = next(row.data["id"] for row in asker.company.shelf("issued") if row.data["type"] == "order")
    before = len(asker.company.shelf("issued"))
    query = {"original_document_id": str(number), "new_type": "invoice", "transform_keep_copy": "1"}
    answer = await asker.get(f"{asker.path}/issued_documents/transform", **query)
    assert (answer["data"]["type"], answer["options"]["keep_copy"]) == ("invoice", True)
    assert len(asker.company.shelf("issued")) == before


async def test_an_attachment_is_taken_and_its_deleting_fails_as_it_does(asker: Asker) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="attachment"; filename="a.pdf"\r\n\r\n%PDF\r\n--x--\r\n'
    headers = {"authorization": f"Bearer {asker.token}", "content-type": "multipart/form-data; boundary=x"}
    reply = await asker.cloud(Request("POST", f"{asker.path}/issued_documents/attachment", {}, headers, part))
    assert orjson.loads(reply.body)["data"]["attachment_token"]
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    path = f"{asker.path}/issued_documents/{number}/attachment"
    assert (await asker("DELETE", path)).status == 500
    asker.cloud.switch({"attachment_delete_fails": False})
    assert (await asker("DELETE", path)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"type": "invoice", "entity": 5}}, {"data": {"type": []}},
        {"data": {"type": "invoice", "items_list": 5}}, invoice(items_list=[5]), invoice(payments_list={"amount": 1}),
        invoice(items_list=[{"vat": {"id": []}}]), invoice(numeration=[1]), invoice(rivalsa="x"),
    ],
)  # fmt: skip
async def test_nonsense_never_takes_the_cloud_down(asker: Asker, body: Any) -> None:
    assert (await asker("POST", f"{asker.path}/issued_documents", body)).status in (200, 422, 500)
    assert (await asker("GET", "/user/info")).status == 200
