"""One fingerprint per document that survives other prefixes, spaces, transmissions and attachments."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

import orjson

from tuiledger.formats.fatturapa.records import Record

#: Blocks that are not part of what the document says: the transmission (1.1) and the attachments (2.5).
_APART: Final = frozenset({"DatiTrasmissione", "Allegati"})


def fingerprints(header: Record, bodies: Iterable[Record]) -> tuple[str, ...]:
    """The canonical hash of each body together with the header, as hexadecimal SHA-256 of their records as JSON."""
    common = sha256(_told(header))
    found = []
    for body in bodies:
        one = common.copy()
        one.update(_told(body))
        found.append(one.hexdigest())
    return tuple(found)


def _told(record: Record) -> bytes:
    told = {name: value for name, value in record.items() if name not in _APART}
    try:
        return orjson.dumps(told)
    except TypeError:
        # Nested deeper than JSON goes; no invoice is, but a file may be.
        return ascii(told).encode()
