"""One body of a simplified e-invoice (FSM10), whose amounts include the VAT."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tuiledger.domain.documents import Document, Line, VatSummary
from tuiledger.domain.money import exponent
from tuiledger.formats.fatturapa.attachments import read_attachments
from tuiledger.formats.fatturapa.body import STAMP_DUTY, Body, read_identity, read_related
from tuiledger.formats.fatturapa.header import Header
from tuiledger.formats.fatturapa.records import Record, each, first, leaf, required
from tuiledger.formats.fatturapa.values import amount, day, rate

#: Rates of Italian VAT, in hundredths of a percent (art. 16 DPR 633/72 and its tables).
_LEGAL_RATES: Final = (400, 500, 1000, 2200)


class _Item(NamedTuple):
    """A DatiBeniServizi: ``tax`` is None where only the rate is written."""

    description: str
    gross: int
    rate: int
    tax: int | None
    nature: str | None
    reference: str | None


def read_simplified_body(record: Record, header: Header, position: int) -> Body:
    """The document in one FatturaElettronicaBody of a FatturaElettronicaSemplificata.

    VAT is derived: from the tax where it is written, else from the rate, once per rate on the sum of the gross amounts.

    Args:
        position: of the body in its file, from 1.

    Raises:
        Refusal: ``incomplete``, ``date-invalid``, ``amount-invalid`` or ``number-invalid``.
    """
    general = required(record, "DatiGenerali", "FatturaElettronicaBody")
    main = required(general, "DatiGeneraliDocumento", "DatiGenerali")
    identity = read_identity(main)
    required(record, "DatiBeniServizi", "FatturaElettronicaBody")
    items = [_item(goods, identity.currency) for goods in each(record, "DatiBeniServizi")]
    attachments, findings = read_attachments(each(record, "Allegati"))
    document = Document(
        format=header.version or header.format,
        type_code=identity.type_code,
        kind=identity.kind,
        number=identity.number,
        date=day(identity.date, "Data"),
        currency=identity.currency,
        seller=header.seller,
        buyer=header.buyer,
        lines=tuple(_line(index + 1, item, identity.currency) for index, item in enumerate(items)),
        vat_summary=_summary(items),
        stamp_duty=STAMP_DUTY if main.get("BolloVirtuale") == "SI" else None,
        related=tuple(
            read_related(other, "invoice", "NumeroFR", "DataFR") for other in each(general, "DatiFatturaRettificata")
        ),
        attachments=attachments,
        regime=header.regime,
        issuer=header.issuer,
        position=position,
        findings=findings,
    )
    return Body(document)


def _item(record: Record, currency: str) -> _Item:
    vat = first(record, "DatiIVA")
    gross = amount(leaf(record, "Importo", "DatiBeniServizi"), "Importo", currency)
    tax = amount(vat["Imposta"], "Imposta", currency) if "Imposta" in vat else None
    nature, reference = record.get("Natura"), record.get("RiferimentoNormativo")
    written = vat.get("Aliquota")
    percentage = rate(written, "Aliquota") if written else _rate_behind(gross, tax or 0)
    return _Item(
        record.get("Descrizione", ""),
        gross,
        percentage,
        tax,
        nature.upper() if nature else None,
        reference,
    )


def _rate_behind(gross: int, tax: int) -> int:
    """The rate that explains ``tax`` inside ``gross``: a legal one within a cent, else the exact quotient."""
    net = gross - tax
    if tax == 0 or net == 0:
        return 0
    for legal in _LEGAL_RATES:
        if abs(tax * 10_000 - net * legal) <= 10_000:
            return legal
    return min(abs(int((Decimal(tax) * 10_000 / net).to_integral_value(ROUND_HALF_UP))), 99_999)


def _summary(items: list[_Item]) -> tuple[VatSummary, ...]:
    """One row per rate and nature, in the order they first appear."""
    groups: dict[tuple[int, str | None], list[_Item]] = {}
    for item in items:
        groups.setdefault((item.rate, item.nature), []).append(item)
    rows = []
    for (percentage, nature), group in groups.items():
        gross = sum(item.gross for item in group)
        written = sum(item.tax for item in group if item.tax is not None)
        to_derive = sum(item.gross for item in group if item.tax is None)
        tax = written + _tax_within(to_derive, percentage)
        rows.append(VatSummary(percentage, nature, gross - tax, tax, reference=group[0].reference))
    return tuple(rows)


def _line(number: int, item: _Item, currency: str) -> Line:
    """The line with its net amount, so that lines and summary speak of the same thing."""
    tax = item.tax if item.tax is not None else _tax_within(item.gross, item.rate)
    net = Decimal(item.gross - tax).scaleb(-exponent(currency))
    return Line(number, item.description, None, None, None, net, item.rate, item.nature)


def _tax_within(gross: int, percentage: int) -> int:
    """The VAT inside a gross amount, in its minor units."""
    net = (Decimal(gross) * 10_000 / (10_000 + percentage)).to_integral_value(ROUND_HALF_UP)
    return gross - int(net)
