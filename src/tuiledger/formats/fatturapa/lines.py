"""Lines of goods and services and the discounts on them (FatturaPA 1.2.3, 2.2.1 DettaglioLinee)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from tuiledger.domain.documents import Line
from tuiledger.formats.fatturapa.records import Record, missing
from tuiledger.formats.fatturapa.values import decimal, rate


class Discount(NamedTuple):
    """A discount (``SC``) or surcharge (``MG``): a percentage, or an amount per unit (2.2.1.10 ScontoMaggiorazione)."""

    kind: str
    percentage: Decimal | None
    amount: Decimal | None


class DiscountedLine(NamedTuple):
    """The discounts of one line, in the order they apply."""

    line: int
    discounts: tuple[Discount, ...]


def read_lines(records: list[Record]) -> tuple[tuple[Line, ...], tuple[DiscountedLine, ...]]:
    """The lines in order, and the discounts of those that have any (``line`` is the index among the lines).

    Raises:
        Refusal: ``incomplete`` or ``amount-invalid``.
    """
    lines = []
    discounted = []
    for index, record in enumerate(records):
        lines.append(_line(record, index + 1))
        if "ScontoMaggiorazione" in record:
            discounts = tuple(map(read_discount, record["ScontoMaggiorazione"]))
            discounted.append(DiscountedLine(index, discounts))
    return tuple(lines), tuple(discounted)


def read_discount(record: Record) -> Discount:
    """A discount or surcharge, of a line or of the document.

    Raises:
        Refusal: ``amount-invalid``.
    """
    percentage, amount = record.get("Percentuale"), record.get("Importo")
    if percentage:
        # A rate's own bounds hold here too, so that no document's discount outgrows the books.
        rate(percentage.partition(".")[0], "Percentuale")
    return Discount(
        kind=record.get("Tipo", "SC").upper(),
        percentage=decimal(percentage, "Percentuale") if percentage else None,
        amount=decimal(amount, "Importo") if amount else None,
    )


def _line(record: Record, ordinal: int) -> Line:
    get = record.get
    number, quantity, price = get("NumeroLinea"), get("Quantita"), get("PrezzoUnitario")
    nature, kind = get("Natura"), get("TipoCessionePrestazione")
    try:
        total, percentage = record["PrezzoTotale"], record["AliquotaIVA"]
    except KeyError as absent:
        raise missing(absent.args[0], "DettaglioLinee") from None
    return Line(
        int(number) if number and number.isdecimal() and len(number) < 10 else ordinal,
        get("Descrizione", ""),
        decimal(quantity, "Quantita") if quantity else None,
        get("UnitaMisura"),
        decimal(price, "PrezzoUnitario") if price else None,
        decimal(total, "PrezzoTotale"),
        rate(percentage, "AliquotaIVA"),
        nature.upper() if nature else None,
        get("Ritenuta") == "SI",
        kind.upper() if kind else None,
        tuple(map(_article_code, record["CodiceArticolo"])) if "CodiceArticolo" in record else (),
        tuple(map(_extra, record["AltriDatiGestionali"])) if "AltriDatiGestionali" in record else (),
    )


def _article_code(record: Record) -> tuple[str, str]:
    get = record.get
    return get("CodiceTipo", ""), get("CodiceValore", "")


def _extra(record: Record) -> tuple[str, str]:
    """What kind of information, and the text, number and date it consists of."""
    get = record.get
    value = get("RiferimentoTesto", "")
    for name in ("RiferimentoNumero", "RiferimentoData"):
        if name in record:
            value = f"{value} {record[name]}".lstrip()
    return get("TipoDato", ""), value
