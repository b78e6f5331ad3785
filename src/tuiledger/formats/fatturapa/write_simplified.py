"""One body of a simplified e-invoice (FSM10 1.0.2), whose amounts include the VAT."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tuiledger.domain.documents import Document, Line, VatSummary
from tuiledger.domain.money import allocate, minor_from_decimal
from tuiledger.formats.fatturapa.latin import latin
from tuiledger.formats.fatturapa.write_body import Bytes, add_attachments, add_identity
from tuiledger.formats.fatturapa.write_fields import amount, block, flag, leaf, rate

if TYPE_CHECKING:
    from lxml.etree import _Element


def add_simplified_body(body: _Element, document: Document, files: Bytes) -> None:
    """Write ``document`` into an empty FatturaElettronicaBody of a FatturaElettronicaSemplificata.

    The tax of each summary row is shared among its lines and written beside the rate, so that nothing is derived twice.

    Raises:
        Refusal: ``attachment-missing``, when ``files`` lacks the bytes of an attachment.
    """
    general = block(body, "DatiGenerali")
    identity = block(general, "DatiGeneraliDocumento")
    add_identity(identity, document)
    flag(identity, "BolloVirtuale", document.stamp_duty is not None)
    for related in document.related[:1]:
        amended = block(general, "DatiFatturaRettificata")
        leaf(amended, "NumeroFR", latin(related.number, 20, basic=True))
        leaf(amended, "DataFR", related.date.isoformat() if related.date else None)
        leaf(amended, "ElementiRettificati", latin(" ".join(document.causes), 1000) or "-")
    for row in document.vat_summary:
        for line, tax in _shares(row, document):
            _add_item(block(body, "DatiBeniServizi"), line, tax, row, document.currency)
    add_attachments(body, document, files)


def _shares(row: VatSummary, document: Document) -> Iterator[tuple[Line, int]]:
    """The lines of one summary row, each with its share of the row's tax."""
    lines = [line for line in document.lines if (line.rate, line.nature) == (row.rate, row.nature)]
    weights = [abs(minor_from_decimal(line.total, document.currency)) for line in lines]
    return zip(lines, allocate(row.tax, weights) if lines else [], strict=True)


def _add_item(item: _Element, line: Line, tax: int, row: VatSummary, currency: str) -> None:
    net = minor_from_decimal(line.total, currency)
    leaf(item, "Descrizione", latin(line.description, 1000) or "-")
    leaf(item, "Importo", amount(net + tax, currency))
    vat = block(item, "DatiIVA")
    leaf(vat, "Imposta", amount(tax, currency))
    leaf(vat, "Aliquota", rate(line.rate))
    leaf(item, "Natura", line.nature)
    leaf(item, "RiferimentoNormativo", latin(row.reference or "", 100))
