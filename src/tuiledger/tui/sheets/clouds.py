"""What was asked of a cloud and answered, and what makes a problem, as pages to read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tuiledger.domain.pulls import PullState
from tuiledger.text.clean import clean
from tuiledger.text.translation import _, translate
from tuiledger.tui.sheets.layout import BLANK, field, heading, paragraph
from tuiledger.tui.widgets.sheet import Build, Line
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Event, Pull, Trouble
    from tuiledger.ports import Reader
    from tuiledger.ports.cloud_store import KeptExchange

#: Characters of a stored row that a page shows.
_SHOWN = 20_000


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
    """A reading with what happened in it."""
    pull = reader.pull(run_id)
    return partial(_reading_page, pull, reader.events(run_id)) if pull else None


def _reading_page(pull: Pull, events: Sequence[Event], width: int) -> list[Line]:
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
    for event in events:
        tone = {"warn": "warn", "error": "error"}.get(event.level, "")
        lines += paragraph(translate(event.message, *event.values), width, tone)
    return lines


def problem_origin(reader: Reader, trouble: Trouble) -> Build | None:
    """A problem, and the row of the cloud it is about as it came."""
    payload = reader.payload(trouble.payload_sha256) if trouble.payload_sha256 else None
    return partial(_problem_page, trouble, payload or b"")


def _problem_page(trouble: Trouble, payload: bytes, width: int) -> list[Line]:
    what = f"{trouble.kind} {trouble.remote_id}".strip() or _("the whole company")
    lines = [
        heading(translate(trouble.message, *trouble.values), width),
        *field(_("What"), what, width),
        *field(_("Since"), wall_time(trouble.first_at), width),
        *field(_("Last"), wall_time(trouble.last_at), width),
        *field(_("Times"), str(trouble.times), width),
    ]
    if payload:
        lines += [BLANK, heading(_("As it came"), width)]
        for line in clean(payload.decode("utf-8", "replace"), _SHOWN).splitlines():
            lines += paragraph(line, width, "dim")
    return lines
