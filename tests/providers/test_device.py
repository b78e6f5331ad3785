"""Signing in with a code that is typed elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.providers.authority import authority, refused
from tests.providers.doubles import Clock
from tests.providers.server import answer

from tuiledger.domain.faults import InvalidCredentials, ProviderError, Refused, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.providers.device import DeviceCode, ask_for_code, wait_for_person
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.oauth import Pair

PENDING, SLOWER = (400, "authorization_pending"), (400, "slow_down")


async def after(*script: tuple[int, str]) -> tuple[Pair, list[float]]:
    """What a person's sign-in gives after these answers, and the pauses between them."""
    async with authority() as (knows, oauth, server, _):
        clock = Clock(datetime.now(UTC))
        code = await ask_for_code(oauth, ("settings:r",))
        knows.script = list(script)
        pair = await wait_for_person(oauth, code, sleep=clock.sleep, clock=clock.now)
        assert server.calls[0].json == {"client_id": "client-7", "scope": "settings:r"}
        assert all("client_secret" not in call.json for call in server.calls)
        return pair, clock.slept


async def test_the_code_is_shown_as_the_provider_gives_it() -> None:
    async with authority() as (_knows, oauth, _server, _):
        code = await ask_for_code(oauth, ())
    assert (code.user_code, code.verification_uri) == ("ABCD-1234", "https://fattureincloud.it/connetti")
    assert code.interval == 1
    assert "CANARY" not in repr(code)


async def test_it_is_asked_until_the_person_is_done() -> None:
    pair, slept = await after(PENDING, PENDING)
    assert pair.access.reveal() == "a/CANARY-access-000001"
    assert slept == [1, 1, 1]


async def test_what_counts_is_the_error_not_the_status() -> None:
    _, slept = await after((428, "authorization_pending"), (200, "authorization_pending"), (403, "slow_down"))
    assert slept == [1, 1, 1, 6]


async def test_slowing_down_is_for_good() -> None:
    _, slept = await after(SLOWER, PENDING, SLOWER, PENDING)
    assert slept == [1, 6, 6, 11, 11]


async def test_a_server_that_is_down_is_asked_less_often() -> None:
    _, slept = await after((503, "down"), PENDING)
    assert slept == [1, 1, 1]


@pytest.mark.parametrize(("error", "code"), [("access_denied", "denied"), ("expired_token", "expired")])
async def test_no_and_too_late_are_told_apart(error: str, code: str) -> None:
    with pytest.raises(Refused) as raised:
        await after(PENDING, (400, error))
    assert raised.value.code == code


async def test_it_ends_when_the_code_does() -> None:
    with pytest.raises(Refused) as raised:
        await after(*[SLOWER] * 10, *[PENDING] * 10)
    assert raised.value.code == "expired"


async def test_a_code_that_was_used_is_refused() -> None:
    with pytest.raises(InvalidCredentials):
        await after((400, "invalid_grant"))


async def test_no_network_is_waited_out() -> None:
    async with authority() as (knows, oauth, server, _):
        code = await ask_for_code(oauth, ())
        clock = Clock(datetime.now(UTC))
        knows.raw = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"

        async def sleep(seconds: float) -> None:
            await clock.sleep(seconds)
            if len(clock.slept) == 3:
                knows.raw = None

        knows.raw = answer(b"", 500)
        assert await wait_for_person(oauth, code, sleep=sleep, clock=clock.now)
        assert len(server.calls) == 4


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (refused("unauthorized_client", 401), InvalidCredentials), (refused("invalid_scope"), Refused),
        (answer({"data": {}}), UnexpectedAnswer), (answer({"device_code": "d/x"}), UnexpectedAnswer),
        (answer({"data": {"device_code": "d/x", "user_code": "A", "verification_uri": "ftp://x"}}), UnexpectedAnswer),
        (answer({"data": {"device_code": 5, "user_code": "A", "verification_uri": "https://x"}}), UnexpectedAnswer),
        (answer([1]), UnexpectedAnswer), (answer(b"x"), UnexpectedAnswer),
    ],
)  # fmt: skip
async def test_what_is_no_code_is_not_shown(said: bytes, kind: type[ProviderError]) -> None:
    async with authority() as (knows, oauth, _server, _):
        knows.raw = said
        with pytest.raises(kind):
            await ask_for_code(oauth, ())


async def test_odd_times_are_bounded() -> None:
    async with authority() as (knows, oauth, _server, _):
        for interval, expires, expected in ((0, -1, 1.0), (1e9, 1e9, 60.0), ("x", None, 5.0), (True, True, 5.0)):
            knows.raw = answer({"data": {"device_code": "d/x", "user_code": "A\x1b", "interval": interval,
                                         "verification_uri": "https://x", "expires_in": expires}})  # fmt: skip
            code = await ask_for_code(oauth, ())
            assert isinstance(code, DeviceCode)
            assert code.interval == expected
            assert "\x1b" not in code.user_code


async def test_a_provider_without_this_way_in_says_so() -> None:
    async with authority(ENDPOINTS._replace(device=None)) as (_knows, oauth, _server, _):
        with pytest.raises(Refused) as raised:
            await ask_for_code(oauth, ())
    assert raised.value.code == "unsupported"
    assert Secret("x")
