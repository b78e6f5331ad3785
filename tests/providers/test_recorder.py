"""What is kept of an exchange: enough to understand it, and no secret in any form."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from tests.providers.doubles import NOW

from tuiledger.domain.faults import Unavailable
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Exchange
from tuiledger.providers.http import Answer, Request
from tuiledger.providers.recorder import record

TOKEN = "a/CANARYeyJ0eXAiOiJKV1Qi/xyz+01"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Place:
    """Somewhere a secret may turn up."""

    body: bytes = b"{}"
    status: int = 200
    url: str = "https://api.cloud.example/x"
    query: tuple[tuple[str, str], ...] = ()
    request_body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def recorded(place: Place) -> Exchange:
    request = Request("POST", place.url, place.query, place.request_body, bearer=Secret(TOKEN))
    answer = Answer(place.status, {**JSON, **dict(place.headers)}, place.body, NOW)
    return record(request, place.url, answer, None, NOW, 12, 1)


@pytest.mark.parametrize(
    "place",
    [
        Place(TOKEN.encode()),
        Place(f'{{"x":"{TOKEN}"}}'.encode()),
        Place('{{"x":"{}"}}'.format(TOKEN.replace("/", "\\/")).encode()),
        Place(base64.b64encode(TOKEN.encode()), 500),
        Place(TOKEN.encode().hex().encode(), 422),
        Place(quote(TOKEN, safe="").encode(), 400),
        Place(b'{"access_token":"a\\/CANARYother","refresh_token" : "r/CANARY.other"}'),
        Place(b'{"data":{"device_code":"d/CANARY","user_code":"CANARY-1"}}'),
        Place(b'{"companies":[{"access_token":"CANARY \\" quoted"}]}'),
        Place(b'{"client_secret":CANARY}'),
        Place(b'{"refresh_token":"r/' + b"CANARY" * 2000),
        Place(b'{"note":"' + b" " * 4080 + b'","access_token":"CANARYCANARY"}', 500),
        Place(b" " * 4090 + TOKEN.encode(), 500),
        Place(b'{"message":"Bearer CANARYCANARYCANARY"}', 401),
        Place(url=f"https://user:CANARY@api.cloud.example/x?code=CANARY&a={TOKEN}"),
        Place(query=(("code", "c/CANARY"), ("state", "CANARY"), ("access_token", "CANARY"))),
        Place(request_body=b'{"client_secret":"CANARY","code":"c/CANARY12345","grant_type":"x"}'),
        Place(headers=(("set-cookie", "CANARY"), ("x-request-id", TOKEN), ("x-debug", "CANARY"))),
        Place(b'{"url":"https://files.cloud.example/CANARY.pdf","attachment_url":"https://x/CANARY"}'),
    ],
)  # fmt: skip
def test_no_secret_is_kept_in_any_form(place: Place) -> None:
    shown = repr(recorded(place))
    forms = ("CANARY", TOKEN, b"CANARY".hex(), base64.b64encode(TOKEN.encode()).decode()[:12])
    assert [form for form in forms if form in shown] == []


def test_what_explains_a_failure_is_kept() -> None:
    body = b'{"error":{"message":"The data field is required.","validation_result":{"data.entity.name":["Missing"]}}}'
    kept = recorded(Place(body, 422, query=(("q", "updated_at >= '2026-01-01'"), ("page", "2"))))
    assert "The data field is required." in kept.response_body
    assert "data.entity.name" in kept.response_body
    assert kept.url == "https://api.cloud.example/x?q=updated_at >= '2026-01-01'&page=2"
    assert ("content-type", "application/json") in kept.response_headers


def test_bodies_are_cut_to_their_caps_and_cleaned() -> None:
    assert len(recorded(Place(b"\x1b]0;x" + b"a" * 100_000, 500)).response_body) == 4096
    assert recorded(Place(b"a" * 100_000)).response_body == "(100000 bytes)"
    assert "\x1b" not in recorded(Place(b"\x1b[2J\xff", 500)).response_body


def test_a_person_is_cut_down_to_a_hint() -> None:
    kept = recorded(Place(b'{"iban":"IT60X0542811101000000123456","email":"mario.rossi@example.it"}', 422))
    assert "IT60X0542811101000000123456" not in kept.response_body
    assert "mario.rossi@" not in kept.response_body


def test_a_call_without_an_answer_is_kept_with_its_reason() -> None:
    fault = Unavailable("late", code="timeout")
    kept = record(Request("GET", "/x"), "https://api.cloud.example/x", None, fault, NOW, 30_000, 3)
    assert (kept.status, kept.error, kept.attempt, kept.milliseconds) == (None, "timeout", 3, 30_000)
