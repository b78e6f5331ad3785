"""A document as JSON shows it: the names are public and stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuiledger.cli.session import said
from tuiledger.domain.documents import ClientDocument, Document, Hold, PartyDetails
from tuiledger.domain.money import decimal_text
from tuiledger.domain.pulls import RemoteDocument
from tuiledger.ports import EntryRow, Message, Source


def document_fields(company_code: str, client_document: ClientDocument, sources: Sequence[Source]) -> dict[str, Any]:
    """Every public field of a document; amounts are decimal strings, absent values null."""
    document = client_document.document
    return {
        "id": client_document.id,
        "company": company_code,
        "direction": client_document.direction.value,
        "kind": document.kind.value,
        "type_code": document.type_code,
        "number": document.number,
        "date": document.date.isoformat(),
        "seller": _party(document.seller),
        "buyer": _party(document.buyer),
        **_amounts(document),
        "attachments": [
            {"name": file.name, "format": file.format, "size": file.size, "sha256": file.sha256}
            for file in document.attachments
        ],
        "state": client_document.state.value,
        "hold": hold_fields(client_document.hold),
        "decisions": sorted(client_document.decisions),
        "received_on": client_document.received_on.isoformat() if client_document.received_on else None,
        "sources": [source_fields(source) for source in sources],
        "warnings": [
            {"code": finding.code, "message": said(finding.message, finding.values)} for finding in document.findings
        ],
    }


def hold_fields(hold: Hold | None) -> dict[str, Any] | None:
    """Why a document waits, and the answers it takes."""
    if hold is None:
        return None
    return {"code": hold.code, "message": said(hold.message, hold.values), "answers": list(hold.answers)}


def _amounts(document: Document) -> dict[str, Any]:
    def amount(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(minor, document.currency)

    return {
        "currency": document.currency,
        "total": amount(document.total),
        "total_declared": amount(document.total_declared),
        "taxable": amount(document.taxable),
        "vat": amount(document.vat),
        "vat_summary": [
            {
                "rate": decimal_text(row.rate),
                "nature": row.nature,
                "taxable": amount(row.taxable),
                "tax": amount(row.tax),
                "exigibility": row.exigibility,
            }
            for row in document.vat_summary
        ],
        "withholding": [{"kind": row.kind, "amount": amount(row.amount)} for row in document.withholding],
        "funds": [{"kind": fund.kind, "amount": amount(fund.amount)} for fund in document.funds],
        "stamp_duty": amount(document.stamp_duty),
        "rounding": amount(document.rounding),
        "discount": amount(document.discount),
        "payments": [
            {
                "method": payment.method,
                "due_date": payment.due_date.isoformat() if payment.due_date else None,
                "amount": amount(payment.amount),
                "iban": payment.iban,
            }
            for payment in document.payments
        ],
    }


def detail_fields(document: Document, entries: Sequence[EntryRow], messages: Sequence[Message]) -> dict[str, Any]:
    """What only a single document's page adds: lines, references, messages and entries."""
    return {
        "regime": document.regime,
        "lines": [
            {
                "number": line.number,
                "description": line.description,
                "quantity": None if line.quantity is None else str(line.quantity),
                "unit": line.unit,
                "unit_price": None if line.unit_price is None else str(line.unit_price),
                "total": str(line.total),
                "rate": decimal_text(line.rate),
                "nature": line.nature,
            }
            for line in document.lines
        ],
        "related": [
            {"kind": other.kind, "number": other.number, "date": other.date.isoformat() if other.date else None}
            for other in document.related
        ],
        "causes": list(document.causes),
        "messages": [
            {"kind": message.kind, "sdi_id": message.sdi_id, "text": message.text} for message in messages
        ],
        "entries": [
            {"id": entry.id, "number": entry.number, "date": entry.date.isoformat(), "protocols": entry.protocols,
             "reverses": entry.reverses_id, "reversed_by": entry.reversed_by}
            for entry in entries
        ],
    }  # fmt: skip


def cloud_fields(remote: RemoteDocument, connection: str) -> dict[str, Any]:
    """What a cloud has of a document, and in what it disagrees with it; amounts are in minor units."""
    return {
        "connection": connection,
        "remote_company": remote.remote_company,
        "list": remote.kind,
        "remote_id": remote.remote_id,
        "state": remote.state.value,
        "updated_at": remote.updated_at,
        "document": remote.document_id,
        "differences": [{"field": field, "ours": ours, "cloud": theirs} for field, ours, theirs in remote.differs],
    }


def source_fields(source: Source) -> dict[str, Any]:
    """Where a document came from."""
    return {
        "kind": source.kind,
        "ref": source.ref if source.member is None else f"{source.ref}!{source.member}",
        "position": source.position,
        "file_sha256": source.file_sha256,
        "payload_sha256": source.payload_sha256,
        "received_at": source.received_at.isoformat(),
        "signer": source.signer,
        "signature": source.signature,
    }


def _party(party: PartyDetails) -> dict[str, str | None]:
    return {
        "name": party.name,
        "vat_number": party.vat_number,
        "country": party.country,
        "fiscal_code": party.fiscal_code,
    }
