"""The VAT summary of a document that has lines and totals but no summary of its own.

The lines give each rate its share; the document's own totals are then met to the cent wherever they lie within what
rounding explains. Where they do not, the lines stand as they are and the difference is told when it is posted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tuiledger.domain.documents import VatSummary

#: The ordinary and reduced rates in force, in hundredths of a percent (DPR 633/72, article 16 and table A).
LEGAL_RATES: Final = (2200, 1000, 500, 400)

_ONE: Final = Decimal(1)
_NOTHING: Final = Decimal()


class Key(NamedTuple):
    """What a summary row is for: a rate in hundredths of a percent, and the nature of what bears no VAT."""

    rate: int
    nature: str | None = None


#: What a line adds to its row: minor units with their fraction, and whether the VAT is inside.
Amount = tuple[Key, Decimal, bool]


class Totals(NamedTuple):
    """The document's own totals in minor units: lines without VAT, funds on top of them, VAT, and all together."""

    net: int | None
    funds: int
    vat: int | None
    gross: int


class Split(NamedTuple):
    """The summary rows, and the row that the funds went into."""

    rows: tuple[VatSummary, ...]
    funds_in: Key | None = None


class _Row:
    """What the lines of one rate come to, in minor units: those without their VAT, and those with it inside."""

    __slots__ = ("gross", "taxable")

    def __init__(self, taxable: Decimal = _NOTHING, gross: Decimal = _NOTHING) -> None:
        self.taxable, self.gross = taxable, gross

    def exact(self, rate: int) -> tuple[Decimal, Decimal]:
        """Taxable and tax, not yet rounded."""
        if not self.gross:
            return self.taxable, self.taxable * rate / 10_000
        inside = self.gross * 10_000 / (10_000 + rate)
        return self.taxable + inside, self.taxable * rate / 10_000 + self.gross - inside


def split(amounts: Sequence[Amount], totals: Totals) -> Split:
    """The summary rows of a document.

    Args:
        amounts: what its lines add, one for each; funds are not among them.
        totals: what the document says it comes to.
    """
    rows: dict[Key, _Row] = {}
    for key, value, gross in amounts:
        row = rows.get(key)
        if row is None:
            row = rows[key] = _Row()
        if gross and key.rate:
            row.gross += value
        else:
            row.taxable += value
    if not totals.funds:
        return Split(_settled(rows, totals, len(amounts)))
    bearer = _bearer(rows, totals)
    rows.setdefault(bearer, _Row()).taxable += totals.funds
    return Split(_settled(rows, totals, len(amounts) + 1), bearer)


def _bearer(rows: Mapping[Key, _Row], totals: Totals) -> Key:
    """The row that the funds belong to: of those that bear VAT the one that makes the document's VAT come out."""
    keys = [key for key in rows if key.rate] or list(rows)
    if totals.vat is None or len(keys) < 2:
        return keys[0] if keys else Key(0)

    def miss(key: Key) -> Decimal:
        tax = sum((row.exact(each.rate)[1] for each, row in rows.items()), Decimal())
        return abs(tax + Decimal(totals.funds * key.rate) / 10_000 - (totals.vat or 0))

    return min(keys, key=lambda key: (miss(key), -rows[key].exact(key.rate)[0]))


def _settled(rows: Mapping[Key, _Row], totals: Totals, lines: int) -> tuple[VatSummary, ...]:
    # Each line may have been rounded by itself, and each row once more.
    tolerance = lines + len(rows)
    if len(rows) == 1:
        ((key, row),) = rows.items()
        whole = _whole(key, row, totals, tolerance)
        if whole is not None:
            return (whole,)
    exact = [row.exact(key.rate) for key, row in rows.items()]
    taxable = _met([pair[0] for pair in exact], _nearest_net(exact, totals), tolerance)
    # Only a row that bears VAT can take a cent of it.
    bearing = [place for place, key in enumerate(rows) if key.rate]
    tax = [0] * len(exact)
    # VAT is figured from the rounded taxable amount, but what was inside a gross price is what is left of it.
    shares = [
        exact[place][1] if row.gross else Decimal(taxable[place] * key.rate) / 10_000
        for place, (key, row) in enumerate(rows.items())
        if key.rate
    ]
    for place, amount in zip(bearing, _met(shares, totals.vat, tolerance), strict=True):
        tax[place] = amount
    return tuple(
        VatSummary(key.rate, key.nature, taxable[place], tax[place])
        for place, key in enumerate(rows)
        if taxable[place] or tax[place]
    )


def _whole(key: Key, row: _Row, totals: Totals, tolerance: int) -> VatSummary | None:
    """The totals as the one row of a document, as most have only one; None where they do not fit it at once."""
    vat = totals.vat
    if vat is None or row.gross or not totals.gross:
        return None
    net = totals.gross - vat
    if totals.net not in (None, net, net - totals.funds) or abs(row.taxable - net) > tolerance:
        return None
    fits = abs(net * key.rate - vat * 10_000) <= tolerance * 10_000 if key.rate else not vat
    return VatSummary(key.rate, key.nature, net, vat) if fits else None


def _nearest_net(exact: Sequence[tuple[Decimal, Decimal]], totals: Totals) -> int | None:
    """The document's own taxable total: versions of the service differ in whether it holds the funds."""
    candidates = [] if totals.vat is None else [totals.gross - totals.vat]
    if totals.net is not None:
        candidates += [totals.net + totals.funds, totals.net] if totals.funds else [totals.net]
    if len(candidates) < 2 or candidates.count(candidates[0]) == len(candidates):
        # They agree, as they nearly always do.
        return candidates[0] if candidates else None
    found = sum([pair[0] for pair in exact], _NOTHING)
    return min(candidates, key=lambda total: abs(total - found))


def _met(shares: Sequence[Decimal], total: int | None, tolerance: int) -> list[int]:
    """``shares`` rounded, and moved by single cents where they were rounded most so that they sum to ``total``."""
    if len(shares) == 1 and total is not None and abs(total - shares[0]) <= tolerance:
        return [total]
    rounded = [int(share.quantize(_ONE, ROUND_HALF_UP)) for share in shares]
    missing = 0 if total is None else total - sum(rounded)
    if not missing or not rounded or abs(missing) > tolerance:
        return rounded
    step = 1 if missing > 0 else -1
    by_error = sorted(range(len(shares)), key=lambda place: step * (rounded[place] - shares[place]))
    for turn in range(abs(missing)):
        rounded[by_error[turn % len(by_error)]] += step
    return rounded


def single_rate(net: int, vat: int) -> int | None:
    """The one legal rate, in hundredths of a percent, that turns ``net`` into ``vat`` to the cent.

    None where no rate does, where several do, or where there is no VAT: then nobody knows why there is none.
    """
    if not vat:
        return None
    fits = [
        rate for rate in LEGAL_RATES
        if int((Decimal(net * rate) / 10_000).quantize(_ONE, ROUND_HALF_UP)) == vat
    ]  # fmt: skip
    return fits[0] if len(fits) == 1 else None
