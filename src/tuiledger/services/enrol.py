"""First onboarding: the companies that a delivery is about, registered from its own documents.

The whole delivery is read before its import, so that a company named only in the last file has its documents from the
first; a name that one document leaves out is taken from another.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.documents import BUYER_SIDE, Direction, Document, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, name_key, party_key, vat_number
from tuiledger.domain.parties import Companies, Company
from tuiledger.ports import Clock, Store
from tuiledger.services.gather import Item
from tuiledger.services.recognise import recognise

#: Legal forms and small words that say nothing in a company's short code.
_NOT_IN_CODES = frozenset({"SRL", "SPA", "SAS", "SNC", "S", "R", "L", "P", "A", "C", "SOC", "STUDIO", "DI", "IL", "LA"})


def own_party(document: Document, side: Direction) -> PartyDetails:
    """The party that is the client if the document lies among its issued or its received ones.

    Self-invoices and integrations lie among the issued files although the client is their buyer.
    """
    if side is Direction.RECEIVED or document.type_code in BUYER_SIDE:
        return document.buyer
    return document.seller


class Enrolment:
    """Collects the client companies of a delivery, page by page, and registers those that are new."""

    def __init__(self, side: Direction) -> None:
        self._side = side
        self._found: dict[str, PartyDetails] = {}

    def look_at(self, items: Iterable[Item]) -> None:
        """Note whose documents these are."""
        for item in items:
            for document in recognise(item, "").documents:
                party = own_party(document, self._side)
                if not vat_number(party.country, party.vat_number) and not fiscal_code(party.fiscal_code):
                    continue
                key = party_key(party)
                known = self._found.get(key, party)
                self._found[key] = known._replace(
                    name=known.name or party.name, fiscal_code=known.fiscal_code or party.fiscal_code
                )

    def register(self, store: Store, clock: Clock, actor: str) -> list[Company]:
        """Register every company that is not there yet, with the built-in chart."""
        added = []
        with store.writing("enrol companies") as work:
            companies = Companies(work.companies())
            for party in self._found.values():
                if companies.matching(party) is not None:
                    continue
                company = work.add_company(_company(party, {one.code for one in companies}), ITALIAN_CHART)
                work.record_act(clock.now(), actor, "company-add", company.code, company.name)
                companies = Companies((*companies, company))
                added.append(company)
        return added


def _company(party: PartyDetails, taken: set[str]) -> Company:
    number, code = vat_number(party.country, party.vat_number), fiscal_code(party.fiscal_code)
    name = party.name or number or code or ""
    return Company(
        id=0,
        code=company_code(name, taken),
        name=name,
        country=(party.country or "IT").upper(),
        vat_number=number,
        fiscal_code=code,
    )


def company_code(name: str, taken: set[str]) -> str:
    """A short code for a company called ``name``: its first telling word, with a number where that is taken."""
    words = [word for word in name_key(name).split() if word not in _NOT_IN_CODES] or ["COMPANY"]
    base = "".join(letter for letter in words[0] if letter.isascii() and letter.isalnum())[:12] or "COMPANY"
    code, count = base, 1
    while code in taken:
        count += 1
        code = f"{base}{count}"
    return code
