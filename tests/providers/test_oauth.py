"""Grants against tokens, as RFC 6749 and Fatture in Cloud have it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.providers.authority import authority, refused
from tests.providers.doubles import NOW
from tests.providers.server import answer

from tuiledger.domain.faults import (
    InvalidCredentials,
    NeedsReconnect,
    ProviderError,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.oauth import Client, Pair

BACK = "http://localhost:8080/back"
OLD = Pair(Secret("a/old"), Secret("r/CANARY-refresh-000000"), NOW, client_secret=Secret("kept-secret"))


async def test_a_code_is_exchanged_with_a_json_body() -> None:
    async with authority() as (knows, oauth, server, _):
        pair = await oauth.exchange(Secret(knows.code), BACK)
    (call,) = server.calls
    assert call.headers["content-type"] == "application/json"
    assert call.json == {
        "client_id": "client-7", "client_secret": "CANARY-client-secret", "grant_type": "authorization_code",
        "code": knows.code, "redirect_uri": BACK,
    }  # fmt: skip
    assert pair.access.reveal() == "a/CANARY-access-000001"
    assert pair.client_secret == Secret("CANARY-client-secret")


async def test_other_servers_take_a_form() -> None:
    async with authority(ENDPOINTS._replace(json_body=False)) as (knows, oauth, server, _):
        knows.raw = answer(knows.pair())
        await oauth.exchange(Secret("x y"), BACK, Secret("proof"))
    assert server.calls[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"code=x+y&" in server.calls[0].body
    assert server.calls[0].body.endswith(b"code_verifier=proof&client_secret=CANARY-client-secret")


async def test_a_code_is_good_for_once() -> None:
    async with authority() as (knows, oauth, _server, _):
        await oauth.exchange(Secret(knows.code), BACK)
        with pytest.raises(InvalidCredentials):
            await oauth.exchange(Secret(knows.code), BACK)


async def test_a_token_ends_so_long_after_it_was_asked_for() -> None:
    async with authority() as (knows, oauth, _server, recorded):
        pair = await oauth.exchange(Secret(knows.code), BACK)
        asked = recorded.exchanges[0].at
    assert pair.expires_at == asked + timedelta(days=1)
    assert pair.renew_at == asked + timedelta(days=1, minutes=-5)


async def test_a_public_client_renews_without_a_secret() -> None:
    async with authority(client=Client("public")) as (_knows, oauth, server, _):
        await oauth.refresh(OLD._replace(client_secret=None))
        await oauth.refresh(OLD._replace(refresh=Secret("r/CANARY-refresh-000001")))
    assert "client_secret" not in server.calls[0].json
    assert server.calls[1].json["client_secret"] == "kept-secret"


async def test_a_server_that_does_not_rotate_leaves_the_refresh_token() -> None:
    async with authority() as (knows, oauth, _server, _):
        knows.raw = answer({"access_token": "a/new", "expires_in": 60})
        renewed = await oauth.refresh(OLD)
    assert (renewed.access, renewed.refresh) == (Secret("a/new"), OLD.refresh)


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client", "unauthorized_client"])
@pytest.mark.parametrize("status", [400, 401, 200])
async def test_a_grant_that_is_gone_needs_a_person(error: str, status: int) -> None:
    async with authority() as (knows, oauth, _server, _):
        knows.raw = refused(error, status)
        with pytest.raises(NeedsReconnect):
            await oauth.refresh(OLD)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (refused("invalid_request"), Refused), (refused("invalid_scope"), Refused), (answer(b"", 500), Unavailable),
        (refused("server_error", 503), Unavailable), (answer(b"<html>down</html>", 502), Unavailable),
        (answer({}), UnexpectedAnswer), (answer({"access_token": ""}), UnexpectedAnswer),
        (answer({"access_token": None}), UnexpectedAnswer), (answer({"access_token": 5}), UnexpectedAnswer),
        (answer({"access_token": "a\r\nX: y"}), UnexpectedAnswer), (answer({"access_token": "é"}), UnexpectedAnswer),
        (answer({"access_token": "x" * 9000}), UnexpectedAnswer), (answer([]), UnexpectedAnswer),
        (answer({"access_token": "a/x", "refresh_token": ["r/x"]}), UnexpectedAnswer),
        (answer(b"not json"), UnexpectedAnswer), (answer(b'{"access_token":"a","access_token":"b"}'), UnexpectedAnswer),
        (answer({"error": {"message": "no", "code": "NO"}}, 403), Refused),
    ],
)  # fmt: skip
async def test_what_is_no_pair_gives_none(said: bytes, kind: type[ProviderError]) -> None:
    async with authority() as (knows, oauth, _server, _):
        knows.raw = said
        with pytest.raises(kind) as raised:
            await oauth.refresh(OLD)
    assert not isinstance(raised.value, NeedsReconnect)
    assert "CANARY" not in str(raised.value)


def test_a_pair_comes_back_from_the_vault_as_it_went_in() -> None:
    full = Pair(Secret("a"), Secret("r"), NOW, ("x:r", "y:a"), Secret("s"), NOW)
    for pair in (full, Pair(Secret("a/personal"))):
        assert Pair.from_blob(pair.to_blob()) == pair
    assert "••••" in repr(full)


@pytest.mark.parametrize("blob", ["", "{}", "[]", '{"access": 1}', "a/bare-token"])
def test_a_blob_that_is_none_needs_a_person(blob: str) -> None:
    with pytest.raises(NeedsReconnect):
        Pair.from_blob(Secret(blob))
