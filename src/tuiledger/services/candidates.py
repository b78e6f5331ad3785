"""The clients that a company of a cloud may be, for a person to choose from."""

from __future__ import annotations

from typing import Final

from tuiledger.domain.linking import Candidate, Confidence, Seen, compare
from tuiledger.ports import Reader
from tuiledger.services.link import suggestions

#: Reasons for a match, the strongest first.
_STRENGTH: Final = ("vat-number", "fiscal-code", "name", "name-without-form", "part-of-name")


def seen(reader: Reader, connection_id: int, *, decided: bool = False) -> list[Seen]:
    """The companies of an account that are open, the surest first; with ``decided`` the others after them."""
    companies = {company.id: company for company in reader.companies()}
    found = [
        Seen(one.remote, None, one, companies.get(one.company_id or 0)) for one in suggestions(reader, connection_id)
    ]
    order = tuple(Confidence)
    found.sort(key=lambda one: (one.company is None, order.index(_confidence(one)), one.remote.name.casefold()))
    if decided:
        links = {link.remote_id: link for link in reader.links(connection_id)}
        remotes = [one for one in reader.remote_companies(connection_id) if one.id in links]
        found += [Seen(one, links[one.id], None, companies.get(links[one.id].company_id or 0)) for one in remotes]
    return found


def candidates(reader: Reader, connection_id: int, one: Seen, most: int = 3) -> list[Candidate]:
    """The clients that an open cloud company may be, the one that is suggested first."""
    if one.link is not None:
        return []
    taken = {link.company_id: link.remote_name for link in reader.links(connection_id) if link.company_id is not None}
    ranked: list[tuple[tuple[bool, bool, int, int, int], Candidate]] = []
    for company in reader.companies():
        match = compare(one.remote, company)
        if match is None:
            continue
        first = one.company is not None and company.id == one.company.id
        reasons = one.suggestion.reasons if first and one.suggestion else match.reasons
        confidence = one.suggestion.confidence if first and one.suggestion else match.confidence
        candidate = Candidate(company, confidence, reasons, taken.get(company.id, ""))
        ranked.append(((not first, bool(candidate.linked_to), *_rank(confidence, reasons), company.id), candidate))
    ranked.sort(key=lambda each: each[0])
    return [candidate for _key, candidate in ranked[:most]]


def _confidence(one: Seen) -> Confidence:
    return one.suggestion.confidence if one.suggestion else Confidence.UNCLEAR


def _rank(confidence: Confidence, reasons: tuple[str, ...]) -> tuple[int, int]:
    strongest = next((place for place, reason in enumerate(_STRENGTH) if reason in reasons), len(_STRENGTH))
    return tuple(Confidence).index(confidence), strongest
