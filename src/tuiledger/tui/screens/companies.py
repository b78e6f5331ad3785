"""The clients of the studio: what they are known by, the rules in force for each, and how much their books hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tuiledger.text.amounts import count_text
from tuiledger.text.dates import date_text
from tuiledger.text.translation import N_, _
from tuiledger.tui import changing, connection_acts, enrolling
from tuiledger.tui.commands import general, work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.connections import Portal
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.company import company_inspection
from tuiledger.tui.widgets.columns import Cell, Column, Row

if TYPE_CHECKING:
    from tuiledger.domain.parties import Company
    from tuiledger.ports import CompanyStatus


class Companies(Listing):
    """The studio's clients in order of their codes; enter makes one the client in view."""

    VIEW = "companies"
    EMPTY = N_("No client here: {} registers one, {} brings in files and registers theirs.")
    EMPTY_KEYS = (
        work.AddCompany,
        general.Import,
    )
    EXPLAINS = True
    OFFERS: ClassVar = (Open, work.AddCompany, work.ChangeCompany, work.LockBooks, Portal)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "companies"

    def __init__(self) -> None:
        super().__init__()
        #: The client in view that the cursor was put on.
        self._placed: int | None = None

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Code"), 10, name="code"),
            Column(_("Name"), 14, grow=1, name="name"),
            Column(_("VAT number"), 13, name="vat-number", spare=2),
            Column(_("Fiscal code"), 16, least=100, name="fiscal-code"),
            Column(_("Locked until"), 12, name="locked"),
            Column(_("Chart"), 11, least=120, name="chart"),
            Column(_("Documents"), 9, right=True, name="documents", spare=1),
        )

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("locked",), counts=("documents",))
        return Records(lambda reader: reader.home(), _row, self.columns_declared, fields)

    def path(self) -> Sequence[str]:
        return (_("Clients"),)

    def arrived(self) -> None:
        """The cursor goes to the client in view when that is another one than before."""
        company = self.bench.company
        if company and company.id != self._placed:
            self._placed = company.id
            self.grid.cursor = self.grid.pages.find(company.id) or 0

    def explain(self, row: Row) -> str:
        return _explanation(row.record)

    def inspect(self, row: Row) -> Inspection:
        return partial(company_inspection, code=row.record.company.code)

    @property
    def _company(self) -> Company | None:
        row = self.current
        return row.record.company if row else None

    # commands

    def do_open(self) -> None:
        if self._company:
            self.bench.company = self._company
            self.bench.go("documents")

    def do_add_company(self) -> None:
        enrolling.ask_company(self)

    def do_change_company(self) -> None:
        if self._company:
            changing.ask_change(self, self._company)

    def do_lock_books(self) -> None:
        if self._company:
            changing.ask_lock(self, self._company)

    def do_portal(self) -> None:
        if self._company:
            connection_acts.show_portal_of(self, self._company)

    def _why_no_client(self) -> str | None:
        return None if self._company else _("there is no client yet")

    why_not_open = why_not_change_company = why_not_lock_books = why_not_portal = _why_no_client


def _row(_place: int, status: CompanyStatus) -> Row:
    company = status.company
    documents = status.ready + status.held + status.posted + status.void + status.filed
    locked = company.locked_until
    return Row(
        company.id,
        (
            Cell(company.code, "strong"),
            Cell(company.name),
            Cell(f"{company.country}{company.vat_number}" if company.vat_number else glyphs().none, "dim"),
            Cell(company.fiscal_code or glyphs().none, "dim"),
            Cell(date_text(locked) if locked else glyphs().none, "", locked or ""),
            Cell(_("built in") if company.chart == "it" else company.chart, "dim", company.chart),
            Cell(count_text(documents), "", documents),
        ),
        status,
    )


def _explanation(status: CompanyStatus) -> str:
    """What locks hold, and what waits."""
    locked = status.company.locked_until
    lock = _("Locked until {}.").format(date_text(locked)) if locked else _("No day is locked.")
    waiting = _("{} ready, {} held, {} posted").format(
        count_text(status.ready), count_text(status.held), count_text(status.posted)
    )
    return f"{status.company.name}\n{lock}  {waiting}"
