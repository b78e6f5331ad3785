"""Files inside an invoice (FatturaPA 1.2.3, 2.5 Allegati): described at reading, handed out on demand."""

from __future__ import annotations

import binascii
from hashlib import sha256

from tuiledger.domain.documents import Attachment, Finding
from tuiledger.formats.fatturapa.records import Record

_SPACE = str.maketrans("", "", " \t\r\n")


def read_attachments(records: list[Record]) -> tuple[tuple[Attachment, ...], tuple[Finding, ...]]:
    """What the attachments are, with a finding for each one whose bytes cannot be decoded."""
    attachments = []
    findings = []
    for record in records:
        content = decoded(record.get("Attachment", ""))
        attachment = Attachment(
            name=record.get("NomeAttachment", ""),
            format=record.get("FormatoAttachment"),
            size=None if content is None else len(content),
            sha256=None if content is None else sha256(content).hexdigest(),
            description=record.get("DescrizioneAttachment"),
        )
        attachments.append(attachment)
        if content is None:
            findings.append(
                Finding("attachment-damaged", "The attachment {} cannot be decoded", (attachment.name[:80],))
            )
    return tuple(attachments), tuple(findings)


def decoded(content: str) -> bytes | None:
    """The bytes of a base64 text, broken into lines or without padding though it be; None when damaged or empty."""
    compact = content.translate(_SPACE)
    if not compact:
        return None
    try:
        return binascii.a2b_base64(compact + "=" * (-len(compact) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
