"""The checks of the exchange system (SdI) that need no registry, as findings under its own error codes.

On what comes in they advise: the exchange system delivered some files that break them, and rules changed over the
years. The rules are those of the technical specification 1.9, appendix "Codifica errori"; the tolerances are its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Final

from tuiledger.domain.documents import Document, Finding, Kind, PartyDetails
from tuiledger.formats.fatturapa.amounts import check_amounts
from tuiledger.formats.fatturapa.body import Body
from tuiledger.formats.fatturapa.header import Header
from tuiledger.formats.fatturapa.identifiers import check_identifiers
from tuiledger.formats.fatturapa.values import quoted

#: More than anybody reads; a file made to fill a disk stops here.
MOST_FINDINGS: Final = 100

#: The formats whose name is not the version they are written in (FatturaPA 1.0 and 1.1).
_VERSION_OF: Final = {"SDI10": "1.0", "SDI11": "1.1"}

#: What a recipient code is when there is none, and what a foreign buyer's is.
_NO_RECIPIENT: Final = "0000000"

#: Types that need two different parties (00471), foreign sellers (00473) and the buyer's VAT number (00475).
_TWO_PARTIES: Final = frozenset({
    "TD01", "TD02", "TD03", "TD06", "TD07", "TD16", "TD17", "TD18", "TD19", "TD20", "TD24", "TD25", "TD28", "TD29",
})  # fmt: skip
_FOREIGN_SELLER: Final = frozenset({"TD17", "TD18", "TD19"})
_BUYER_WITH_VAT: Final = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD22", "TD23", "TD28", "TD29"})

#: Types whose zero-rate lines need no nature and whose rated lines may have one (00401, 00430).
_NATURE_WITH_RATE: Final = frozenset({"TD16"})

#: Generic natures have not been accepted since this day (specification 1.6).
_GENERIC_NATURES: Final = frozenset({"N2", "N3", "N6"})
_GENERIC_NATURES_END: Final = date(2021, 1, 1)

#: Rates with the natures they are used with.
Uses = Set[tuple[int, str | None]]

#: The largest simplified invoice, in cents (DM 10 May 2019), and the regimes that have no limit.
_SIMPLIFIED_LIMIT: Final = 400_00
_WITHOUT_LIMIT: Final = frozenset({"RF02", "RF19", "RF20"})


def check_header(header: Header) -> tuple[Finding, ...]:
    """Findings on the transmission and the two parties, which hold for every body of the file."""
    findings = []
    recipient, form = header.recipient or "", header.format
    if header.certified_mail and recipient != _NO_RECIPIENT:
        findings.append(
            Finding("00426", "A certified mail address is given beside the recipient code {}", (quoted(recipient),))
        )
    length = {"FPA12": 6, "FPR12": 7, "FSM10": 7}.get(form)
    if length is not None and recipient and len(recipient) != length:
        findings.append(
            Finding("00427", "The recipient code {} is not {} characters long", (quoted(recipient), str(length)))
        )
    if _VERSION_OF.get(form, form) != header.version:
        findings.append(
            Finding("00428", "The format {} differs from the version {} of the file", (quoted(form), header.version))
        )
    if not header.buyer.vat_number and not header.buyer.fiscal_code:
        findings.append(Finding("00417", "The buyer has neither a VAT number nor a fiscal code"))
    if _foreign(header.seller) and _foreign(header.buyer):
        findings.append(Finding("00476", "Seller and buyer are both foreign"))
    return tuple(findings)


def check(body: Body, header: Header) -> tuple[Finding, ...]:
    """Findings on one document; it never raises."""
    document = body.document
    found = chain(
        _parties(document, header),
        _general(body),
        _natures(document),
        check_amounts(body),
        check_identifiers(document),
    )
    return tuple(islice(found, MOST_FINDINGS))


def dated_after(document: Document, received: date) -> tuple[Finding, ...]:
    """Finding 00403 for a document dated after the day the exchange system received it."""
    if document.date > received:
        return (Finding("00403", "The document is dated after the day it was received"),)
    return ()


def _foreign(party: PartyDetails) -> bool:
    return party.country is not None and party.country != "IT"


def _same(one: PartyDetails, other: PartyDetails) -> bool:
    if one.vat_number and other.vat_number:
        return (one.country, one.vat_number) == (other.country, other.vat_number)
    return bool(one.fiscal_code) and one.fiscal_code == other.fiscal_code


def _parties(document: Document, header: Header) -> Iterator[Finding]:
    seller, buyer, type_code = header.seller, header.buyer, document.type_code
    if type_code in _TWO_PARTIES and _same(seller, buyer):
        yield Finding("00471", "Seller and buyer are the same, which {} does not allow", (type_code,))
    if type_code in ("TD21", "TD27") and not _same(seller, buyer):
        yield Finding("00472", "Seller and buyer differ, which {} does not allow", (type_code,))
    country = seller.country
    if (
        (type_code in _FOREIGN_SELLER and country == "IT")
        or (type_code == "TD28" and country != "SM")
        or (type_code == "TD29" and country != "IT")
    ):
        yield Finding("00473", "A seller from {} is not allowed for {}", (quoted(country or "?"), type_code))
    if type_code in _BUYER_WITH_VAT and not buyer.vat_number:
        yield Finding("00475", "The buyer needs a VAT number for {}", (type_code,))


def _general(body: Body) -> Iterator[Finding]:
    document = body.document
    if document.kind is Kind.UNKNOWN:
        yield Finding("type-unknown", "The document type {} is not known", (document.type_code,))
    if not any(map(str.isdigit, document.number)):
        yield Finding("00425", "The document number has no digit")
    if document.kind is Kind.CREDIT_NOTE and any(
        other.kind == "invoice" and other.date and document.date < other.date for other in document.related
    ):
        yield Finding("00418", "The document is dated before the one it refers to")
    if not document.withholding:
        if any(line.withheld for line in document.lines):
            yield Finding("00411", "A line is subject to withholding, but the document has no withholding")
        if any(fund.withheld for fund in document.funds):
            yield Finding("00415", "A pension fund is subject to withholding, but the document has no withholding")
    if any(discount.percentage is None and discount.amount is None for discount in body.discounts):
        yield Finding("00437", "A discount of the document has neither a percentage nor an amount")
    if any(
        discount.percentage is None and discount.amount is None
        for line in body.discounted_lines
        for discount in line.discounts
    ):
        yield Finding("00438", "A discount of a line has neither a percentage nor an amount")
    if document.simplified and document.regime not in _WITHOUT_LIMIT and document.total > _SIMPLIFIED_LIMIT:
        yield Finding("00460", "A simplified invoice may not exceed 400 EUR")


def _natures(document: Document) -> Iterator[Finding]:
    """Rates and natures that do not fit together, once per code."""
    line_uses = {(line.rate, line.nature) for line in document.lines}
    fund_uses = {(fund.vat_rate, fund.nature) for fund in document.funds}
    row_uses = {(row.rate, row.nature) for row in document.vat_summary}
    # Most documents are taxed throughout, and nothing can be wrong with a rate that has no nature.
    if any(nature or rate < 100 for rate, nature in line_uses | fund_uses | row_uses):
        yield from _exempt(document, line_uses, fund_uses, row_uses)
    if not document.simplified and not line_uses | fund_uses <= row_uses:
        yield from _without_row(line_uses | fund_uses, row_uses)


def _exempt(document: Document, line_uses: Uses, fund_uses: Uses, row_uses: Uses) -> Iterator[Finding]:
    """What is wrong with natures, and with rates of zero or next to it."""
    mixed = document.type_code in _NATURE_WITH_RATE
    for uses, without, with_rate, where in (
        (line_uses, "00400", "00401", "DettaglioLinee"),
        (fund_uses, "00413", "00414", "DatiCassaPrevidenziale"),
        (row_uses, "00429", "00430", "DatiRiepilogo"),
    ):
        if any(rate == 0 and nature is None for rate, nature in uses):
            yield Finding(without, "A rate of zero has no nature in {}", (where,))
        if not mixed and any(rate and nature for rate, nature in uses):
            yield Finding(with_rate, "A rate that is not zero has a nature in {}", (where,))
    every = line_uses | fund_uses | row_uses
    if any(0 < rate < 100 for rate, _ in every):
        yield Finding("00424", "A VAT rate is not written as a percentage")
    generic = sorted({nature for _, nature in every if nature in _GENERIC_NATURES})
    if generic and document.date >= _GENERIC_NATURES_END:
        yield Finding("00445", "The nature {} is no longer accepted without its subdivision", (", ".join(generic),))
    if any(row.exigibility == "S" and (row.nature or "").startswith("N6") for row in document.vat_summary):
        yield Finding("00420", "Reverse charge and split payment exclude each other")
    if document.type_code == "TD21" and any(line.rate == 0 for line in document.lines):
        yield Finding("00474", "A line of TD21 has a rate of zero")


def _without_row(uses: Uses, rows: Uses) -> Iterator[Finding]:
    rates = {rate for rate, _ in rows}
    for rate in sorted({rate for rate, _ in uses} - rates):
        yield Finding("00419", "The rate {} % has no row in the VAT summary", (percentage(rate),))
    natures = {nature for _, nature in rows}
    for nature in sorted({nature for _, nature in uses if nature} - natures):
        yield Finding("00444", "The nature {} has no row in the VAT summary", (quoted(nature),))


def percentage(rate: int) -> str:
    """A rate in hundredths of a percent as plain text: ``2200`` is ``22``."""
    return f"{Decimal(rate).scaleb(-2).normalize():f}"
