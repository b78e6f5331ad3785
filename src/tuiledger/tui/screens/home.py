"""The workbench: every client, and how much waits at each stage, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tuiledger.domain.pulls import Files
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui.commands import clouds
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.general import Import
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.ports import CompanyStatus, Reader


class Home(Listing):
    """Clients by stages; enter goes to what the cell under the cursor counts."""

    VIEW = "home"
    EMPTY = N_("No client yet: press {} to bring in the first files.")
    EMPTY_KEYS = (Import,)
    EXPLAINS = True
    INSPECTS = False
    OFFERS: ClassVar = (Open, Import, clouds.ReadClouds, clouds.FetchFiles, clouds.Readings, clouds.Problems)
    BINDINGS: ClassVar = bindings(Open, clouds.ReadClouds, clouds.FetchFiles, clouds.Readings, clouds.Problems)
    GUIDE = "home"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Code"), 10, least=120, name="code"),
            Column(_("Client"), 18, grow=1, name="client"),
            Column(_("Ready"), 10, name="ready"),
            Column(_("Held"), 10, name="held"),
            Column(_("Duplicates"), 10, name="duplicates"),
            Column(_("Posted"), 12, name="posted", spare=1),
            Column(_("Last import"), 20, least=100, name="import"),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("import",), counts=("ready", "held", "duplicates", "posted"))
        return Records(_by_urgency, _row, self.columns_declared, fields)

    def on_mount(self) -> None:
        self.grid.add_class("matrix")
        self.grid.column = 1

    def path(self) -> Sequence[str]:
        return (_("Workbench"),)

    def arrived(self) -> None:
        """The order follows the work; the cursor follows the client, whom the other places are about."""
        company = self.bench.company
        place = self.grid.pages.find(company.id) if company else None
        if place is not None:
            self.grid.cursor = place

    def on_grid_moved(self) -> None:
        status = self._status
        # Rows that arrive late, when a person has gone on, say nothing of whom she has in view.
        if status and self.app.screen is self:
            self.bench.company = status.company

    def explain(self, row: Row) -> str:
        column = self.grid.current_column
        return _explanation(row.record, column.name if column else "")

    def inspect(self, row: Row) -> Inspection:
        # Pages are no part of the first picture.
        from tuiledger.tui.sheets.company import company_inspection

        return partial(company_inspection, code=row.record.company.code)

    @property
    def _status(self) -> CompanyStatus | None:
        row = self.current
        return row.record if row else None

    # commands

    def do_open(self) -> None:
        """Go to what the cell under the cursor counts."""
        column = self.grid.current_column
        match column.name if column else "":
            case "ready":
                self.bench.go("posting")
            case "duplicates":
                self.bench.go("duplicates")
            case "posted":
                self.bench.go("entries")
            case "held":
                from tuiledger.domain.documents import State
                from tuiledger.tui.screens.documents import Documents

                self.app.push_screen(Documents(state=State.HELD))
            case _:
                self.bench.go("documents")

    def do_read_clouds(self) -> None:
        self._ask_whose(Files.NONE)

    def do_fetch_files(self) -> None:
        self._ask_whose(Files.NEEDED)

    def _ask_whose(self, files: Files) -> None:
        """Ask whose documents are read: everybody's, or those of the client under the cursor."""
        from tuiledger.tui.reading_clouds import ask_reading

        ask_reading(self, self._status.company if self._status else None, files)

    def why_not_open(self) -> str | None:
        return None if self._status else _("there is no client yet")


def _by_urgency(reader: Reader) -> Sequence[CompanyStatus]:
    return sorted(reader.home(), key=_urgency)


def _urgency(status: CompanyStatus) -> tuple[bool, bool, bool, int, str]:
    """Worst first: pairs to decide, then held, then ready; the more the earlier."""
    return (
        not status.duplicates,
        not status.held,
        not status.ready,
        -(status.duplicates + status.held + status.ready),
        status.company.name.casefold(),
    )


def _row(_place: int, status: CompanyStatus) -> Row:
    company = status.company
    since = status.last_import
    return Row(
        company.id,
        (
            Cell(company.code, "dim"),
            Cell(company.name),
            _stage(status.ready, glyphs().part, "part"),
            _stage(status.held, glyphs().warn, "warn"),
            _stage(status.duplicates, glyphs().warn, "warn"),
            _stage(status.posted, glyphs().ok, "ok"),
            Cell(wall_time(since) if since else glyphs().none, "dim", since),
        ),
        status,
    )


def _stage(count: int, glyph: str, tone: str) -> Cell:
    return Cell(f"{glyph} {count_text(count)}", tone, count) if count else Cell(glyphs().none, "dim", 0)


def _explanation(status: CompanyStatus, stage: str) -> str:
    """What a cell means and what to do about it, in two or three lines."""
    name = status.company.name
    match stage:
        case "ready":
            text = ngettext(
                "{} document of {} is ready to be posted.", "{} documents of {} are ready to be posted.", status.ready
            )
            return f"{text.format(status.ready, name)}\n" + _("Enter shows the entries before anything is written.")
        case "held":
            text = ngettext(
                "{} document of {} waits for an answer.", "{} documents of {} wait for an answer.", status.held
            )
            return f"{text.format(status.held, name)}\n" + _("Enter lists them with the reason; r answers.")
        case "duplicates":
            text = ngettext(
                "{} pair of documents of {} may be the same document twice.",
                "{} pairs of documents of {} may be the same document twice.",
                status.duplicates,
            )
            return f"{text.format(status.duplicates, name)}\n" + _("Enter puts them side by side.")
        case "posted":
            text = ngettext("{} document of {} is posted.", "{} documents of {} are posted.", status.posted)
            return f"{text.format(status.posted, name)}\n" + _("Enter shows the journal.")
        case _:
            return _company_line(status)


def _company_line(status: CompanyStatus) -> str:
    company = status.company
    lines = [
        "  ".join(
            part
            for part in (
                company.name,
                _("VAT number {}").format(company.vat_number) if company.vat_number else "",
                _("locked until {}").format(company.locked_until) if company.locked_until else "",
            )
            if part
        )
    ]
    aside = []
    if status.void:
        aside.append(ngettext("{} void", "{} void", status.void).format(status.void))
    if status.filed:
        aside.append(ngettext("{} filed", "{} filed", status.filed).format(status.filed))
    lines.append("  ".join([_("Enter lists the documents."), *aside]))
    return "\n".join(lines)
