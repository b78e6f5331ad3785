"""An e-invoice file as documents: the way in for everything that was unwrapped.

The checks of the exchange system and of the schema run along, and what they find travels with the documents; only a
file that cannot be understood without guessing is refused.
"""

from __future__ import annotations

from typing import Final, NamedTuple, cast

from tuiledger.domain.documents import Document, Finding
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa import checks, schema
from tuiledger.formats.fatturapa.attachments import decoded
from tuiledger.formats.fatturapa.body import read_body
from tuiledger.formats.fatturapa.canonical import fingerprints
from tuiledger.formats.fatturapa.header import read_header
from tuiledger.formats.fatturapa.parse import Parsed, local_name, parse
from tuiledger.formats.fatturapa.records import Element, Record, each, missing, record
from tuiledger.formats.fatturapa.simplified import read_simplified_body
from tuiledger.formats.fatturapa.values import quoted

ORDINARY: Final = "FatturaElettronica"
SIMPLIFIED: Final = "FatturaElettronicaSemplificata"


class Reading(NamedTuple):
    """What a file says.

    ``canonical`` holds one hexadecimal SHA-256 per document, in the same order. ``findings`` are those that concern the
    whole file; every document carries them too, before its own. ``transmission`` tells one sending from another: who
    sent it under which progressive (1.1.1 IdTrasmittente, 1.1.2 ProgressivoInvio).
    """

    documents: tuple[Document, ...]
    canonical: tuple[str, ...]
    version: str
    transmitter: str | None
    transmission: str
    findings: tuple[Finding, ...]


def read(payload: bytes) -> Reading:
    """The documents in an e-invoice of any version, ordinary or simplified, out of its envelope.

    Raises:
        Refusal: ``empty``, ``too-large``, ``doctype``, ``xml-damaged``, ``not-an-invoice``, ``incomplete``,
            ``date-invalid``, ``amount-invalid`` or ``number-invalid``; nothing of the file is taken then.
    """
    parsed = parse(payload)
    name = _invoice_name(parsed)
    findings = parsed.findings + schema.validate(parsed.root, parsed.letters)
    parts = _parts(parsed, name)
    header = read_header(parts.header, quoted(parsed.root.get("versione", "")))
    read_one = read_simplified_body if name == SIMPLIFIED else read_body
    found = [read_one(body, header, position) for position, body in enumerate(parts.bodies, 1)]
    findings += checks.check_header(header)
    documents = []
    for body in found:
        document = body.document
        all_findings = findings + document.findings + checks.check(body, header)
        documents.append(document.with_findings(all_findings) if all_findings else document)
    return Reading(
        documents=tuple(documents),
        canonical=fingerprints(parts.header, parts.bodies),
        version=header.version,
        transmitter=header.transmitter,
        transmission=f"{header.transmitter or ''}/{header.progressive}" if header.progressive else "",
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
    parsed = parse(payload)
    bodies = _parts(parsed, _invoice_name(parsed)).bodies
    if 0 < position <= len(bodies):
        attachments = each(bodies[position - 1], "Allegati")
        if 0 <= index < len(attachments):
            content = decoded(attachments[index].get("Attachment", ""))
            if content is not None:
                return content
    raise Refusal("attachment-damaged", "The attachment cannot be decoded")


class _Parts(NamedTuple):
    """What the header and the bodies say."""

    header: Record
    bodies: list[Record]


def _invoice_name(parsed: Parsed) -> str:
    name = local_name(parsed.root)
    if name not in (ORDINARY, SIMPLIFIED):
        raise Refusal("not-an-invoice", "The file is XML but no e-invoice: it begins with {}", (quoted(name),))
    return name


def _parts(parsed: Parsed, name: str) -> _Parts:
    header: Record | None = None
    bodies: list[Record] = []
    for child in parsed.root:
        part = local_name(child)
        if part == "FatturaElettronicaHeader" and header is None:
            header = record(cast(Element, child), plain=parsed.plain)
        elif part == "FatturaElettronicaBody":
            bodies.append(record(cast(Element, child), plain=parsed.plain))
    if header is None:
        raise missing("FatturaElettronicaHeader", name)
    if not bodies:
        raise missing("FatturaElettronicaBody", name)
    return _Parts(header, bodies)
