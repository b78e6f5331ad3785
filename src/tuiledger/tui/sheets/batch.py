"""What a posting would do, before it does it: how many entries, what waits and why, and the VAT it adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from tuiledger.domain.documents import Hold
from tuiledger.domain.vat import Register
from tuiledger.text.amounts import amount_text, count_text, rate_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.layout import BLANK, amount_cells, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import register_word, sentence

if TYPE_CHECKING:
    from tuiledger.services.post import Planned

#: Register, series, rate and nature of a row of the VAT summary.
VatKey = tuple[Register, str, int, str]


class Batch(NamedTuple):
    """The sum of many plans; amounts in minor units of the books' currency.

    ``previewed`` has the fingerprint of each entry by document id, in the order of the plans.
    """

    debit: int
    held: dict[str, int]
    vat: dict[VatKey, tuple[int, int]]
    previewed: dict[int, bytes]

    @property
    def entries(self) -> int:
        """Entries that would be written."""
        return len(self.previewed)

    @property
    def waiting(self) -> int:
        """Documents that stay held."""
        return sum(self.held.values())


class Scope(NamedTuple):
    """Which documents a posting is about: the marked ones, else what a filter shows, else all.

    Args:
        ready: how many documents are ready.
        shown: how many of them the filter shows; None without a filter.
        marked: how many are marked.
        hidden: how many of the marked ones the list does not show.
    """

    ready: int
    shown: int | None = None
    marked: int = 0
    hidden: int = 0

    @property
    def text(self) -> str:
        """The choice in words; nothing where it is about all."""
        if self.marked and self.hidden:
            by_filter = _("{} marked, {} of them not shown by the filter")
            text = _("{} marked, {} of them no longer ready") if self.shown is None else by_filter
            return text.format(count_text(self.marked), count_text(self.hidden))
        if self.marked:
            return _("{} of {} marked").format(count_text(self.marked), count_text(self.ready))
        if self.shown is not None:
            return _("{} of {} shown by the filter").format(count_text(self.shown), count_text(self.ready))
        return ""


ALL: Final = Scope(0)


def sum_up(plans: Iterable[Planned]) -> Batch:
    """The sum of ``plans``; those that wait are counted by the sentence that says why."""
    debit = 0
    previewed: dict[int, bytes] = {}
    held: Counter[str] = Counter()
    vat: dict[VatKey, tuple[int, int]] = {}
    for planned in plans:
        entry = planned.entry
        if entry is None:
            if isinstance(planned.outcome, Hold):
                held[sentence(planned.outcome)] += 1
            continue
        if planned.fingerprint is not None:
            previewed[planned.document.id] = planned.fingerprint
        debit += entry.total
        for register in entry.registers:
            for row in register.rows:
                key = (register.register, register.series, row.rate, row.nature or "")
                taxable, tax = vat.get(key, (0, 0))
                vat[key] = (taxable + row.taxable, tax + row.tax)
    return Batch(debit, dict(held.most_common()), vat, previewed)


def batch_page(batch: Batch, width: int, *, scope: Scope = ALL) -> list[Line]:
    """The sum as a page: what it is about and counts first, then VAT, then what waits."""
    created = ngettext("{} entry will be written", "{} entries will be written", batch.entries).format(batch.entries)
    lines: list[Line] = [
        *(paragraph(scope.text, width, "warn" if scope.hidden else "strong") if scope.text else ()),
        *_written(created, f"{_('debit = credit')} {amount_text(batch.debit)}", width),
    ]
    if batch.waiting:
        text = ngettext("{} document stays held", "{} documents stay held", batch.waiting).format(batch.waiting)
        lines.append((Cell(f"{glyphs().warn} {text}", "warn"),))
    if batch.vat:
        columns = (
            Column(_("VAT register"), 14, grow=1),
            Column(_("Rate"), 8, right=True),
            Column(_("Taxable"), amount_cells(width), right=True, spare=1),
            Column(_("VAT"), amount_cells(width), right=True),
        )
        rows = [
            (
                Cell(register_word(register, series)),
                Cell(nature or rate_text(rate)),
                Cell(amount_text(taxable)),
                Cell(amount_text(tax)),
            )
            for (register, series, rate, nature), (taxable, tax) in sorted(batch.vat.items())
        ]
        lines += [BLANK, heading(_("VAT summary"), width), *table(columns, rows, width)]
    if batch.held:
        lines += [BLANK, heading(_("What stays held"), width)]
        for reason, number in batch.held.items():
            lines += paragraph(f"{number:>4} × {reason}", width)
    return lines


def _written(created: str, sums: str, width: int) -> list[Line]:
    """What will be written, and the sum of it: on a line of its own where it would be cut."""
    entries, total = Cell(f"{glyphs().ok} {created}", "ok"), Cell(f"   {sums}", "dim")
    if cell_len(entries.text + total.text) <= width:
        return [(entries, total)]
    return [(entries,), (Cell(f"  {sums}", "dim"),)]
