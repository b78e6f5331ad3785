"""Bringing in files: which, how far, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from tuiledger.text.amounts import count_text
from tuiledger.text.clean import clean
from tuiledger.text.translation import N_, _, ngettext, translate
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.general import Import
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import OUTCOMES, glyphs
from tuiledger.tui.jobs import Job
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import outcome_origin, run_origin
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.words import wall_time

if TYPE_CHECKING:
    from tuiledger.domain.documents import Direction
    from tuiledger.domain.runs import FileOutcome
    from tuiledger.ports import Reader, RunSummary
    from tuiledger.services.intake import ImportResult

#: Imports that are listed; older ones are in the act log.
_RUNS: Final = 1000


class Imports(Listing):
    """The imports of the past, newest first; I brings in more."""

    VIEW = "imports"
    EMPTY = N_("Nothing was brought in yet: {} asks for files, folders or archives.")
    EMPTY_KEYS = (Import,)
    OFFERS: ClassVar = (Open, Import, work.ImportNew)
    BINDINGS: ClassVar = bindings(Open, work.ImportNew)
    GUIDE = "imports"

    def __init__(self, *, ask: bool = False) -> None:
        super().__init__()
        self._ask = ask

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("When"), 16, name="when"),
            Column(_("What"), 14, grow=1, name="what"),
            Column(_("Files"), 8, right=True, name="files", spare=2),
            Column(_("New"), 7, right=True, name="new"),
            Column(_("Known"), 7, right=True, name="known", spare=1),
            Column(_("Refused"), 9, right=True, name="refused"),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("when",), counts=("files", "new", "known", "refused"))
        return Records(_brought, _run_row, self.columns_declared, fields)

    def on_mount(self) -> None:
        if self._ask:
            self.call_after_refresh(self.action_run_command, Import.id())

    def path(self) -> Sequence[str]:
        return (_("Imports"),)

    def inspect(self, row: Row) -> Inspection:
        return partial(run_origin, run=row.record)

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

    def do_open(self) -> None:
        row = self.current
        if row:
            self.app.push_screen(RunView(row.key))


class RunView(Listing):
    """One import: a line for each file and archive member, refused ones first."""

    VIEW = "import"
    EMPTY = N_("There was no file in it: {} goes back.")
    EMPTY_KEYS = (general.Back,)
    EXPLAINS = True
    OFFERS: ClassVar = (Open,)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "imports"

    def __init__(self, run_id: int, said: str = "") -> None:
        super().__init__()
        self._run_id = run_id
        self._said = said

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Outcome"), 15, name="outcome"),
            Column(_("File"), 16, grow=2, name="file"),
            Column(_("Document"), 9, right=True, name="document"),
            Column(_("Reason"), 12, grow=3, name="reason"),
        )

    def source(self) -> Source:
        def read(reader: Reader) -> Sequence[FileOutcome]:
            return sorted(reader.run_outcomes(self._run_id), key=lambda outcome: outcome.outcome != "refused")

        return Records(read, _outcome_row, self.columns_declared, fields_of(self.columns_declared))

    def on_mount(self) -> None:
        if self._said:
            # Once the screen stands: coming to it clears what was said before.
            self.call_after_refresh(self.bench.say, self._said, "ok")

    def explain(self, row: Row) -> str:
        return _explanation(row.record)

    def inspect(self, row: Row) -> Inspection:
        return partial(outcome_origin, outcome=row.record)

    def path(self) -> Sequence[str]:
        return (_("Imports"), _("import {}").format(self._run_id))

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        outcome = self._current()
        if outcome and outcome.documents:
            self.app.push_screen(DocumentView(outcome.documents[0]))

    def why_not_open(self) -> str | None:
        outcome = self._current()
        return None if outcome and outcome.documents else _("this file gave no document")

    def _current(self) -> FileOutcome | None:
        row = self.current
        return row.record if row else None


def _paths(typed: str) -> list[Path]:
    return [Path(part.strip()).expanduser() for part in typed.split(";") if part.strip()]


def _check_paths(typed: str) -> str | None:
    missing = [str(path) for path in _paths(typed) if not path.exists()]
    return _("There is no {}").format(", ".join(missing)) if missing else None


def _brought(reader: Reader) -> Sequence[RunSummary]:
    """The runs that may have brought something: not those that only tried a connection."""
    trials = {pull.run_id for pull in reader.pulls(_RUNS) if pull.is_trial}
    return [run for run in reader.runs(_RUNS) if run.id not in trials]


def _run_row(_place: int, run: RunSummary) -> Row:
    refused = (
        Cell(f"{glyphs().warn} {count_text(run.refused)}", "warn", run.refused)
        if run.refused
        else Cell(glyphs().none, "dim", 0)
    )
    return Row(
        run.id,
        (
            Cell(wall_time(run.started_at), "dim", run.started_at),
            Cell(run.what),
            Cell(count_text(run.files), "", run.files),
            Cell(count_text(run.created), "ok", run.created),
            Cell(count_text(run.already_known), "dim", run.already_known),
            refused,
        ),
        run,
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
            Cell(sign.text, sign.tone, outcome.outcome.value),
            Cell(f"{name} {glyphs().arrow} {outcome.member}" if outcome.member else name),
            Cell(str(documents[0]) if len(documents) == 1 else more, "dim"),
            Cell(translate(outcome.message, *outcome.values) if outcome.message else "", "dim"),
        ),
        outcome,
    )
