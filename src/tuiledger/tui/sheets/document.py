"""A document as a page: parties, lines, VAT summary, payments, why it waits, where it came from, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuiledger.domain.documents import ClientDocument, Document, PartyDetails
from tuiledger.text.amounts import amount_text, count_text, decimal_text, rate_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import STATES, glyphs
from tuiledger.tui.sheets.entry import problem_lines
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.totals import total_text
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import direction_word, kind_word, protocols_text, sentence, wall_time

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import EntryRow, Message, Reader, Source


class Dossier(NamedTuple):
    """Everything the books hold about one document."""

    company: Company | None
    document: ClientDocument
    sources: Sequence[Source]
    messages: Sequence[Message]
    entries: Sequence[EntryRow]


def read_dossier(reader: Reader, document_id: int) -> Dossier | None:
    """What the books hold about a document; None when it is not there."""
    document = reader.document(document_id)
    if document is None:
        return None
    companies = {company.id: company for company in reader.companies()}
    return Dossier(
        companies.get(document.company_id),
        document,
        reader.sources(document_id),
        reader.messages(document_id),
        reader.document_entries(document_id),
    )


def document_page(dossier: Dossier, width: int) -> list[Line]:
    """The whole page."""
    client_document = dossier.document
    document = client_document.document
    sections: Iterable[list[Line]] = (
        _head(dossier, width),
        problem_lines(client_document.hold, width) if client_document.hold else [],
        _parties(document, width),
        _lines(document, width),
        _summary(document, width),
        _payments(document, width),
        _related(document, width),
        _findings(document, width),
        _sources(dossier.sources, width),
        message_lines(dossier.messages, width),
        _entries(dossier.entries, width),
    )
    lines: list[Line] = []
    for section in sections:
        if section:
            lines.extend((*([BLANK] if lines else ()), *section))
    return lines


def _head(dossier: Dossier, width: int) -> list[Line]:
    client_document = dossier.document
    document = client_document.document
    sign = STATES[client_document.state]
    title = f"{kind_word(document.kind).capitalize()} {document.number}"
    decisions = ", ".join(sorted(client_document.decisions))
    return [
        heading(title, width),
        *field(_("State"), sign.text, width, sign.tone),
        *field(_("Client"), dossier.company.name if dossier.company else "", width),
        *field(_("Type"), f"{document.type_code}  {direction_word(client_document.direction)}", width),
        *field(_("Date"), date_text(document.date), width),
        *field(_("Delivered on"), date_text(client_document.received_on) if client_document.received_on else "", width),
        *field(_("Total"), _total(document), width, "strong"),
        *field(_("Cause"), "\n".join(document.causes), width),
        *field(_("Answers given"), decisions, width),
    ]


def _total(document: Document) -> str:
    total = total_text(document)
    declared = document.total_declared
    if document.declared is None and declared is not None and declared != document.total:
        total += "  " + _("(declared {})").format(amount_text(declared, document.currency))
    return total


def _parties(document: Document, width: int) -> list[Line]:
    return [
        heading(_("Parties"), width),
        *field(_("Seller"), _party(document.seller), width),
        *field(_("Buyer"), _party(document.buyer), width),
        *field(_("Tax regime"), document.regime or "", width),
    ]


def _party(party: PartyDetails) -> str:
    numbers = []
    if party.vat_number:
        numbers.append(_("VAT number {}").format(f"{party.country or ''}{party.vat_number}"))
    if party.fiscal_code:
        numbers.append(_("fiscal code {}").format(party.fiscal_code))
    address = party.address
    where = ""
    if address:
        town = " ".join(part for part in (address.postcode, address.city, address.province) if part)
        where = ", ".join(part for part in (address.street, town, address.country) if part)
    return "\n".join(part for part in (party.name or "", "  ".join(numbers), where) if part)


def _lines(document: Document, width: int) -> list[Line]:
    if not document.lines:
        return []
    columns = (
        Column("#", 4, right=True),
        Column(_("Description"), 16, grow=1),
        Column(_("Quantity"), 12, right=True, least=90),
        Column(_("Unit price"), 14, right=True, least=90),
        Column(_("Rate"), 8, right=True),
        Column(_("Total"), 14, right=True),
    )
    rows = [
        (
            Cell(str(line.number), "dim"),
            Cell(line.description),
            Cell(" ".join((decimal_text(line.quantity), line.unit or "")) if line.quantity is not None else ""),
            Cell(decimal_text(line.unit_price) if line.unit_price is not None else ""),
            Cell(line.nature or rate_text(line.rate)),
            Cell(decimal_text(line.total)),
        )
        for line in document.lines
    ]
    return [heading(_("Lines"), width), *table(columns, rows, width)]


def _summary(document: Document, width: int) -> list[Line]:
    currency = document.currency
    columns = (
        Column(_("Rate"), 8, right=True),
        Column(_("Reference"), 10, grow=1),
        Column(_("Exigibility"), 11, least=90),
        Column(_("Taxable"), 14, right=True),
        Column(_("VAT"), 14, right=True),
    )
    rows: list[Sequence[Cell]] = [
        (
            Cell(row.nature or rate_text(row.rate)),
            Cell(row.reference or "", "dim"),
            Cell(row.exigibility or ""),
            Cell(amount_text(row.taxable, currency)),
            Cell(amount_text(row.tax, currency)),
        )
        for row in document.vat_summary
    ]
    if rows:
        rows.append(
            (
                Cell(""),
                Cell(_("total")),
                Cell(""),
                Cell(amount_text(document.taxable, currency), "strong"),
                Cell(amount_text(document.vat, currency), "strong"),
            )
        )
    none = paragraph(_("There is none."), width, "warn")
    lines = [heading(_("VAT summary"), width), *(table(columns, rows, width) if rows else none)]
    for row in document.withholding:
        lines += field(_("Withholding"), f"{row.kind}  {amount_text(row.amount, currency)}", width)
    for fund in document.funds:
        lines += field(_("Pension fund"), f"{fund.kind}  {amount_text(fund.amount, currency)}", width)
    if document.stamp_duty is not None:
        lines += field(_("Stamp duty"), amount_text(document.stamp_duty, currency), width)
    if document.discount:
        lines += field(_("Discount"), amount_text(document.discount, currency), width)
    if document.rounding:
        lines += field(_("Rounding"), amount_text(document.rounding, currency), width)
    return lines


def _payments(document: Document, width: int) -> list[Line]:
    if not document.payments:
        return []
    columns = (
        Column(_("Due date"), 10),
        Column(_("Method"), 8),
        Column("IBAN", 16, grow=1),
        Column(_("Amount"), 14, right=True),
    )
    rows = [
        (
            Cell(date_text(payment.due_date) if payment.due_date else glyphs().none),
            Cell(payment.method),
            Cell(payment.iban or "", "dim"),
            Cell(amount_text(payment.amount, document.currency)),
        )
        for payment in document.payments
    ]
    return [heading(_("Payments"), width), *table(columns, rows, width)]


def _related(document: Document, width: int) -> list[Line]:
    lines: list[Line] = []
    for related in document.related:
        date = date_text(related.date) if related.date else ""
        lines += field(_("Refers to"), "  ".join(part for part in (related.kind, related.number, date) if part), width)
    for attachment in document.attachments:
        size = _("{} bytes").format(count_text(attachment.size)) if attachment.size is not None else _("unreadable")
        lines += field(_("Attachment"), f"{attachment.name}  {size}", width)
    return [heading(_("References and attachments"), width), *lines] if lines else []


def _findings(document: Document, width: int) -> list[Line]:
    if not document.findings:
        return []
    lines = [heading(_("Findings"), width)]
    for finding in document.findings:
        lines += field(finding.code, sentence(finding), width)
    return lines


def _sources(sources: Sequence[Source], width: int) -> list[Line]:
    lines = [heading(_("Where it came from"), width)]
    for source in sources:
        place = f"{source.ref} {glyphs().arrow} {source.member}" if source.member else source.ref
        lines += field(wall_time(source.received_at), place, width)
        if source.signer or source.signature:
            signature = " ".join(part for part in (source.signer, source.signature) if part)
            lines += field("  " + _("Signature"), signature, width)
        lines += field("  SHA-256", source.file_sha256, width, "dim")
    return lines if sources else []


def message_lines(messages: Sequence[Message], width: int) -> list[Line]:
    """What the exchange system said of a document."""
    if not messages:
        return []
    lines = [heading(_("Messages of the exchange system"), width)]
    for message in messages:
        when = wall_time(message.received_at) if message.received_at else ""
        text = "  ".join(part for part in (message.outcome, message.text, when) if part)
        lines += field(message.kind, text or message.ref, width)
    return lines


def _entries(entries: Sequence[EntryRow], width: int) -> list[Line]:
    if not entries:
        return paragraph(_("Not in the journal yet."), width, "dim")
    columns = (
        Column(_("Date"), 10),
        Column(_("Entry"), 7, right=True),
        Column(_("Protocols"), 16, grow=1),
        Column(_("Amount"), 14, right=True),
    )
    rows = [
        (
            Cell(date_text(entry.date)),
            Cell(str(entry.number)),
            Cell(protocols_text(entry.protocols) + ("  " + _("reversed") if entry.reversed_by else "")),
            Cell(amount_text(entry.amount)),
        )
        for entry in entries
    ]
    return [heading(_("Journal: e opens the entry"), width), *table(columns, rows, width)]
