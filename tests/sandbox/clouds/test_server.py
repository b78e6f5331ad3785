from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from tuiledger.sandbox.clouds.exchange import Reply, Request
from tuiledger.sandbox.clouds.server import serving


async def echo(request: Request) -> Reply:
    return Reply(
        200, (("Content-Type", "text/plain"),), f"{request.path}|{dict(request.query)}|".encode() + request.body
    )


def said(base_url: str, data: bytes) -> bytes:
    place = urlsplit(base_url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as line:
        line.sendall(data)
        came = b""
        while piece := line.recv(65536):
            came += piece
    return came


def test_one_connection_carries_many_requests() -> None:
    with serving(echo) as base_url:
        line = http.client.HTTPConnection(urlsplit(base_url).netloc)
        bodies = []
        for number in range(3):
            line.request("POST", f"/a%20b?x=%C3%A8&n={number}", body=b"word")
            bodies.append(line.getresponse().read().decode())
        line.close()
    assert bodies == [f"/a b|{{'x': 'è', 'n': '{number}'}}|word" for number in range(3)]


def test_it_listens_on_loopback_alone() -> None:
    with serving(echo) as base_url:
        assert base_url.startswith("http://127.0.0.1:")


def test_another_name_for_this_machine_is_refused() -> None:
    with serving(echo) as base_url:
        answer = said(base_url, b"GET / HTTP/1.1\r\nHost: attacker.example\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("nonsense", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"A" * 70_000])
def test_what_is_not_http_is_told_so(nonsense: bytes) -> None:
    with serving(echo) as base_url:
        assert said(base_url, nonsense).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def test_a_body_without_end_is_refused() -> None:
    with serving(echo) as base_url:
        place = urlsplit(base_url)
        with socket.create_connection((place.hostname, place.port), timeout=5) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n")
            with pytest.raises(OSError):
                for _ in range(2000):
                    line.sendall(b"x" * 65536)


def test_it_waits_for_the_word_to_go_on() -> None:
    with serving(echo) as base_url:
        place = urlsplit(base_url)
        with socket.create_connection((place.hostname, place.port), timeout=5) as line:
            line.sendall(
                b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                b"Connection: close\r\n\r\n"
            )
            assert line.recv(100).startswith(b"HTTP/1.1 100 ")
            line.sendall(b"go")
            assert line.recv(1000).endswith(b"|go")


def test_stopping_ends_open_connections() -> None:
    with serving(echo) as base_url:
        place = urlsplit(base_url)
        line = socket.create_connection((place.hostname, place.port), timeout=5)
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert line.recv(1000)
    assert line.recv(1000) == b""
    line.close()
