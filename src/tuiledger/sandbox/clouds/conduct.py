"""Ways for a reply to go wrong on the wire."""

from __future__ import annotations

import asyncio
import zlib
from functools import cache
from typing import Final

from tuiledger.sandbox.clouds.exchange import Conduct, Reply, Wire, head

_MEGABYTE: Final = 1024 * 1024
#: The most a conduct waits on a silent line, in seconds.
_PATIENCE: Final = 600.0


def slow_head(every: float) -> Conduct:
    """The head comes one byte every so many seconds."""

    async def conduct(wire: Wire, reply: Reply) -> None:
        await _drip(wire, head(reply, len(reply.body)), every)
        await wire.send(reply.body)

    return conduct


def slow_body(every: float) -> Conduct:
    """The body comes one byte every so many seconds."""

    async def conduct(wire: Wire, reply: Reply) -> None:
        await wire.send(head(reply, len(reply.body)))
        await _drip(wire, reply.body, every)

    return conduct


def cut(*, announced: bool) -> Conduct:
    """Half of the body comes; its whole length was ``announced`` or not."""

    async def conduct(wire: Wire, reply: Reply) -> None:
        await wire.send(head(reply, len(reply.body) if announced else None) + reply.body[: len(reply.body) // 2])

    return conduct


def silence(seconds: float | None = None) -> Conduct:
    """Nothing comes, for so long or until the other side has had enough."""

    async def conduct(wire: Wire, reply: Reply) -> None:
        await wire.left(_PATIENCE if seconds is None else seconds)

    return conduct


async def reset(wire: Wire, reply: Reply) -> None:
    """The connection is reset."""
    wire.reset()


async def not_http(wire: Wire, reply: Reply) -> None:
    """Something comes that is not HTTP."""
    await wire.send(b"\x16\x03\x01\x02\x00220 mail.example ESMTP ready\r\n")


async def endless_body(wire: Wire, reply: Reply) -> None:
    """A body of blanks comes that never ends."""
    await wire.send(head(reply, None) + b'{"data": [')
    while not await wire.left(0):
        await wire.send(b" " * 65536)


async def endless_head(wire: Wire, reply: Reply) -> None:
    """A head comes that never ends."""
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    while not await wire.left(0):
        await wire.send(b"X-More: " + b"a" * 4096 + b"\r\n")


def gzip_bomb(megabytes: int) -> Conduct:
    """A small compressed body comes that is ``megabytes`` large."""

    async def conduct(wire: Wire, reply: Reply) -> None:
        packed = bomb(megabytes)
        await wire.send(head(reply.with_headers(("Content-Encoding", "gzip")), len(packed)) + packed)

    return conduct


@cache
def bomb(megabytes: int) -> bytes:
    """A JSON object with a text of ``megabytes`` of blanks, in gzip; one in a thousand of that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    blanks = b" " * _MEGABYTE
    first = packer.compress(b'{"data": "') + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the packer has forgotten everything: one block says the same wherever it stands.
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(b'"}') + packer.flush(zlib.Z_FINISH)
    checksum = zlib.crc32(b'{"data": "')
    for _ in range(megabytes):
        checksum = zlib.crc32(blanks, checksum)
    checksum = zlib.crc32(b'"}', checksum)
    size = megabytes * _MEGABYTE + len(b'{"data": ""}')
    trailer = checksum.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + first + block * megabytes + last + trailer


async def _drip(wire: Wire, data: bytes, every: float) -> None:
    for place in range(len(data)):
        await wire.send(data[place : place + 1])
        if await wire.left(every):
            return


async def pause(seconds: float) -> None:
    """Let ``seconds`` pass before an answer."""
    await asyncio.sleep(seconds)
