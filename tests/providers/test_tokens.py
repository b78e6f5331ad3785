"""Tokens from the vault, renewed once whatever the number of those who ask."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.providers.authority import Authority, authority, refused
from tests.providers.doubles import Clock, MemoryVault
from tests.providers.racing import NAME, renew_in_rounds
from tests.providers.server import answer, serving

from tuiledger.domain.faults import NeedsReconnect, ProviderError, Unavailable
from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.http import Http
from tuiledger.providers.oauth import Client, OAuth, Pair
from tuiledger.providers.recorder import Silent
from tuiledger.providers.tokens import PersonalToken, RefreshingTokens, keep

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
PROCESSES, ROUNDS = (16, 20) if THOROUGH else (6, 3)


def kept(generation: int, ends: datetime | None = None) -> str:
    access, refresh = Secret(f"a/CANARY-access-{generation:06}"), Secret(f"r/CANARY-refresh-{generation:06}")
    return Pair(access, refresh, ends, renew_at=ends).to_blob().reveal()


class Renewing:
    """Tokens, and all that they use."""

    def __init__(self, knows: Authority, oauth: OAuth, folder: Path, ends: datetime | None = None) -> None:
        self.knows, self.clock = knows, Clock(datetime.now(UTC))
        self.vault = MemoryVault(**{NAME: kept(0, ends)})
        self._oauth, self._lock = oauth, folder / "lock"
        self.tokens = self.make()

    def make(self) -> RefreshingTokens:
        """The tokens as another process would have them."""
        return RefreshingTokens(self._oauth, self.vault, NAME, self._lock, clock=self.clock.now)

    @property
    def stored(self) -> dict[str, str]:
        blob = self.vault.get(NAME)
        assert blob is not None
        found: dict[str, str] = json.loads(blob.reveal())
        return found


@asynccontextmanager
async def renewing(folder: Path, ends: datetime | None = None) -> AsyncIterator[Renewing]:
    async with authority() as (knows, oauth, _server, _):
        yield Renewing(knows, oauth, folder, ends)


async def test_a_token_that_lasts_is_used_as_it_is(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC) + timedelta(hours=1)) as made:
        assert (await made.tokens.access()).reveal() == "a/CANARY-access-000000"
        assert made.knows.refreshes == 0


async def test_a_token_about_to_end_is_renewed_before_it_is_used(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:
        assert (await made.tokens.access()).reveal() == "a/CANARY-access-000001"
        assert made.stored["refresh"] == "r/CANARY-refresh-000001"
        made.clock.forward(hours=23)
        assert (await made.tokens.access()).reveal() == "a/CANARY-access-000001"
        made.clock.forward(hours=1)
        assert (await made.tokens.access()).reveal() == "a/CANARY-access-000002"


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
async def test_a_clock_that_jumps_costs_one_renewal_at_most(tmp_path: Path, jump: timedelta) -> None:
    async with renewing(tmp_path, datetime.now(UTC) + timedelta(hours=1)) as made:
        made.clock.moment += jump
        token = await made.tokens.access()
        assert made.knows.refreshes == (1 if jump > timedelta() else 0)
        await made.tokens.after_refusal(token)
        assert not made.knows.revoked


async def test_a_refused_token_is_renewed_whatever_the_clock_says(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC) + timedelta(hours=1)) as made:
        first = await made.tokens.access()
        assert (await made.tokens.after_refusal(first)).reveal() == "a/CANARY-access-000001"


async def test_the_winners_pair_is_adopted(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:
        everybody = [made.make() for _ in range(8)]
        tokens = await asyncio.gather(*(one.access() for one in everybody))
        again = await asyncio.gather(*(one.after_refusal(Secret("a/CANARY-access-000000")) for one in everybody))
        assert {token.reveal() for token in (*tokens, *again)} == {"a/CANARY-access-000001"}
        assert made.knows.refreshes == 1


async def test_the_pair_is_durable_before_it_is_used(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:

        def fail(name: str, secret: Secret) -> None:
            raise OSError("the disk is full")

        made.vault.set = fail  # type: ignore[method-assign]
        with pytest.raises(OSError, match="full"):
            await made.tokens.access()
        assert made.stored["access"] == "a/CANARY-access-000000"


@pytest.mark.parametrize(
    "said",
    [refused("server_error", 503), refused("invalid_request"), answer({"access_token": None}), answer(b"<html>"),
     answer({"error": "x"}), answer(b"", 500)],
)  # fmt: skip
async def test_an_error_never_replaces_tokens(tmp_path: Path, said: bytes) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:
        before = made.stored
        made.knows.raw = said
        with pytest.raises(ProviderError):
            await made.tokens.access()
        assert made.stored == before
        made.knows.raw = None
        assert (await made.tokens.access()).reveal() == "a/CANARY-access-000001"


async def test_a_grant_that_is_gone_is_asked_about_once(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:
        made.knows.revoked = True
        for _ in range(3):
            with pytest.raises(NeedsReconnect):
                await made.tokens.access()
        assert made.knows.refreshes == 1
        assert made.stored["access"] == "a/CANARY-access-000000"
        # A person signs in again, in this process or another.
        made.knows.revoked = False
        made.vault.kept[NAME] = Secret(kept(made.knows.generation, datetime.now(UTC)))
        made.knows.refreshes = 0
        keep(made.vault, NAME, Pair(Secret("a/new"), Secret("r/new")))
        assert (await made.tokens.access()).reveal() == "a/new"


async def test_giving_up_does_not_lose_the_pair(tmp_path: Path) -> None:
    async with renewing(tmp_path, datetime.now(UTC)) as made:
        arrived, go_on = asyncio.Event(), asyncio.Event()
        ready = made.knows.handle

        async def slow(call: object, writer: object) -> bytes:
            arrived.set()
            await go_on.wait()
            return await ready(call, writer)  # type: ignore[arg-type]

        async with serving(slow) as server:
            http = Http(server.url, Silent(), simulated=True)
            oauth = OAuth(http, ENDPOINTS, Client("client-7"))
            tokens = RefreshingTokens(oauth, made.vault, NAME, tmp_path / "lock", clock=made.clock.now)
            asking = asyncio.create_task(tokens.access())
            await arrived.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            go_on.set()
            assert (await tokens.access()).reveal() == "a/CANARY-access-000001"
            await http.close()
        assert made.stored["refresh"] == "r/CANARY-refresh-000001"
        assert made.knows.refreshes == 1


async def test_no_answer_leaves_the_pair_as_it_is(tmp_path: Path) -> None:
    vault = MemoryVault(**{NAME: kept(0, datetime.now(UTC))})
    http = Http("http://127.0.0.1:1", Silent(), simulated=True)
    tokens = RefreshingTokens(OAuth(http, ENDPOINTS, Client("x")), vault, NAME, tmp_path / "lock")
    with pytest.raises(Unavailable):
        await tokens.access()
    await http.close()
    assert vault.get(NAME) == Secret(kept(0, Pair.from_blob(vault.kept[NAME]).expires_at))


async def test_a_personal_token_is_what_the_vault_holds() -> None:
    vault = MemoryVault()
    tokens = PersonalToken(vault, NAME)
    with pytest.raises(NeedsReconnect):
        await tokens.access()
    keep(vault, NAME, Pair(Secret("a/personal")))
    first = await tokens.access()
    assert first.reveal() == "a/personal"
    with pytest.raises(NeedsReconnect):
        await tokens.after_refusal(first)
    keep(vault, NAME, Pair(Secret("a/another")))
    assert (await tokens.after_refusal(first)).reveal() == "a/another"


async def test_processes_that_renew_at_once_make_one_call_a_round(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    knows = Authority()
    (tmp_path / "vault").write_text(kept(0))
    starts = [context.Barrier(PROCESSES) for _ in range(ROUNDS)]
    results = context.Queue()
    async with serving(knows.handle) as server:
        arguments = (server.url, str(tmp_path), ROUNDS, starts, results)
        racers = [context.Process(target=renew_in_rounds, args=arguments) for _ in range(PROCESSES)]
        for racer in racers:
            racer.start()
        seen = [await asyncio.to_thread(results.get, timeout=100) for _ in range(PROCESSES * ROUNDS)]
        for racer in racers:
            await asyncio.to_thread(racer.join)
    assert [racer.exitcode for racer in racers] == [0] * PROCESSES
    assert knows.refreshes == ROUNDS
    assert not knows.revoked
    assert set(seen) == {(number, f"a/CANARY-access-{number + 1:06}") for number in range(ROUNDS)}
