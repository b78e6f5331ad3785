"""Readings of the clouds: when, how they ended, and every step of one with what was asked and answered."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tuiledger.domain.pulls import Files, PullState
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, translate
from tuiledger.tui.cloud_words import KINDS, client_names, company_names, event_text, kind_words
from tuiledger.tui.commands import clouds
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import Sign, glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.reading_clouds import read_clouds
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.clouds import exchange_page, reading_origin
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Event, Pull
    from tuiledger.ports import Reader
    from tuiledger.ports.cloud_store import KeptExchange

#: A question for what changed since a moment; a moment after all others only tries whether it is understood.
_CHANGED: Final = re.compile(r"updated_at >=? *'([0-9 :-]+)'")
_LAST: Final = "9000"
#: Readings that are listed.
_MOST: Final = 1000

STATES: Final = {
    PullState.RUNNING: Sign("part", "part", N_("under way")),
    PullState.DONE: Sign("ok", "ok", N_("done")),
    PullState.PAUSED: Sign("warn", "warn", N_("paused")),
    PullState.STOPPED: Sign("none", "dim", N_("stopped")),
    PullState.FAILED: Sign("error", "error", N_("failed")),
}
LEVELS: Final = {
    "ok": Sign("ok", "ok", N_("done")),
    "info": Sign("none", "dim", N_("noted")),
    "warn": Sign("warn", "warn", N_("look")),
    "error": Sign("error", "error", N_("failed")),
}


class _Reading(NamedTuple):
    """A reading with the name of its connection."""

    pull: Pull
    connection: str


class _Step(NamedTuple):
    """One line of a reading: something that happened, or a call and its answer."""

    at: datetime.datetime
    event: Event | None
    kept: KeptExchange | None
    #: The company it is about, and what happened, in words.
    company: str = ""
    told: str = ""


class Readings(Listing):
    """The readings of the clouds, newest first."""

    VIEW = "readings"
    EMPTY = N_("No cloud was read yet: S reads what is connected and linked.")
    EXPLAINS = True
    OFFERS: ClassVar = (Open, clouds.ReadClouds, clouds.FetchFiles, clouds.Problems)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "readings"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("When"), 16, name="when"),
            Column(_("Connection"), 12, grow=1, name="connection", spare=1),
            Column(_("State"), 12, name="state"),
            Column(_("New"), 5, right=True, name="new"),
            Column(_("Changed"), 7, right=True, name="changed"),
            Column(_("Gone"), 6, right=True, name="gone"),
            Column(_("Refused"), 8, right=True, name="refused"),
            Column(_("Unchanged"), 9, right=True, least=100, name="unchanged"),
            Column(_("Calls"), 7, right=True, least=100, name="calls"),
            Column(_("Who"), 10, least=120, name="who"),
        )

    def source(self) -> Source:
        counts = ("new", "changed", "gone", "refused", "unchanged", "calls")
        fields = fields_of(self.columns_declared, days=("when",), counts=counts)
        return Records(_readings, _reading_row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Readings of the clouds"),)

    def explain(self, row: Row) -> str:
        return f"{row.record.connection}: {_ending(row.record.pull)}"

    def inspect(self, row: Row) -> Inspection:
        return partial(reading_origin, run_id=row.record.pull.run_id)

    def do_open(self) -> None:
        row = self.current
        if row:
            self.app.push_screen(ReadingView(row.record.pull.run_id))

    def do_fetch_files(self) -> None:
        read_clouds(self, files=Files.NEEDED)


class ReadingView(Listing):
    """One reading, step by step: what happened, and each call with its answer."""

    VIEW = "reading"
    EMPTY = N_("Nothing was asked in it: q goes back.")
    EXPLAINS = True
    OFFERS: ClassVar = (Open,)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "readings"

    def __init__(self, run_id: int) -> None:
        super().__init__()
        self._run_id = run_id

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Time"), 12, name="time"),
            Column(_("Step"), 12, name="step"),
            Column(_("Company"), 16, grow=1, least=110, name="company"),
            Column(_("What"), 24, grow=3, name="what"),
            Column(_("Status"), 6, right=True, name="status"),
            Column(_("ms"), 6, right=True, name="ms"),
        )

    def source(self) -> Source:
        def read(reader: Reader) -> Sequence[_Step]:
            clients, names = client_names(reader), company_names(reader)
            calls = [_call(kept, names) for kept in reader.exchanges(self._run_id)]
            events = [
                _Step(event.at, event, None, clients.get(event.company_id or 0, ""), event_text(event, {}, names))
                for event in reader.events(self._run_id)
            ]
            return sorted([*calls, *events], key=lambda step: step.at)

        fields = fields_of(self.columns_declared, counts=("status", "ms"))
        return Records(read, _step_row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Readings of the clouds"), _("reading {}").format(self._run_id))

    def explain(self, row: Row) -> str:
        step: _Step = row.record
        if step.event is not None:
            return f"{step.company}: {step.told}" if step.company else step.told
        if step.kept is None:
            return ""
        exchange = step.kept.exchange
        why = _("failed: {}").format(exchange.error) if exchange.error else ""
        return "\n".join(part for part in (f"{exchange.method} {exchange.url}", why) if part)

    def inspect(self, row: Row) -> Inspection | None:
        kept = row.record.kept
        return (lambda _reader: partial(exchange_page, kept)) if kept else None

    def do_open(self) -> None:
        self.do_inspect()

    def why_not_open(self) -> str | None:
        return self.why_not_inspect()


def _readings(reader: Reader) -> Sequence[_Reading]:
    names = {connection.id: connection.name for connection in reader.connections()}
    return [_Reading(pull, names.get(pull.connection_id, "")) for pull in reader.pulls(_MOST)]


def _reading_row(_place: int, reading: _Reading) -> Row:
    pull, counts, sign = reading.pull, reading.pull.counts, STATES[reading.pull.state]
    return Row(
        pull.run_id,
        (
            Cell(wall_time(pull.started_at), "dim", pull.started_at),
            Cell(_("trial: {}").format(reading.connection) if pull.is_trial else reading.connection),
            Cell(sign.text, sign.tone, pull.state.value),
            _counted(counts.new, "ok"),
            _counted(counts.changed, "part"),
            _counted(counts.gone, "warn"),
            _counted(counts.refused, "warn"),
            _counted(counts.unchanged, "dim"),
            _counted(counts.calls, "dim"),
            Cell(pull.actor, "dim"),
        ),
        reading,
    )


def _counted(count: int, tone: str) -> Cell:
    return Cell(count_text(count), tone, count) if count else Cell(glyphs().none, "dim", 0)


def _ending(pull: Pull) -> str:
    """How a reading ended, and what comes next."""
    counts = pull.counts
    why = translate(pull.message, *pull.values) if pull.message else ""
    if pull.is_trial:
        said = _("The connection was tried in {} calls.").format(count_text(counts.calls))
        return f"{said} {why}".strip() + "\n" + _("Enter shows every step.")
    said = _("{} documents looked at in {} calls.").format(count_text(counts.fetched), count_text(counts.calls))
    match pull.state:
        case PullState.PAUSED if pull.resumes_at:
            following = _("It goes on after {}; what was read is kept.").format(wall_time(pull.resumes_at))
        case PullState.STOPPED | PullState.FAILED:
            following = _("What was read is kept; the next reading goes on from there.")
        case _:
            following = ""
    return "\n".join(part for part in (f"{said} {why}".strip(), following or _("Enter shows every step.")) if part)


def _step_row(place: int, step: _Step) -> Row:
    return Row(place, _call_cells(step.kept, step.company) if step.kept else _event_cells(step), step)


def _event_cells(step: _Step) -> tuple[Cell, ...]:
    level = step.event.level if step.event else "info"
    sign = LEVELS.get(level, LEVELS["info"])
    head = (_time(step.at), Cell(sign.text, sign.tone, level), Cell(step.company))
    return (*head, Cell(step.told), Cell("", "dim", 0), Cell("", "dim", 0))


def _call(kept: KeptExchange, names: Mapping[str, str]) -> _Step:
    """A call as a step, with the name of the company it is about."""
    found = re.search(r"/c/([^/]+)/", urlsplit(kept.exchange.url).path)
    return _Step(kept.exchange.at, None, kept, names.get(found[1], found[1]) if found else "")


def _call_cells(kept: KeptExchange, company: str) -> tuple[Cell, ...]:
    exchange = kept.exchange
    fine = exchange.error is None and exchange.status is not None and exchange.status < 400
    sign = Sign("ok", "dim", N_("call")) if fine else Sign("error", "error", N_("call"))
    status = "" if exchange.status is None else str(exchange.status)
    return (
        _time(exchange.at),
        Cell(sign.text, sign.tone, "call"),
        Cell(company, "dim"),
        Cell(f"{exchange.method} {_tail(exchange.url)}"),
        Cell(status, "" if fine else "error", exchange.status or 0),
        Cell(count_text(exchange.milliseconds), "dim", exchange.milliseconds),
    )


def _time(at: datetime.datetime) -> Cell:
    return Cell(f"{at:%H:%M:%S}", "dim", at)


def _tail(url: str) -> str:
    """What an address asks for: without the host, the company and what is the same in every call of its kind."""
    parts = urlsplit(url)
    path = re.sub(r"^/c/[^/]+/", "", parts.path).lstrip("/")
    asked = dict(parse_qsl(parts.query))
    kind, page = asked.get("type", ""), asked.get("page", "")
    since = _since(asked.get("q", ""))
    what = kind_words(kind) if kind in KINDS and path.endswith("_documents") else f"{path} {kind}".strip()
    return " ".join(part for part in (what, page and _("page {}").format(page), since) if part) or url


def _since(query: str) -> str:
    """What a call asks for beside a list: what changed since a moment, or whether it tells that at all."""
    changed = _CHANGED.fullmatch(query.strip())
    if changed is None:
        return query
    return _("since {}").format(changed[1]) if changed[1] < _LAST else _("does it tell what changed?")
