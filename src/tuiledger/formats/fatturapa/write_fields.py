"""Elements, and values as they are written inside them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from lxml import etree

from tuiledger.domain.money import MONEY_CONTEXT, exponent

if TYPE_CHECKING:
    from lxml.etree import _Element

_FINEST: Final = Decimal("0.00000001")


def block(parent: _Element, name: str) -> _Element:
    """A new element ``name`` at the end of ``parent``."""
    return etree.SubElement(parent, name)


def leaf(parent: _Element, name: str, value: str | None) -> None:
    """A new element ``name`` that holds ``value``; none where there is no value."""
    if value:
        etree.SubElement(parent, name).text = value


def flag(parent: _Element, name: str, on: bool) -> None:
    """The element ``name`` with ``SI`` where ``on``; the format has no word for no."""
    leaf(parent, name, "SI" if on else None)


def amount(minor: int, currency: str) -> str:
    """``minor`` units of ``currency`` with two decimals at least (Amount2DecimalType)."""
    return places(Decimal(minor).scaleb(-exponent(currency), MONEY_CONTEXT))


def rate(hundredths: int) -> str:
    """A rate in hundredths of a percent, as a percentage (RateType)."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def places(value: Decimal) -> str:
    """A number with the decimals it has: two at least, eight at most (Amount8DecimalType)."""
    written = f"{value.quantize(_FINEST, ROUND_HALF_UP, MONEY_CONTEXT):f}".rstrip("0")
    whole, _, fraction = written.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"
