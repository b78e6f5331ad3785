"""Which companies the documents of a page belong to, of those that the user asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tuiledger.domain.documents import BUYER_SIDE, Direction, Document, PartyDetails
from tuiledger.domain.parties import Attribution, Companies
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Writer


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
    # One company asked for is meant where several could be: members of a VAT group share its number.
    asked = companies
    if wanted.company_code is not None:
        asked = Companies(tuple(company for company in companies if company.code == wanted.company_code))
    attributed: dict[int, list[Attributed]] = {}
    refusals: dict[int, Refusal] = {}
    for place, documents in files.items():
        found: list[Attributed] = []
        for document in documents:
            found.append(_only(asked.attribute(document), document, wanted))
        attributed[place] = found
        if not any(found):
            refusals[place] = _nobodys(documents[0], companies, wanted)
    return attributed, refusals


def _only(attributions: Attributed, document: Document, wanted: Wanted) -> Attributed:
    if wanted.side is Direction.ISSUED and document.type_code not in BUYER_SIDE:
        return tuple(a for a in attributions if a.direction is Direction.ISSUED)
    if wanted.side is Direction.RECEIVED:
        return tuple(a for a in attributions if a.direction is Direction.RECEIVED)
    return attributions


def _nobodys(document: Document, companies: Companies, wanted: Wanted) -> Refusal:
    seller, buyer = _named(document.seller), _named(document.buyer)
    if companies.attribute(document):
        return Refusal(
            "other-company", "The document is not one of those asked for: seller {}, buyer {}", (seller, buyer)
        )
    for party in (document.seller, document.buyer):
        if len(several := companies.candidates(party)) > 1:
            codes = ", ".join(company.code for company in several)
            return Refusal("company-unclear", "{} could be any of {}: import the file for one of them",
                           (_named(party), codes))  # fmt: skip
    return Refusal("company-unknown", "Neither seller {} nor buyer {} is a registered company", (seller, buyer))


def _named(party: PartyDetails) -> str:
    identifier = f"{party.country or ''}{party.vat_number}" if party.vat_number else party.fiscal_code
    return " ".join(part for part in (party.name, identifier) if part) or "?"
