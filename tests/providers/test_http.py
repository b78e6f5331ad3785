"""The one way to the clouds, against servers that misbehave byte by byte."""

from __future__ import annotations

import asyncio
import gzip
import logging
import resource
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.providers.doubles import Recorded
from tests.providers.server import Call, Handler, always, answer, serving

from tuiledger.domain.faults import OutcomeUnknown, ProviderError, Unavailable, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.providers.http import Answer, Http, Limits, Request

QUICK = Limits(deadline=0.5, connect=0.5, wire=2_000_000, decoded=4_000_000)
GET = Request("GET", "/x")
TOKEN = Secret("a/CANARY-of-the-token-0123456789")


async def sent(handler: Handler, request: Request = GET, limits: Limits = QUICK) -> tuple[Answer, Recorded]:
    recorded = Recorded()
    async with serving(handler) as server:
        http = Http(server.url, recorded, simulated=True, limits=limits)
        try:
            return await http.send(request), recorded
        finally:
            await http.close()


async def fault_of(handler: Handler, request: Request = GET, limits: Limits = QUICK) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await sent(handler, request, limits)
    return raised.value


async def test_an_answer_comes_as_it_was_sent() -> None:
    found, recorded = await sent(always(answer({"a": 1})))
    assert (found.status, found.body, found.headers["content-type"]) == (200, b'{"a": 1}', "application/json")
    assert [(e.status, e.attempt, e.error) for e in recorded.exchanges] == [(200, 1, None)]


async def test_a_packed_answer_is_unpacked_within_its_cap() -> None:
    found, _ = await sent(always(answer({"a": "x" * 10_000}, packed=True)))
    assert len(found.body) == 10_009


async def test_what_the_call_says_of_itself() -> None:
    async with serving(always(answer({}))) as server:
        http = Http(server.url, Recorded(), simulated=True)
        await http.send(Request("GET", "/x", (("q", "name = 'D''Angelo' and n >= 2"),), bearer=TOKEN))
        await http.close()
    (call,) = server.calls
    assert call.query == {"q": "name = 'D''Angelo' and n >= 2"}
    assert call.headers["authorization"] == f"Bearer {TOKEN.reveal()}"
    assert call.headers["user-agent"].startswith("tuiledger/")
    assert call.headers["accept-encoding"] == "gzip"


async def drip_headers(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_body(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def never(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
    await asyncio.Event().wait()
    return None


@pytest.mark.parametrize("handler", [drip_headers, drip_body, never])
async def test_a_slow_answer_ends_at_the_deadline(handler: Handler) -> None:
    fault = await fault_of(handler)
    assert isinstance(fault, Unavailable)
    assert fault.code == "timeout"


async def test_a_changing_call_without_an_answer_has_an_unknown_outcome() -> None:
    fault = await fault_of(never, Request("POST", "/x", body=b"{}", repeatable=False))
    assert isinstance(fault, OutcomeUnknown)


async def test_a_changing_call_that_never_left_is_merely_unavailable() -> None:
    http = Http("http://127.0.0.1:1", Recorded(), simulated=True, limits=QUICK)
    with pytest.raises(Unavailable) as raised:
        await http.send(Request("POST", "/x", body=b"{}", repeatable=False))
    await http.close()
    assert not isinstance(raised.value, OutcomeUnknown)
    assert raised.value.code == "no-network"


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
     b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000],
    ids=["nothing", "short", "chunk", "rubbish", "header"],
)  # fmt: skip
async def test_an_answer_that_breaks_off_is_no_answer(said: bytes) -> None:
    async def handler(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
        writer.write(said)
        await writer.drain()
        return None

    assert isinstance(await fault_of(handler), Unavailable)


async def test_a_reset_connection_is_no_answer() -> None:
    async def handler(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
        writer.transport.abort()
        return None

    assert isinstance(await fault_of(handler), Unavailable)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_never_followed(status: int) -> None:
    async with serving(always(answer({"stolen": True}))) as other:
        fault = await fault_of(always(answer(b"", status, {"Location": other.url + "/steal"})))
        assert fault.code == "redirect"
        assert other.calls == []


def bomb(size: int) -> bytes:
    packing = zlib.compressobj(9, wbits=31)
    zeros = bytes(1_000_000)
    return b"".join(packing.compress(zeros) for _ in range(size // len(zeros))) + packing.flush()


async def test_a_packed_bomb_is_refused_without_taking_memory() -> None:
    packed = bomb(500_000_000)
    assert len(packed) < 500_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fault = await fault_of(
        always(answer(packed, headers={"Content-Encoding": "gzip"})), limits=Limits(deadline=20.0)
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert fault.code == "too-large"
    assert after - before < 64 * 1024


@pytest.mark.parametrize("announced", [True, False])
async def test_more_than_the_wire_may_bring_is_refused(announced: bool) -> None:
    async def handler(call: Call, writer: asyncio.StreamWriter) -> bytes | None:
        if announced:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    assert (await fault_of(handler, limits=QUICK._replace(deadline=20.0))).code == "too-large"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("br", b"x"), ("gzip, gzip", gzip.compress(gzip.compress(b"x"))), ("gzip", b"not gzip"),
     ("gzip", gzip.compress(b"x" * 1000)[:-9]), ("gzip", gzip.compress(b"x") + b"more")],
    ids=["unknown", "twice", "not packed", "cut", "more behind"],
)  # fmt: skip
async def test_other_packings_and_damaged_ones_are_refused(encoding: str, body: bytes) -> None:
    assert (await fault_of(always(answer(body, headers={"Content-Encoding": encoding})))).code == "encoding"


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "http://127.0.0.1:1/x", "https://127.0.0.1/x", "//evil.example/x", "x", "file:///etc/passwd",
     "https://169.254.169.254/latest", "http://[::1]:9/", "https://api.cloud.example@evil.example/",
     "https://evil.example:443x/"],
)  # fmt: skip
async def test_no_other_host_is_called(url: str) -> None:
    async with serving(always(answer({}))) as server:
        http = Http(server.url, Recorded(), simulated=True, hosts=(".cloud.example",))
        with pytest.raises(UnexpectedAnswer) as raised:
            await http.send(Request("GET", url))
        await http.close()
    assert raised.value.code == "host"


async def test_the_token_stays_at_its_own_host() -> None:
    http = Http("https://api.cloud.example", Recorded(), hosts=(".cloud.example",))
    with pytest.raises(UnexpectedAnswer) as raised:
        await http.send(Request("GET", "https://files.cloud.example/x", bearer=TOKEN))
    await http.close()
    assert raised.value.code == "host"


@pytest.mark.parametrize(
    ("base", "simulated"),
    [("http://api.cloud.example", False), ("http://127.0.0.1:8080", False), ("https://127.0.0.1", False),
     ("http://192.168.1.1:80", True), ("https://api.cloud.example", True), ("ftp://127.0.0.1", True)],
)  # fmt: skip
def test_plain_http_is_for_the_simulated_cloud_on_loopback_alone(base: str, simulated: bool) -> None:
    with pytest.raises(UnexpectedAnswer):
        Http(base, Recorded(), simulated=simulated)


async def test_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with serving(always(answer({}))) as proxy, serving(always(answer({"own": 1}))) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login CANARY password CANARY\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        http = Http(server.url, Recorded(), simulated=True)
        assert (await http.send(GET)).body == b'{"own": 1}'
        await http.close()
        assert proxy.calls == []
        assert "authorization" not in server.calls[0].headers


async def test_cookies_are_not_kept() -> None:
    async with serving(always(answer({}, headers={"Set-Cookie": "a=b"}))) as server:
        http = Http(server.url, Recorded(), simulated=True)
        await http.send(GET)
        await http.send(GET)
        await http.close()
    assert all("cookie" not in call.headers for call in server.calls)


async def test_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await sent(always(answer({})), Request("GET", "/x", (("code", "c/CANARY-code"),)))
    assert "CANARY" not in caplog.text


async def test_a_server_that_cannot_prove_itself_is_not_spoken_to(tmp_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ) + certificate.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    http = Http(f"https://localhost.cloud.example:{port}", Recorded(), limits=Limits(deadline=5.0))
    http._transport = _Leading(http._transport)
    with pytest.raises(UnexpectedAnswer) as raised:
        await http.send(GET)
    await http.close()
    server.close()
    assert raised.value.code == "tls"
    assert raised.value.__cause__ is None


class _Leading(httpx.AsyncBaseTransport):
    """Leads a name that no server knows to loopback, below TLS: the certificate is judged as ever."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        request.extensions = {**request.extensions, "sni_hostname": "localhost"}
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()
