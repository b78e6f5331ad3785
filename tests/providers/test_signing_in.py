"""Signing in with a browser, here or at the other end of an SSH connection."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.providers.authority import authority

from tuiledger.domain.faults import Refused, Unavailable, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.providers.fattureincloud.adapter import ENDPOINTS
from tuiledger.providers.http import Http
from tuiledger.providers.oauth import Client, Endpoints, OAuth
from tuiledger.providers.recorder import Silent
from tuiledger.providers.signing_in import Listener, SignIn

BACK = "https://studio.example/back"
API = "https://api.cloud.example"


def sign_in(back: str = BACK, endpoints: Endpoints = ENDPOINTS) -> SignIn:
    return SignIn(OAuth(Http(API, Silent()), endpoints, Client("client-7")), API, back, ("a:r", "b:r"))


def state_of(signing: SignIn) -> str:
    return parse_qs(urlsplit(signing.address).query)["state"][0]


def came_back(signing: SignIn, **fields: str) -> str:
    return f"{signing.redirect_uri}?{urlencode({'state': state_of(signing), **fields})}"


def test_the_address_asks_for_the_scopes_and_a_state_of_its_own() -> None:
    signing = sign_in()
    address = urlsplit(signing.address)
    assert address.geturl().startswith("https://api.cloud.example/oauth/authorize?")
    fields = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert len(fields.pop("state")) >= 40
    assert fields == {"response_type": "code", "client_id": "client-7", "redirect_uri": BACK, "scope": "a:r b:r"}
    assert state_of(sign_in()) != state_of(signing)


async def test_the_proof_is_sent_where_the_server_takes_it() -> None:
    async with authority(ENDPOINTS._replace(pkce=True)) as (knows, oauth, server, _):
        signing = SignIn(oauth, server.url, BACK, ())
        fields = parse_qs(urlsplit(signing.address).query)
        assert fields["code_challenge_method"] == ["S256"]
        await signing.finish(signing.code_in(came_back(signing, code=knows.code)))
    digest = hashlib.sha256(server.calls[0].json["code_verifier"].encode()).digest()
    assert fields["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]


async def test_the_pasted_address_gives_the_code_and_the_code_the_tokens() -> None:
    async with authority() as (knows, oauth, server, _):
        signing = SignIn(oauth, server.url, BACK, ())
        # A terminal breaks long lines; the prefix belongs to the code.
        pasted = f"  {came_back(signing, code=knows.code)[:40]}\n{came_back(signing, code=knows.code)[40:]} "
        pair = await signing.finish(signing.code_in(pasted))
    assert server.calls[0].json["code"] == "c/CANARY-code-of-the-sign-in"
    assert server.calls[0].json["redirect_uri"] == BACK
    assert pair.access.reveal() == "a/CANARY-access-000001"


@pytest.mark.parametrize("state", ["", "x", "0" * 43])
def test_another_sign_ins_state_is_refused(state: str) -> None:
    signing = sign_in()
    with pytest.raises(UnexpectedAnswer) as raised:
        signing.code_in(f"{BACK}?{urlencode({'state': state, 'code': 'c/x'})}")
    assert raised.value.code == "state"
    assert signing.code_in(came_back(signing, code="c/x")) == Secret("c/x")


def test_a_state_given_twice_is_refused() -> None:
    signing = sign_in()
    with pytest.raises(UnexpectedAnswer):
        signing.code_in(came_back(signing, code="c/x") + "&state=other")


@pytest.mark.parametrize(
    "pasted",
    ["", "c/only-the-code", "https://evil.example/back?code=c/x&state={}", "http://studio.example/back?code=x&state={}",
     "https://studio.example/back/more?code=c/x&state={}", "https://studio.example:444/back?code=c/x&state={}"],
)  # fmt: skip
def test_another_address_is_refused(pasted: str) -> None:
    signing = sign_in()
    with pytest.raises(UnexpectedAnswer) as raised:
        signing.code_in(pasted.format(state_of(signing)))
    assert raised.value.code == "address"


def test_an_address_is_good_for_once() -> None:
    signing = sign_in()
    signing.code_in(came_back(signing, code="c/x"))
    with pytest.raises(Refused) as raised:
        signing.code_in(came_back(signing, code="c/x"))
    assert raised.value.code == "used"


def test_no_in_the_browser_is_told_apart() -> None:
    for error, code in (("access_denied", "denied"), ("invalid_scope", "refused")):
        signing = sign_in()
        with pytest.raises(Refused) as raised:
            signing.code_in(came_back(signing, error=error, error_description="\x1b[31mno"))
        assert raised.value.code == code
        assert "\x1b" not in str(raised.value)


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Listener, SignIn]]:
    async with Listener("localhost", "/back").open() as listener:
        yield listener, sign_in(listener.redirect_uri)


async def ask(listener: Listener, target: str, method: str = "GET") -> bytes:
    port = urlsplit(listener.redirect_uri).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    await writer.drain()
    said = await reader.read()
    writer.close()
    return said


def target(signing: SignIn, **fields: str) -> str:
    parts = urlsplit(came_back(signing, **fields))
    return f"{parts.path}?{parts.query}"


async def test_the_browser_comes_back_to_the_listener() -> None:
    async with listening() as (listener, signing):
        port = urlsplit(listener.redirect_uri).port
        assert listener.redirect_uri == f"http://localhost:{port}/back"
        assert listener.ssh_line("anna@studio") == f"ssh -N -L {port}:127.0.0.1:{port} anna@studio"
        waiting = asyncio.create_task(listener.code(signing))
        await asyncio.sleep(0)
        said = await ask(listener, target(signing, code="c/CODE"))
        assert (await waiting).reveal() == "c/CODE"
    assert said.startswith(b"HTTP/1.1 200")
    assert b"c/CODE" not in said
    assert b"no-store" in said
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_strangers_do_not_end_a_sign_in() -> None:
    async with listening() as (listener, signing):
        waiting = asyncio.create_task(listener.code(signing))
        await asyncio.sleep(0)
        assert (await ask(listener, "/other")).startswith(b"HTTP/1.1 404")
        assert (await ask(listener, "/back?code=c/evil&state=guess")).startswith(b"HTTP/1.1 400")
        assert (await ask(listener, target(signing, code="c/x"), "POST")).startswith(b"HTTP/1.1 404")
        assert b"200" not in (await ask(listener, "/" + "x" * 20_000))[:12]
        await ask(listener, target(signing, code="c/CODE"))
        assert (await waiting).reveal() == "c/CODE"
        assert (await ask(listener, target(signing, code="c/again"))).startswith(b"HTTP/1.1 404")


async def test_too_many_strangers_do() -> None:
    async with listening() as (listener, signing):
        waiting = asyncio.create_task(listener.code(signing))
        await asyncio.sleep(0)
        for _ in range(51):
            await ask(listener, "/back?code=c/evil&state=guess")
        with pytest.raises(Refused) as raised:
            await waiting
    assert raised.value.code == "stray"


async def test_no_in_the_browser_ends_it() -> None:
    async with listening() as (listener, signing):
        waiting = asyncio.create_task(listener.code(signing))
        await asyncio.sleep(0)
        said = await ask(listener, target(signing, error="access_denied", error_description="<b>no</b>"))
        with pytest.raises(Refused):
            await waiting
    assert b"<b>" not in said


async def test_nobody_comes() -> None:
    async with listening() as (listener, signing):
        with pytest.raises(Unavailable) as raised:
            await listener.code(signing, seconds=0.01)
    assert raised.value.code == "timeout"


async def test_the_listener_is_on_loopback_alone_and_its_port_may_be_chosen() -> None:
    async with Listener("localhost", "/back").open() as first:
        port = urlsplit(first.redirect_uri).port
        assert port is not None
        with pytest.raises(OSError, match="in use"):
            async with Listener("localhost", "/back").open(port):
                pass
    async with Listener("127.0.0.1", "/cb").open(port) as second:
        assert second.redirect_uri == f"http://127.0.0.1:{port}/cb"
