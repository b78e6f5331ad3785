"""What was asked of a cloud and answered, what makes a problem, and what a cloud has of a document, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tuiledger.bootstrap import explain_fault
from tuiledger.domain.duplicates import Difference
from tuiledger.domain.pulls import PullState, RemoteState
from tuiledger.text.clean import clean
from tuiledger.text.differing import differing
from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.cloud_words import client_names, company_names, event_text, kind_words, remedy, said, what_of
from tuiledger.tui.glyphs import Sign
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Pull, RemoteDocument, Trouble
    from tuiledger.ports import Reader
    from tuiledger.ports.cloud_store import KeptExchange
    from tuiledger.ports.explaining import Explanation

#: Characters of a stored row that a page shows.
_SHOWN = 20_000

#: How what a cloud has of a document stands to the document.
STANDS: Final = {
    RemoteState.CURRENT: Sign("ok", "ok", N_("as it was read")),
    RemoteState.CHANGED: Sign("warn", "warn", N_("changed since it was posted")),
    RemoteState.GONE: Sign("warn", "warn", N_("gone")),
    RemoteState.REFUSED: Sign("error", "error", N_("cannot be understood any more")),
}


class InCloud(NamedTuple):
    """What a cloud has of a document, by the names of the connection and of its company there."""

    remote: RemoteDocument
    connection: str
    company: str


def in_clouds(reader: Reader, document_id: int) -> list[InCloud]:
    """Everything that clouds have of a document."""
    found = []
    for remote in reader.remotes_of(document_id):
        connection = reader.connection(remote.connection_id)
        links = {link.remote_id: link.remote_name for link in reader.links(remote.connection_id)}
        company = links.get(remote.remote_company, remote.remote_company)
        found.append(InCloud(remote, connection.name if connection else "", company))
    return found


def cloud_lines(clouds: Sequence[InCloud], currency: str, width: int) -> list[Line]:
    """Where a document is in the clouds, and in what it says something else there; nothing where it is in none."""
    lines: list[Line] = []
    for remote, connection, company in clouds:
        sign = STANDS[remote.state]
        lines += [
            *([BLANK] if lines else (heading(_("In the cloud"), width),)),
            *field(_("Connection"), connection, width),
            *field(_("Company there"), company, width),
            *field(_("Number there"), f"{kind_words(remote.kind)} {remote.remote_id}", width),
            *field(_("State"), sign.text, width, sign.tone),
        ]
        if remote.differs:
            rows = [
                (Cell(told.field, "dim"), Cell(told.ours), Cell(told.theirs, "warn"))
                for told in (differing(Difference(*one), currency) for one in remote.differs)
            ]
            columns = (Column("", 14), Column(_("Here"), 10, grow=1), Column(_("In the cloud"), 10, grow=1))
            lines += [BLANK, *table(columns, rows, width)]
    return lines


def exchange_page(kept: KeptExchange, width: int) -> list[Line]:
    """One call: what was asked and what was answered, as it was recorded, without secrets."""
    exchange = kept.exchange
    status = _("no answer") if exchange.status is None else str(exchange.status)
    lines = [
        heading(f"{exchange.method} {status}", width),
        *paragraph(exchange.url, width),
        *field(_("When"), f"{exchange.at:%Y-%m-%d %H:%M:%S} UTC", width),
        *field(_("Took"), _("{} ms, attempt {}").format(exchange.milliseconds, exchange.attempt), width),
    ]
    if exchange.error:
        lines += field(_("Failed"), exchange.error, width, "error")
    for title, headers, body in (
        (_("Asked"), exchange.request_headers, exchange.request_body),
        (_("Answered"), exchange.response_headers, exchange.response_body),
    ):
        lines += [BLANK, heading(title, width)]
        for name, value in headers:
            lines += field(name, value, width, "dim")
        for line in clean(body).splitlines():
            lines += paragraph(line, width)
    return lines


def reading_origin(reader: Reader, run_id: int) -> Build | None:
    """A reading with what happened in it, by the names of the clients."""
    pull = reader.pull(run_id)
    if pull is None:
        return None
    clients, names = client_names(reader), company_names(reader)
    told = [(event.level, event_text(event, clients, names)) for event in reader.events(run_id)]
    return partial(_reading_page, pull, told)


def _reading_page(pull: Pull, events: Sequence[tuple[str, str]], width: int) -> list[Line]:
    ended = wall_time(pull.finished_at) if pull.finished_at else ""
    lines = [
        heading((_("trial {}") if pull.is_trial else _("reading {}")).format(pull.run_id), width),
        *field(_("Began"), wall_time(pull.started_at), width),
        *field(_("Ended"), ended, width),
        *field(_("Who"), pull.actor, width),
    ]
    if pull.message:
        tone = "" if pull.state is PullState.DONE else "warn"
        lines += field(_("Reason"), translate(pull.message, *pull.values), width, tone)
    lines += [BLANK, heading(_("What happened"), width)]
    for level, text in events:
        lines += paragraph(text, width, {"warn": "warn", "error": "error"}.get(level, ""))
    return lines


def problem_origin(reader: Reader, trouble: Trouble, company: str, client: str) -> Build | None:
    """A problem, whose it is, and the row of the cloud it is about as it came."""
    payload = reader.payload(trouble.payload_sha256) if trouble.payload_sha256 else None
    connection = reader.connection(trouble.connection_id)
    told = said(trouble.message, trouble.values, company_names(reader))
    # What it means is found by the message as it came, not by our words for its codes.
    plain = translate(trouble.message, *trouble.values)
    means = explain_fault(connection.provider, trouble.code, plain) if connection else None
    return partial(_problem_page, trouble, told, company, client, payload or b"", means)


def _problem_page(
    trouble: Trouble, told: str, company: str, client: str, payload: bytes, means: Explanation | None, width: int
) -> list[Line]:
    lines = [
        heading(company, width),
        *paragraph(told, width, "warn"),
        *paragraph(remedy(trouble), width),
        BLANK,
        *field(_("Client"), client, width),
        *field(_("What"), what_of(trouble), width),
        *field(_("Since"), wall_time(trouble.first_at), width),
        *field(_("Last"), wall_time(trouble.last_at), width),
        *field(_("Times"), str(trouble.times), width),
    ]
    if means:
        lines += [
            BLANK,
            heading(_("What it means"), width),
            *field(_("Why"), means.cause, width),
            *field(_("What mends it"), means.fix, width, "strong"),
            *field(_("Where"), means.where, width),
            *field(_("Its own words"), means.original, width, "dim"),
        ]
    if payload:
        lines += [BLANK, heading(_("As it came"), width)]
        for line in clean(payload.decode("utf-8", "replace"), _SHOWN).splitlines():
            lines += paragraph(line, width, "dim")
    return lines
