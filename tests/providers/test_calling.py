"""A call as an adapter makes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tests.providers.doubles import CountedQuota, FixedToken, Recorded
from tests.providers.server import Handler, Server, always, answer, serving

from tuiledger.domain import faults
from tuiledger.ports.clouds import Window
from tuiledger.providers.calling import Caller
from tuiledger.providers.errors import Said, from_status
from tuiledger.providers.http import Answer, Http, Limits, Request
from tuiledger.providers.repeating import Breaker, Patience

GET = Request("GET", "/x")
AT_ONCE = Patience(attempts=3, total=5.0, first=0.0, cap=0.0)


def judge(request: Request, found: Answer) -> faults.ProviderError | None:
    return from_status(found.status, found.headers, Said(), found.at, repeatable=request.repeatable)


def windows(headers: Mapping[str, str]) -> tuple[Window, ...]:
    return (Window("hour", 1000, int(headers["x-left"])),) if "x-left" in headers else ()


class Line:
    """A caller, and all that it uses."""

    def __init__(self, server: Server, *tokens: str) -> None:
        self.server = server
        self.recorded, self.tokens, self.quota = Recorded(), FixedToken(*tokens), CountedQuota()
        http = Http(server.url, self.recorded, simulated=True, limits=Limits(deadline=2.0))
        self.breaker = Breaker(failures=6)
        self.caller = Caller(
            http, self.tokens, self.quota, judge=judge, windows=windows, patience=AT_ONCE, breaker=self.breaker
        )


@asynccontextmanager
async def line(handler: Handler, *tokens: str) -> AsyncIterator[Line]:
    async with serving(handler) as server:
        made = Line(server, *tokens)
        yield made
        await made.caller.close()


async def test_every_attempt_is_counted_and_recorded() -> None:
    async with line(always(answer(status=503), answer(status=500), answer({}, headers={"X-Left": "7"}))) as made:
        assert (await made.caller.call(GET, "k")).status == 200
    assert made.quota.taken == ["k", "k", "k"]
    assert made.quota.windows == [("k", ()), ("k", ()), ("k", (Window("hour", 1000, 7),))]
    assert [(e.attempt, e.status) for e in made.recorded.exchanges] == [(1, 503), (2, 500), (3, 200)]


async def test_a_refusal_too_says_what_is_left() -> None:
    async with line(always(answer(status=404, headers={"X-Left": "3"}))) as made:
        with pytest.raises(faults.NotFound):
            await made.caller.call(GET, "k")
    assert made.quota.windows == [("k", (Window("hour", 1000, 3),))]


async def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    async with line(always(answer(status=401), answer({})), "a/one", "a/two") as made:
        await made.caller.call(GET, "k")
    assert [call.headers["authorization"] for call in made.server.calls] == ["Bearer a/one", "Bearer a/two"]


async def test_a_new_token_that_is_refused_as_well_ends_it() -> None:
    async with line(always(answer(status=401)), "a/one", "a/two") as made:
        with pytest.raises(faults.InvalidCredentials):
            await made.caller.call(GET, "k")
        assert len(made.server.calls) == 2


async def test_without_another_token_a_person_must_sign_in() -> None:
    async with line(always(answer(status=401))) as made:
        with pytest.raises(faults.NeedsReconnect):
            await made.caller.call(GET, "k")
        assert len(made.server.calls) == 1


async def test_a_refusal_for_quota_is_told_to_the_account() -> None:
    async with line(always(answer(status=429, headers={"Retry-After": "700"}))) as made:
        with pytest.raises(faults.QuotaUsedUp) as raised:
            await made.caller.call(GET, "k")
    assert made.quota.refusals == [("k", raised.value.until)]
    assert raised.value.until - made.recorded.exchanges[0].at == timedelta(seconds=700)


async def test_a_provider_out_of_order_is_not_asked_any_more() -> None:
    async with line(always(answer(status=500))) as made:
        for _ in range(2):
            with pytest.raises(faults.Unavailable):
                await made.caller.call(GET, "k")
        with pytest.raises(faults.Unavailable):
            await made.caller.call(GET, "k")
        assert len(made.server.calls) == 6


async def test_a_refusal_shows_that_the_provider_works() -> None:
    async with line(always(answer(status=404))) as made:
        for _ in range(8):
            with pytest.raises(faults.NotFound):
                await made.caller.call(GET, "k")


async def test_elsewhere_no_token_is_shown_and_no_quota_used() -> None:
    async with line(always(answer(b"<xml/>"))) as made:
        assert (await made.caller.fetch(GET)).body == b"<xml/>"
    assert "authorization" not in made.server.calls[0].headers
    assert made.quota.taken == []
