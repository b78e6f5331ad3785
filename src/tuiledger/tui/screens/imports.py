"""Bringing in files: which, how far, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.text.amounts import count_text
from tuiledger.text.clean import clean
from tuiledger.text.translation import _, ngettext, translate
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Import, Open
from tuiledger.tui.glyphs import OUTCOMES, glyphs
from tuiledger.tui.jobs import Job
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.documents import Direction
    from tuiledger.domain.runs import FileOutcome
    from tuiledger.ports import Reader, RunSummary
    from tuiledger.services.intake import ImportResult


class Imports(Place):
    """The imports of the past, newest first; i brings in more."""

    OFFERS: ClassVar = (Import, work.ImportNew, Open)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "imports"

    def __init__(self, *, ask: bool = False) -> None:
        super().__init__()
        self._ask = ask

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("When"), 16),
            Column(_("What"), 14, grow=1),
            Column(_("Files"), 7, right=True),
            Column(_("New"), 7, right=True),
            Column(_("Known"), 7, right=True),
            Column(_("Refused"), 8, right=True),
        )
        grid = Grid(columns, ident="runs")
        grid.empty_text = _("Nothing was brought in yet: i asks for files, folders or archives.")
        yield grid

    def on_mount(self) -> None:
        super().on_mount()
        if self._ask:
            self.call_after_refresh(self.action_run_command, Import.id())

    def path(self) -> Sequence[str]:
        return (_("Imports"),)

    def load(self) -> None:
        self.read(lambda reader: reader.runs(), self._take)

    def _take(self, runs: Sequence[RunSummary]) -> None:
        rows = [_run_row(run) for run in runs]
        self.query_one(Grid).show(len(rows), rows)
        self.refresh_frame()

    # commands

    def do_import(self) -> None:
        self.read(lambda reader: len(reader.companies()), self._ask_paths, group="companies")

    def do_import_new(self) -> None:
        self._ask_paths(0)

    def _ask_paths(self, companies: int) -> None:
        """Ask for paths; where no company is registered yet, also whose books they are."""
        from tuiledger.tui.dialogs.ask import Ask

        def take(typed: str | None) -> None:
            if not typed:
                return
            paths = [str(path) for path in _paths(typed)]
            if companies:
                self._start(paths, None)
            else:
                self._ask_whose(paths)

        hint = _("/path/to/invoices, several are divided by a semicolon")
        question = _("Which file, folder or archive (.xml, .p7m, .zip)?")
        self.app.push_screen(Ask(question, hint=hint, check=_check_paths), take)

    def _ask_whose(self, paths: Sequence[str]) -> None:
        from tuiledger.domain.documents import Direction
        from tuiledger.tui.dialogs.choose import Choose

        answers = (
            ("issued", _("register the sellers as clients of the studio: these are their issued invoices")),
            ("received", _("register the buyers as clients of the studio: these are their received invoices")),
            ("none", _("register nobody: take only documents of clients that are there")),
        )

        def take(answer: str | None) -> None:
            if answer is not None:
                self._start(paths, None if answer == "none" else Direction(answer))

        self.app.push_screen(Choose(_("Companies that are not registered yet"), answers), take)

    def _start(self, paths: Sequence[str], create: Direction | None) -> None:
        self.run_job(Job(_("Import"), lambda bench: bench.import_paths(paths, create), self._done))

    def _done(self, items: list[FileOutcome | ImportResult]) -> None:
        if not items:
            return
        result = items[-1]
        run_id = getattr(result, "run_id", None)
        if run_id is None:
            return
        text = _("{} new, {} already there, {} refused").format(result.created, result.already_known, result.refused)  # type: ignore[union-attr]
        if self.is_mounted and self.is_current:
            self.app.push_screen(RunView(run_id, text))
        else:
            self.bench.say(text)

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        row = self.query_one(Grid).current
        if row:
            self.app.push_screen(RunView(row.key))

    def why_not_open(self) -> str | None:
        return None if self.query_one(Grid).current else _("nothing is under the cursor")


class RunView(Place):
    """One import: a line for each file and archive member, refused ones first."""

    OFFERS: ClassVar = (Open,)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "imports"

    def __init__(self, run_id: int, said: str = "") -> None:
        super().__init__()
        self._run_id = run_id
        self._said = said
        self._outcomes: Sequence[FileOutcome] = ()

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Outcome"), 15),
            Column(_("File"), 16, grow=2),
            Column(_("Document"), 9, right=True),
            Column(_("Reason"), 12, grow=3),
        )
        yield Grid(columns, ident="outcomes")
        yield Static(id="explanation", classes="strip", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        if self._said:
            self.bench.say(self._said, "ok")

    def on_grid_moved(self) -> None:
        super().on_grid_moved()
        outcome = self._current()
        self.query_one("#explanation", Static).update(Content(_explanation(outcome) if outcome else ""))

    def path(self) -> Sequence[str]:
        return (_("Imports"), _("import {}").format(self._run_id))

    def load(self) -> None:
        def ask(reader: Reader) -> Sequence[FileOutcome]:
            return sorted(reader.run_outcomes(self._run_id), key=lambda outcome: outcome.outcome != "refused")

        self.read(ask, self._take)

    def _take(self, outcomes: Sequence[FileOutcome]) -> None:
        self._outcomes = outcomes
        rows = [_outcome_row(place, outcome) for place, outcome in enumerate(outcomes)]
        self.query_one(Grid).show(len(rows), rows)
        self.refresh_frame()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        outcome = self._current()
        if outcome and outcome.documents:
            self.app.push_screen(DocumentView(outcome.documents[0]))

    def why_not_open(self) -> str | None:
        outcome = self._current()
        return None if outcome and outcome.documents else _("this file gave no document")

    def _current(self) -> FileOutcome | None:
        row = self.query_one(Grid).current
        return self._outcomes[row.key] if row else None


def _paths(typed: str) -> list[Path]:
    return [Path(part.strip()).expanduser() for part in typed.split(";") if part.strip()]


def _check_paths(typed: str) -> str | None:
    missing = [str(path) for path in _paths(typed) if not path.exists()]
    return _("There is no {}").format(", ".join(missing)) if missing else None


def _run_row(run: RunSummary) -> Row:
    refused = Cell(f"{glyphs().warn} {count_text(run.refused)}", "warn") if run.refused else Cell(glyphs().none, "dim")
    return Row(
        run.id,
        (
            Cell(wall_time(run.started_at), "dim"),
            Cell(run.what),
            Cell(count_text(run.files)),
            Cell(count_text(run.created), "ok"),
            Cell(count_text(run.already_known), "dim"),
            refused,
        ),
    )


def _explanation(outcome: FileOutcome) -> str:
    """The whole path, and why the file was refused."""
    place = f"{outcome.path} {glyphs().arrow} {outcome.member}" if outcome.member else outcome.path
    why = translate(outcome.message, *outcome.values) if outcome.message else ""
    return clean("\n".join(part for part in (place, why) if part))


def _outcome_row(place: int, outcome: FileOutcome) -> Row:
    sign = OUTCOMES[outcome.outcome]
    name = Path(outcome.path).name
    documents = outcome.documents
    more = ngettext("{} document", "{} documents", len(documents)).format(len(documents)) if len(documents) > 1 else ""
    return Row(
        place,
        (
            Cell(sign.text, sign.tone),
            Cell(f"{name} {glyphs().arrow} {outcome.member}" if outcome.member else name),
            Cell(str(documents[0]) if len(documents) == 1 else more, "dim"),
            Cell(translate(outcome.message, *outcome.values) if outcome.message else "", "dim"),
        ),
    )
