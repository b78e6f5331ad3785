"""The other side: what people do in the cloud while we are looking elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.clouds.asking import Asker

from tuiledger.sandbox.clouds.fattureincloud.switches import SENTENCES


async def edit(asker: Asker, **wish: Any) -> Any:
    return await asker.send("POST", "/_sandbox/edit", {"company": asker.company.id, **wish})


async def test_a_document_is_changed_and_so_is_its_stamp(asker: Asker) -> None:
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    before = (await asker.get(f"{asker.path}/issued_documents/{number}"))["data"]
    await edit(asker, action="change", id=number, set={"notes": "Altro"})
    after = (await asker.get(f"{asker.path}/issued_documents/{number}"))["data"]
    assert (after["notes"], after["updated_at"]) == ("Altro", "2026-11-20 12:00:00")
    assert after["created_at"] == before["created_at"]
    await edit(asker, action="change", id=number, set={"notes": "Di nascosto"}, silent=True)
    assert (await asker.get(f"{asker.path}/issued_documents/{number}"))["data"]["updated_at"] == after["updated_at"]


async def test_documents_come_and_go(asker: Asker) -> None:
    for shelf in ("issued", "received"):
        copy = await edit(asker, action="copy", shelf=shelf, set={"date": "2026-11-20"})
        path = f"{asker.path}/{shelf}_documents/{copy['id']}"
        assert (await asker.get(path))["data"]["date"] == "2026-11-20"
        await edit(asker, action="delete", shelf=shelf, id=copy["id"])
        assert (await asker("GET", path)).status == 404
    whats = [change.what for change in asker.cloud.journal.changes()]
    assert whats == ["edit: copy", "edit: delete"] * 2


async def test_the_exchange_system_says_something(asker: Asker) -> None:
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    path = f"{asker.path}/issued_documents/{number}"
    await edit(asker, action="e_invoice_state", id=number, state="discarded")
    row = (await asker.get(path))["data"]
    assert (row["ei_status"], row["updated_at"]) == ("discarded", "2026-11-20 12:00:00")
    assert (await asker.get(f"{path}/e_invoice/error_reason"))["data"]["code"] == "00305"
    await asker.send("POST", "/_sandbox/switches", {"sdi_touches_updated_at": False})
    asker.cloud.clock.advance(60)
    await edit(asker, action="e_invoice_state", id=number, state="sent")
    assert (await asker.get(path))["data"]["updated_at"] == "2026-11-20 12:00:00"


async def test_tokens_are_revoked_expired_and_given_other_scopes(asker: Asker) -> None:
    await edit(asker, action="set_scopes", token="accountant", scopes=["entity.clients:r"])
    assert (await asker("GET", f"{asker.path}/entities/clients")).status == 200
    assert (await asker("GET", f"{asker.path}/products")).status == 403
    for action in ("revoke_token", "expire_token"):
        other = Asker(asker.cloud, "company")
        await edit(asker, action=action, token="company")
        assert (await other("GET", "/user/info")).status == 401
        await edit(asker, action="restore_token", token="company")


async def test_licences_run_out_and_accountants_are_shut_out(asker: Asker) -> None:
    path = f"{asker.path}/products"
    for done, undone in (("expire_licence", "renew_licence"), ("shut_out", "let_in")):
        await edit(asker, action=done)
        assert (await asker("GET", path)).status == 403
        await edit(asker, action=undone)
        assert (await asker("GET", path)).status == 200


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"action": "nope"}, {"action": "change"}, {"action": "change", "id": 1, "set": {}},
        {"action": "delete", "shelf": "nope"}, {"action": "delete", "company": 1}, {"action": "delete", "company": []},
        {"action": "revoke_token"},
        {"action": "permit", "area": "x", "level": "none"}, {"action": "decide_device", "user_code": "x"},
        {"action": "use_up", "window": "day"}, {"action": "set_scopes", "token": "accountant", "scopes": ["all"]},
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_refused(asker: Asker, wish: dict[str, Any]) -> None:
    body = {"company": asker.company.id, **wish}
    assert (await asker("POST", "/_sandbox/edit", body)).status == 422
    assert asker.cloud.journal.changes() == []


async def test_switches_are_told_with_their_sentences_and_set(asker: Asker) -> None:
    told = await asker.get("/_sandbox/switches")
    assert {name: each["what"] for name, each in told.items()} == SENTENCES
    assert (await asker.send("POST", "/_sandbox/switches", {"least_per_page": 1}))["least_per_page"]["value"] == 1
    assert (await asker("GET", f"{asker.path}/products", per_page="1")).status == 200


@pytest.mark.parametrize("wish", [{"nope": 1}, {"least_per_page": "5"}, {"refresh_reuse": "perhaps"}])
async def test_a_switch_that_is_none_is_refused(asker: Asker, wish: dict[str, Any]) -> None:
    assert (await asker("POST", "/_sandbox/switches", wish)).status == 422


@pytest.mark.parametrize(
    ("wish", "shelf", "field", "expected"),
    [
        ({"received_lines": "none"}, "received", "items_list", []),
        ({"null_numeration": True}, "issued", "numeration", None),
        ({"new_enum_values": True}, "issued", "ei_status", "manual_reviewed"),
        ({"pending_date_with_time": True}, "pending", "date", " 09:30:00"),
        ({"pending_date_field": "emssion_date"}, "pending", "emssion_date", "2026-"),
        ({"published_examples": True}, "clients", "vat_number", 0),
    ],
)  # fmt: skip
async def test_peculiarities_show_in_rows(
    asker: Asker, wish: dict[str, Any], shelf: str, field: str, expected: Any
) -> None:
    await asker.send("POST", "/_sandbox/switches", wish)
    path, query = {
        "received": ("received_documents", {"type": "expense"}),
        "issued": ("issued_documents", {"type": "invoice"}),
        "pending": ("received_documents/pending", {"type": "agyo"}),
        "clients": ("entities/clients", {}),
    }[shelf]
    rows = (await asker.get(f"{asker.path}/{path}", fieldset="detailed", per_page="100", **query))["data"]
    values = [row[field] for row in rows]
    if isinstance(expected, str) and shelf == "pending":
        assert all(expected in value for value in values)
    elif shelf == "clients":
        assert any(isinstance(value, int) for value in values)
    elif field == "numeration":
        assert "" not in values
    else:
        assert all(value == expected for value in values)


async def test_binary_dust_lies_on_amounts_and_vanishes_in_cents(asker: Asker) -> None:
    path, query = f"{asker.path}/issued_documents", {"type": "invoice", "per_page": "100"}
    clean = (await asker.get(path, **query))["data"]
    await asker.send("POST", "/_sandbox/switches", {"float_dust": True})
    dusty = (await asker.get(path, **query))["data"]
    pairs = [(left["amount_gross"], right["amount_gross"]) for left, right in zip(clean, dusty, strict=True)]
    assert any(left != right for left, right in pairs)
    assert all(round(left * 100) == round(right * 100) for left, right in pairs)


async def test_updated_at_can_be_no_filter(asker: Asker) -> None:
    query = {"type": "invoice", "q": "updated_at >= '2026-01-01'"}
    assert (await asker("GET", f"{asker.path}/issued_documents", **query)).status == 200
    await asker.send("POST", "/_sandbox/switches", {"updated_at_filterable": False, "unfilterable_status": 400})
    assert (await asker("GET", f"{asker.path}/issued_documents", **query)).status == 400


async def test_the_clock_is_put_forward(asker: Asker) -> None:
    before = (await asker.get("/_sandbox/clock"))["now"]
    after = (await asker.send("POST", "/_sandbox/clock", {"advance": 90}))["now"]
    assert (before, after) == ("2026-11-20T11:00:00+00:00", "2026-11-20T11:01:30+00:00")
    assert (await asker("POST", "/_sandbox/clock", {"advance": "x"})).status == 422
