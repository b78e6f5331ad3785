"""One body of an ordinary e-invoice as a document (FatturaPA 1.2.3, part 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tuiledger.domain.documents import (
    KINDS,
    Document,
    Finding,
    Fund,
    Instalment,
    Kind,
    Related,
    VatSummary,
    Withholding,
)
from tuiledger.domain.money import LARGEST, AmountError, minor_from_decimal, round_half_up
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.attachments import read_attachments
from tuiledger.formats.fatturapa.header import Header
from tuiledger.formats.fatturapa.lines import Discount, DiscountedLine, read_discount, read_lines
from tuiledger.formats.fatturapa.records import Record, each, first, leaf, required
from tuiledger.formats.fatturapa.values import amount, day, not_a_number, quoted, rate

#: The longest document number taken: the schema's limit is 20, older and foreign ones stretch it.
_LONGEST_NUMBER: Final = 60

#: Duty on invoices beyond 77.47 EUR without VAT; it need not be written out (specification 1.6, 2.1.1.6.2).
STAMP_DUTY: Final = 200

_RELATED: Final = (
    ("DatiOrdineAcquisto", "order"),
    ("DatiContratto", "contract"),
    ("DatiConvenzione", "agreement"),
    ("DatiRicezione", "receipt"),
    ("DatiFattureCollegate", "invoice"),
)


class Body(NamedTuple):
    """A document and the facts that only the checks look at."""

    document: Document
    discounted_lines: tuple[DiscountedLine, ...] = ()
    discounts: tuple[Discount, ...] = ()


class Identity(NamedTuple):
    """What makes a document that document: type, currency, date and number."""

    type_code: str
    kind: Kind
    currency: str
    date: str
    number: str


def read_identity(record: Record) -> Identity:
    """The leaves of 2.1.1 DatiGeneraliDocumento without which there is no document.

    Raises:
        Refusal: ``incomplete`` or ``number-invalid``.
    """
    where = "DatiGeneraliDocumento"
    type_code = leaf(record, "TipoDocumento", where).upper()
    number = leaf(record, "Numero", where)
    if len(number) > _LONGEST_NUMBER:
        raise Refusal("number-invalid", "The document number is too long: “{}”", (quoted(number),))
    return Identity(
        type_code=type_code[:10],
        kind=KINDS.get(type_code, Kind.UNKNOWN),
        currency=record.get("Divisa", "EUR").upper()[:10],
        date=leaf(record, "Data", where),
        number=number,
    )


def read_body(record: Record, header: Header, position: int) -> Body:
    """The document in one FatturaElettronicaBody.

    Args:
        position: of the body in its file, from 1.

    Raises:
        Refusal: ``incomplete``, ``date-invalid``, ``amount-invalid`` or ``number-invalid``.
    """
    general = required(record, "DatiGenerali", "FatturaElettronicaBody")
    main = required(general, "DatiGeneraliDocumento", "DatiGenerali")
    identity = read_identity(main)
    currency = identity.currency
    goods = first(record, "DatiBeniServizi")
    lines, discounted = read_lines(each(goods, "DettaglioLinee"))
    summary = _summary(goods, currency)
    discounts = tuple(map(read_discount, each(main, "ScontoMaggiorazione")))
    attachments, findings = read_attachments(each(record, "Allegati"))
    payments, unpaid = _instalments(record, currency)
    declared, rounding = main.get("ImportoTotaleDocumento"), main.get("Arrotondamento")
    document = Document(
        format=header.version or header.format,
        type_code=identity.type_code,
        kind=identity.kind,
        number=identity.number,
        date=day(identity.date, "Data"),
        currency=currency,
        seller=header.seller,
        buyer=header.buyer,
        lines=lines,
        vat_summary=summary,
        withholding=tuple(_withholding(row, currency) for row in each(main, "DatiRitenuta")),
        funds=tuple(_fund(row, currency) for row in each(main, "DatiCassaPrevidenziale")),
        stamp_duty=_stamp_duty(main, currency),
        discount=_discount(discounts, summary, currency),
        rounding=amount(rounding, "Arrotondamento", currency) if rounding else None,
        total_declared=amount(declared, "ImportoTotaleDocumento", currency) if declared else None,
        payments=payments,
        related=tuple(_related(general)),
        deliveries=tuple(_deliveries(general)),
        attachments=attachments,
        causes=tuple(cause["Causale"] for cause in each(main, "Causale") if "Causale" in cause),
        regime=header.regime,
        issuer=header.issuer,
        repeats_numbers=main.get("Art73") == "SI",
        position=position,
        findings=findings + unpaid,
    )
    return Body(document, discounted, discounts)


def _summary(goods: Record, currency: str) -> tuple[VatSummary, ...]:
    rows = tuple(_summary_row(row, currency) for row in each(goods, "DatiRiepilogo"))
    if abs(_total(rows)) > LARGEST:
        raise not_a_number(str(_total(rows)), "DatiRiepilogo")
    return rows


def _total(rows: tuple[VatSummary, ...]) -> int:
    return sum(row.taxable + row.tax for row in rows)


def _summary_row(record: Record, currency: str) -> VatSummary:
    where = "DatiRiepilogo"
    nature, exigibility, rounding = record.get("Natura"), record.get("EsigibilitaIVA"), record.get("Arrotondamento")
    return VatSummary(
        rate=rate(leaf(record, "AliquotaIVA", where), "AliquotaIVA"),
        nature=nature.upper() if nature else None,
        taxable=amount(leaf(record, "ImponibileImporto", where), "ImponibileImporto", currency),
        tax=amount(leaf(record, "Imposta", where), "Imposta", currency),
        exigibility=exigibility.upper() if exigibility else None,
        rounding=amount(rounding, "Arrotondamento", currency) if rounding else 0,
        reference=record.get("RiferimentoNormativo"),
    )


def _withholding(record: Record, currency: str) -> Withholding:
    where = "DatiRitenuta"
    percentage = record.get("AliquotaRitenuta")
    return Withholding(
        kind=leaf(record, "TipoRitenuta", where).upper(),
        amount=amount(leaf(record, "ImportoRitenuta", where), "ImportoRitenuta", currency),
        rate=rate(percentage, "AliquotaRitenuta") if percentage else None,
        reason=record.get("CausalePagamento"),
    )


def _fund(record: Record, currency: str) -> Fund:
    where = "DatiCassaPrevidenziale"
    percentage, taxable, vat = record.get("AlCassa"), record.get("ImponibileCassa"), record.get("AliquotaIVA")
    nature = record.get("Natura")
    return Fund(
        kind=leaf(record, "TipoCassa", where).upper(),
        amount=amount(leaf(record, "ImportoContributoCassa", where), "ImportoContributoCassa", currency),
        rate=rate(percentage, "AlCassa") if percentage else None,
        taxable=amount(taxable, "ImponibileCassa", currency) if taxable else None,
        vat_rate=rate(vat, "AliquotaIVA") if vat else 0,
        nature=nature.upper() if nature else None,
        withheld=record.get("Ritenuta") == "SI",
    )


def _stamp_duty(main: Record, currency: str) -> int | None:
    duty = first(main, "DatiBollo")
    if written := duty.get("ImportoBollo"):
        return amount(written, "ImportoBollo", currency)
    return STAMP_DUTY if duty.get("BolloVirtuale") == "SI" else None


def _discount(discounts: tuple[Discount, ...], rows: tuple[VatSummary, ...], currency: str) -> int:
    """What the document's own discounts and surcharges change in its total; a percentage is of the rows' total."""
    change = 0
    total = _total(rows)
    for discount in discounts:
        if discount.amount is not None:
            by = _minor(discount.amount, currency)
        else:
            by = round_half_up((discount.percentage or Decimal()) * (total + change) / 100)
        change += by if discount.kind == "MG" else -by
    return change


def _minor(value: Decimal, currency: str) -> int:
    try:
        return minor_from_decimal(value, currency)
    except AmountError:
        raise not_a_number(str(value), "Importo") from None


def _instalments(record: Record, currency: str) -> tuple[tuple[Instalment, ...], tuple[Finding, ...]]:
    instalments = []
    findings = []
    for payment in each(record, "DatiPagamento"):
        for detail in each(payment, "DettaglioPagamento"):
            if "ImportoPagamento" not in detail:
                findings.append(Finding("payment-incomplete", "A payment is announced without its amount"))
                continue
            iban = detail.get("IBAN")
            due = detail.get("DataScadenzaPagamento")
            since, days = detail.get("DataRiferimentoTerminiPagamento"), detail.get("GiorniTerminiPagamento", "")
            due_date: date | None = day(due, "DataScadenzaPagamento") if due else None
            if due_date is None and since and days.isdecimal() and len(days) < 5:
                due_date = _days_after(day(since, "DataRiferimentoTerminiPagamento"), int(days))
            instalments.append(
                Instalment(
                    method=detail.get("ModalitaPagamento", "").upper(),
                    amount=amount(detail["ImportoPagamento"], "ImportoPagamento", currency),
                    due_date=due_date,
                    iban="".join(iban.split()).upper() if iban else None,
                )
            )
    return tuple(instalments), tuple(findings)


def _days_after(start: date, days: int) -> date | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _deliveries(general: Record) -> Iterator[date]:
    for delivery in each(general, "DatiDDT"):
        if "DataDDT" in delivery:
            yield day(delivery["DataDDT"], "DataDDT")


def _related(general: Record) -> Iterator[Related]:
    for name, kind in _RELATED:
        for other in each(general, name):
            yield read_related(other, kind, "IdDocumento", "Data")


def read_related(record: Record, kind: str, number: str, when: str) -> Related:
    """A document this one refers to; ``number`` and ``when`` name the leaves that hold them."""
    written = record.get(when)
    return Related(
        kind=kind,
        number=record.get(number, ""),
        date=day(written, when) if written else None,
        cup=record.get("CodiceCUP"),
        cig=record.get("CodiceCIG"),
    )
