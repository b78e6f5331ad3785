"""One journal entry: its lines, its proof, and its undoing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from tuiledger.domain.chart import Account
from tuiledger.text.dates import date_text, parse_date
from tuiledger.text.translation import _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Inspect
from tuiledger.tui.screens.place import Place
from tuiledger.tui.sheets.entry import entry_page, plan_lines
from tuiledger.tui.sheets.inspection import entry_origin
from tuiledger.tui.widgets.sheet import Line, Sheet

if TYPE_CHECKING:
    from tuiledger.domain.journal import JournalEntry
    from tuiledger.ports import Posted, Reader

Shown = tuple["JournalEntry", Mapping[str, Account], "datetime.date | None"]


class EntryView(Place):
    """An entry as a page; d goes to its document, R reverses it, i tells where it came from."""

    OFFERS: ClassVar = (work.Document, work.Reverse, Inspect)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "entry"

    def __init__(self, entry_id: int) -> None:
        super().__init__()
        self._entry_id = entry_id
        self._shown: Shown | None = None

    def body(self) -> Iterable[Widget]:
        yield Sheet()

    def path(self) -> Sequence[str]:
        company = self.bench.company
        where = (company.name, _("Journal")) if company else (_("Journal"),)
        return (*where, _("entry {}").format(self._shown[0].number)) if self._shown else where

    def load(self) -> None:
        self.read(lambda reader: _read(reader, self._entry_id), self._take)

    def _take(self, shown: Shown | None) -> None:
        if shown is None:
            self.bench.say(_("This entry is not in the books."), "warn")
            return
        self._shown = shown
        self.query_one(Sheet).show(partial(entry_page, shown[0], shown[1]))
        self.refresh_frame()

    def do_document(self) -> None:
        from tuiledger.tui.screens.document import DocumentView

        if self._shown and self._shown[0].plan.document_id is not None:
            self.app.push_screen(DocumentView(self._shown[0].plan.document_id))

    def why_not_document(self) -> str | None:
        stands = self._shown and self._shown[0].plan.document_id is not None
        return None if stands else _("the entry stands for no document")

    def do_inspect(self) -> None:
        from tuiledger.tui.screens.inspector import Inspector

        self.app.push_screen(Inspector(partial(entry_origin, entry_id=self._entry_id), self.path()))

    # reversing

    def why_not_reverse(self) -> str | None:
        if self._shown is None:
            return _("the entry is not read yet")
        if self._shown[0].reversed_by is not None:
            return _("it is reversed already")
        return None

    def do_reverse(self) -> None:
        """Ask the reason, then the day, then show the reversal and ask for y."""
        from tuiledger.tui.dialogs.ask import Ask, check_day

        def reason_given(reason: str | None) -> None:
            if reason:
                self.app.push_screen(
                    Ask(_("Reversed on which day?"), date_text(self._first_day()), check=check_day),
                    partial(self._confirm, reason),
                )

        self.app.push_screen(Ask(_("Why is this entry reversed?")), reason_given)

    def _first_day(self) -> datetime.date:
        entry, _accounts, locked = self._known()
        day = max(self.workbench.clock.today(), entry.plan.date)
        return max(day, locked + datetime.timedelta(days=1)) if locked else day

    def _confirm(self, reason: str, typed: str | None) -> None:
        from tuiledger.domain.journal import reversal
        from tuiledger.tui.dialogs.confirm import Confirm

        if not typed:
            return
        day = parse_date(typed)
        entry, accounts, _locked = self._known()
        plan = reversal(entry, day, reason)

        def page(width: int) -> Sequence[Line]:
            return plan_lines(plan, accounts, width)

        def answered(yes: bool | None) -> None:
            if yes:
                self.write(_("The reversal"), lambda bench: bench.reverse(self._entry_id, day, reason), self._reversed)

        question = _("Reverse entry {} with this one?").format(entry.number)
        after = _("A reversal stays in the books; the document can be posted again.")
        self.app.push_screen(Confirm(question, page, after=after), answered)

    def _reversed(self, posted: Posted) -> None:
        self.bench.say(_("Reversed by entry {}").format(posted.number), "ok")

    def _known(self) -> Shown:
        if self._shown is None:
            raise RuntimeError("the entry is not read yet")
        return self._shown


def _read(reader: Reader, entry_id: int) -> Shown | None:
    entry = reader.entry(entry_id)
    if entry is None:
        return None
    rules = reader.rules(entry.plan.company_id)
    return entry, rules.chart.accounts, rules.locked_until
