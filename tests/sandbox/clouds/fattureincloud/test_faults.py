"""Every fault does on the wire what its sentence says."""

from __future__ import annotations

import asyncio
import datetime
import gzip
import http.client
import json
import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
import pytest
from tests.sandbox.clouds.asking import NOON, Asker, raw, small_cloud

from tuiledger.sandbox.clouds.exchange import Request
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.grants import ALL_SCOPES
from tuiledger.sandbox.clouds.fattureincloud.troubles import FAULTS
from tuiledger.sandbox.clouds.server import serving

LIST = "/issued_documents?type=invoice&fieldset=detailed&per_page=5&sort=-date"


class Came(NamedTuple):
    """An answer as it came: bytes of head and body, and what they say."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json["data"]
        return rows


class Far:
    """A cloud on a socket, whose bytes are read as they come."""

    def __init__(self, cloud: FattureInCloud, base_url: str) -> None:
        self.cloud = cloud
        self.base_url = base_url
        self.asker = Asker(cloud)

    def arm(self, fault: str, **options: Any) -> None:
        self.cloud.faults.clear()
        self.cloud.faults.arm({"fault": fault, **options})

    def raw(self, path: str = "", *, seconds: float = 5.0, most: int = 1 << 22) -> bytes:
        return raw(self.base_url, path or f"{self.asker.path}{LIST}", self.asker.token, seconds, most=most)

    def get(self, path: str = "") -> Came:
        head, _, body = self.raw(path).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Came(int(first.split()[1]), {name.lower(): value for name, value in headers.items()}, body)


@pytest.fixture(scope="module")
def far() -> Iterator[Far]:
    cloud = small_cloud()
    with serving(cloud) as base_url:
        cloud.moved_in(base_url)
        yield Far(cloud, base_url)


REFUSALS: dict[str, tuple[int, Callable[[Came], bool]]] = {
    "unauthorized": (401, lambda came: "message" in came.json["error"]),
    "forbidden": (403, lambda came: came.json["error"]["code"] == "NO_PERMISSION"),
    "licence_expired": (403, lambda came: "licenza" in came.json["error"]["message"]),
    "quota_used_up": (403, lambda came: came.headers["retry-after"] == "1800"),
    "not_found": (404, lambda came: "message" in came.json["error"]),
    "conflict": (409, lambda came: "message" in came.json["error"]),
    "invalid": (422, lambda came: "data.entity.name" in came.json["error"]["validation_result"]),
    "payments_differ": (422, lambda came: came.json["extra"]["totals"]["amount_due"] == 610),
    "bad_request": (400, lambda came: "message" in came.json["error"]),
    "too_many": (429, lambda came: came.headers["retry-after"] == "2"),
    "too_many_until": (
        429,
        lambda came: parsedate_to_datetime(came.headers["retry-after"]) == NOON + datetime.timedelta(seconds=2),
    ),
    "too_many_for_ever": (429, lambda came: int(came.headers["retry-after"]) > 86_400 * 365),
    "too_many_garbled": (429, lambda came: not came.headers["retry-after"].isdigit()),
    "server_error": (500, lambda came: "message" in came.json["error"]),
    "error_as_text": (403, lambda came: came.json == {"error": "Accesso negato."}),
    "bad_gateway": (502, lambda came: came.headers["content-type"] == "text/html" and b"<html>" in came.body),
    "unavailable": (503, lambda came: came.headers["retry-after"] == "2" and came.body == b""),
    "gateway_timeout": (504, lambda came: came.body == b"upstream timed out"),
    "empty_body": (200, lambda came: came.body == b""),
    "wrong_content_type": (200, lambda came: came.headers["content-type"].startswith("text/html")),
    "redirect_elsewhere": (302, lambda came: came.headers["location"].startswith("https://api.elsewhere.invalid/c/")),
    "redirect_itself": (302, lambda came: came.headers["location"].startswith("/c/")),
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_refusals_and_answers_of_others(far: Far, fault: str) -> None:
    status, holds = REFUSALS[fault]
    far.arm(fault)
    came = far.get()
    assert came.status == status
    assert holds(came)
    assert far.get().status == 200


def amounts(text: str) -> Callable[[Came], bool]:
    return lambda came: f'"amount_gross":{text}'.encode() in came.body


def first_name(text: bytes) -> Callable[[Came], bool]:
    return lambda came: b'"name":' + text in came.body


def decimal_digits(came: Came) -> int:
    return max(len(piece) for piece in came.body.replace(b",", b":").split(b":") if piece.isdigit())


CONTENT: dict[str, Callable[[Came], bool]] = {
    "wrong_types": lambda came: (
        isinstance(came.rows[0]["amount_net"], str) and isinstance(came.rows[0]["entity"], list)
    ),
    "nulls": lambda came: set(came.rows[0]) == set(came.rows[1]) and came.rows[0]["date"] is None,
    "missing_fields": lambda came: came.rows[0].keys() == {"id"},
    "not_a_number": amounts("NaN"),
    "infinite": amounts("-Infinity"),
    "huge_exponent": amounts("1E1000000"),
    "huge_integer": lambda came: decimal_digits(came) == 5000,
    "duplicate_keys": lambda came: came.body.count(b'"amount_gross":0.01') == 1,
    "deep": lambda came: b"[" * 10_000 in came.body,
    "invalid_utf8": first_name(b'"Caff\xe8 \xff\xfe \xc3"'),
    "lone_surrogate": first_name(rb'"Rossi \ud800"'),
    "hostile_text": lambda came: all(word in came.body for word in (b"[bold red]", rb"\u001b[2J", b"DROP TABLE")),
    "zoned_stamps": lambda came: all(row["updated_at"].endswith("+02:00") for row in came.rows),
    "garbled_stamps": lambda came: came.rows[0]["updated_at"] == "0000-00-00 00:00:00",
    "wrong_clock": lambda came: "1970" in came.headers.get("date", "") and came.rows[0]["updated_at"] < "2017",
    "next_elsewhere": lambda came: came.json["next_page_url"].startswith("https://api.elsewhere.invalid/"),
    "wrong_total": lambda came: came.json["total"] > came.json["last_page"] * 5,
    "endless_pages": lambda came: came.json["last_page"] == came.json["current_page"] + 1,
}


@pytest.mark.parametrize("fault", CONTENT)
def test_content_is_spoiled(far: Far, fault: str) -> None:
    assert not CONTENT[fault](far.get())
    far.arm(fault)
    came = far.get()
    assert came.status == 200
    assert CONTENT[fault](came)


@pytest.mark.parametrize(("rows", "spoiled"), [(1, 1), (3, 3), (0, 5)])
def test_as_many_rows_are_spoiled_as_are_asked_for(far: Far, rows: int, spoiled: int) -> None:
    far.arm("missing_fields", rows=rows)
    assert sum(row.keys() == {"id"} for row in far.get().rows) == spoiled


def test_hostile_words_can_spare_nothing(far: Far) -> None:
    far.arm("hostile_text")
    assert far.get().rows[0]["date"].startswith("2026-")
    far.arm("hostile_text", all=True)
    assert not far.get().rows[0]["date"].startswith("2026-")


def test_the_first_page_comes_again(far: Far) -> None:
    first = far.get(f"{far.asker.path}{LIST}&page=1").rows
    far.arm("same_page")
    came = far.get(f"{far.asker.path}{LIST}&page=2")
    assert came.json["current_page"] == 2
    assert [row["id"] for row in came.rows] == [row["id"] for row in first]


def test_half_a_body_of_an_announced_length(far: Far) -> None:
    far.arm("cut_with_length")
    came = far.get()
    assert 0 < len(came.body) < int(came.headers["content-length"])


def test_half_a_body_as_if_that_were_all(far: Far) -> None:
    far.arm("cut_without_length")
    came = far.get()
    assert "content-length" not in came.headers
    with pytest.raises(json.JSONDecodeError):
        came.json  # noqa: B018


@pytest.mark.parametrize("fault", ["slow_headers", "slow_body"])
def test_bytes_come_one_by_one(far: Far, fault: str) -> None:
    far.arm(fault, every=0.0)
    came = far.get("/user/info")
    assert came.json["data"]["first_name"] == "Marta"
    far.arm(fault, every=60)
    place = urlsplit(far.base_url)
    line = http.client.HTTPConnection(place.netloc, timeout=0.5)
    line.request("GET", "/user/info", headers={"Authorization": f"Bearer {far.asker.token}"})
    with pytest.raises(TimeoutError):
        line.getresponse().read()
    line.close()


@pytest.mark.parametrize(("fault", "done"), [("unanswered", True), ("unheard", False)])
def test_nothing_comes(far: Far, fault: str, done: bool) -> None:
    before = far.cloud.usage()["used"].get("user accountant", {"hour": 0})["hour"]
    far.arm(fault)
    with pytest.raises(TimeoutError):
        far.raw("/user/info", seconds=0.3)
    assert (far.cloud.usage()["used"]["user accountant"]["hour"] if done else before) == before + done


@pytest.mark.parametrize(("fault", "done"), [("reset_after", True), ("reset_before", False)])
def test_the_connection_is_reset(far: Far, fault: str, done: bool) -> None:
    before = far.cloud.usage()["used"].get(str(far.asker.company.id), {"hour": 0})["hour"]
    far.arm(fault)
    with pytest.raises(ConnectionResetError):
        far.raw()
    assert far.cloud.usage()["used"].get(str(far.asker.company.id), {"hour": 0})["hour"] == before + done


def test_a_small_body_is_very_large(far: Far) -> None:
    far.arm("gzip_bomb", megabytes=64)
    came = far.get()
    assert came.headers["content-encoding"] == "gzip"
    assert len(came.body) < 100_000
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert unpacker.decompress(came.body, 1000).startswith(b'{"data": "   ')
    assert len(gzip.decompress(came.body)) == 64 * 1024 * 1024 + len('{"data": ""}')


def test_something_else_than_http_comes(far: Far) -> None:
    far.arm("not_http")
    assert b"ESMTP" in far.raw()


@pytest.mark.parametrize("fault", ["endless_body", "endless_headers"])
def test_it_never_ends(far: Far, fault: str) -> None:
    far.arm(fault)
    assert len(far.raw(most=3_000_000)) >= 3_000_000


def test_the_token_is_revoked_in_the_middle() -> None:
    async def play() -> None:
        asker = await signed_in()
        asker.cloud.faults.arm({"fault": "token_revoked", "skip": 2})
        path = f"{asker.path}/issued_documents"
        answers = [(await asker("GET", path, type="invoice", page=str(page))).status for page in (1, 2, 3, 4)]
        assert answers == [200, 200, 401, 401]
        assert (await refreshed(asker))[1]["error"] == "invalid_grant"

    asyncio.run(play())


def test_the_access_token_is_over_and_refreshing_helps() -> None:
    async def play() -> None:
        asker = await signed_in()
        asker.cloud.faults.arm({"fault": "token_expired"})
        assert (await asker("GET", "/user/info")).status == 401
        status, tokens = await refreshed(asker)
        assert status == 200
        assert (await Asker(asker.cloud, tokens["access_token"])("GET", "/user/info")).status == 200

    asyncio.run(play())


async def signed_in() -> Asker:
    """An asker whose token can be refreshed."""
    cloud = small_cloud(documents=200)
    grant, _ = cloud.around.grants.open_family("accountant", ALL_SCOPES, None, device=True)
    return Asker(cloud, grant.token)


async def refreshed(asker: Asker) -> tuple[int, Any]:
    """Refresh with the token that is in force now."""
    family = asker.cloud.around.grants.named(asker.token)[0].family
    assert family
    client = asker.cloud.around.oauth.client_id
    return await asker.oauth("/oauth/token", grant_type="refresh_token", client_id=client, refresh_token=family.refresh)


async def test_pages_drift_while_they_are_read(asker: Asker) -> None:
    path = f"{asker.path}/issued_documents"
    query = {"type": "invoice", "per_page": "5"}
    asker.cloud.faults.arm({"fault": "page_drift", "delete": False})
    first = (await asker.get(path, **query))["data"]
    second = (await asker.get(path, **query, page="2"))["data"]
    assert second[0]["id"] == first[-1]["id"]
    asker.cloud.faults.arm({"fault": "page_drift", "insert": False})
    again = (await asker.get(path, **query))["data"]
    missed = (await asker.get(path, **query, page="2"))["data"]
    whole = [row["id"] for row in (await asker.get(path, type="invoice", per_page="100"))["data"]]
    seen = [row["id"] for row in again + missed]
    assert whole[4] not in seen
    assert again[0]["id"] not in whole


async def test_two_refreshes_meet_and_the_second_ends_the_family() -> None:
    asker = await signed_in()
    asker.cloud.faults.arm({"fault": "refresh_race", "seconds": 30.0})
    answers = await asyncio.gather(refreshed(asker), refreshed(asker))
    assert sorted(status for status, _ in answers) == [200, 400]
    assert (await asker("GET", "/user/info")).status == 401


def test_a_refresh_happens_and_its_answer_is_lost(far: Far) -> None:
    grant, family = far.cloud.around.grants.open_family("accountant", ALL_SCOPES, None, device=True)
    spent = family.refresh
    far.arm("refresh_lost")
    line = http.client.HTTPConnection(urlsplit(far.base_url).netloc, timeout=5)
    fields = {"grant_type": "refresh_token", "client_id": far.cloud.around.oauth.client_id, "refresh_token": spent}
    with pytest.raises(ConnectionResetError):
        line.request("POST", "/oauth/token", json.dumps(fields))
        line.getresponse()
    line.close()
    assert family.refresh != spent
    assert grant.family is family


@pytest.mark.parametrize(
    ("fault", "grant_type", "status", "error"),
    [
        ("refresh_half", "refresh_token", 200, "temporary"),
        ("refresh_refused", "refresh_token", 400, "invalid_grant"),
        ("slow_down", "urn:ietf:params:oauth:grant-type:device_code", 400, "slow_down"),
        ("access_denied", "urn:ietf:params:oauth:grant-type:device_code", 400, "access_denied"),
        ("device_expired", "urn:ietf:params:oauth:grant-type:device_code", 400, "expired_token"),
    ],
)
async def test_signing_in_goes_wrong(asker: Asker, fault: str, grant_type: str, status: int, error: str) -> None:
    asker.cloud.faults.arm({"fault": fault})
    assert (await asker("GET", "/user/info")).status == 200
    came, told = await asker.oauth("/oauth/token", grant_type=grant_type)
    assert (came, told["error"]) == (status, error)
    assert not told.get("access_token")


def test_every_fault_is_proven_and_has_its_sentence() -> None:
    on_their_own = {
        "same_page", "cut_with_length", "cut_without_length", "slow_headers", "slow_body", "unanswered", "unheard",
        "reset_after", "reset_before", "gzip_bomb", "not_http", "endless_body", "endless_headers", "token_revoked",
        "token_expired", "page_drift", "refresh_race", "refresh_lost", "refresh_half", "refresh_refused", "slow_down",
        "access_denied", "device_expired",
    }  # fmt: skip
    assert {fault.name for fault in FAULTS} == on_their_own | REFUSALS.keys() | CONTENT.keys()
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert all(fault.sentence for fault in FAULTS)


async def test_faults_are_armed_over_http_for_so_many_requests_of_a_path(asker: Asker) -> None:
    wish = {"fault": "server_error", "times": 2, "skip": 1, "path": f"{asker.path}/products", "method": "GET"}
    await asker.send("POST", "/_sandbox/faults", wish)
    answers = [(await asker("GET", f"{asker.path}/products")).status for _ in range(4)]
    assert answers == [200, 500, 500, 200]
    told = await asker.get("/_sandbox/faults")
    assert (len(told["faults"]), told["armed"]) == (len(FAULTS), [])
    calls = (await asker.get("/_sandbox/journal", calls="1"))["calls"]
    assert [call["fault"] for call in calls] == [None, "server_error", "server_error", None]
    assert all(asker.token not in str(call) for call in calls)


@pytest.mark.parametrize(
    "wish",
    [
        {"fault": "nope"},
        {},
        {"fault": "too_many", "nope": 1},
        {"fault": "too_many", "times": "x"},
        {"times": 1},
        {"fault": "slow_body", "every": "x"},
        {"fault": "page_drift", "insert": 1},
    ],
)
async def test_a_fault_that_is_none_is_refused(asker: Asker, wish: dict[str, Any]) -> None:
    assert (await asker("POST", "/_sandbox/faults", wish)).status == 422
    assert asker.cloud.faults.armed == []


async def test_signing_in_goes_wrong_when_its_path_is_named(asker: Asker) -> None:
    asker.cloud.faults.arm({"fault": "unavailable", "path": "/oauth/"})
    reply = await asker.cloud(Request("POST", "/oauth/token", {}, {}, b"{}"))
    assert reply.status == 503


async def test_a_fault_of_pages_stays_one_when_its_path_is_named(asker: Asker) -> None:
    asker.cloud.faults.arm({"fault": "page_drift", "path": asker.path})
    await asker.get(f"{asker.path}/issued_documents", type="invoice")
    assert asker.cloud.journal.changes() == []


async def test_what_is_no_json_is_not_spoiled(asker: Asker) -> None:
    number = next(iter(asker.company.shelf("issued"))).data["id"]
    asker.cloud.faults.arm({"fault": "hostile_text"})
    reply = await asker("GET", f"{asker.path}/issued_documents/{number}/e_invoice/xml")
    assert reply.body.startswith(b"<?xml")


async def test_faults_are_cleared(asker: Asker) -> None:
    asker.cloud.faults.arm({"fault": "server_error", "times": None})
    assert [(await asker("GET", "/user/info")).status for _ in range(3)] == [500, 500, 500]
    await asker.send("DELETE", "/_sandbox/faults")
    assert (await asker("GET", "/user/info")).status == 200


def test_a_silent_line_keeps_nobody_else_waiting(far: Far) -> None:
    far.arm("unheard")
    place = urlsplit(far.base_url)
    line = http.client.HTTPConnection(place.netloc, timeout=5)
    line.request("GET", "/user/info", headers={"Authorization": f"Bearer {far.asker.token}"})
    while far.get("/_sandbox/faults").json["armed"]:
        pass
    assert far.get("/user/info").status == 200
    line.close()


def test_request_bodies_are_not_part_of_a_fault() -> None:
    request = Request("POST", "/oauth/token", {}, {}, b"[1]")
    assert all(not fault.only(request) for fault in FAULTS if fault.name.startswith("refresh"))
    assert orjson.loads(request.body) == [1]
