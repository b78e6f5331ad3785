"""VAT registers summed up: by rate and nature, and by the period each line is settled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tuiledger.domain.vat import RegisterLine, VatRow


@dataclass(slots=True)
class Sums:
    """Sums of register rows, in minor units. ``tax`` is all of it; ``non_deductible`` the part that became cost."""

    taxable: int = 0
    tax: int = 0
    non_deductible: int = 0

    def add(self, row: VatRow) -> None:
        """Take ``row`` in."""
        self.taxable += row.taxable
        self.tax += row.tax
        self.non_deductible += row.non_deductible


@dataclass(slots=True)
class PeriodSums:
    """What one period's settlement takes from a register.

    Split-payment VAT is the customer's to pay and deferred VAT waits for the payment, so both stand apart
    (DPR 633/72, articles 17-ter and 6).
    """

    immediate: Sums = field(default_factory=Sums)
    deferred: Sums = field(default_factory=Sums)
    split: Sums = field(default_factory=Sums)

    def add(self, row: VatRow) -> None:
        """Take ``row`` in, where its exigibility puts it."""
        {"D": self.deferred, "S": self.split}.get(row.exigibility, self.immediate).add(row)


@dataclass(slots=True)
class RegisterTotals:
    """The totals at the end of a register; ``by_rate`` is keyed by rate, nature and exigibility."""

    by_rate: dict[tuple[int, str, str], Sums] = field(default_factory=dict)
    by_period: dict[str, PeriodSums] = field(default_factory=dict)
    total: Sums = field(default_factory=Sums)

    def add(self, line: RegisterLine) -> None:
        """Take one printed line in."""
        row = line.row
        self.by_rate.setdefault((row.rate, row.nature or "", row.exigibility), Sums()).add(row)
        self.by_period.setdefault(line.period, PeriodSums()).add(row)
        self.total.add(row)


def totals(lines: Iterable[RegisterLine]) -> RegisterTotals:
    """The totals of ``lines``."""
    found = RegisterTotals()
    for line in lines:
        found.add(line)
    return found
