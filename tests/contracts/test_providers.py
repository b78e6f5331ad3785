"""What every provider keeps to, whoever wrote it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from importlib import resources

import pytest
import stamina
from tests.providers.doubles import CountedQuota, FixedToken, Recorded
from tests.providers.server import Call, Handler, answer, serving

from tuiledger.domain.connections import Condition, Connection, Grant
from tuiledger.domain.documents import Direction, PartyDetails
from tuiledger.domain.faults import NeedsReconnect, ProviderError, QuotaUsedUp, UnexpectedAnswer
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import Capability, Provider, RemoteRow, Since
from tuiledger.providers.base import Adapter
from tuiledger.providers.reading import fingerprint
from tuiledger.providers.registry import load, names

CLIENT = PartyDetails("Client", "IT", "01234567890")


@pytest.fixture(params=names())
def adapter(request: pytest.FixtureRequest) -> Iterator[Adapter]:
    """Each provider in turn, with no pauses between its attempts."""
    stamina.set_testing(True, attempts=2)
    name: str = request.param
    yield load(name)
    stamina.set_testing(False)


def connection(adapter: Adapter, address: str | None) -> Connection:
    return Connection(1, adapter.name, "Studio", Grant.PERSONAL_TOKEN, Condition.UNPROVED, base_url=address)


async def asked(adapter: Adapter, handler: Handler) -> tuple[list[ProviderError], Recorded, list[Call]]:
    """The faults that each kind of call ends with, against a service that answers with ``handler``."""
    recorded, found = Recorded(), []
    async with serving(handler) as server:
        provider = adapter.connect(connection(adapter, server.url), FixedToken("CANARY-token-0123456789"),
                                   CountedQuota(), recorded)  # fmt: skip
        for ask in (provider.account, lambda: provider.access("12"), lambda: _first(provider)):
            try:
                await ask()
            except ProviderError as fault:
                found.append(fault)
        await provider.close()
    return found, recorded, server.calls


async def _first(provider: Provider) -> None:
    kind = provider.kinds(Direction.ISSUED)[0]
    async for _page in provider.pages("12", kind, Since()):
        return


def always(said: bytes) -> Handler:
    async def handle(call: Call, writer: asyncio.StreamWriter) -> bytes:
        return said

    return handle


def test_what_it_declares_is_whole(adapter: Adapter) -> None:
    assert adapter.name in names()
    assert adapter.title
    assert adapter.base_url.startswith("https://")
    assert adapter.grants
    assert adapter.capabilities <= frozenset(Capability)
    assert not [scope for scope in adapter.scopes if scope.endswith((":a", ":w"))], "importing needs no right to write"
    assert set(adapter.reads) <= set(adapter.scopes)
    assert adapter.pace.calls > 0 and adapter.pace.seconds > 0
    if Grant.CODE in adapter.grants:
        assert adapter.endpoints is not None


async def test_it_is_what_services_are_written_against(adapter: Adapter) -> None:
    provider = adapter.connect(connection(adapter, None), FixedToken(), CountedQuota(), Recorded())
    assert provider.name == adapter.name
    assert provider.capabilities == adapter.capabilities
    for name, method in inspect.getmembers(Provider, inspect.isfunction):
        if not name.startswith("_"):
            own = inspect.signature(getattr(provider, name))
            assert list(own.parameters) == list(inspect.signature(method).parameters)[1:], name
    assert set(provider.kinds(Direction.ISSUED)) and set(provider.kinds(Direction.RECEIVED))
    assert not set(provider.kinds(Direction.ISSUED)) & set(provider.kinds(Direction.RECEIVED))
    portal = provider.portal_url("12")
    assert portal == adapter.portal(connection(adapter, None), "12")
    assert portal is None or portal.startswith("https://")
    await provider.close()


@pytest.mark.parametrize(
    "address", ["http://example.com", "https://example.com", "http://169.254.169.254", "file:///x"]
)
def test_it_goes_nowhere_but_to_its_own_address_or_loopback(adapter: Adapter, address: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        adapter.connect(connection(adapter, address), FixedToken(), CountedQuota(), Recorded())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(b"", 401), NeedsReconnect), (answer(b"", 403), ProviderError), (answer(b"", 404), ProviderError),
        (answer(b"", 429, {"Retry-After": "800"}), QuotaUsedUp), (answer(b"", 500), ProviderError),
        (answer(b"", 302, {"Location": "https://evil.example"}), UnexpectedAnswer),
        (answer(b"<html>login</html>", headers={"Content-Type": "text/html"}), UnexpectedAnswer),
        (answer(b""), UnexpectedAnswer), (answer([]), UnexpectedAnswer), (answer(None), UnexpectedAnswer),
        (answer({}), ProviderError), (answer({"data": 5}), UnexpectedAnswer),
        (answer(b'{"data": NaN}'), UnexpectedAnswer), (answer(b'{"data": {}, "data": {}}'), UnexpectedAnswer),
        (answer(b"[" * 10_000), UnexpectedAnswer), (answer(b'{"data": 1E1000000}'), UnexpectedAnswer),
        (answer(b'{"data": "\xff"}'), UnexpectedAnswer),
        (answer(b"x" * 10, headers={"Content-Length": "99"}), ProviderError),
    ],
    ids=lambda value: repr(value)[:50],
)  # fmt: skip
async def test_whatever_comes_ends_in_the_tree_of_faults(
    adapter: Adapter, said: bytes, kind: type[ProviderError]
) -> None:
    async def handle(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
        writer.write(said)
        await writer.drain()
        return None

    found, recorded, _calls = await asked(adapter, handle)
    assert found
    assert all(isinstance(fault, kind) for fault in found), found
    assert recorded.exchanges
    assert "CANARY" not in repr(recorded.exchanges) + repr([str(fault) for fault in found])


async def test_a_body_that_repeats_the_token_is_kept_without_it(adapter: Adapter) -> None:
    said = answer({"error": {"message": "bad token CANARY-token-0123456789"}}, 422)
    found, recorded, calls = await asked(adapter, always(said))
    assert calls
    assert "CANARY" not in repr(recorded.exchanges)
    assert len(found) == 3


@pytest.mark.parametrize(
    "payload", [b"{}", b"[]", b"null", b'"x"', b"5", b"", b"{", b"\xff", b'{"id": []}', b'{"date": 0}']
)
def test_a_row_that_cannot_be_understood_is_refused_and_nothing_else(adapter: Adapter, payload: bytes) -> None:
    provider = adapter.connect(connection(adapter, None), FixedToken(), CountedQuota(), Recorded())
    for direction in Direction:
        for kind in provider.kinds(direction):
            with pytest.raises(Refusal) as raised:
                provider.understand(CLIENT, RemoteRow(kind, "1", None, payload, fingerprint(payload)))
            assert raised.value.code
            assert raised.value.values


def test_its_messages_are_explained(adapter: Adapter) -> None:
    catalogue = resources.files("tuiledger.providers") / adapter.name / "explanations.toml"
    assert "[[explanation]]" in catalogue.read_text(encoding="utf-8")
