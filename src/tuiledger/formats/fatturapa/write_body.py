"""One body of an ordinary e-invoice, element by element in the schema's order (FatturaPA 1.2.3, part 2)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tuiledger.domain.documents import Document, Fund, Line, Related, VatSummary
from tuiledger.domain.money import MONEY_CONTEXT
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.latin import latin
from tuiledger.formats.fatturapa.write_fields import amount, block, flag, leaf, places, rate

if TYPE_CHECKING:
    from lxml.etree import _Element

Bytes = Mapping[str, bytes]

_RELATED: Final = {
    "order": "DatiOrdineAcquisto",
    "contract": "DatiContratto",
    "agreement": "DatiConvenzione",
    "receipt": "DatiRicezione",
    "invoice": "DatiFattureCollegate",
}
_CENT: Final = Decimal("0.01")


def add_body(body: _Element, document: Document, files: Bytes) -> None:
    """Write ``document`` into an empty FatturaElettronicaBody.

    Raises:
        Refusal: ``attachment-missing``, when ``files`` lacks the bytes of an attachment.
    """
    general = block(body, "DatiGenerali")
    _add_general(block(general, "DatiGeneraliDocumento"), document)
    for kind, name in _RELATED.items():
        for related in document.related:
            if related.kind == kind:
                _add_related(block(general, name), related)
    for position, day in enumerate(document.deliveries, 1):
        delivery = block(general, "DatiDDT")
        # The books keep the days alone, which decide the period; the schema wants a number too.
        leaf(delivery, "NumeroDDT", str(position))
        leaf(delivery, "DataDDT", day.isoformat())
    goods = block(body, "DatiBeniServizi")
    for line in document.lines:
        _add_line(block(goods, "DettaglioLinee"), line)
    for row in document.vat_summary:
        _add_summary(block(goods, "DatiRiepilogo"), row, document.currency)
    _add_payments(body, document)
    add_attachments(body, document, files)


def add_identity(general: _Element, document: Document) -> None:
    """Type, currency, date and number, which ordinary and simplified invoices begin with."""
    leaf(general, "TipoDocumento", document.type_code)
    leaf(general, "Divisa", document.currency)
    leaf(general, "Data", document.date.isoformat())
    leaf(general, "Numero", latin(document.number, 20, basic=True))


def add_attachments(body: _Element, document: Document, files: Bytes) -> None:
    """The attachments (2.5 Allegati) with their bytes.

    Raises:
        Refusal: ``attachment-missing``.
    """
    for attachment in document.attachments:
        content = files.get(attachment.sha256 or "")
        if content is None:
            raise Refusal("attachment-missing", "The bytes of the attachment {} are not at hand", (attachment.name,))
        attached = block(body, "Allegati")
        leaf(attached, "NomeAttachment", latin(attachment.name, 60) or "-")
        leaf(attached, "FormatoAttachment", latin(attachment.format or "", 10, basic=True))
        leaf(attached, "DescrizioneAttachment", latin(attachment.description or "", 100))
        leaf(attached, "Attachment", b64encode(content).decode())


def _add_general(general: _Element, document: Document) -> None:
    currency = document.currency
    add_identity(general, document)
    for withheld in document.withholding:
        withholding = block(general, "DatiRitenuta")
        leaf(withholding, "TipoRitenuta", withheld.kind)
        leaf(withholding, "ImportoRitenuta", amount(withheld.amount, currency))
        leaf(withholding, "AliquotaRitenuta", None if withheld.rate is None else rate(withheld.rate))
        leaf(withholding, "CausalePagamento", withheld.reason)
    if document.stamp_duty is not None:
        stamp = block(general, "DatiBollo")
        flag(stamp, "BolloVirtuale", True)
        leaf(stamp, "ImportoBollo", amount(document.stamp_duty, currency))
    for fund in document.funds:
        _add_fund(block(general, "DatiCassaPrevidenziale"), fund, currency)
    if document.discount:
        _add_discount(general, Decimal(amount(document.discount, currency)))
    if document.total_declared is not None:
        leaf(general, "ImportoTotaleDocumento", amount(document.total_declared, currency))
    if document.rounding is not None:
        leaf(general, "Arrotondamento", amount(document.rounding, currency))
    for cause in document.causes:
        text = latin(cause, 10_000)
        for start in range(0, len(text), 200):
            leaf(general, "Causale", text[start : start + 200].strip())
    flag(general, "Art73", document.repeats_numbers)


def _add_fund(contribution: _Element, fund: Fund, currency: str) -> None:
    leaf(contribution, "TipoCassa", fund.kind)
    leaf(contribution, "AlCassa", None if fund.rate is None else rate(fund.rate))
    leaf(contribution, "ImportoContributoCassa", amount(fund.amount, currency))
    leaf(contribution, "ImponibileCassa", None if fund.taxable is None else amount(fund.taxable, currency))
    leaf(contribution, "AliquotaIVA", rate(fund.vat_rate))
    flag(contribution, "Ritenuta", fund.withheld)
    leaf(contribution, "Natura", fund.nature)


def _add_discount(parent: _Element, change: Decimal) -> None:
    """A discount or surcharge of ``change``, which is negative for a discount (2.1.1.8 and 2.2.1.10)."""
    discount = block(parent, "ScontoMaggiorazione")
    leaf(discount, "Tipo", "SC" if change < 0 else "MG")
    leaf(discount, "Importo", places(abs(change)))


def _add_related(parent: _Element, related: Related) -> None:
    leaf(parent, "IdDocumento", latin(related.number, 20, basic=True))
    leaf(parent, "Data", related.date.isoformat() if related.date else None)
    leaf(parent, "CodiceCUP", latin(related.cup or "", 15, basic=True))
    leaf(parent, "CodiceCIG", latin(related.cig or "", 15, basic=True))


def _add_line(element: _Element, line: Line) -> None:
    leaf(element, "NumeroLinea", str(line.number))
    leaf(element, "TipoCessionePrestazione", line.kind)
    for kind, value in line.article_codes:
        code = block(element, "CodiceArticolo")
        leaf(code, "CodiceTipo", latin(kind, 35, basic=True))
        leaf(code, "CodiceValore", latin(value, 35))
    leaf(element, "Descrizione", latin(line.description, 1000) or "-")
    leaf(element, "Quantita", None if line.quantity is None else places(line.quantity))
    leaf(element, "UnitaMisura", latin(line.unit or "", 10, basic=True))
    price = _unit(line) if line.unit_price is None else line.unit_price
    leaf(element, "PrezzoUnitario", places(price))
    if abs(price * (1 if line.quantity is None else line.quantity) - line.total) > _CENT:
        _add_discount(element, _unit(line) - price)
    leaf(element, "PrezzoTotale", places(line.total))
    leaf(element, "AliquotaIVA", rate(line.rate))
    flag(element, "Ritenuta", line.withheld)
    leaf(element, "Natura", line.nature)
    for kind, value in line.extra:
        extra = block(element, "AltriDatiGestionali")
        leaf(extra, "TipoDato", latin(kind, 10, basic=True))
        leaf(extra, "RiferimentoTesto", latin(value, 60))


def _unit(line: Line) -> Decimal:
    """What one unit comes to in the line's total; a missing quantity is one."""
    return MONEY_CONTEXT.divide(line.total, line.quantity) if line.quantity else line.total


def _add_summary(element: _Element, row: VatSummary, currency: str) -> None:
    leaf(element, "AliquotaIVA", rate(row.rate))
    leaf(element, "Natura", row.nature)
    leaf(element, "Arrotondamento", amount(row.rounding, currency) if row.rounding else None)
    leaf(element, "ImponibileImporto", amount(row.taxable, currency))
    leaf(element, "Imposta", amount(row.tax, currency))
    leaf(element, "EsigibilitaIVA", row.exigibility)
    leaf(element, "RiferimentoNormativo", latin(row.reference or "", 100))


def _add_payments(body: _Element, document: Document) -> None:
    if not document.payments:
        return
    payment = block(body, "DatiPagamento")
    leaf(payment, "CondizioniPagamento", "TP02" if len(document.payments) == 1 else "TP01")
    for instalment in document.payments:
        detail = block(payment, "DettaglioPagamento")
        leaf(detail, "ModalitaPagamento", instalment.method)
        leaf(detail, "DataScadenzaPagamento", instalment.due_date.isoformat() if instalment.due_date else None)
        leaf(detail, "ImportoPagamento", amount(instalment.amount, document.currency))
        leaf(detail, "IBAN", instalment.iban)
