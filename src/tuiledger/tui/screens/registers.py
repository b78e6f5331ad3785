"""The VAT registers (registri IVA) of a client, a month or a year at a time."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tuiledger.domain.vat import Register, RegisterLine
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.dates import date_text, month_text
from tuiledger.text.translation import _
from tuiledger.tui.commands import work
from tuiledger.tui.commands.command import bindings
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.screens.place import Place
from tuiledger.tui.widgets.columns import Cell, Column, Row, fitted
from tuiledger.tui.widgets.grid import Grid
from tuiledger.tui.words import register_word

if TYPE_CHECKING:
    from tuiledger.ports import Reader


class Registers(Place):
    """One register and period; the totals of each rate below."""

    OFFERS: ClassVar = (work.OtherRegister, work.Earlier, work.Later, work.Year, Open)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "registers"

    def __init__(self) -> None:
        super().__init__()
        self._register = Register.SALES
        self._month: datetime.date | None = None
        self._year = False
        self._lines: Sequence[RegisterLine] = ()

    def body(self) -> Iterable[Widget]:
        columns = (
            Column(_("Prot."), 6, right=True),
            Column(_("Registered"), 10),
            Column(_("Document"), 10, least=110),
            Column(_("Type"), 4, least=100),
            Column(_("Number"), 8, grow=1),
            Column(_("Party"), 12, grow=4),
            Column("%", 5, right=True),
            Column(_("Taxable"), 11, right=True),
            Column(_("VAT"), 10, right=True),
        )
        grid = Grid(columns, ident="register")
        grid.empty_text = _("Nothing is registered in this period: [ and ] change it, x changes the register.")
        yield grid
        yield Static(id="totals", classes="strip", markup=False)

    def path(self) -> Sequence[str]:
        company = self.bench.company
        return (company.name if company else "", self._title())

    def _title(self) -> str:
        when = "" if self._month is None else str(self._month.year) if self._year else month_text(self._month)
        return _("VAT register {}, {}").format(register_word(self._register), when)

    def load(self) -> None:
        company = self.bench.company
        company_id = company.id if company else 0
        register, month, year = self._register, self._month, self._year

        def ask(reader: Reader) -> tuple[datetime.date, Sequence[RegisterLine]]:
            start = month or _latest(reader, company_id) or self.workbench.clock.today().replace(day=1)
            return start, list(reader.register_lines(company_id, register, *_period(start, year)))

        self.read(ask, self._take)

    def _take(self, answer: tuple[datetime.date, Sequence[RegisterLine]]) -> None:
        self._month, self._lines = answer
        rows = [_row(place, line) for place, line in enumerate(self._lines)]
        self.query_one(Grid).show(len(rows), rows)
        self.query_one("#totals", Static).update(Content("\n".join(_totals(self._lines))))
        self.refresh_frame()

    def _move(self, step: int) -> None:
        if self._month is None:
            return
        months = self._month.year * 12 + self._month.month - 1 + step * (12 if self._year else 1)
        self._month = datetime.date(months // 12, months % 12 + 1, 1)
        self.query_one(Grid).cursor = 0
        self.load()

    # commands

    def do_other_register(self) -> None:
        self._register = Register.PURCHASES if self._register is Register.SALES else Register.SALES
        self.query_one(Grid).cursor = 0
        self.load()

    def do_earlier(self) -> None:
        self._move(-1)

    def do_later(self) -> None:
        self._move(1)

    def do_year(self) -> None:
        self._year = not self._year
        self.load()

    def on_grid_chosen(self, chosen: Grid.Chosen) -> None:
        self.do_open()

    def do_open(self) -> None:
        from tuiledger.tui.screens.entry import EntryView

        row = self.query_one(Grid).current
        if row:
            self.app.push_screen(EntryView(self._lines[row.key].entry_id))

    def why_not_open(self) -> str | None:
        return None if self.query_one(Grid).current else _("nothing is under the cursor")


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
            Cell(f"{series}{line.protocol}", "strong"),
            Cell(date_text(line.registration_date), "dim"),
            Cell(date_text(line.document_date), "dim"),
            Cell(line.type_code, "dim"),
            Cell(line.document_number, tone),
            Cell(line.party_name, tone),
            Cell(line.row.nature or rate_text(line.row.rate)),
            Cell(amount_text(line.row.taxable)),
            Cell(amount_text(line.row.tax)),
        ),
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
