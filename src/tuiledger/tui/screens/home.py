"""The workbench: every client, and how much waits at each stage, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Filter, Import, Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.widgets.matrix import Matrix
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.ports import CompanyStatus

#: What each column of the matrix leads to; the first two are the client itself.
STAGES: Final = ("code", "client", "ready", "held", "duplicates", "posted", "since")


class Home(Place):
    """Clients by stages; enter goes to what the cell under the cursor counts."""

    OFFERS: ClassVar = (Open, Import, Filter)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "home"

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[CompanyStatus] = ()
        self._shown: dict[int, CompanyStatus] = {}
        self._wanted = ""

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Code"), 10, least=100),
            Column(_("Client"), 18, grow=1),
            Column(_("Ready"), 10),
            Column(_("Held"), 10),
            Column(_("Duplicates"), 10),
            Column(_("Posted"), 10),
            Column(_("Last import"), 19, least=100),
        )
        yield Matrix(columns, ident="clients")
        yield Static(id="explanation", classes="strip", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Matrix).column = 1

    def path(self) -> Sequence[str]:
        return (_("Workbench"),)

    def badges(self) -> Sequence[str]:
        return (f"{_('FILTER')} {self._wanted}",) if self._wanted else ()

    def load(self) -> None:
        self.read(lambda reader: reader.home(), self._take, group="home")

    def _take(self, answer: Sequence[CompanyStatus]) -> None:
        self._all = sorted(answer, key=_urgency)
        self._show()

    def _show(self) -> None:
        wanted = self._wanted.casefold()
        rows = [status for status in self._all if wanted in f"{status.company.code} {status.company.name}".casefold()]
        self._shown = {status.company.id: status for status in rows}
        grid = self.query_one(Matrix)
        grid.empty_text = (
            _("No client has this name.") if self._all else _("No client yet: press i to bring in the first files.")
        )
        grid.show(len(rows), [_row(status) for status in rows])
        # The order follows the work; the cursor follows the client, whom the other places are about.
        company = self.bench.company
        if company is not None and company.id in self._shown:
            grid.cursor = list(self._shown).index(company.id)
        if not rows:
            self._explain("")

    # what the cell under the cursor says

    def on_grid_moved(self) -> None:
        super().on_grid_moved()
        self._explain_cell()

    def on_matrix_aside(self) -> None:
        self._explain_cell()

    def _explain_cell(self) -> None:
        status = self._current()
        if status:
            self.bench.company = status.company
            self._explain(_explanation(status, STAGES[self.query_one(Matrix).column]))

    def _explain(self, text: str) -> None:
        self.query_one("#explanation", Static).update(Content(text))

    def _current(self) -> CompanyStatus | None:
        row = self.query_one(Matrix).current
        return self._shown.get(row.key) if row else None

    # commands

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        """Go to what the cell under the cursor counts."""
        status = self._current()
        if status is None:
            return
        self.bench.company = status.company
        match STAGES[self.query_one(Matrix).column]:
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

    def why_not_open(self) -> str | None:
        return None if self._current() else _("there is no client yet")

    def do_import(self) -> None:
        """Go where files are brought in, and ask which."""
        from tuiledger.tui.screens.imports import Imports

        self.app.push_screen(Imports(ask=True))

    def do_filter(self) -> None:
        """Ask for part of a name."""
        from tuiledger.tui.dialogs.ask import Ask

        def take(text: str | None) -> None:
            if text is not None:
                self._wanted = text.strip()
                self._show()
                self.refresh_frame()

        self.app.push_screen(Ask(_("Clients whose code or name contains"), self._wanted, optional=True), take)


def _urgency(status: CompanyStatus) -> tuple[bool, bool, bool, int, str]:
    """Worst first: pairs to decide, then held, then ready; the more the earlier."""
    return (
        not status.duplicates,
        not status.held,
        not status.ready,
        -(status.duplicates + status.held + status.ready),
        status.company.name.casefold(),
    )


def _row(status: CompanyStatus) -> Row:
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
            Cell(wall_time(since) if since else glyphs().none, "dim"),
        ),
    )


def _stage(count: int, glyph: str, tone: str) -> Cell:
    return Cell(f"{glyph} {count_text(count)}", tone) if count else Cell(glyphs().none, "dim")


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
