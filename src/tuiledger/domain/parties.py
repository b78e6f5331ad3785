"""Companies the studio keeps books for, and the customers and suppliers they deal with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tuiledger.domain.documents import BUYER_SIDE, OWN_SIDE, Direction, Document, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number


class Company(NamedTuple):
    """A client of the studio, with books of its own.

    ``code`` is the short name typed on the command line; ``locked_until`` is the last day no entry may touch.
    """

    id: int
    code: str
    name: str
    country: str = "IT"
    vat_number: str | None = None
    fiscal_code: str | None = None
    chart: str = "it"
    locked_until: date | None = None
    #: Largest difference, in minor units, that goes to the rounding account without asking.
    tolerance: int = 5


class Party(NamedTuple):
    """A customer or supplier of one company (anagrafica)."""

    id: int
    company_id: int
    name: str
    country: str | None
    vat_number: str | None
    fiscal_code: str | None
    documents: int = 0


class Attribution(NamedTuple):
    """Which company a document belongs to, and on which side that company stands."""

    company_id: int
    direction: Direction


def is_same(company: Company, party: PartyDetails) -> bool:
    """Whether ``party`` of a document is ``company``.

    The fiscal code decides where both have one: members of a VAT group share the VAT number and differ in the code.
    Otherwise country and VAT number decide.
    """
    code = fiscal_code(party.fiscal_code)
    number = vat_number(party.country, party.vat_number)
    same_number = bool(number) and number == company.vat_number and (party.country or "IT") == company.country
    if code and company.fiscal_code:
        # A sole trader's invoice may carry the personal code or repeat the VAT number in its place.
        return code == company.fiscal_code or (same_number and code == number)
    if code and company.vat_number == code and company.country == "IT":
        return True
    return same_number


class Companies:
    """The registered companies, found by the identifiers that documents carry."""

    def __init__(self, companies: tuple[Company, ...]) -> None:
        self._companies = companies
        self._by_identifier: dict[str, list[Company]] = {}
        for company in companies:
            identifiers = {company.vat_number, company.fiscal_code} - {None}
            for identifier in identifiers:
                self._by_identifier.setdefault(identifier or "", []).append(company)

    def __iter__(self) -> Iterator[Company]:
        return iter(self._companies)

    def matching(self, party: PartyDetails) -> Company | None:
        """The company that ``party`` is, or None; None too where several could be it, which is for a person to say."""
        found = self.candidates(party)
        return found[0] if len(found) == 1 else None

    def candidates(self, party: PartyDetails) -> list[Company]:
        """The companies that ``party`` could be: several where it names only the VAT number of their group."""
        for identifier in (fiscal_code(party.fiscal_code), vat_number(party.country, party.vat_number)):
            found = [company for company in self._by_identifier.get(identifier or "", ()) if is_same(company, party)]
            if found:
                return found
        return []

    def attribute(self, document: Document) -> tuple[Attribution, ...]:
        """The companies whose books the document belongs in: none, one, or the seller's and the buyer's.

        Integrations and self-invoices of the buyer's side belong to the buyer alone, and those a company makes to
        itself are its issued ones (FatturaPA 1.9, TD16 to TD29).
        """
        seller = self.matching(document.seller)
        if document.type_code in OWN_SIDE:
            return (Attribution(seller.id, Direction.ISSUED),) if seller else ()
        found = []
        if seller and document.type_code not in BUYER_SIDE:
            found.append(Attribution(seller.id, Direction.ISSUED))
        buyer = self.matching(document.buyer)
        if buyer and buyer is not seller:
            found.append(Attribution(buyer.id, Direction.RECEIVED))
        return tuple(found)
