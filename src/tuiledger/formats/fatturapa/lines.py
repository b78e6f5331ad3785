"""Lines of goods and services and the discounts on them (FatturaPA 1.2.3, 2.2.1 DettaglioLinee)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from tuiledger.domain.documents import Line
from tuiledger.formats.fatturapa.fields import Element, Texts, fields, required
from tuiledger.formats.fatturapa.values import decimal, rate, text

_WHERE = "DettaglioLinee"


class Discount(NamedTuple):
    """A discount (``SC``) or surcharge (``MG``): a percentage, or an amount per unit (2.2.1.10 ScontoMaggiorazione)."""

    kind: str
    percentage: Decimal | None
    amount: Decimal | None


class DiscountedLine(NamedTuple):
    """The discounts of one line, in the order they apply."""

    line: int
    discounts: tuple[Discount, ...]


def read_lines(elements: list[Element]) -> tuple[tuple[Line, ...], tuple[DiscountedLine, ...]]:
    """The lines in order, and the discounts of those that have any (``line`` is the index among the lines).

    Raises:
        Refusal: ``incomplete`` or ``amount-invalid``.
    """
    lines = []
    discounted = []
    for index, element in enumerate(elements):
        texts, blocks = fields(element)
        codes = blocks.get("CodiceArticolo")
        extra = blocks.get("AltriDatiGestionali")
        lines.append(
            _line(
                texts,
                index + 1,
                tuple(map(_article_code, codes)) if codes else (),
                tuple(map(_extra, extra)) if extra else (),
            )
        )
        if "ScontoMaggiorazione" in blocks:
            discounted.append(DiscountedLine(index, tuple(map(read_discount, blocks["ScontoMaggiorazione"]))))
    return tuple(lines), tuple(discounted)


def read_discount(element: Element) -> Discount:
    """A discount or surcharge, of a line or of the document.

    Raises:
        Refusal: ``amount-invalid``.
    """
    texts, _ = fields(element)
    percentage, amount = texts.get("Percentuale"), texts.get("Importo")
    if percentage:
        # A rate's own bounds hold here too, so that no document's discount outgrows the books.
        rate(percentage.partition(".")[0], "Percentuale")
    return Discount(
        kind=text(texts.get("Tipo", "SC")).upper(),
        percentage=decimal(percentage, "Percentuale") if percentage else None,
        amount=decimal(amount, "Importo") if amount else None,
    )


def _line(texts: Texts, ordinal: int, codes: tuple[tuple[str, str], ...], extra: tuple[tuple[str, str], ...]) -> Line:
    get = texts.get
    number, quantity, unit, price = get("NumeroLinea"), get("Quantita"), get("UnitaMisura"), get("PrezzoUnitario")
    nature, kind = get("Natura"), get("TipoCessionePrestazione")
    return Line(
        int(number) if number and number.isdecimal() and len(number) < 10 else ordinal,
        text(get("Descrizione", "")),
        decimal(quantity, "Quantita") if quantity else None,
        text(unit) if unit else None,
        decimal(price, "PrezzoUnitario") if price else None,
        decimal(required(texts, "PrezzoTotale", _WHERE), "PrezzoTotale"),
        rate(required(texts, "AliquotaIVA", _WHERE), "AliquotaIVA"),
        text(nature).upper() if nature else None,
        get("Ritenuta") == "SI",
        text(kind).upper() if kind else None,
        codes,
        extra,
    )


def _article_code(element: Element) -> tuple[str, str]:
    texts, _ = fields(element)
    return text(texts.get("CodiceTipo", "")), text(texts.get("CodiceValore", ""))


def _extra(element: Element) -> tuple[str, str]:
    texts, _ = fields(element)
    values = (texts.get(name) for name in ("RiferimentoTesto", "RiferimentoNumero", "RiferimentoData"))
    return text(texts.get("TipoDato", "")), text(" ".join(value for value in values if value))
