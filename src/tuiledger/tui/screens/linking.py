"""The companies of an account in the cloud, and which of the studio's clients each is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.widget import Widget

from tuiledger.domain.connections import CloudCompany, Connection, LinkState
from tuiledger.domain.linking import Candidate, Confidence, Seen
from tuiledger.text import words
from tuiledger.text.amounts import count_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui import connection_acts, linking_acts
from tuiledger.tui.commands import clouds, general
from tuiledger.tui.commands import connections as commands
from tuiledger.tui.commands.command import bindings, key_text
from tuiledger.tui.glyphs import Sign, glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.reading_clouds import read_clouds
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.linking import (
    BANDS,
    choice_page,
    choices,
    read_companies,
    read_page,
    read_suggestions,
    short_suggestions,
)
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.sheet import Build, Sheet

if TYPE_CHECKING:
    from tuiledger.ports import Reader

#: Columns from which the suggestions have room beside the list.
_ROOM: Final = 100
_NONE: Final = Sign("none", "dim", N_("nobody"))
_LINKED: Final = Sign("ok", "dim", words.LINKS[LinkState.LINKED])
_IGNORED: Final = Sign("none", "dim", words.LINKS[LinkState.IGNORED])


class Linking(Listing):
    """Theirs on the left, ours on the right; enter links the first suggestion, a figure another one."""

    EMPTY = N_("Every company is decided: x shows them all.")
    EXPLAINS = True
    INSPECTS = False
    OFFERS: ClassVar = (
        commands.LinkCompany,
        commands.NewClient,
        commands.IgnoreCompany,
        commands.AcceptSure,
        commands.NewClients,
        commands.AllCompanies,
        commands.SecondSuggestion,
        commands.ThirdSuggestion,
        commands.OtherClient,
        commands.ForgetLink,
        commands.Access,
        commands.Portal,
        clouds.ReadClouds,
        clouds.Readings,
        clouds.Problems,
    )
    #: Figures choose among what stands beside them, as in every question.
    COVERS: ClassVar = (
        general.Workbench,
        general.Documents,
        general.Duplicates,
        general.Connections,
        general.Notices,
    )
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "linking"

    def __init__(self, connection_id: int, name: str) -> None:
        super().__init__()
        self._connection_id, self._connection_name = connection_id, name
        self._connection: Connection | None = None
        self._decided = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Theirs"), 24, grow=3, name="theirs"),
            Column(_("VAT number"), 16, name="vat-number"),
            Column(_("State"), 11, name="state"),
            Column(_("Ours"), 10, grow=2, least=70, name="ours"),
            Column(_("Licence until"), 13, least=96, name="licence"),
        )

    def beside(self) -> Iterable[Widget]:
        yield Sheet(ident="suggestions")

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("licence",))
        read = partial(self._read, decided=self._decided)
        row = partial(_row, self.bench.jobs.now().date())
        return Records(read, row, self.columns_declared, fields)

    def _read(self, reader: Reader, *, decided: bool) -> Sequence[Seen]:
        self._connection = reader.connection(self._connection_id)
        return read_companies(reader, self._connection_id, decided=decided)

    def path(self) -> Sequence[str]:
        return (_("Connections"), self._connection_name, _("Linking"))

    def badges(self) -> Sequence[str]:
        return (*([_("WITH DECIDED")] if self._decided else []), *super().badges())

    def count(self) -> str:
        rows = self.found.rows if self.found else ()
        sure = sum(bool(row.record.suggestion) and row.record.suggestion.confidence is Confidence.SURE for row in rows)
        said = ngettext("{} sure", "{} sure", sure).format(count_text(sure)) if sure else ""
        return "  ".join(part for part in (said, super().count()) if part)

    # the suggestions for the company under the cursor

    def on_grid_moved(self) -> None:
        self._suggest()

    def on_resize(self) -> None:
        self._suggest()

    def _suggest(self) -> None:
        pane, row = self.query_one("#suggestions", Sheet), self.current
        pane.display = self.app.size.width >= _ROOM
        # The strip says in short what the pane says in full.
        self.query_one("#explanation").display = not pane.display
        if row is None:
            pane.show(lambda _width: ())
        elif pane.display:
            self.read(self.inspect(row), self._show, group="suggestions")

    def _show(self, build: Build | None) -> None:
        if build:
            self.query_one("#suggestions", Sheet).show(build, top=True)

    def explain(self, row: Row) -> str:
        return short_suggestions(row.record)

    def inspect(self, row: Row) -> Inspection:
        wanted = (commands.NewClient, commands.IgnoreCompany, commands.OtherClient, commands.ForgetLink)
        keys = [key_text(command.keys(self)) for command in wanted]
        return partial(read_page, connection_id=self._connection_id, one=row.record, keys=keys)

    # commands

    def do_inspect(self) -> None:
        """Show every suggestion with its reasons over the list, to choose from."""
        row = self.current
        if row is None:
            return
        one: Seen = row.record

        def found(suggested: Sequence[Candidate]) -> None:
            from tuiledger.tui.dialogs.step import Step

            page = partial(choice_page, one, suggested)
            self.app.push_screen(Step(one.remote.name, page, choices(one, suggested)), chosen)

        def chosen(answer: str | None) -> None:
            if answer and answer.isdecimal():
                self._link(int(answer))
            elif answer:
                self.action_run_command(answer)

        self.read(partial(read_suggestions, connection_id=self._connection_id, one=one), found, group="choice")

    @property
    def _remote(self) -> CloudCompany | None:
        row = self.current
        return row.record.remote if row else None

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.action_run_command(commands.LinkCompany.id())

    def do_link_company(self) -> None:
        self._link(0)

    def do_second_suggestion(self) -> None:
        self._link(1)

    def do_third_suggestion(self) -> None:
        self._link(2)

    def _link(self, place: int) -> None:
        """Link the company under the cursor to the suggestion at ``place``."""
        row = self.current
        if row is None:
            return

        def found(suggested: Sequence[Candidate]) -> None:
            if place >= len(suggested):
                self.bench.say(_("There is no such suggestion: m names a client, n registers a new one."), "warn")
                return
            chosen = suggested[place]
            linking_acts.link(self, self._connection_name, row.record.remote, chosen.company, chosen.linked_to)

        self.read(partial(read_suggestions, connection_id=self._connection_id, one=row.record), found, group="link")

    def do_new_client(self) -> None:
        if self._remote:
            linking_acts.ask_new_client(self, self._connection_name, self._remote)

    def do_ignore_company(self) -> None:
        if self._remote:
            linking_acts.ignore(self, self._connection_name, self._remote)

    def do_other_client(self) -> None:
        self._about(linking_acts.ask_client)

    def do_accept_sure(self) -> None:
        if self._connection:
            linking_acts.ask_acceptance(self, self._connection)

    def do_new_clients(self) -> None:
        if self._connection:
            linking_acts.ask_new_clients(self, self._connection)

    def do_forget_link(self) -> None:
        if self._remote:
            linking_acts.forget(self, self._connection_name, self._remote)

    def do_all_companies(self) -> None:
        self._decided = not self._decided
        self.grid.cursor = 0
        self.load()

    def do_access(self) -> None:
        self._about(linking_acts.show_access)

    def do_portal(self) -> None:
        remote = self._remote
        if self._connection:
            connection_acts.show_portal(
                self, self._connection, remote.name if remote else "", remote.id if remote else ""
            )

    def do_read_clouds(self) -> None:
        """Read the clients that are linked in this account."""
        read_clouds(self, connection_id=self._connection_id)

    def _about(self, act: Callable[[Listing, Connection, CloudCompany], None]) -> None:
        if self._connection and self._remote:
            act(self, self._connection, self._remote)

    def _why_not_link(self) -> str | None:
        row = self.current
        if row is None:
            return _("nothing is under the cursor")
        return _("it is decided already: u opens the question again") if row.record.link else None

    why_not_link_company = why_not_second_suggestion = why_not_third_suggestion = _why_not_link
    why_not_new_client = why_not_ignore_company = why_not_other_client = _why_not_link

    def why_not_forget_link(self) -> str | None:
        row = self.current
        return None if row and row.record.link else _("nothing is decided here")

    def why_not_access(self) -> str | None:
        return None if self._remote else _("nothing is under the cursor")

    def why_not_portal(self) -> str | None:
        return None if self._connection else _("nothing is under the cursor")


def _row(today: datetime.date, place: int, one: Seen) -> Row:
    remote, company = one.remote, one.company
    sign = _sign(one)
    number = remote.vat_number or remote.fiscal_code
    return Row(
        _key(remote.id, place),
        (
            Cell(remote.name, "" if remote.active else "dim"),
            Cell(number or glyphs().none, "dim"),
            Cell(sign.text, sign.tone),
            Cell(f"{company.code}  {company.name}" if company else glyphs().none, "" if company else "dim"),
            _licence(remote.licence_until, today),
        ),
        one,
    )


def _licence(until: datetime.date | None, today: datetime.date) -> Cell:
    """The last day of a licence; without one the company cannot be read."""
    if until is None:
        return Cell(glyphs().none, "dim", "")
    over = until < today
    return Cell(f"{glyphs().warn} {date_text(until)}" if over else date_text(until), "warn" if over else "dim", until)


def _key(remote_id: str, place: int) -> int:
    """The id of a company at the provider as a number; one that is none has its place."""
    return int(remote_id) if remote_id.isascii() and remote_id.isdecimal() and len(remote_id) < 19 else -1 - place


def _sign(one: Seen) -> Sign:
    if one.link is not None:
        return _LINKED if one.link.state is LinkState.LINKED else _IGNORED
    if one.company is None or one.suggestion is None:
        return _NONE
    return BANDS[one.suggestion.confidence]
