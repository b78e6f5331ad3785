"""Check digits of VAT numbers, fiscal codes and IBANs, told as findings.

A wrong digit never refuses a document: official samples carry some, and so do invoices the exchange system delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tuiledger.domain.documents import Document, Finding, PartyDetails

# Each number is judged once: a file's sender comes back in the next ten thousand.
_REMEMBERED = 65_536


def check_identifiers(document: Document) -> Iterator[Finding]:
    """Findings ``vat-check-digit``, ``fiscal-code-check-digit`` and ``iban-invalid``."""
    yield from _party(document.seller)
    yield from _party(document.buyer)
    for iban in dict.fromkeys(payment.iban for payment in document.payments if payment.iban):
        if not is_iban(iban):
            yield Finding("iban-invalid", "The IBAN {} is not valid", (iban[:40],))


def _party(party: PartyDetails) -> Iterator[Finding]:
    vat, code = party.vat_number, party.fiscal_code
    if vat and party.country == "IT" and not is_italian_vat(vat):
        yield Finding("vat-check-digit", "The VAT number {} has a wrong check digit", (vat[:40],))
    if code and code != vat and not is_fiscal_code(code):
        yield Finding("fiscal-code-check-digit", "The fiscal code {} has a wrong check digit", (code[:40],))


@lru_cache(_REMEMBERED)
def is_italian_vat(number: str) -> bool:
    """Whether an Italian VAT number (partita IVA) of eleven digits is well formed."""
    # Loading the rules takes longer than reading many invoices, and most commands read none.
    from stdnum.it import iva

    return number.isascii() and bool(iva.is_valid(number))


@lru_cache(_REMEMBERED)
def is_fiscal_code(code: str) -> bool:
    """Whether an Italian fiscal code, of sixteen characters or eleven digits, is well formed."""
    from stdnum.it import codicefiscale

    return code.isascii() and bool(codicefiscale.is_valid(code))


@lru_cache(_REMEMBERED)
def is_iban(iban: str) -> bool:
    """Whether an IBAN has the form of its country and the right check digits; look-alike letters are not letters."""
    from stdnum import iban as rules

    return iban.isascii() and bool(rules.is_valid(iban))
