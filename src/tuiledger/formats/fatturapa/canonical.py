"""One fingerprint per document that survives other prefixes, spaces, transmissions and attachments."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

#: Cannot occur in XML, so no two different documents join to the same text.
_BETWEEN = "\x1f"


def fingerprints(header: list[str], bodies: Iterable[list[str]]) -> tuple[str, ...]:
    """The canonical hash of each body together with the header, as hexadecimal SHA-256.

    Args:
        header, bodies: local names and stripped texts in turn, as :func:`~tuiledger.formats.fatturapa.records.record`
            collects them: without the transmission block (1.1 DatiTrasmissione) and attachments (2.5 Allegati), and
            without empty elements.
    """
    common = sha256(_joined(header))
    found = []
    for body in bodies:
        one = common.copy()
        one.update(_joined(body))
        found.append(one.hexdigest())
    return tuple(found)


def _joined(said: list[str]) -> bytes:
    return (_BETWEEN.join(said) + _BETWEEN).encode("utf-8", "surrogatepass")
