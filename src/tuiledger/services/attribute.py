"""Which companies the documents of a page belong to, registering them on first sight where the user asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tuiledger.domain.chart import ITALIAN_CHART
from tuiledger.domain.documents import BUYER_SIDE, OWN_SIDE, Direction, Document, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, name_key, vat_number
from tuiledger.domain.parties import Attribution, Companies, Company
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Writer

#: Legal forms and small words that say nothing in a company's short code.
_NOT_IN_CODES = frozenset({"SRL", "SPA", "SAS", "SNC", "S", "R", "L", "P", "A", "C", "SOC", "STUDIO", "DI", "IL", "LA"})


class Wanted(NamedTuple):
    """What the user asked of an import.

    ``side`` takes only documents of that direction, ``company_code`` only that company's; ``create`` registers the
    seller (``issued``) or the buyer (``received``) of documents that belong to no registered company.
    """

    side: Direction | None = None
    company_code: str | None = None
    create: Direction | None = None

    @property
    def everything(self) -> bool:
        """Nothing is left out on purpose."""
        return self.side is None and self.company_code is None


Attributed = tuple[Attribution, ...]


def attribute_page(
    work: Writer, files: Mapping[int, Sequence[Document]], wanted: Wanted
) -> tuple[dict[int, list[Attributed]], dict[int, Refusal]]:
    """The companies of each document of each file, and a refusal for each file that belongs to nobody's books."""
    companies = Companies(work.companies())
    attributed: dict[int, list[Attributed]] = {}
    refusals: dict[int, Refusal] = {}
    for place, documents in files.items():
        found: list[Attributed] = []
        for document in documents:
            attributions = companies.attribute(document)
            if wanted.create is not None and not _has_own(attributions, document, wanted.create):
                companies = _with_new_company(work, companies, document, wanted.create)
                attributions = companies.attribute(document)
            found.append(_only(attributions, document, wanted, companies))
        attributed[place] = found
        if not any(found):
            refusals[place] = _nobodys(documents[0], companies, wanted)
    return attributed, refusals


def own_party(document: Document, side: Direction) -> PartyDetails:
    """The party that would be the client if the document had been issued or received by it.

    Self-invoices and integrations lie in the folder of issued files although the client is their buyer.
    """
    if side is Direction.RECEIVED or document.type_code in BUYER_SIDE:
        return document.buyer
    return document.seller


def _has_own(attributions: Attributed, document: Document, side: Direction) -> bool:
    wanted = Direction.ISSUED if own_party(document, side) is document.seller else Direction.RECEIVED
    return any(attribution.direction is wanted for attribution in attributions) or (
        document.type_code in OWN_SIDE and bool(attributions)
    )


def _only(attributions: Attributed, document: Document, wanted: Wanted, companies: Companies) -> Attributed:
    if wanted.company_code is not None:
        ids = {company.id for company in companies if company.code == wanted.company_code}
        attributions = tuple(a for a in attributions if a.company_id in ids)
    if wanted.side is Direction.ISSUED and document.type_code not in BUYER_SIDE:
        return tuple(a for a in attributions if a.direction is Direction.ISSUED)
    if wanted.side is Direction.RECEIVED:
        return tuple(a for a in attributions if a.direction is Direction.RECEIVED)
    return attributions


def _with_new_company(work: Writer, companies: Companies, document: Document, side: Direction) -> Companies:
    party = own_party(document, side)
    number, code = vat_number(party.country, party.vat_number), fiscal_code(party.fiscal_code)
    if not number and not code:
        return companies
    taken = {company.code for company in companies}
    company = Company(
        id=0,
        code=company_code(party.name or number or code or "", taken),
        name=party.name or number or code or "",
        country=(party.country or "IT").upper(),
        vat_number=number,
        fiscal_code=code,
    )
    added = work.add_company(company, ITALIAN_CHART)
    return Companies((*companies, added))


def company_code(name: str, taken: set[str]) -> str:
    """A short code for a company called ``name``: its first telling word, with a number where that is taken."""
    words = [word for word in name_key(name).split() if word not in _NOT_IN_CODES] or ["COMPANY"]
    base = "".join(letter for letter in words[0] if letter.isascii() and letter.isalnum())[:12] or "COMPANY"
    code, count = base, 1
    while code in taken:
        count += 1
        code = f"{base}{count}"
    return code


def _nobodys(document: Document, companies: Companies, wanted: Wanted) -> Refusal:
    seller, buyer = _named(document.seller), _named(document.buyer)
    if companies.attribute(document):
        return Refusal(
            "other-company", "The document is not one of those asked for: seller {}, buyer {}", (seller, buyer)
        )
    return Refusal("company-unknown", "Neither seller {} nor buyer {} is a registered company", (seller, buyer))


def _named(party: PartyDetails) -> str:
    identifier = f"{party.country or ''}{party.vat_number}" if party.vat_number else party.fiscal_code
    return " ".join(part for part in (party.name, identifier) if part) or "?"
