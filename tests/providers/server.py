"""A server that says exactly the bytes it is told to, so that every fault on the wire can be had."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(slots=True)
class Call:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query, each name once."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


#: Answers a call with bytes, or writes them itself; None closes the connection.
Handler = Callable[[Call, asyncio.StreamWriter], Awaitable[bytes | None]]


@dataclass(slots=True)
class Server:
    """Where it listens, and what it was asked."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def answer(
    body: bytes | object = b"", status: int = 200, headers: Mapping[str, str] | None = None, *, packed: bool = False
) -> bytes:
    """A whole answer; what is not bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", **(headers or {})}
    if packed:
        data, fields["Content-Encoding"] = gzip.compress(data), "gzip"
    fields.setdefault("Content-Length", str(len(data)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + data


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Server]:
    """A server on loopback that asks ``handler`` about every call."""
    said = Server()
    open_now: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        try:
            while call := await _read(reader):
                said.calls.append(call)
                answered = await handler(call, writer)
                if answered is None:
                    break
                writer.write(answered)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            open_now.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    said.port = server.sockets[0].getsockname()[1]
    try:
        yield said
    finally:
        server.close()
        for task in list(open_now):
            task.cancel()


async def _read(reader: asyncio.StreamReader) -> Call | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Call(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def always(*answers: bytes) -> Handler:
    """Give ``answers`` one after another, the last one from then on."""
    left = list(answers)

    async def handle(call: Call, writer: asyncio.StreamWriter) -> bytes:
        return left.pop(0) if len(left) > 1 else left[0]

    return handle
