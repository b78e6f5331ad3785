"""VAT registers as they are printed and kept (registri IVA, DPR 633/72, articles 23 to 25).

Each document takes a line with its protocol, dates, number, party and the fingerprint that ties it to the file, then
one line of figures for each rate or nature. Totals close every series, and the register.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from tuiledger.domain.parties import Company
from tuiledger.domain.vat import Register, RegisterLine, VatRow
from tuiledger.formats.register_totals import RegisterTotals, Sums
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.clean import clean_line
from tuiledger.text.dates import date_text, month_text
from tuiledger.text.table import cell_width, fit
from tuiledger.text.translation import N_, _, translate


class Layout(NamedTuple):
    """Cells of the columns on a page ``width`` cells wide; ``party`` 0 puts the party on a line of its own."""

    width: int
    number: int
    party: int
    identifier: int
    fingerprint: int
    amount: int


#: A page of a narrow printer or terminal, and one of a wide printer.
NARROW: Final = Layout(80, 20, 0, 20, 12, 14)
WIDE: Final = Layout(132, 20, 35, 16, 12, 18)
_INDENT: Final = " " * 8


def write(
    lines: Iterable[RegisterLine],
    company: Company,
    register: Register,
    since: datetime.date,
    until: datetime.date,
    *,
    width: int = 80,
    currency: str = "EUR",
) -> Iterator[str]:
    """The register line by line, in the language in force; each piece ends in a newline.

    Args:
        lines: in order of series, year and protocol, as a store's reader gives them.
        company: whose register it is.
        register: which one.
        since: first day of registration.
        until: last day of registration.
        width: cells of the page: from 132 on the wide page is used, else the narrow one.
        currency: ISO 4217 code of the books.
    """
    page = _Page(WIDE if width >= WIDE.width else NARROW, register, currency)
    yield from page.head(company, since, until)
    whole = RegisterTotals()
    for series, in_series in groupby(lines, key=lambda line: line.series):
        part = RegisterTotals()
        if series:
            yield f"{translate(N_('Series {}'), clean_line(series))}\n"
        for _key, rows in groupby(in_series, key=lambda line: (line.year, line.protocol)):
            document = list(rows)
            for line in document:
                part.add(line)
                whole.add(line)
            yield from page.document(document)
        if series:
            yield page.figures(translate(N_("Total of series {}"), clean_line(series)), part.total)
    yield from page.totals(whole)


class _Page:
    """How the register's parts look on one page."""

    def __init__(self, layout: Layout, register: Register, currency: str) -> None:
        self.layout = layout
        self.purchases = register is Register.PURCHASES
        self.currency = currency

    def head(self, company: Company, since: datetime.date, until: datetime.date) -> Iterator[str]:
        title = _("VAT register of purchases") if self.purchases else _("VAT register of sales")
        yield f"{title}\n"
        identity = [clean_line(company.name)]
        if company.vat_number:
            identity.append(f"{_('VAT no.')} {company.country}{clean_line(company.vat_number)}")
        if company.fiscal_code:
            identity.append(f"{_('Fiscal code')} {clean_line(company.fiscal_code)}")
        yield from (f"{line}\n" for line in _wrapped(identity, self.layout.width))
        span = translate(
            N_("Registered from {} to {}, amounts in {}"), date_text(since), date_text(until), self.currency
        )
        yield fit(span, self.layout.width) + "\n"
        yield self.rule()
        columns = (
            _("Protocol"),
            _("Registered"),
            _("Dated"),
            _("Type"),
            _("Number"),
            _("Party"),
            _("VAT no."),
            _("File"),
        )
        yield from self._document_lines(columns)
        yield self._figures_line(_("Rate"), _("Taxable"), _("VAT"), _("Total"), _("Non-deductible"))
        yield self.rule()

    def rule(self) -> str:
        return "─" * self.layout.width + "\n"

    def document(self, rows: list[RegisterLine]) -> Iterator[str]:
        first = rows[0]
        number = clean_line(first.document_number)
        yield from self._document_lines(
            (
                str(first.protocol),
                date_text(first.registration_date),
                date_text(first.document_date),
                clean_line(first.type_code),
                f"{number} ({_('reversal')})" if first.reverses else number,
                clean_line(first.party_name),
                clean_line(first.party_identifier),
                first.fingerprint[: self.layout.fingerprint],
            )
        )
        for line in rows:
            yield self.row(line.row)

    def row(self, row: VatRow) -> str:
        sums = Sums(row.taxable, row.tax, row.non_deductible)
        return self.figures(_kind(row.rate, row.nature or "", row.exigibility), sums)

    def figures(self, label: str, sums: Sums) -> str:
        def amount(minor: int) -> str:
            return amount_text(minor, self.currency)

        lost = amount(sums.non_deductible) if sums.non_deductible else ""
        return self._figures_line(label, amount(sums.taxable), amount(sums.tax), amount(sums.taxable + sums.tax), lost)

    def totals(self, found: RegisterTotals) -> Iterator[str]:
        yield self.rule()
        yield f"{_('Totals by rate and nature')}\n"
        for (rate, nature, due), sums in sorted(found.by_rate.items()):
            yield self.figures(_kind(rate, nature, due), sums)
        yield self.figures(_("Total"), found.total)
        yield f"{_('Totals by period')}\n"
        for period, settled in sorted(found.by_period.items()):
            yield f"{month_text(datetime.date.fromisoformat(f'{period}-01'))}\n"
            yield self.figures(_("due"), settled.immediate)
            for label, apart in ((_("deferred"), settled.deferred), (_("split payment"), settled.split)):
                if apart.taxable or apart.tax:
                    yield self.figures(label, apart)
        legend = [_("D: VAT due when it is paid"), _("S: split payment, the customer pays the VAT")]
        yield from (f"{line}\n" for line in _wrapped(legend, self.layout.width))

    def _document_lines(self, cells: tuple[str, ...]) -> Iterator[str]:
        protocol, registered, dated, type_code, number, party, identifier, fingerprint = cells
        layout = self.layout
        first = [
            _right(protocol, 10), _left(registered, 10), _left(dated, 10), _left(type_code, 4),
            _left(number, layout.number),
        ]  # fmt: skip
        if layout.party:
            first += [_left(party, layout.party), _left(identifier, layout.identifier)]
        yield "  ".join([*first, _left(fingerprint, layout.fingerprint)]).rstrip() + "\n"
        if not layout.party:
            room = layout.width - len(_INDENT) - 2 - layout.identifier
            yield f"{_INDENT}{_left(party, room)}  {_left(identifier, layout.identifier)}".rstrip() + "\n"

    def _figures_line(self, label: str, taxable: str, tax: str, total: str, lost: str) -> str:
        layout = self.layout
        columns = [taxable, tax, total, *([lost] if self.purchases else [])]
        figures = "".join(" " + _right(cell, layout.amount) for cell in columns)
        room = layout.width - cell_width(figures) - 2
        return f"  {_left(label, room)}{figures}".rstrip() + "\n"


def _kind(rate: int, nature: str, exigibility: str) -> str:
    """A rate or nature, and the mark of VAT that is not due at once."""
    kind = clean_line(nature) if nature else rate_text(rate)
    return kind if exigibility == "I" else f"{kind} {clean_line(exigibility)}"


def _left(text: str, room: int) -> str:
    cut = fit(text, room)
    return cut + " " * (room - cell_width(cut))


def _right(text: str, room: int) -> str:
    """Figures stand right, and are never cut."""
    return " " * (room - cell_width(text)) + text


def _wrapped(parts: list[str], width: int) -> Iterator[str]:
    """``parts`` on as few lines as they fit on."""
    line = ""
    for part in parts:
        longer = f"{line}  {part}" if line else part
        if line and cell_width(longer) > width:
            yield line
            longer = part
        line = fit(longer, width)
    yield line
