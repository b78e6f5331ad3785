"""What a posting would do, before it does it: how many entries, what waits and why, and the VAT it adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from tuiledger.domain.documents import Hold
from tuiledger.domain.vat import Register
from tuiledger.text.amounts import amount_text, rate_text
from tuiledger.text.translation import _, ngettext
from tuiledger.tui.glyphs import glyphs
from tuiledger.tui.sheets.layout import BLANK, heading, paragraph, table
from tuiledger.tui.widgets.columns import Cell, Column
from tuiledger.tui.widgets.sheet import Line
from tuiledger.tui.words import register_word, sentence

if TYPE_CHECKING:
    from tuiledger.services.post import Planned

#: Register, series, rate and nature of a row of the VAT summary.
VatKey = tuple[Register, str, int, str]


class Batch(NamedTuple):
    """The sum of many plans; amounts in minor units of the books' currency."""

    entries: int
    debit: int
    held: dict[str, int]
    vat: dict[VatKey, tuple[int, int]]

    @property
    def waiting(self) -> int:
        """Documents that stay held."""
        return sum(self.held.values())


def sum_up(plans: Iterable[Planned]) -> Batch:
    """The sum of ``plans``; those that wait are counted by the sentence that says why."""
    entries = debit = 0
    held: Counter[str] = Counter()
    vat: dict[VatKey, tuple[int, int]] = {}
    for planned in plans:
        entry = planned.entry
        if entry is None:
            if isinstance(planned.outcome, Hold):
                held[sentence(planned.outcome)] += 1
            continue
        entries += 1
        debit += entry.total
        for register in entry.registers:
            for row in register.rows:
                key = (register.register, register.series, row.rate, row.nature or "")
                taxable, tax = vat.get(key, (0, 0))
                vat[key] = (taxable + row.taxable, tax + row.tax)
    return Batch(entries, debit, dict(held.most_common()), vat)


def batch_page(batch: Batch, width: int) -> list[Line]:
    """The sum as a page: counts first, then VAT, then what waits."""
    created = ngettext("{} entry will be written", "{} entries will be written", batch.entries).format(batch.entries)
    lines: list[Line] = [
        (Cell(f"{glyphs().ok} {created}", "ok"), Cell(f"   {_('debit = credit')} {amount_text(batch.debit)}", "dim"))
    ]
    if batch.waiting:
        text = ngettext("{} document stays held", "{} documents stay held", batch.waiting).format(batch.waiting)
        lines.append((Cell(f"{glyphs().warn} {text}", "warn"),))
    if batch.vat:
        columns = (
            Column(_("VAT register"), 14, grow=1),
            Column(_("Rate"), 8, right=True),
            Column(_("Taxable"), 14, right=True),
            Column(_("VAT"), 14, right=True),
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
