"""An HTTP/1.1 server of our own, on loopback only: every byte of an answer is ours to send, hold back or spoil."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from tuiledger.sandbox.clouds.exchange import App, Reply, Request

LOOPBACK: Final = "127.0.0.1"
_HOSTS: Final = frozenset({LOOPBACK, "localhost"})
#: Bytes: of a request's head, of its body, and of one read.
_LARGEST_HEAD: Final = 64 * 1024
_LARGEST_BODY: Final = 16 * 1024 * 1024
_READ: Final = 64 * 1024
#: SO_LINGER on, for no time at all: closing sends RST.
_NO_GOODBYE: Final = struct.pack("ii", 1, 0)


class Server:
    """Serves one application on 127.0.0.1 until it is stopped."""

    def __init__(self, app: App, port: int = 0) -> None:
        self._app = app
        self._port = port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Begin to serve; answers the base address.

        Raises:
            OSError: the port is taken, or may not be used.
        """
        self._server = await asyncio.start_server(self._connected, LOOPBACK, self._port, limit=_READ, backlog=512)
        return f"http://{LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """End every connection and give the port back."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        line = _Line(reader, writer)
        # Being stopped is an ordinary end of a connection, and nothing waits for this task but stop().
        with contextlib.suppress(OSError, asyncio.CancelledError, h11.ProtocolError):
            while await self._one_exchange(line):
                pass
        writer.close()

    async def _one_exchange(self, line: _Line) -> bool:
        """Read a request and answer it; whether the connection goes on."""
        try:
            request = await line.request()
        except h11.RemoteProtocolError as error:
            await line.answer(Reply(error.error_status_hint, (("Content-Type", "text/plain"),), b"not HTTP\n"))
            return False
        if request is None:
            return False
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if host not in _HOSTS:
            # A page elsewhere must not reach the sandbox by a name of its own that leads to this machine.
            await line.answer(Reply(421))
            return False
        reply = await self._app(request)
        if reply.conduct is not None:
            await reply.conduct(line, reply)
            return False
        return await line.answer(reply)


class _Line:
    """One connection: h11 keeps to the protocol, the streams carry the bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)

    async def request(self) -> Request | None:
        """The next request; None when there is no more."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = await self._event()
            if isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > _LARGEST_BODY:
                    raise h11.RemoteProtocolError("too large a body", error_status_hint=413)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _read(head, bytes(body))
            else:
                return None

    async def answer(self, reply: Reply) -> bool:
        """Send a reply as HTTP has it; whether another request may follow."""
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return False
        headers = [*reply.headers, ("Content-Length", str(len(reply.body)))]
        parts = [
            self._http.send(h11.Response(status_code=reply.status, headers=headers)),
            self._http.send(h11.Data(data=reply.body)),
            self._http.send(h11.EndOfMessage()),
        ]
        await self.send(b"".join(part for part in parts if part))
        if self._http.states[h11.SERVER] is h11.MUST_CLOSE:
            return False
        self._http.start_next_cycle()
        return True

    async def send(self, data: bytes) -> None:
        """Hand bytes to the other side."""
        self._writer.write(data)
        await self._writer.drain()

    def reset(self) -> None:
        """End the connection without a goodbye (RST)."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_GOODBYE)
        self._writer.transport.abort()

    async def left(self, seconds: float) -> bool:
        """Wait until the other side goes away, ``seconds`` at most; whether it did."""
        try:
            async with asyncio.timeout(seconds):
                while await self._reader.read(_READ):
                    pass
        except TimeoutError:
            return False
        return True

    async def _event(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                await self.send(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            self._http.receive_data(await self._reader.read(_READ))
        return event


def _read(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("latin-1"))
    return Request(
        method=head.method.decode("ascii"),
        path=unquote(target.path),
        query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers},
        body=body,
    )


@contextlib.contextmanager
def serving(app: App, port: int = 0) -> Iterator[str]:
    """Serve ``app`` in a thread of its own; the base address while it lasts.

    Raises:
        OSError: the port is taken, or may not be used.
    """
    loop = asyncio.new_event_loop()
    server = Server(app, port)
    thread = threading.Thread(target=loop.run_forever, name="simulated cloud", daemon=True)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(server.start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
