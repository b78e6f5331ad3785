"""One document: everything the books hold about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from tuiledger.domain.documents import ClientDocument, Direction
from tuiledger.text.translation import _
from tuiledger.tui import attached
from tuiledger.tui.answers import Asked, ask_answer, asks
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Inspect
from tuiledger.tui.screens.place import Place
from tuiledger.tui.sheets.document import Dossier, document_page, read_dossier
from tuiledger.tui.sheets.inspection import document_origin
from tuiledger.tui.totals import document_name
from tuiledger.tui.widgets.sheet import Sheet


class DocumentView(Place):
    """A document as a page; r answers what it asks, e goes to its entry, i tells where it came from."""

    OFFERS: ClassVar = (work.Answer, work.Entry, Inspect, work.Attachments, work.Payload)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "document"

    def __init__(self, document_id: int) -> None:
        super().__init__()
        self._document_id = document_id
        self._dossier: Dossier | None = None

    def body(self) -> Iterable[Widget]:
        yield Sheet()

    def path(self) -> Sequence[str]:
        dossier = self._dossier
        if dossier is None:
            return (_("Document"),)
        name = dossier.company.name if dossier.company else ""
        return (name, _("Documents"), dossier.document.document.number)

    def load(self) -> None:
        self.read(partial(read_dossier, document_id=self._document_id), self._take)

    def _take(self, dossier: Dossier | None) -> None:
        if dossier is None:
            self.bench.say(_("This document is not in the books."), "warn")
            return
        self._dossier = dossier
        self.query_one(Sheet).show(partial(document_page, dossier))
        self.refresh_frame()

    def do_answer(self) -> None:
        dossier = self._dossier
        if dossier:
            ask_answer(self, [Asked(self._document_id, _name(dossier.document), dossier.document.hold)])

    def why_not_answer(self) -> str | None:
        document = self._dossier.document if self._dossier else None
        return None if document and asks(document.state, document.hold) else _("this document asks nothing")

    def do_entry(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        dossier = self._dossier
        if dossier and dossier.entries:
            live = dossier.document.entry_id or dossier.entries[0].id
            self.app.push_screen(EntryView(live))

    def why_not_entry(self) -> str | None:
        return None if self._dossier and self._dossier.entries else _("it is not in the journal yet")

    def do_inspect(self) -> None:
        from tuiledger.tui.screens.inspector import Inspector

        self.app.push_screen(Inspector(partial(document_origin, document_id=self._document_id), self.path()))

    def do_attachments(self) -> None:
        if self._dossier:
            attached.ask_attachment(self, self._document_id, self._dossier.document.document.attachments)

    def why_not_attachments(self) -> str | None:
        there = self._dossier and self._dossier.document.document.attachments
        return None if there else _("nothing is attached to this document")

    def do_payload(self) -> None:
        attached.read_payload(self, self._document_id)

    def why_not_payload(self) -> str | None:
        return attached.why_no_pager(self)


def _name(held: ClientDocument) -> str:
    document = held.document
    party = document.buyer if held.direction is Direction.ISSUED else document.seller
    return document_name(document.number, party.name or "", document)
