from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from tests.sandbox.clouds.asking import Asker

from tuiledger.sandbox.clouds.exchange import Request

BACK = "http://127.0.0.1:5005/callback"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


async def authorized(asker: Asker, **changed: str) -> dict[str, list[str]]:
    query = {
        "response_type": "code", "client_id": asker.cloud.around.oauth.client_id, "redirect_uri": BACK,
        "scope": "entity.clients:r settings:r", "state": "xyz", **changed,
    }  # fmt: skip
    reply = await asker.cloud(Request("GET", "/oauth/authorize", query))
    assert reply.status == 302, reply.body
    place = urlsplit(reply.header("Location") or "")
    assert f"{place.scheme}://{place.netloc}{place.path}" == BACK
    return parse_qs(place.query)


async def exchanged(asker: Asker, code: str, /, **changed: str) -> tuple[int, Any]:
    oauth = asker.cloud.around.oauth
    fields = {
        "grant_type": "authorization_code", "client_id": oauth.client_id, "client_secret": oauth.client_secret,
        "redirect_uri": BACK, "code": code, **changed,
    }  # fmt: skip
    return await asker.oauth("/oauth/token", **fields)


async def refreshed(asker: Asker, token: str, *, secret: bool = True) -> tuple[int, Any]:
    oauth = asker.cloud.around.oauth
    fields = {"grant_type": "refresh_token", "client_id": oauth.client_id, "refresh_token": token}
    return await asker.oauth("/oauth/token", **fields, **({"client_secret": oauth.client_secret} if secret else {}))


async def works(asker: Asker, token: str) -> bool:
    return (await Asker(asker.cloud, token)("GET", "/user/info")).status == 200


async def test_a_code_becomes_tokens_once(asker: Asker) -> None:
    back = await authorized(asker)
    assert back["state"] == ["xyz"]
    code = back["code"][0]
    status, tokens = await exchanged(asker, code)
    assert (status, tokens["token_type"], tokens["expires_in"]) == (200, "bearer", 86_400)
    assert (code[:2], tokens["access_token"][:2], tokens["refresh_token"][:2]) == ("c/", "a/", "r/")
    assert await works(asker, tokens["access_token"])
    assert await exchanged(asker, code) == (400, {
        "error": "invalid_grant", "error_description": "The code is invalid, expired or was used before.",
    })  # fmt: skip


async def test_a_code_lives_a_minute(asker: Asker) -> None:
    code = (await authorized(asker))["code"][0]
    asker.cloud.clock.advance(60)
    assert (await exchanged(asker, code))[1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "x"}, "invalid_client"), ({"client_id": "x"}, "invalid_client"),
        ({"redirect_uri": "http://127.0.0.1:5005/other"}, "invalid_grant"), ({"code": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"), ({"code": "without-its-prefix"}, "invalid_grant"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_an_exchange_is_named(asker: Asker, changed: dict[str, str], error: str) -> None:
    code = (await authorized(asker))["code"][0]
    assert (await exchanged(asker, code, **changed))[1]["error"] == error


async def test_a_form_is_not_understood(asker: Asker) -> None:
    reply = await asker.cloud(Request("POST", "/oauth/token", {}, {}, b"grant_type=refresh_token"))
    assert (reply.status, orjson.loads(reply.body)["error"]) == (400, "invalid_request")


async def test_refusals_come_back_with_the_redirect(asker: Asker) -> None:
    assert (await authorized(asker, scope="everything:a"))["error"] == ["invalid_scope"]
    assert (await authorized(asker, response_type="token"))["error"] == ["unsupported_response_type"]
    asker.cloud.switch({"consent": False})
    back = await authorized(asker)
    assert (back["error"], back["state"]) == (["access_denied"], ["xyz"])


async def test_nobody_is_sent_to_another_machine(asker: Asker) -> None:
    query = {"response_type": "code", "client_id": asker.cloud.around.oauth.client_id}
    reply = await asker.cloud(Request("GET", "/oauth/authorize", {**query, "redirect_uri": "https://evil.example/"}))
    assert reply.status == 400


async def test_refreshing_turns_the_pair_and_a_spent_token_ends_the_family(asker: Asker) -> None:
    _, first = await exchanged(asker, (await authorized(asker))["code"][0])
    status, second = await refreshed(asker, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert await works(asker, first["access_token"]) and await works(asker, second["access_token"])
    assert (await refreshed(asker, first["refresh_token"]))[1]["error"] == "invalid_grant"
    assert not await works(asker, second["access_token"])
    assert (await refreshed(asker, second["refresh_token"]))[1]["error"] == "invalid_grant"
    changes = [change.what for change in asker.cloud.journal.changes()]
    assert changes == ["authorize", "sign_in", "refresh", "refresh_reused"]


@pytest.mark.parametrize(("way", "again", "alive"), [("refuse", 400, True), ("allow", 200, True)])
async def test_what_a_spent_token_does_can_be_switched(asker: Asker, way: str, again: int, alive: bool) -> None:
    asker.cloud.switch({"refresh_reuse": way})
    _, first = await exchanged(asker, (await authorized(asker))["code"][0])
    _, second = await refreshed(asker, first["refresh_token"])
    assert (await refreshed(asker, first["refresh_token"]))[0] == again
    assert await works(asker, second["access_token"]) is alive


async def test_access_tokens_live_a_day_and_refresh_tokens_a_year(asker: Asker) -> None:
    _, tokens = await exchanged(asker, (await authorized(asker))["code"][0])
    asker.cloud.clock.advance(86_400)
    assert not await works(asker, tokens["access_token"])
    _, tokens = await refreshed(asker, tokens["refresh_token"])
    asker.cloud.clock.advance(365 * 86_400)
    assert (await refreshed(asker, tokens["refresh_token"]))[1]["error"] == "invalid_grant"


async def device(asker: Asker) -> dict[str, Any]:
    client = asker.cloud.around.oauth.client_id
    status, told = await asker.oauth("/oauth/device", client_id=client, scope="settings:r entity.clients:a")
    assert status == 200
    data: dict[str, Any] = told["data"]
    return data


async def polled(asker: Asker, code: str) -> tuple[int, Any]:
    client = asker.cloud.around.oauth.client_id
    return await asker.oauth("/oauth/token", grant_type=DEVICE, client_id=client, device_code=code)


async def test_a_device_waits_until_somebody_agrees(asker: Asker) -> None:
    told = await device(asker)
    assert told["scope"] == {"settings": "r", "entity.clients": "a"}
    assert (told["interval"], told["expires_in"]) == (5, 300)
    assert (await polled(asker, told["device_code"]))[1]["error"] == "authorization_pending"
    assert (await polled(asker, told["device_code"]))[1]["error"] == "slow_down"
    asker.cloud.clock.advance(9)
    assert (await polled(asker, told["device_code"]))[1]["error"] == "slow_down"
    asker.cloud.clock.advance(15)
    assert (await polled(asker, told["device_code"]))[1]["error"] == "authorization_pending"
    asker.cloud.edit({"action": "decide_device", "user_code": told["user_code"]})
    status, tokens = await polled(asker, told["device_code"])
    assert (status, await works(asker, tokens["access_token"])) == (200, True)
    assert (await polled(asker, told["device_code"]))[1]["error"] == "invalid_grant"
    assert (await refreshed(asker, tokens["refresh_token"], secret=False))[0] == 200


async def test_a_device_is_denied_or_too_late(asker: Asker) -> None:
    denied, late = await device(asker), await device(asker)
    asker.cloud.edit({"action": "decide_device", "user_code": denied["user_code"], "granted": False})
    assert (await polled(asker, denied["device_code"]))[1]["error"] == "access_denied"
    asker.cloud.clock.advance(300)
    assert (await polled(asker, late["device_code"]))[1]["error"] == "expired_token"


async def test_the_device_flow_can_be_off(asker: Asker) -> None:
    asker.cloud.switch({"device_flow": False})
    client = asker.cloud.around.oauth.client_id
    assert (await asker.oauth("/oauth/device", client_id=client, scope="settings:r"))[1][
        "error"
    ] == "unauthorized_client"


async def test_the_scopes_of_a_grant_hold(asker: Asker) -> None:
    _, tokens = await exchanged(asker, (await authorized(asker))["code"][0])
    signed_in = Asker(asker.cloud, tokens["access_token"])
    assert (await signed_in("GET", f"{asker.path}/entities/clients")).status == 200
    refused = await signed_in("GET", f"{asker.path}/entities/suppliers")
    assert (refused.status, orjson.loads(refused.body)["error"]["code"]) == (403, "NO_PERMISSION")
