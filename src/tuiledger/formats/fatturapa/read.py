"""An e-invoice file as documents: the way in for everything that was unwrapped.

The checks of the exchange system and of the schema run along, and what they find travels with the documents; only a
file that cannot be understood without guessing is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.domain.documents import Document, Finding
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa import checks, schema
from tuiledger.formats.fatturapa.attachments import decoded
from tuiledger.formats.fatturapa.body import read_body
from tuiledger.formats.fatturapa.canonical import fingerprints
from tuiledger.formats.fatturapa.fields import Element, fields, missing, required_block
from tuiledger.formats.fatturapa.header import read_header
from tuiledger.formats.fatturapa.parse import parse, strip_namespaces
from tuiledger.formats.fatturapa.simplified import read_simplified_body
from tuiledger.formats.fatturapa.values import quoted

if TYPE_CHECKING:
    from lxml.etree import _Element

ORDINARY: Final = "FatturaElettronica"
SIMPLIFIED: Final = "FatturaElettronicaSemplificata"


class Reading(NamedTuple):
    """What a file says.

    ``canonical`` holds one hexadecimal SHA-256 per document, in the same order. ``findings`` are those that concern the
    whole file; every document carries them too, before its own.
    """

    documents: tuple[Document, ...]
    canonical: tuple[str, ...]
    version: str
    transmitter: str | None
    findings: tuple[Finding, ...]


def read(payload: bytes) -> Reading:
    """The documents in an e-invoice of any version, ordinary or simplified, out of its envelope.

    Raises:
        Refusal: ``empty``, ``too-large``, ``doctype``, ``xml-damaged``, ``not-an-invoice``, ``incomplete``,
            ``date-invalid``, ``amount-invalid`` or ``number-invalid``; nothing of the file is taken then.
    """
    parsed = parse(payload)
    _require_invoice(parsed.root)
    findings = parsed.findings + schema.validate(parsed.root)
    root = strip_namespaces(parsed.root)
    header_element, bodies = _parts(root)
    header = read_header(header_element, quoted(root.get("versione", "")))
    read_one = read_simplified_body if root.tag == SIMPLIFIED else read_body
    found = [read_one(body, header, position) for position, body in enumerate(bodies, 1)]
    findings += checks.check_header(header)
    documents = []
    for body in found:
        document = body.document
        all_findings = findings + document.findings + checks.check(body, header)
        documents.append(replace(document, findings=all_findings) if all_findings else document)
    return Reading(
        documents=tuple(documents),
        canonical=fingerprints(header_element, bodies),
        version=header.version,
        transmitter=header.transmitter,
        findings=findings,
    )


def attachment_bytes(payload: bytes, position: int, index: int) -> bytes:
    """The decoded bytes of one attachment.

    Args:
        position: of the body in the file, from 1.
        index: of the attachment in the body, from 0.

    Raises:
        Refusal: as :func:`read`, and ``attachment-damaged`` when there is no such attachment or it cannot be decoded.
    """
    tree = parse(payload).root
    _require_invoice(tree)
    _, bodies = _parts(strip_namespaces(tree))
    if 0 < position <= len(bodies):
        attachments = fields(bodies[position - 1])[1].get("Allegati", [])
        if 0 <= index < len(attachments):
            content = decoded(fields(attachments[index])[0].get("Attachment", ""))
            if content is not None:
                return content
    raise Refusal("attachment-damaged", "The attachment cannot be decoded")


def _require_invoice(root: _Element) -> None:
    name = str(root.tag).rpartition("}")[2].rpartition(":")[2]
    if name not in (ORDINARY, SIMPLIFIED):
        raise Refusal("not-an-invoice", "The file is XML but no e-invoice: it begins with {}", (quoted(name),))


def _parts(root: Element) -> tuple[Element, list[Element]]:
    """The header and the bodies, with local names only."""
    _, blocks = fields(root)
    header = required_block(blocks, "FatturaElettronicaHeader", root.tag)
    bodies = blocks.get("FatturaElettronicaBody")
    if not bodies:
        raise missing("FatturaElettronicaBody", root.tag)
    return header, bodies
