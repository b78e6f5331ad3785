"""The adapter against the simulated Fatture in Cloud, over HTTP, with every fault it has."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import stamina
from tests.providers.doubles import MemoryVault, Recorded

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.documents import Direction, Document, PartyDetails
from tuiledger.domain.faults import NeedsReconnect, ProviderError, QuotaUsedUp
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Provider, RemotePage, RemoteRow, Since, Tokens
from tuiledger.providers.connecting import authorization, tokens_of
from tuiledger.providers.device import ask_for_code, wait_for_person
from tuiledger.providers.fattureincloud.adapter import ADAPTER, SCOPES, connect
from tuiledger.providers.http import Limits
from tuiledger.providers.oauth import Pair
from tuiledger.providers.quota import MemoryQuota, Pace
from tuiledger.providers.signing_in import SignIn
from tuiledger.providers.tokens import keep
from tuiledger.providers.verdict import prove
from tuiledger.sandbox.clouds.fattureincloud.cloud import FattureInCloud
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.clouds.fattureincloud.troubles import FAULTS
from tuiledger.sandbox.clouds.server import serving

SEEDS = (1, 2, 3) if os.environ.get("TUILEDGER_THOROUGH") else (1,)
#: What stays wrong ends in this; ``fine`` comes through all the same, ``row`` sets rows aside.
ENDS: Final[dict[str, str]] = {
    "unauthorized": "needs-reconnect", "forbidden": "forbidden", "licence_expired": "licence-expired",
    "quota_used_up": "quota-used-up", "not_found": "not-found", "conflict": "conflict", "invalid": "invalid",
    "payments_differ": "invalid", "bad_request": "invalid", "too_many": "quota-used-up",
    "too_many_until": "quota-used-up", "too_many_for_ever": "quota-used-up", "too_many_garbled": "quota-used-up",
    "server_error": "provider-down", "error_as_text": "forbidden", "bad_gateway": "provider-down",
    "unavailable": "provider-down", "gateway_timeout": "provider-down", "empty_body": "json",
    "wrong_content_type": "json", "redirect_elsewhere": "redirect", "redirect_itself": "redirect",
    "unanswered": "timeout", "unheard": "timeout", "slow_headers": "timeout", "slow_body": "timeout",
    "cut_with_length": "provider-down", "cut_without_length": "json", "gzip_bomb": "too-large",
    "reset_before": "provider-down", "reset_after": "provider-down", "not_http": "provider-down",
    "endless_body": "too-large", "endless_headers": "provider-down", "wrong_types": "row", "nulls": "row",
    "missing_fields": "row", "not_a_number": "json", "infinite": "json", "huge_exponent": "json",
    "huge_integer": "json", "duplicate_keys": "json", "deep": "json", "invalid_utf8": "json",
    "lone_surrogate": "json", "hostile_text": "fine", "zoned_stamps": "fine", "garbled_stamps": "fine",
    "wrong_clock": "fine", "same_page": "incomplete", "next_elsewhere": "fine", "wrong_total": "incomplete",
    "endless_pages": "fine", "token_revoked": "needs-reconnect", "token_expired": "needs-reconnect",
    "page_drift": "incomplete",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """No pauses between attempts."""
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


class Simulated:
    """A simulated cloud, and a connection to it."""

    def __init__(self, cloud: FattureInCloud, url: str) -> None:
        self.cloud, self.url, self.recorded = cloud, url, Recorded()
        self.connection = Connection(1, "fattureincloud", "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED,
                                     client_id=cloud.describe()["client_id"], base_url=url)  # fmt: skip
        self.vault = MemoryVault()
        self.company = str(max(cloud.describe()["companies"], key=lambda each: each["documents"])["id"])

    def control(self, what: str, wish: dict[str, Any] | None = None) -> Any:
        """Play the other side."""
        method = "GET" if wish is None else "POST"
        answer = httpx.request(method, f"{self.url}/_sandbox/{what}", json=wish, trust_env=False, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def tokens(self, name: str = "accountant") -> Tokens:
        """A personal token."""
        keep(self.vault, self.connection.secret_name, Pair(Secret(self.cloud.describe()["tokens"][name])))
        return tokens_of(ADAPTER, self.connection, self.vault, Path(), self.recorded)

    @asynccontextmanager
    async def provider(self, tokens: Tokens | None = None, pace: Pace = Pace()) -> AsyncIterator[Provider]:  # noqa: B008
        """The adapter, in a hurry."""
        limits = Limits(deadline=1.5, connect=1.0, wire=16_000_000, decoded=16_000_000)
        made = connect(self.connection, tokens or self.tokens(), MemoryQuota(pace), self.recorded, limits=limits)
        yield made
        await made.close()

    async def pull(self, provider: Provider, kind: str = "invoice") -> list[RemoteRow]:
        """Every row of one list."""
        return [row for page in await self.pages(provider, kind) for row in page.rows]

    async def pages(self, provider: Provider, kind: str = "invoice") -> list[RemotePage]:
        """Every page of one list."""
        return [page async for page in provider.pages(self.company, kind, Since())]


@pytest.fixture(scope="module", params=SEEDS)
def simulated(request: pytest.FixtureRequest) -> Iterator[Simulated]:
    """One cloud for the module; a test that changes it takes it back."""
    cloud = FattureInCloud(seed=request.param, companies=2, documents=700)
    with serving(cloud) as url:
        cloud.moved_in(url)
        yield Simulated(cloud, url)


@asynccontextmanager
async def alone(**switches: Any) -> AsyncIterator[Simulated]:
    """A cloud of one test's own."""
    cloud = FattureInCloud(seed=7, companies=2, documents=60, switches=Switches(**switches))
    with serving(cloud) as url:
        cloud.moved_in(url)
        yield Simulated(cloud, url)


async def browsed(signing: SignIn) -> str:
    """Where the browser is sent back to by the person who agrees."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        return str((await browser.get(signing.address)).headers["location"])


def understood(provider: Provider, company: PartyDetails, rows: list[RemoteRow]) -> tuple[list[Document], int]:
    """The documents that rows become, and how many were refused."""
    documents, refused = [], 0
    for row in rows:
        try:
            documents.append(provider.understand(company, row).document)
        except Refusal:
            refused += 1
    return documents, refused


async def test_a_whole_account_comes_over(simulated: Simulated) -> None:
    async with simulated.provider() as provider:
        account = await provider.account()
        assert account.accountant
        (company,) = [each for each in account.companies if each.id == simulated.company]
        client = PartyDetails(company.name, "IT", company.vat_number, company.fiscal_code)
        for direction in Direction:
            for kind in provider.kinds(direction):
                rows = await simulated.pull(provider, kind)
                documents, refused = understood(provider, client, rows)
                assert (len(documents), refused) == (len(rows), 0)
                assert len({row.id for row in rows}) == len(rows)
                if direction is Direction.ISSUED:
                    assert all(each.total == each.total_declared for each in documents)
        assert await provider.changed_since_works(company.id, "invoice")
        assert (await provider.access(company.id)).areas


async def test_the_services_totals_and_files_agree_with_what_was_read(simulated: Simulated) -> None:
    async with simulated.provider() as provider:
        rows = (await simulated.pull(provider))[:8]
        for row in rows:
            document = provider.understand(PartyDetails("X"), row).document
            totals = await provider.totals(simulated.company, row)
            assert totals.vat == document.vat
            xml = await provider.e_invoice_xml(simulated.company, row)
            assert bool(xml) == bool(json.loads(row.payload)["e_invoice"])
            assert xml is None or xml.lstrip().startswith(b"<")


async def test_only_what_changed_comes_again() -> None:
    async with alone() as simulated, simulated.provider() as provider:
        before = await simulated.pull(provider)
        last = max(row.updated_at or "" for row in before)
        simulated.cloud.clock.advance(3600)
        simulated.control("edit", {"action": "change", "company": int(simulated.company), "shelf": "issued",
                                   "id": int(before[0].id), "set": {"visible_subject": "changed"}})  # fmt: skip
        since = Since(changed=last)
        rows = [row async for page in provider.pages(simulated.company, "invoice", since) for row in page.rows]
        known = {row.id: row.sha256 for row in before}
        assert [row.id for row in rows if known.get(row.id) != row.sha256] == [before[0].id]


@pytest.mark.parametrize(
    ("token", "code"),
    [("accountant", "proved"), ("company", "company-account"), ("limited_scope", "missing-scope"),
     ("revoked", "invalid-credentials")],
)  # fmt: skip
async def test_c06_c07_c08_each_account_has_its_verdict(simulated: Simulated, token: str, code: str) -> None:
    async with simulated.provider(simulated.tokens(token)) as provider:
        assert (await prove(provider)).code == code


@pytest.mark.parametrize("fault", ENDS)
async def test_a_fault_that_stays_ends_where_it_should_and_one_that_goes_leaves_nothing(
    simulated: Simulated, fault: str
) -> None:
    async with simulated.provider() as provider:
        whole = {row.id: row.sha256 for row in await simulated.pull(provider)}
    # What the tests before asked for does not count any more.
    simulated.cloud.clock.advance(600)
    # The large bomb takes longer to make than a hurried client waits.
    more = {"megabytes": 40} if fault == "gzip_bomb" else {}
    simulated.control("faults", {"fault": fault, "times": None, **more})
    ended = "fine"
    try:
        async with simulated.provider() as provider:
            pages = await simulated.pages(provider)
            if understood(provider, PartyDetails("X"), [row for page in pages for row in page.rows])[1]:
                ended = "row"
            elif not pages[-1].complete:
                ended = "incomplete"
    except ProviderError as error:
        ended = error.code
    finally:
        simulated.cloud.faults.clear()
    assert ended == ENDS[fault]
    assert all(exchange.milliseconds < 2500 for exchange in simulated.recorded.exchanges)
    if fault in ("token_revoked", "token_expired"):
        for grant in simulated.cloud.around.grants.named(simulated.cloud.describe()["tokens"]["accountant"]):
            grant.revoked, grant.expires_at = False, datetime.now(UTC) + timedelta(days=999)
    async with simulated.provider() as provider:
        again = {row.id: row.sha256 for row in await simulated.pull(provider)}
    assert again == whole or fault == "page_drift"


def test_every_fault_that_a_pull_can_meet_is_in_the_table() -> None:
    signing_in = {"refresh_race", "refresh_lost", "refresh_half", "refresh_refused", "slow_down", "access_denied",
                  "device_expired"}  # fmt: skip
    assert {fault.name for fault in FAULTS} == set(ENDS) | signing_in


@pytest.mark.parametrize(
    "switches",
    [{"float_dust": True}, {"published_examples": True}, {"new_enum_values": True}, {"null_numeration": True},
     {"received_lines": "none"}, {"pending_date_field": "emssion_date", "pending_date_with_time": True},
     {"error_as_text": True}, {"past_last_page": "refused"}, {"updated_at_filterable": False}],
    ids=lambda switches: next(iter(switches)),
)  # fmt: skip
async def test_its_peculiarities_are_borne(switches: dict[str, Any]) -> None:
    async with alone(**switches) as simulated, simulated.provider() as provider:
        for direction in Direction:
            for kind in provider.kinds(direction):
                rows = await simulated.pull(provider, kind)
                documents, refused = understood(provider, PartyDetails("X"), rows)
                assert refused == 0
                if direction is Direction.ISSUED:
                    assert all(each.total == each.total_declared for each in documents)
        works = await provider.changed_since_works(simulated.company, "invoice")
        assert works is switches.get("updated_at_filterable", True)


async def test_the_hour_is_never_overdrawn() -> None:
    async with alone(hourly_limit=6) as simulated, simulated.provider() as provider:
        with pytest.raises(QuotaUsedUp) as raised:
            for _ in range(10):
                await simulated.pull(provider)
        used = simulated.control("quota")["used"]
    assert raised.value.window == "hour"
    assert sum(sum(each["refused"].values()) for each in used.values()) == 0


async def test_signing_in_with_a_code_and_renewing(tmp_path: Path) -> None:
    async with alone() as simulated:
        secret = Secret(simulated.cloud.describe()["client_secret"])
        oauth = authorization(ADAPTER, simulated.connection, simulated.recorded, secret)
        signing = SignIn(oauth, simulated.url, "http://localhost:8400/back", SCOPES)
        back = await browsed(signing)
        pair = await signing.finish(signing.code_in(back))
        keep(simulated.vault, simulated.connection.secret_name, pair)
        connection = simulated.connection._replace(grant=Grant.CODE)
        tokens = tokens_of(ADAPTER, connection, simulated.vault, tmp_path, simulated.recorded)
        async with simulated.provider(tokens) as provider:
            assert (await prove(provider)).proved
            simulated.control("faults", {"fault": "token_expired", "times": 1, "path": "/c/"})
            assert await simulated.pull(provider)
        assert (await tokens.access()) != pair.access
        kept = simulated.vault.get(simulated.connection.secret_name)
        assert kept is not None
        for fault, code in (("refresh_half", "shape"), ("refresh_refused", "needs-reconnect")):
            simulated.control("faults", {"fault": fault, "times": 1})
            with pytest.raises(ProviderError) as raised:
                await tokens.after_refusal(await tokens.access())
            assert raised.value.code in (code, "temporary", "provider-down")
            assert simulated.vault.get(simulated.connection.secret_name) == kept
    shown = repr(simulated.recorded.exchanges)
    assert not [text for text in (secret.reveal(), pair.access.reveal(), back) if text in shown]


async def test_a_refresh_whose_answer_is_lost_needs_a_person_and_no_loop(tmp_path: Path) -> None:
    async with alone() as simulated:
        secret = Secret(simulated.cloud.describe()["client_secret"])
        oauth = authorization(ADAPTER, simulated.connection, simulated.recorded, secret)
        signing = SignIn(oauth, simulated.url, "http://localhost:8400/back", SCOPES)
        pair = await signing.finish(signing.code_in(await browsed(signing)))
        keep(simulated.vault, simulated.connection.secret_name, pair)
        connection = simulated.connection._replace(grant=Grant.CODE)
        tokens = tokens_of(ADAPTER, connection, simulated.vault, tmp_path, simulated.recorded)
        simulated.control("faults", {"fault": "refresh_lost", "times": 1})
        with pytest.raises(ProviderError) as raised:
            await tokens.after_refusal(pair.access)
        assert raised.value.code == "outcome-unknown"
        for _ in range(3):
            with pytest.raises(NeedsReconnect):
                await tokens.after_refusal(pair.access)
        refreshes = [each for each in simulated.recorded.exchanges if "refresh_token" in each.request_body]
        assert len(refreshes) == 2


async def test_signing_in_with_a_device() -> None:
    async with alone() as simulated:
        oauth = authorization(ADAPTER, simulated.connection, simulated.recorded)
        code = await ask_for_code(oauth, SCOPES)
        asked = 0

        async def sleep(seconds: float) -> None:
            nonlocal asked
            asked += 1
            simulated.cloud.clock.advance(seconds)
            if asked == 2:
                (device,) = simulated.cloud.around.oauth.devices.values()
                device.granted = True

        pair = await wait_for_person(oauth, code, sleep=sleep)
        assert pair.access.reveal().startswith("a/")
        assert asked == 2
    assert pair.access.reveal() not in repr(simulated.recorded.exchanges)
