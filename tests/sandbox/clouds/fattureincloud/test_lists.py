from __future__ import annotations

import orjson
import pytest
from tests.sandbox.clouds.asking import Asker


async def ids(asker: Asker, path: str, **query: str) -> list[int]:
    found: list[int] = []
    page = 1
    while True:
        answer = await asker.get(path, page=str(page), **query)
        found += [row["id"] for row in answer["data"]]
        if answer["next_page_url"] is None:
            return found
        page += 1


async def test_pages_hold_every_row_once(reader: Asker) -> None:
    path = f"{reader.path}/issued_documents"
    found = await ids(reader, path, type="invoice", per_page="5")
    whole = await reader.get(path, type="invoice", per_page="100")
    assert found == [row["id"] for row in whole["data"]]
    assert len(found) == len(set(found)) == whole["total"] > 10


async def test_the_frame_is_laravels(reader: Asker) -> None:
    path = f"{reader.path}/received_documents"
    answer = await reader.get(path, type="expense", per_page="5", page="2")
    base = f"http://127.0.0.1:1{path}"
    assert (answer["from"], answer["to"], answer["current_page"], answer["per_page"]) == (6, 10, 2, 5)
    assert (answer["first_page_url"], answer["prev_page_url"]) == (f"{base}?page=1", f"{base}?page=1")
    assert answer["path"] == base


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422), ({"type": "banana"}, 422), ({"type": "invoice", "per_page": "4"}, 422),
        ({"type": "invoice", "per_page": "5"}, 200), ({"type": "invoice", "per_page": "101"}, 422),
        ({"type": "invoice", "page": "0"}, 422), ({"type": "invoice", "page": "x"}, 422),
        ({"type": "invoice", "page": "99"}, 200), ({"type": "invoice", "sort": "-date,number"}, 200),
        ({"type": "invoice", "sort": "ei_status"}, 422), ({"type": "invoice", "fieldset": "other"}, 422),
        ({"type": "invoice", "q": "date >"}, 422), ({"type": "invoice", "q": "ei_status = 'sent'"}, 422),
    ],
)  # fmt: skip
async def test_what_a_list_may_be_asked(reader: Asker, query: dict[str, str], status: int) -> None:
    assert (await reader("GET", f"{reader.path}/issued_documents", **query)).status == status


async def test_the_basic_fieldset_is_small_and_the_detailed_one_is_whole(reader: Asker) -> None:
    path = f"{reader.path}/issued_documents"
    basic = (await reader.get(path, type="invoice"))["data"][0]
    detailed = (await reader.get(path, type="invoice", fieldset="detailed"))["data"][0]
    assert "ei_status" not in basic
    assert basic["items_list"] is None and basic["payments_list"] is None
    assert detailed["items_list"] and detailed["payments_list"] and detailed["ei_status"]
    assert basic.keys() < detailed.keys()


async def test_fields_are_shown_as_they_are_named(reader: Asker) -> None:
    (row, *_) = (await reader.get(f"{reader.path}/issued_documents", type="invoice", fields="date,entity.name"))["data"]
    assert row.keys() == {"id", "date", "entity"}
    assert row["entity"].keys() == {"name"}


async def test_rows_are_sorted_by_every_field_that_is_named(reader: Asker) -> None:
    path = f"{reader.path}/issued_documents"
    rows = (await reader.get(path, type="invoice", sort="-date,number", per_page="100"))["data"]
    keys = [(row["date"], -row["number"]) for row in rows]
    assert keys == sorted(keys, reverse=True)


async def test_what_changed_since_can_be_asked_for(reader: Asker) -> None:
    path = f"{reader.path}/issued_documents"
    rows = (await reader.get(path, type="invoice", per_page="100", fieldset="detailed"))["data"]
    stamp = sorted(row["updated_at"] for row in rows)[len(rows) // 2]
    newer = await reader.get(path, type="invoice", per_page="100", q=f"updated_at >= '{stamp}'")
    assert {row["id"] for row in newer["data"]} == {row["id"] for row in rows if row["updated_at"] >= stamp}


async def test_the_bracket_form_of_a_filter_works_too(reader: Asker) -> None:
    path = f"{reader.path}/products"
    codes = [row["code"] for row in (await reader.get(path))["data"]]
    query = {"filter_type": "or"}
    for place, code in enumerate(codes[:2]):
        query |= {f"filter[{place}][field]": "code", f"filter[{place}][op]": "=", f"filter[{place}][value]": code}
    assert sorted(row["code"] for row in (await reader.get(path, **query))["data"]) == sorted(codes[:2])


async def test_addresses_of_prints_change_with_every_answer_and_die(asker: Asker) -> None:
    path = f"{asker.path}/received_documents/pending"
    first, second = [(await asker.get(path, type="agyo"))["data"][0]["attachment_url"] for _ in range(2)]
    assert first != second
    door = first.removeprefix("http://127.0.0.1:1")
    nobody = Asker(asker.cloud, "nobody")
    assert (await nobody("GET", door)).body.startswith(b"<?xml")
    asker.cloud.clock.advance(7 * 86_400 + 1)
    assert (await nobody("GET", door)).status == 403
    assert (await nobody("GET", door.replace("-", "-0", 1))).status == 403


async def test_pending_documents_come_whatever_their_type_with_counters(asker: Asker) -> None:
    path = f"{asker.path}/received_documents/pending"
    answer = await asker.get(path, type="mail")
    assert answer["counters"] == {"agyo": answer["total"], "mail": 0, "browser": 0}
    assert answer["total"] > 0
    asker.cloud.switch({"pending_ignores_type": False})
    assert (await asker.get(path, type="mail"))["total"] == 0


async def test_a_page_of_a_hundred_is_joined_from_written_rows(reader: Asker) -> None:
    reply = await reader("GET", f"{reader.path}/issued_documents", type="invoice", fieldset="detailed", per_page="100")
    rows = orjson.loads(reply.body)["data"]
    kept = reader.company.shelf("issued").rows
    assert all(kept[row["id"]].data | {"url": row["url"]} == row for row in rows)
