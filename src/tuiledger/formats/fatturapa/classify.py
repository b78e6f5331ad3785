"""What a file is, told by its content alone: names and extensions are text somebody else wrote."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from typing import Final

#: How far into a file its root element is looked for; stylesheets and comments before it are short.
_HEAD: Final = 65_536

_TAG: Final = re.compile(rb"(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=_\-\s]+\Z")
_MAIL_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_SPACE: Final = b" \t\r\n\0"
_INVOICES: Final = (b"FatturaElettronica", b"FatturaElettronicaSemplificata")

#: Root elements of the exchange system's messages: to and from public bodies, and the receipts for private parties.
MESSAGES: Final = {
    "RicevutaConsegna": "RC", "NotificaScarto": "NS", "RicevutaScarto": "NS", "NotificaMancataConsegna": "MC",
    "RicevutaImpossibilitaRecapito": "MC", "MetadatiInvioFile": "MT", "FileMetadati": "MT", "NotificaEsito": "NE",
    "NotificaDecorrenzaTermini": "DT", "AttestazioneTrasmissioneFattura": "AT", "NotificaEsitoCommittente": "EC",
    "ScartoEsitoCommittente": "SE",
}  # fmt: skip


class Content(StrEnum):
    """What a file holds."""

    EMPTY = "empty"
    ARCHIVE = "archive"
    ENVELOPE = "envelope"
    INVOICE = "invoice"
    MESSAGE = "message"
    PDF = "pdf"
    OTHER = "other"


def classify(data: bytes) -> Content:
    """What ``data`` is; an envelope is recognised without being opened, and whether it is whole is not judged."""
    if is_archive(data):
        return Content.ARCHIVE
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return Content.PDF
    text = narrow(head)
    if not text:
        return Content.OTHER if data.strip(_SPACE) else Content.EMPTY
    if text.startswith(b"<"):
        return _root_kind(text)
    return Content.ENVELOPE if is_envelope(data) else Content.OTHER


def is_archive(data: bytes) -> bool:
    """Whether ``data`` begins as a ZIP file."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_envelope(data: bytes) -> bool:
    """Whether ``data`` looks like a signed message: DER or BER, PEM, S/MIME or base64."""
    start = data[:_HEAD].lstrip(codecs.BOM_UTF8 + _SPACE)
    if start.startswith(b"-----BEGIN") or is_sequence(data):
        return True
    if _MAIL_HEADER.match(start):
        return b"pkcs7" in start.lower()
    return len(start) > 16 and _BASE64.match(start) is not None


def is_sequence(data: bytes) -> bool:
    """Whether ``data`` begins as an ASN.1 sequence of more than a few bytes."""
    return len(data) > 2 and data[0] == 0x30 and data[1] >= 0x80


def narrow(head: bytes) -> bytes:
    """``head`` without byte order mark and leading space, and without the zero bytes of a two-byte encoding."""
    if head[:4].count(0) or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.lstrip(b"\xff\xfe\0").replace(b"\0", b"")
    return head.lstrip(codecs.BOM_UTF8 + _SPACE)


def _root_kind(text: bytes) -> Content:
    """What the first element says; declarations, instructions and comments before it are passed over."""
    at = 0
    while (at := text.find(b"<", at)) >= 0:
        if text.startswith(b"<!--", at):
            at = _after(text, b"-->", at)
        elif text.startswith(b"<?", at):
            at = _after(text, b"?>", at)
        elif text.startswith(b"<!", at):
            # Whatever declares a document type the reader refuses, with the reason; a web page is told apart here.
            return Content.OTHER if text[at : at + 14].lower() == b"<!doctype html" else Content.INVOICE
        elif match := _TAG.match(text, at + 1):
            if match[1] in _INVOICES:
                return Content.INVOICE
            return Content.MESSAGE if match[1].decode("ascii", "replace") in MESSAGES else Content.OTHER
        else:
            return Content.OTHER
        if at < 0:
            break
    return Content.OTHER


def _after(text: bytes, end: bytes, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1
