"""The journal handed to other accounting programs, as text that streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from tuiledger.domain.runs import Refusal
from tuiledger.formats import beancount, hledger, journal_csv
from tuiledger.formats.fatturapa.read import attachment_bytes
from tuiledger.ports import Reader
from tuiledger.services.companies import find_company

#: The formats, each with its writer.
JOURNAL_FORMATS: Final[dict[str, Callable[..., Iterator[str]]]] = {
    "beancount": beancount.write,
    "hledger": hledger.write,
    "csv": journal_csv.write,
}


def export_journal(reader: Reader, format_name: str, company_code: str | None = None) -> Iterator[str]:
    """A company's whole journal in ``beancount``, ``hledger`` or ``csv``, oldest entry first, in pieces of text.

    CSV takes all companies together when none is named; the others keep one company's books each.

    Raises:
        Refusal: no such company, or none named where there are several.
    """
    companies = (find_company(reader, company_code),) if company_code else reader.companies()
    if not companies:
        raise Refusal("no-company", "There is no company yet: register one first")
    if len(companies) > 1 and format_name != "csv":
        raise Refusal(
            "company-missing",
            "Name the company: {} keeps one company's books",
            (format_name,),
        )
    write = JOURNAL_FORMATS[format_name]
    pieces = [write(reader.all_entries(company.id), reader.chart(company.id), company, "EUR") for company in companies]
    return chain(pieces[0], *(_without_header(piece) for piece in pieces[1:]))


def _without_header(pieces: Iterator[str]) -> Iterator[str]:
    next(pieces, None)
    return pieces


def payload_of(reader: Reader, document_id: int) -> bytes:
    """The XML a document was read from, as it was stored.

    Raises:
        Refusal: no such document, or its payload is gone.
    """
    document = reader.document(document_id)
    payload = reader.payload(document.fingerprint) if document else None
    if payload is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    return payload


def attachment_of(reader: Reader, document_id: int, place: int) -> bytes:
    """The bytes of a document's attachment, decoded from its payload; ``place`` counts from 1.

    Raises:
        Refusal: no such document or attachment, or it cannot be decoded.
    """
    payload = payload_of(reader, document_id)
    document = reader.document(document_id)
    if document is None or not 1 <= place <= len(document.document.attachments):
        raise Refusal("attachment-unknown", "The document has no attachment {}", (str(place),))
    return attachment_bytes(payload, document.document.position, place - 1)
