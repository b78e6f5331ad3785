"""Which of the studio's clients a company of a cloud is, and how sure that is.

The VAT number decides, then the fiscal code, then the name, which is only a hint. What speaks against a match is told
with it, and a match that is not the only one is put before a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from tuiledger.domain.connections import CloudCompany, Link
from tuiledger.domain.identifiers import fiscal_code, name_key, vat_number
from tuiledger.domain.parties import Company


class Confidence(StrEnum):
    """How sure it is that a cloud company is a client: an identifier says so, only the name does, or hardly that."""

    SURE = "sure"
    LIKELY = "likely"
    UNCLEAR = "unclear"

    def reaches(self, least: Confidence) -> bool:
        """Whether it is as sure as ``least`` or surer."""
        order = tuple(Confidence)
        return order.index(self) <= order.index(least)


class Suggestion(NamedTuple):
    """The client that a cloud company seems to be; None where no client is like it.

    Reasons are stable codes: ``vat-number``, ``fiscal-code``, ``name``, ``name-without-form``, ``part-of-name`` for it;
    ``other-vat-number``, ``other-fiscal-code``, ``other-form`` against it; ``several`` where it is not the only one.
    """

    remote: CloudCompany
    company_id: int | None = None
    confidence: Confidence = Confidence.UNCLEAR
    reasons: tuple[str, ...] = ()


class Seen(NamedTuple):
    """A company of an account, what was decided about it, and the client it is or seems to be."""

    remote: CloudCompany
    link: Link | None
    suggestion: Suggestion | None
    company: Company | None


class Candidate(NamedTuple):
    """A client that a cloud company may be; ``linked_to`` names another cloud company that is it already."""

    company: Company
    confidence: Confidence
    reasons: tuple[str, ...]
    linked_to: str = ""


class Contradiction(NamedTuple):
    """An identifier that is known on both sides and is not the same: what it is, theirs, and ours."""

    reason: str
    theirs: str
    ours: str


#: What speaks against a match so much that a person must say so: no rule links such companies.
CONTRARY: Final = frozenset({"other-vat-number", "other-fiscal-code"})

#: Legal forms (forme giuridiche), as words of a name's key; the longer ones first.
_WORDS_OF_FORMS: Final = (
    ("SOCIETA A RESPONSABILITA LIMITATA SEMPLIFICATA", "SRLS"),
    ("SOCIETA A RESPONSABILITA LIMITATA", "SRL"),
    ("SOCIETA PER AZIONI", "SPA"),
    ("SOCIETA IN ACCOMANDITA SEMPLICE", "SAS"),
    ("SOCIETA IN NOME COLLETTIVO", "SNC"),
    ("SOCIETA SEMPLICE", "SS"),
    ("SOCIETA COOPERATIVA", "SC"),
    ("SOC COOP", "SC"),
)
_FORMS: Final = frozenset({"SRL", "SRLS", "SPA", "SAS", "SNC", "SS", "SC", "SCARL", "SCRL", "SCPA", "SAPA", "SRLU"})
_LONGEST_SPELT: Final = 5
#: Words that many names share.
_COMMON: Final = frozenset({"DI", "DEL", "DELLA", "E", "FIGLI", "IL", "LA", "LE", "STUDIO", "SOCIETA", "DITTA"})
#: The order in which two matches of one company are compared.
_WEIGHT: Final = {"vat-number": 8, "fiscal-code": 4, "name": 2, "name-without-form": 1}


def suggest(
    remotes: Sequence[CloudCompany], companies: Iterable[Company], taken: Collection[int] = ()
) -> tuple[Suggestion, ...]:
    """The client that each cloud company seems to be, in the order of the cloud companies; no client twice.

    Args:
        remotes: cloud companies that nothing was decided about.
        companies: the studio's clients.
        taken: ids of clients that are linked already.
    """
    free = [company for company in companies if company.id not in taken]
    best = [_best(remote, free) for remote in remotes]
    wanted = Counter(one.company_id for one in best if one.company_id is not None)
    strength = {
        company_id: max(_weight(one.reasons) for one in best if one.company_id == company_id) for company_id in wanted
    }
    equals = Counter(
        one.company_id for one in best if one.company_id and _weight(one.reasons) == strength[one.company_id]
    )

    def apart(one: Suggestion) -> Suggestion:
        if one.company_id is None or wanted[one.company_id] == 1:
            return one
        if _weight(one.reasons) < strength[one.company_id]:
            return Suggestion(one.remote)
        return _one_of_several(one) if equals[one.company_id] > 1 else one

    return tuple(map(apart, best))


def _best(remote: CloudCompany, companies: Iterable[Company]) -> Suggestion:
    found = [one for company in companies if (one := compare(remote, company)) is not None]
    if not found:
        return Suggestion(remote)
    heaviest = max(_weight(one.reasons) for one in found)
    first, *others = [one for one in found if _weight(one.reasons) == heaviest]
    return _one_of_several(first) if others else first


def _one_of_several(one: Suggestion) -> Suggestion:
    return one._replace(confidence=Confidence.UNCLEAR, reasons=(*dict.fromkeys((*one.reasons, "several")),))


def _weight(reasons: Iterable[str]) -> int:
    reasons = tuple(reasons)
    against = sum(reason.startswith("other-") for reason in reasons)
    return 2 * sum(_WEIGHT.get(reason, 0) for reason in reasons) - against


def compare(remote: CloudCompany, company: Company) -> Suggestion | None:
    """How like a cloud company a client is; None where nothing speaks for it."""
    same, other = _identifiers(remote, company)
    name, form = _names(remote.name, company.name)
    if not same and name is None:
        return None
    reasons = (*same, *([name] if name else []), *other, *form)
    if not same:
        exact = name in ("name", "name-without-form") and not other and not form
        confidence = Confidence.LIKELY if exact else Confidence.UNCLEAR
    elif "vat-number" in same:
        # Members of a VAT group share the number and differ in the code.
        confidence = Confidence.UNCLEAR if "other-fiscal-code" in other else Confidence.SURE
    else:
        confidence = Confidence.LIKELY if other else Confidence.SURE
    return Suggestion(remote, company.id, confidence, reasons)


def contradictions(remote: CloudCompany, company: Company) -> tuple[Contradiction, ...]:
    """The identifiers that say that a cloud company is not the client."""
    _same, other = _identifiers(remote, company)
    both = {
        "other-vat-number": (remote.vat_number, company.vat_number),
        "other-fiscal-code": (remote.fiscal_code, company.fiscal_code),
    }
    return tuple(Contradiction(reason, *(text or "" for text in both[reason])) for reason in other)


def _identifiers(remote: CloudCompany, company: Company) -> tuple[list[str], list[str]]:
    """Which identifiers are the same, and which are there on both sides and differ."""
    their_number, their_code = _key(remote.vat_number, "IT"), _key(fiscal_code(remote.fiscal_code), "IT")
    our_number, our_code = _key(company.vat_number, company.country), _key(fiscal_code(company.fiscal_code), "IT")
    same, other = [], []
    if their_number and our_number:
        if their_number == our_number:
            same.append("vat-number")
        else:
            other.append("other-vat-number")
    if their_code and our_code:
        if their_code == our_code:
            same.append("fiscal-code")
        elif not same or their_code[-1:].isdecimal() == our_code[-1:].isdecimal():
            # A sole trader's own code on one side and the VAT number in its place on the other contradict nothing.
            other.append("other-fiscal-code")
    elif not same and not other and {their_number, their_code} & {our_number, our_code} - {None}:
        # A company's fiscal code is as a rule its VAT number, and people write it in either field.
        same.append("fiscal-code")
    return same, other


def _key(written: str | None, country: str) -> str | None:
    """An identifier to compare: an Italian number with its country, however it was written, or a code as it is."""
    number = vat_number(country, written)
    return f"{country}{number}" if number and (number.isdecimal() or country != "IT") else number


def _names(theirs: str, ours: str) -> tuple[str | None, list[str]]:
    """How the names agree, and whether their legal forms contradict each other."""
    their_words, their_form = _parts(theirs)
    our_words, our_form = _parts(ours)
    if not their_words or not our_words:
        return None, []
    contradiction = ["other-form"] if their_form and our_form and their_form != our_form else []
    if sorted(their_words) == sorted(our_words):
        return ("name" if their_form == our_form else "name-without-form"), contradiction
    telling, other = set(their_words) - _COMMON, set(our_words) - _COMMON
    small, large = sorted((telling, other), key=len)
    return ("part-of-name", contradiction) if small and small <= large else (None, [])


def _parts(name: str) -> tuple[tuple[str, ...], str | None]:
    """The words of a name without its legal form, and the form."""
    key = f" {name_key(name)} "
    for phrase, short in _WORDS_OF_FORMS:
        key = key.replace(f" {phrase} ", f" {short} ")
    words, kept, form = key.split(), list[str](), None
    while words:
        # "S r l" is one word that was written with dots.
        length = next((n for n in range(_LONGEST_SPELT, 0, -1) if "".join(words[:n]) in _FORMS), 0)
        if length:
            form = "".join(words[:length])
        else:
            kept.append(words[0])
        words = words[length or 1 :]
    # A name that is nothing but a form is a name.
    return (tuple(kept), form) if kept else (tuple(name_key(name).split()), None)
