"""A company of a cloud beside the clients it may be: suggestions with their reasons, and what agrees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tuiledger.domain.identifiers import fiscal_code, name_key, vat_number
from tuiledger.domain.linking import Candidate, Confidence, Seen, Suggestion, contradictions
from tuiledger.text import words
from tuiledger.text.dates import date_text
from tuiledger.text.translation import _
from tuiledger.tui.glyphs import Sign, glyphs
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.connections import CloudCompany
    from tuiledger.domain.parties import Company
    from tuiledger.ports import Reader

BANDS: Final = {
    Confidence.SURE: Sign("ok", "ok", words.CONFIDENCES[Confidence.SURE]),
    Confidence.LIKELY: Sign("part", "part", words.CONFIDENCES[Confidence.LIKELY]),
    Confidence.UNCLEAR: Sign("warn", "warn", words.CONFIDENCES[Confidence.UNCLEAR]),
}
#: Cells of the figure that chooses a suggestion, and of its band.
_FIGURE: Final = 3


def read_companies(reader: Reader, connection_id: int, *, decided: bool) -> Sequence[Seen]:
    """The companies of an account that are open, and with ``decided`` the others."""
    from tuiledger.services.candidates import seen

    return seen(reader, connection_id, decided=decided)


def read_suggestions(reader: Reader, connection_id: int, one: Seen) -> Sequence[Candidate]:
    """The clients that an open company may be, the best first."""
    from tuiledger.services.candidates import candidates

    return candidates(reader, connection_id, one)


def read_page(reader: Reader, connection_id: int, one: Seen, keys: Sequence[str]) -> Build:
    """The right pane for a company; ``keys`` as :func:`suggestion_page` takes them."""
    return partial(suggestion_page, one, read_suggestions(reader, connection_id, one), keys)


def reasons_text(reasons: Sequence[str]) -> str:
    """Why a client is suggested, what speaks against it last; a reason that a person wrote stands as it is."""
    return ", ".join(_(words.MATCHES[reason]) if reason in words.MATCHES else reason for reason in reasons)


def reason_text(reason: str) -> str:
    """Why a link was made, as the books keep it."""
    return reasons_text(reason.split(", ")) if reason else ""


def suggestion_page(one: Seen, candidates: Sequence[Candidate], keys: Sequence[str], width: int) -> list[Line]:
    """The right pane: who it may be, or what was decided, and below it both sides field by field.

    Args:
        candidates: the clients it may be, the first one first.
        keys: of the new client, of ignoring, of naming another client, and of forgetting, as they are in force.
    """
    if one.link is not None:
        return _decided_page(one, keys[3], width)
    lines: list[Line] = [heading(_("Our clients for {}").format(one.remote.name), width)]
    for figure, candidate in enumerate(candidates, 1):
        lines += _candidate(str(figure), candidate, width)
    if not candidates:
        lines += paragraph(_("No client of ours is like it."), width, "warn")
    new, ignored, other, _forget = keys
    lines += [
        BLANK,
        *_key(new, _("new client from this company"), width),
        *_key(other, _("another client, by its name"), width),
        *_key(ignored, _("none of our business: ignore and remember"), width),
    ]
    return [*lines, BLANK, *comparison(one.remote, candidates[0].company if candidates else None, width)]


def choices(one: Seen, candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """What can be said of a company, for a question: the place of a suggestion, or the id of a command."""
    if one.link is not None:
        return [("forget-link", _("forget it and ask anew"))]
    found = [
        (str(place), f"{BANDS[each.confidence].text}  {each.company.code}  {each.company.name}")
        for place, each in enumerate(candidates)
    ]
    return [
        *found,
        ("new-client", _("new client from this company")),
        ("other-client", _("another client, by its name")),
        ("ignore-company", _("none of our business: ignore and remember")),
    ]


def choice_page(one: Seen, candidates: Sequence[Candidate], width: int) -> list[Line]:
    """What is known of a company and of the first client that it may be, and the reasons for each."""
    lines = comparison(one.remote, candidates[0].company if candidates else one.company, width)
    if one.link is not None:
        return [*paragraph(_decision(one), width, "strong"), BLANK, *lines]
    lines.append(BLANK)
    for each in candidates:
        lines += field(each.company.code, reasons_text(each.reasons), width)
        if each.linked_to:
            lines += field("", _("linked to {} already").format(each.linked_to), width, "warn")
    return lines if candidates else [*lines, *paragraph(_("No client of ours is like it."), width, "warn")]


def short_suggestions(one: Seen) -> str:
    """The suggestion in two lines, where there is no room for the pane."""
    remote = one.remote
    theirs = "  ".join(part for part in (remote.name, remote.vat_number or remote.fiscal_code or "") if part)
    if one.link is not None:
        return f"{theirs}\n{_decision(one)}"
    if one.company is None or one.suggestion is None:
        return f"{theirs}\n" + _("No client of ours is like it: n registers it, m names one, 0 ignores it.")
    band = BANDS[one.suggestion.confidence].text
    ours = f"{band}  {one.company.code}  {one.company.name}: {reasons_text(one.suggestion.reasons)}"
    return f"{theirs}\n{ours}\n" + _("Enter links it; i shows all suggestions.")


def _decided_page(one: Seen, forget: str, width: int) -> list[Line]:
    link = one.link
    lines: list[Line] = [heading(one.remote.name, width), *paragraph(_decision(one), width, "strong")]
    if link is not None:
        lines += [
            *field(_("Why"), reason_text(link.reason), width),
            *field(_("Who"), link.decided_by, width),
            *field(_("When"), wall_time(link.decided_at), width),
        ]
    return [
        *lines,
        BLANK,
        *_key(forget, _("forget it and ask anew"), width),
        BLANK,
        *comparison(one.remote, one.company, width),
    ]


def _decision(one: Seen) -> str:
    if one.company is not None:
        return _("It is our client {}: {}").format(one.company.code, one.company.name)
    return _("It is ignored: none of our business.")


def _candidate(figure: str, candidate: Candidate, width: int) -> list[Line]:
    """One suggestion: its figure, its band, the client, and the reasons below it."""
    band = BANDS[candidate.confidence]
    company = candidate.company
    first: Line = (
        Cell(f"{figure:<{_FIGURE}}", "strong"),
        Cell(f"{band.text}  ", band.tone),
        Cell(f"{company.code}  {company.name}"),
    )
    lines = [first, *paragraph(reasons_text(candidate.reasons), width, "dim", _FIGURE)]
    if candidate.linked_to:
        lines += paragraph(_("linked to {} already").format(candidate.linked_to), width, "warn", _FIGURE)
    return lines


def _key(key: str, text: str, width: int) -> list[Line]:
    first, *rest = paragraph(text, width - _FIGURE)
    return [(Cell(f"{key:<{_FIGURE}}", "strong"), *first), *((Cell(" " * _FIGURE), *line) for line in rest)]


def comparison(remote: CloudCompany, company: Company | None, width: int) -> list[Line]:
    """Theirs and ours field by field, with a sign of what agrees."""
    signs = glyphs()
    columns = (Column("", 15), Column("", 1), Column(_("Theirs"), 14, grow=1), Column(_("Ours"), 14, grow=1))
    rows = []
    for label, theirs, ours, same in _fields(remote, company):
        if not theirs and not ours:
            continue
        known = bool(theirs and ours)
        sign = signs.equal if known and same else signs.differs if known else ""
        tone = "ok" if known and same else "warn"
        rows.append((Cell(label, "dim"), Cell(sign, tone), Cell(theirs), Cell(ours)))
    until = date_text(remote.licence_until) if remote.licence_until else ""
    plan = [*field(_("Plan"), remote.plan or "", width), *field(_("Licence until"), until, width)]
    return [*table(columns, rows, width), *([BLANK, *plan] if plan else [])]


def _fields(remote: CloudCompany, company: Company | None) -> list[tuple[str, str, str, bool]]:
    country = company.country if company else "IT"
    number, code, name = (company.vat_number, company.fiscal_code, company.name) if company else (None, None, "")
    same_number = vat_number("IT", remote.vat_number) == number
    return [
        (_("Name"), remote.name, name, name_key(remote.name) == name_key(name)),
        (_("VAT number"), remote.vat_number or "", f"{country}{number}" if number else "", same_number),
        (_("Fiscal code"), remote.fiscal_code or "", code or "", fiscal_code(remote.fiscal_code) == code),
    ]


def doubt_page(remote: CloudCompany, company: Company, linked_to: str, width: int) -> list[Line]:
    """What speaks against a link that a person asks for, and what it would do."""
    lines: list[Line] = []
    for told in contradictions(remote, company):
        template = _("Another VAT number: {} there, {} here.")
        if told.reason == "other-fiscal-code":
            template = _("Another fiscal code: {} there, {} here.")
        lines += paragraph(template.format(told.theirs, told.ours), width, "error")
    if lines:
        said = _("Documents of {} are then read into the books of {}, as its own.").format(remote.name, company.code)
        lines += paragraph(said, width)
    if linked_to:
        lines += paragraph(_("{} is linked to {} already.").format(company.name, linked_to), width, "warn")
        lines += paragraph(_("Documents of both are then read into the same books."), width)
    return [*lines, BLANK, *comparison(remote, company, width)]


def acceptance_page(found: Sequence[tuple[Suggestion, Company]], width: int) -> list[Line]:
    """Every link that would be made: theirs, ours, and why."""
    columns = (
        Column(_("Theirs"), 16, grow=1),
        Column(_("Ours"), 12),
        Column("", 12, grow=1, least=70),
        Column(_("Why"), 14, grow=1),
    )
    rows = [
        (
            Cell(one.remote.name),
            Cell(ours.code, "strong"),
            Cell(ours.name, "dim"),
            Cell(reasons_text(one.reasons), "dim"),
        )
        for one, ours in found
    ]
    return table(columns, rows, width)


def newcomers_page(found: Sequence[CloudCompany], width: int) -> list[Line]:
    """Every company that would be registered: its name and its numbers."""
    columns = (
        Column(_("Theirs"), 20, grow=1),
        Column(_("VAT number"), 16),
        Column(_("Fiscal code"), 16, least=70),
    )
    return table(
        columns,
        [(Cell(one.name), Cell(one.vat_number or ""), Cell(one.fiscal_code or "", "dim")) for one in found],
        width,
    )
