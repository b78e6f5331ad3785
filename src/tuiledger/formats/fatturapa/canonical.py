"""One fingerprint per document that survives other prefixes, spaces, transmissions and attachments."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuiledger.formats.fatturapa.fields import Element

# Neither can occur in XML, so no two different documents join to the same text.
_VALUE = "\x1f"
_ELEMENT = "\x1e"


def fingerprints(header: Element, bodies: Iterable[Element]) -> tuple[str, ...]:
    """The canonical hash of each body together with the header, as hexadecimal SHA-256.

    It covers local names and stripped texts of everything but the transmission block (1.1 DatiTrasmissione) and the
    attachments (2.5 Allegati); empty elements count as absent. Names must be without namespaces already.
    """
    common = sha256(_flat(header, "DatiTrasmissione"))
    found = []
    for body in bodies:
        one = common.copy()
        one.update(_flat(body, "Allegati"))
        found.append(one.hexdigest())
    return tuple(found)


def _flat(element: Element, left_out: str) -> bytes:
    parts: list[str] = []
    for block in element:
        if block.tag == left_out:
            continue
        for node in block.iter("*"):
            text = node.text
            if text and (text := text.strip()):
                parts.append(node.tag + _VALUE + text)
            elif len(node):
                parts.append(node.tag)
    return _ELEMENT.join(parts).encode("utf-8", "surrogatepass")
