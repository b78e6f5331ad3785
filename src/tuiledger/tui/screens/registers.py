"""The VAT registers (registri IVA) of a client, a month or a year at a time."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.domain.vat import Register, RegisterLine
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.dates import date_text, month_text
from tuiledger.text.translation import N_, _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.screens.listing import Inspection, Listing
from tuiledger.tui.sheets.inspection import entry_origin
from tuiledger.tui.widgets.columns import Cell, Cents, Column, Row, fitted
from tuiledger.tui.words import register_word

if TYPE_CHECKING:
    from tuiledger.ports import Reader


class Registers(Listing):
    """One register and period; the totals of each rate below."""

    VIEW = "registers"
    EMPTY = N_("Nothing is registered in this period: {} and {} change it, {} changes the register.")
    EMPTY_KEYS = (
        work.Earlier,
        work.Later,
        work.OtherRegister,
    )
    OFFERS: ClassVar = (Open, work.OtherRegister, work.Earlier, work.Later, work.Year)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "registers"

    def __init__(self) -> None:
        super().__init__()
        self._register = Register.SALES
        self._month: datetime.date | None = None
        self._year = False

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Prot."), 6, right=True, name="protocol"),
            Column(_("Registered"), 10, name="registered", spare=1),
            Column(_("Document"), 10, least=110, name="date"),
            Column(_("Type"), 4, least=100, name="type"),
            Column(_("Number"), 8, grow=1, name="number", spare=2),
            Column(_("Party"), 12, grow=4, name="party"),
            Column("%", 5, right=True, name="rate"),
            Column(_("Taxable"), 11, right=True, name="taxable"),
            Column(_("VAT"), 10, right=True, name="vat"),
        )

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield Static(id="totals", classes="strip", markup=False)

    def source(self) -> Source:
        fields = fields_of(self.columns_declared, days=("registered", "date"), amounts=("taxable", "vat"))
        return Records(self._read_period, _row, self.columns_declared, fields)

    def _read_period(self, reader: Reader) -> Sequence[RegisterLine]:
        company = self.bench.company
        company_id = company.id if company else 0
        if self._month is None:
            self._month = _latest(reader, company_id) or self.workbench.clock.today().replace(day=1)
        return list(reader.register_lines(company_id, self._register, *_period(self._month, self._year)))

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else "", self._title())

    def _title(self) -> str:
        when = "" if self._month is None else str(self._month.year) if self._year else month_text(self._month)
        return _("VAT register {}, {}").format(register_word(self._register), when)

    def arrived(self) -> None:
        """Sum up what is shown, rate by rate."""
        lines = [row.record for _place, row in self.grid.pages]
        self.query_one("#totals", Static).update(Content("\n".join(_totals(lines))))

    def _move(self, step: int) -> None:
        if self._month is None:
            return
        months = self._month.year * 12 + self._month.month - 1 + step * (12 if self._year else 1)
        self._month = datetime.date(months // 12, months % 12 + 1, 1)
        self.show_another()

    # commands

    def do_other_register(self) -> None:
        self._register = Register.PURCHASES if self._register is Register.SALES else Register.SALES
        self.show_another()

    def do_earlier(self) -> None:
        self._move(-1)

    def do_later(self) -> None:
        self._move(1)

    def do_year(self) -> None:
        self._year = not self._year
        self.load()

    def inspect(self, row: Row) -> Inspection:
        return partial(entry_origin, entry_id=row.record.entry_id)

    def do_open(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        row = self.current
        if row:
            self.app.push_screen(EntryView(row.record.entry_id))


def _period(month: datetime.date, year: bool) -> tuple[datetime.date, datetime.date]:
    """First and last day of the month, or of its year."""
    if year:
        return datetime.date(month.year, 1, 1), datetime.date(month.year, 12, 31)
    return month, month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _latest(reader: Reader, company_id: int) -> datetime.date | None:
    """The month of the newest entry: what a person most likely wants to see."""
    from tuiledger.ports import EntryFilter

    newest = reader.entries(EntryFilter(company_id=company_id), limit=1)
    return newest[0].date.replace(day=1) if newest else None


def _row(place: int, line: RegisterLine) -> Row:
    series = f"{line.series} " if line.series else ""
    tone = "dim" if line.reverses else ""
    return Row(
        place,
        (
            Cell(f"{series}{line.protocol}", "strong", line.protocol),
            Cell(date_text(line.registration_date), "dim", line.registration_date),
            Cell(date_text(line.document_date), "dim", line.document_date),
            Cell(line.type_code, "dim"),
            Cell(line.document_number, tone),
            Cell(line.party_name, tone),
            Cell(line.row.nature or rate_text(line.row.rate)),
            Cell(amount_text(line.row.taxable), "", Cents(line.row.taxable)),
            Cell(amount_text(line.row.tax), "", Cents(line.row.tax)),
        ),
        line,
    )


def _totals(lines: Sequence[RegisterLine]) -> list[str]:
    """One line for each of the largest rates, and one for all."""
    sums: dict[str, tuple[int, int]] = {}
    for line in lines:
        key = line.row.nature or rate_text(line.row.rate)
        taxable, tax = sums.get(key, (0, 0))
        sums[key] = (taxable + line.row.taxable, tax + line.row.tax)
    largest = sorted(sums.items(), key=lambda item: -abs(item[1][0]))[:3]
    total = (_("total"), (sum(taxable for taxable, _tax in sums.values()), sum(tax for _taxable, tax in sums.values())))
    return [
        f"{fitted(name, 8)} {_('taxable')} {amount_text(taxable):>16}   {_('VAT')} {amount_text(tax):>14}"
        for name, (taxable, tax) in (*largest, total)
    ]
