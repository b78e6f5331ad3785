"""The body of an answer, read within its caps: a small answer that unpacks to a huge one is refused on the way."""

from __future__ import annotations

import zlib
from typing import Final

import httpx

from tuiledger.domain.faults import UnexpectedAnswer
from tuiledger.domain.wording import N_

_TOO_LARGE: Final = N_("The answer is larger than any answer of this provider should be")
_PACKED: Final = N_("The answer is packed in a way that was not asked for, or damaged")
#: How far an honest answer shrinks; JSON reaches 30, a bomb 1,000. Small answers may shrink as they like.
_RATIO: Final = 100
_SMALL: Final = 1024 * 1024


async def read_body(response: httpx.Response, wire: int, decoded: int) -> bytes:
    """The body of ``response``, unpacked.

    Args:
        wire: the most bytes to take from the network.
        decoded: the most bytes to unpack them to.

    Raises:
        UnexpectedAnswer: a cap is passed (``too-large``) or the packing is not gzip (``encoding``).
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity", ""):
        raise _packed()
    announced = response.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:12]) > wire:
        raise _too_large()
    unpacked = _Plain(decoded) if encoding in ("identity", "") else _Gzip(decoded)
    taken = 0
    async for chunk in response.aiter_raw():
        taken += len(chunk)
        if taken > wire:
            raise _too_large()
        unpacked.add(chunk, taken)
    return unpacked.whole(taken)


class _Plain:
    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes, taken: int) -> None:
        self._size += len(chunk)
        if self._size > self._cap:
            raise _too_large()
        self._chunks.append(chunk)

    def whole(self, taken: int) -> bytes:
        return b"".join(self._chunks)


class _Gzip(_Plain):
    def __init__(self, cap: int) -> None:
        super().__init__(cap)
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def add(self, chunk: bytes, taken: int) -> None:
        try:
            while chunk:
                super().add(self._stream.decompress(chunk, _SMALL), taken)
                if self._size > max(_SMALL, _RATIO * taken):
                    raise _too_large()
                chunk = self._stream.unconsumed_tail
        except zlib.error:
            raise _packed() from None

    def whole(self, taken: int) -> bytes:
        if (taken and not self._stream.eof) or self._stream.unused_data:
            raise _packed()
        return super().whole(taken)


def _too_large() -> UnexpectedAnswer:
    return UnexpectedAnswer(_TOO_LARGE, code="too-large")


def _packed() -> UnexpectedAnswer:
    return UnexpectedAnswer(_PACKED, code="encoding")
