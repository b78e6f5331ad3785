"""Connections as pages: what is known of one, what a trial found, what stays when it goes, what a client lets see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.domain.secrets import DOTS
from tuiledger.text import words
from tuiledger.text.amounts import count_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui.cloud_words import area_words
from tuiledger.tui.conditions import Explained, explain, explain_verdict, quoted, sign_of
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.inspection import act_lines
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    import datetime

    from tuiledger.domain.connections import Access, CloudCompany, Connection, Intermediary, Link, Verdict
    from tuiledger.domain.quota import Allowance
    from tuiledger.ports import Act, Reader
    from tuiledger.ports.cloud_store import Uses
    from tuiledger.ports.connecting import SecretPlace

#: Where a secret is kept, by the state of that place.
PLACES: Final = {
    "open": N_("vault"),
    "locked": N_("vault, locked"),
    "keyring": N_("system keyring"),
    "absent": N_("no vault yet"),
}
_RIGHTS: Final = {
    "none": ("error", "error", N_("nothing")),
    "read": ("ok", "ok", N_("may read")),
    "write": ("ok", "ok", N_("may read and write")),
    "detailed": ("part", "part", N_("in part")),
}
_ROLES: Final = {"accountant": N_("accountant"), "master": N_("owner"), "subaccount": N_("sub-account")}
_WINDOWS: Final = {"hour": N_("Calls this hour"), "month": N_("Calls this month")}


class Portrait(NamedTuple):
    """Everything the books hold about a connection, and who uses it."""

    user: Intermediary | None
    connection: Connection | None
    users: Sequence[str] = ()
    companies: Sequence[CloudCompany] = ()
    links: Sequence[Link] = ()
    acts: Sequence[Act] = ()


def connection_inspection(
    reader: Reader,
    user: Intermediary | None,
    connection: Connection | None,
    secrets: SecretPlace | None,
    told: Explained,
) -> Build:
    """The page of a connection, or of an intermediary that has none, read from the books."""
    portrait = Portrait(user, connection)
    if connection is not None:
        portrait = Portrait(
            user,
            connection,
            [one.name for one in reader.intermediaries() if one.connection_id == connection.id],
            reader.remote_companies(connection.id),
            reader.links(connection.id),
            reader.acts_on(connection.name),
        )
    elif user is not None:
        portrait = portrait._replace(acts=reader.acts_on(user.code))
    return partial(connection_page, portrait, secrets, told)


def connection_page(portrait: Portrait, secrets: SecretPlace | None, told: Explained, width: int) -> list[Line]:
    """The whole page."""
    user, connection = portrait.user, portrait.connection
    lines: list[Line] = []
    if user is not None:
        lines += [
            heading(user.name, width),
            *field(_("Code"), user.code, width),
            *field(_("VAT number"), user.vat_number or "", width),
            *field(_("Fiscal code"), user.fiscal_code or "", width),
            BLANK,
        ]
    if connection is None:
        return [*lines, *paragraph(told.text, width), BLANK, *act_lines(portrait.acts, width)]
    return [
        *lines,
        *_connection_lines(connection, portrait.users, secrets, width),
        BLANK,
        *paragraph(told.text, width, "" if connection.failure is None else "warn"),
        *_company_lines(portrait, width),
        *([BLANK, *act_lines(portrait.acts, width)] if portrait.acts else []),
    ]


def _connection_lines(
    connection: Connection, users: Sequence[str], secrets: SecretPlace | None, width: int
) -> list[Line]:
    sign = sign_of(connection)
    kept = hint(connection, secrets)
    if secrets and secrets.state != "absent":
        kept = f"{kept}  {_(PLACES.get(secrets.state, secrets.state))}"
    return [
        heading(connection.name, width),
        *field(_("State"), sign.text, width, sign.tone),
        *field(_("Cloud account"), connection.account, width),
        *field(_("Cloud"), connection.provider, width),
        *field(_("Address"), connection.base_url or "", width, "warn"),
        *field(_("Way in"), _(words.GRANTS[connection.grant]), width),
        *field(_("Secret"), kept, width),
        *field(_("Vault"), secrets.path if secrets and secrets.state != "keyring" else "", width, "dim"),
        *field(_("May"), "  ".join(connection.scopes), width),
        *field(_("Last proved"), wall_time(connection.proved_at) if connection.proved_at else _("never"), width),
        *field(_("Last failed"), wall_time(connection.failed_at) if connection.failed_at else "", width),
        *field(_("Expires"), wall_time(connection.expires_at) if connection.expires_at else "", width),
        *field(_("Intermediaries"), ", ".join(users), width),
    ]


def hint(connection: Connection, secrets: SecretPlace | None) -> str:
    """What is shown of the secret of a connection: dots with its last characters, dots alone, or that it is missing."""
    if secrets is None or secrets.state == "locked":
        return DOTS
    if secrets.state == "absent":
        return _("missing")
    return secrets.hints.get(connection.secret_name, "") or _("missing")


def _company_lines(portrait: Portrait, width: int) -> list[Line]:
    if not portrait.companies:
        return []
    decided = {link.remote_id: link.state for link in portrait.links}
    columns = (
        Column(_("Company"), 18, grow=1),
        Column(_("VAT number"), 16),
        Column(_("Plan"), 12, least=90),
        Column(_("Licence until"), 13, least=70),
        Column(_("State"), 10),
    )
    rows = [
        (
            Cell(one.name),
            Cell(one.vat_number or one.fiscal_code or glyphs().none, "dim"),
            Cell(one.plan or "", "dim"),
            Cell(date_text(one.licence_until) if one.licence_until else "", "dim"),
            Cell(_(words.LINKS[decided.get(one.id)]), "" if one.id in decided else "part"),
        )
        for one in portrait.companies
    ]
    return [BLANK, heading(_("Companies of the account"), width), *table(columns, rows, width)]


def verdict_page(verdict: Verdict, width: int) -> list[Line]:
    """What a trial found: our sentence, the one people know from before, and what to do."""
    told = explain_verdict(verdict)
    tone = "ok" if verdict.proved else "warn" if verdict.passing else "error"
    sign = getattr(glyphs(), "ok" if verdict.proved else "warn" if verdict.passing else "error")
    lines = paragraph(f"{sign} {told.sentence}", width, tone)
    if told.original:
        lines += paragraph(quoted(told.original), width, "dim")
    return [*lines, BLANK, *paragraph(told.remedy, width)]


def removal_page(connection: Connection, uses: Uses, users: Sequence[str], width: int) -> list[Line]:
    """What goes with a connection, and what stays."""
    lines = paragraph(
        _("Its token is deleted from the vault. At the provider the token stays valid: revoke it there."), width
    )
    if not any(uses):
        return [*lines, BLANK, *paragraph(_("Nothing hangs on the connection: it goes as well."), width)]
    counted = (
        (uses.links, ngettext("{} link", "{} links", uses.links)),
        (uses.documents, ngettext("{} document", "{} documents", uses.documents)),
        (uses.runs, ngettext("{} reading", "{} readings", uses.runs)),
    )
    parts = [text.format(count_text(count)) for count, text in counted if count]
    stays = _("The connection itself stays, paused, because of what hangs on it: {}.").format(", ".join(parts))
    lines += [BLANK, *paragraph(stays, width, "warn")]
    if users:
        lines += [BLANK, *paragraph(_("Used by: {}").format(", ".join(users)), width)]
    return [*lines, BLANK, *paragraph(_("Documents and entries in the books stay as they are."), width)]


def access_page(company: CloudCompany, access: Access, left: Sequence[Allowance], width: int) -> list[Line]:
    """What a client lets its accountant see, its plan and licence, and the calls that are left."""
    lines = [
        heading(company.name, width),
        *field(_("Role"), _(_ROLES.get(access.role, access.role)), width),
        *field(_("Through"), _("the accountant") if access.through_accountant else _("a right of its own"), width),
        *field(_("Plan"), access.plan or company.plan or _("unknown"), width),
        *_licence(company, access, width),
    ]
    for row in left:
        text = _("{} of {} left, anew {}").format(
            count_text(row.remaining), count_text(row.limit), wall_time(row.until)
        )
        lines += field(_(_WINDOWS.get(row.window, row.window)), text, width)
    lines += [BLANK, heading(_("What it lets its accountant see"), width)]
    rights = dict(access.areas)
    for area, right in access.areas:
        whole, _dot, part = area.partition("_detailed.")
        if not part or right != rights.get(whole):
            glyph, tone, word = _RIGHTS.get(right, ("none", "dim", right))
            lines += field(area_words(area), f"{getattr(glyphs(), glyph)} {_(word)}", width, tone)
    if not access.areas:
        lines += paragraph(_("The provider tells nothing of it."), width, "dim")
    return lines


def _licence(company: CloudCompany, access: Access, width: int) -> list[Line]:
    until = access.licence_until or company.licence_until
    return field(_("Licence until"), date_text(until) if until else _("unknown"), width)


def explained(connection: Connection | None, verdicts: Mapping[int, Verdict], now: datetime.datetime) -> Explained:
    """How a connection stands, with what the last trial of this session found."""
    return explain(connection, verdicts.get(connection.id) if connection else None, now)
