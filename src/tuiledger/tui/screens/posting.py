"""What is ready to be posted, with the entry each document becomes, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from tuiledger.domain.chart import Account
from tuiledger.domain.documents import Hold, State
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Mark, Open
from tuiledger.tui.jobs import Job
from tuiledger.tui.lists import marking, shelves
from tuiledger.tui.lists.asking import NOTHING
from tuiledger.tui.lists.fields import document_fields
from tuiledger.tui.lists.source import Source, Stored
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.batch import Batch, Scope, batch_page, sum_up
from tuiledger.tui.sheets.entry import plan_lines, problem_lines
from tuiledger.tui.sheets.inspection import document_origin
from tuiledger.tui.totals import total_cell
from tuiledger.tui.widgets.columns import Cell, Column, Row
from tuiledger.tui.widgets.sheet import Line, Sheet

if TYPE_CHECKING:
    from tuiledger.ports import DocumentRow, Reader
    from tuiledger.services.post import Planned, PostResult

Preview = tuple["Planned", Mapping[str, Account]]


class PostingQueue(Listing):
    """Documents that are ready, oldest last; P posts the marked ones, else what is shown, after a last look."""

    VIEW = "posting"
    EMPTY = N_("Nothing is ready: look at what is held in {}, or bring in files with {}.")
    EMPTY_KEYS = (
        general.Documents,
        general.Import,
    )
    MARKS = True
    INSPECTS = False
    OFFERS: ClassVar = (work.Post, work.DryRun, Mark, Open)
    BINDINGS: ClassVar = bindings(work.Post, work.DryRun)
    GUIDE = "posting"

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Date"), 10, name="date"),
            Column(_("Number"), 8, grow=1, name="number"),
            Column(_("Party"), 9, grow=2, name="party"),
            Column(_("Total"), 13, right=True, name="total"),
        )

    def beside(self) -> Iterable[Widget]:
        yield Sheet(ident="preview")

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else "", _("Posting"))

    def source(self) -> Source:
        from tuiledger.ports import DocumentFilter

        wanted = DocumentFilter(company_id=self._company_id(), state=State.READY)
        return Stored(wanted, document_fields(), _row, shelves.documents())

    def _company_id(self) -> int:
        return self.bench.company.id if self.bench.company else 0

    # the entry of the document under the cursor

    def on_grid_moved(self) -> None:
        row = self.current
        if row is None:
            self._show(())
            return
        company_id, key = self._company_id(), row.key

        def ask(reader: Reader) -> Preview:
            (planned,) = self.workbench.preview(reader, company_id, [key])
            return planned, reader.chart(company_id).accounts

        self.read(ask, self._previewed, group="preview")

    def _previewed(self, preview: Preview) -> None:
        planned, accounts = preview
        entry = planned.entry
        if entry is not None:
            self.query_one("#preview", Sheet).show(partial(plan_lines, entry, accounts), top=True)
        elif isinstance(planned.outcome, Hold):
            self.query_one("#preview", Sheet).show(partial(problem_lines, planned.outcome), top=True)

    def _show(self, lines: Sequence[Line]) -> None:
        self.query_one("#preview", Sheet).show(lambda _width: lines, top=True)

    # commands

    def inspect(self, row: Row) -> Inspection:
        return partial(document_origin, document_id=row.key)

    def do_open(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        row = self.current
        if row:
            self.app.push_screen(DocumentView(row.key))

    def why_not_post(self) -> str | None:
        return None if self.grid.total or self.grid.selection else _("nothing is ready")

    why_not_dry_run = why_not_post

    def do_post(self) -> None:
        marking.chosen(self, partial(self._sum_up, confirm=True))

    def do_dry_run(self) -> None:
        marking.chosen(self, partial(self._sum_up, confirm=False))

    def _sum_up(self, marks: frozenset[int], *, confirm: bool) -> None:
        """Plan what is asked for, then show the sum of it."""
        company_id = self._company_id()
        source, asked = self.source(), self.asked

        def steps(reader: Reader) -> tuple[Batch, Scope]:
            ready = source.find(reader, NOTHING.query(), None, 0).keys(reader)
            shown = source.find(reader, asked.query(), None, 0).keys(reader) if asked.text else None
            ids, scope = _chosen(ready, shown, marks)
            return sum_up(self.workbench.preview(reader, company_id, ids)), scope

        self.bench.say(_("Planning the entries…"))
        self.read(steps, lambda planned: self._last_look(*planned, confirm=confirm), group="sum")

    def _last_look(self, batch: Batch, scope: Scope, *, confirm: bool) -> None:
        from tuiledger.tui.dialogs.confirm import Confirm

        self.bench.say("")
        name = self.bench.company.name if self.bench.company else ""
        page = partial(batch_page, batch, scope=scope)
        if not confirm:
            question = _("What posting for {} would write").format(name)
            self.app.push_screen(Confirm(question, page, possible=False))
            return
        text = ngettext("Post {} document of {}?", "Post {} documents of {}?", batch.entries)

        def answered(yes: bool | None) -> None:
            if yes:
                self._post(batch)

        after = _("What is posted stays in the books; it is undone only by a reversal.")
        dialog = Confirm(text.format(batch.entries, name), page, after=after, possible=batch.entries > 0)
        self.app.push_screen(dialog, answered)

    def _post(self, batch: Batch) -> None:
        company_id = self._company_id()

        def told(items: list[PostResult]) -> None:
            if items:
                self._posted(items[-1], batch.waiting)

        self.run_job(Job(_("Posting"), lambda bench: bench.post_previewed(company_id, batch.previewed), told))

    def _posted(self, result: PostResult, waiting: int) -> None:
        from tuiledger.services.post import CHANGED

        changed = {held.document_id for held in result.held if held.problem == CHANGED}
        posted = sum(each.created for each in result.posted)
        before = len(result.posted) - posted
        held = waiting + len(result.held) - len(changed)
        said = [ngettext("{} document posted", "{} documents posted", posted).format(posted)]
        if before:
            said.append(ngettext("{} was posted already", "{} were posted already", before).format(before))
        if held:
            said.append(ngettext("{} stays held", "{} stay held", held).format(held))
        if changed:
            text = ngettext(
                "{} changed since the preview: look again", "{} changed since the preview: look again", len(changed)
            )
            said.append(text.format(len(changed)))
        if self.is_mounted:
            marking.set_marks(self, self.grid.marks & changed)
        self.bench.say(", ".join(said), "warn" if held or before or changed else "ok")


def _chosen(
    ready: Sequence[int], shown: Sequence[int] | None, marks: frozenset[int]
) -> tuple[Sequence[int] | None, Scope]:
    """The documents that a posting is about, oldest first, None being all; and how they were chosen.

    Args:
        ready: the documents that are ready, newest first.
        shown: those that the filter shows, newest first; None without a filter.
        marks: those that are marked, shown or not, ready or no longer.
    """
    if not marks:
        return (None, Scope(len(ready))) if shown is None else (shown[::-1], Scope(len(ready), len(shown)))
    hidden = len(marks.difference(ready if shown is None else shown))
    chosen = [key for key in reversed(ready) if key in marks]
    ids = [*chosen, *sorted(marks.difference(chosen))]
    return ids, Scope(len(ready), None if shown is None else len(shown), len(marks), hidden)


def _row(row: DocumentRow) -> Row:
    return Row(
        row.id,
        (
            Cell(date_text(row.date), "dim", row.date),
            Cell(row.number),
            Cell(row.party_name),
            total_cell(row),
        ),
        row,
    )
