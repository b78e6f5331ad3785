"""A request and its reply, between the server and a simulated cloud."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol

import orjson

JSON: Final = (("Content-Type", "application/json"),)
REASONS: Final = {
    200: "OK", 302: "Found", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 413: "Content Too Large",
    421: "Misdirected Request", 422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class NotJson(ValueError):
    """The body of a request is not a JSON object."""


class Request(NamedTuple):
    """One request; the names of ``headers`` are in lower case, ``path`` and ``query`` are decoded."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def fields(self) -> dict[str, Any]:
        """The JSON object in the body; an empty body is an empty object.

        Raises:
            NotJson: it is something else.
        """
        if not self.body:
            return {}
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise NotJson("the body is not JSON") from None
        if not isinstance(value, dict):
            raise NotJson("the body is not a JSON object")
        return value


class Wire(Protocol):
    """The connection a reply goes out on."""

    async def send(self, data: bytes) -> None:
        """Hand bytes to the other side."""
        ...

    def reset(self) -> None:
        """End the connection without a goodbye (RST)."""
        ...

    async def left(self, seconds: float) -> bool:
        """Wait until the other side goes away, ``seconds`` at most; whether it did."""
        ...


class Reply(NamedTuple):
    """One reply. With a ``conduct`` it goes out in that way instead of HTTP's own, and the connection ends."""

    status: int
    headers: tuple[tuple[str, str], ...] = JSON
    body: bytes = b""
    conduct: Conduct | None = None

    def header(self, name: str) -> str | None:
        """The value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_headers(self, *headers: tuple[str, str]) -> Reply:
        """The same reply with more headers, in place of those of the same name."""
        names = {name.lower() for name, _ in headers}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return self._replace(headers=kept + headers)


Conduct = Callable[[Wire, Reply], Awaitable[None]]
#: What a server serves. It must not fail.
App = Callable[[Request], Awaitable[Reply]]


def json_reply(data: object, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """``data`` as JSON."""
    return Reply(status, JSON + headers, orjson.dumps(data))


def head(reply: Reply, length: int | None) -> bytes:
    """The head of a reply as it stands on the wire; without a ``length`` the end of the connection ends the body."""
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
