"""The parts that issued and received documents share: parties, lines, payments, and amounts with their place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from tuiledger.domain.documents import Address, Instalment, Line, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.money import AmountError
from tuiledger.domain.runs import Refusal
from tuiledger.domain.wording import N_
from tuiledger.providers.fattureincloud.vat_split import Amount, Key
from tuiledger.providers.fattureincloud.wire import Entity, Item, Payment
from tuiledger.providers.reading import minor_from_number, price_from_number
from tuiledger.text.clean import clean, clean_line

_AMOUNT: Final = N_("The field {} of the cloud’s document is not an amount: {}")
_NO_RATE: Final = N_("The field {} of the cloud’s document cannot be read: {}")
_CENT: Final = Decimal("0.01")
_PREFIX: Final = re.compile(r"([A-Za-z]{2})[A-Za-z0-9]{2,}\Z")
_LONGEST_NAME: Final = 300
_LONGEST_TEXT: Final = 1000


def minor(value: float | None, place: str, currency: str) -> int:
    """Minor units of an amount; nothing counts as zero.

    Raises:
        Refusal: it is no amount (``amount``), with its place.
    """
    if not value:
        return 0
    try:
        return minor_from_number(value, currency)
    except AmountError:
        raise Refusal("amount", _AMOUNT, (place, repr(value)[:40])) from None


def minor_or_none(value: float | None, place: str, currency: str) -> int | None:
    """:func:`minor`, and None where there is no amount.

    Raises:
        Refusal: it is no amount (``amount``).
    """
    return None if value is None else minor(value, place, currency)


def percent(value: float | None) -> int:
    """Hundredths of a percent."""
    return round(value * 100) if value else 0


def text(value: str | None, limit: int = _LONGEST_NAME) -> str | None:
    """A text of one line, cleaned; None when nothing is left."""
    return clean_line(value.strip(), limit) or None if value else None


def day(value: str | None) -> datetime.date | None:
    """The day an optional text begins with; None where it begins with none."""
    try:
        return datetime.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def party(entity: Entity | None) -> PartyDetails:
    """The other party of a document.

    The country is ``country_iso``, else what stands before the VAT number, else Italy, whose name is the default.
    """
    if entity is None:
        return PartyDetails(None)
    number = text(entity.vat_number, 40)
    country = (text(entity.country_iso, 2) or "").upper() or None
    if country is None:
        prefix = _PREFIX.match(number) if number else None
        named = (entity.country or "Italia").strip().casefold()
        country = prefix[1].upper() if prefix else "IT" if named in ("italia", "italy", "it") else None
    address = Address(
        street=text(entity.address_street),
        postcode=text(entity.address_postal_code, 20),
        city=text(entity.address_city),
        province=text(entity.address_province, 20),
        country=country,
    )
    return PartyDetails(
        name=text(entity.name),
        country=country,
        vat_number=vat_number(country, number),
        fiscal_code=_tax_code(entity.tax_code),
        address=address if any(address[:4]) else None,
    )


def _tax_code(value: str | None) -> str | None:
    code = fiscal_code(text(value, 40))
    # Many write the VAT number there, prefix and all.
    return code[2:] if code and code.startswith("IT") and code[2:].isdecimal() else code


def nature(code: str | None, rate: int) -> str | None:
    """The nature of what bears no VAT; the service also writes it as a bare figure, and ``0`` for none."""
    found = (code or "").strip().upper()
    if rate or not found or found == "0":
        return None
    return clean_line(f"N{found}" if found.isascii() and found.isdigit() else found, 10)


def lines(
    items: Sequence[Item], *, gross: bool = False, currency: str = "EUR"
) -> tuple[tuple[Line, ...], list[Amount]]:
    """The lines of a document and what each adds to the VAT summary.

    Args:
        gross: the gross prices rule, and the net ones are figured from them.

    Raises:
        Refusal: a price is no amount, or a line has no rate.
    """
    found: list[Line] = []
    amounts: list[Amount] = []
    for place, item in enumerate(items):
        if item.vat is None or item.vat.value is None:
            raise Refusal("wire", _NO_RATE, (f"items_list.{place}.vat.value", "none"))
        rate = percent(item.vat.value)
        quantity, net = _price(item.qty, place, "qty"), _price(item.net_price, place, "net_price")
        left = 1 - (_price(item.discount, place, "discount") or Decimal()) / 100
        times = left if quantity is None else quantity * left
        total = (net or Decimal()) * times
        ruling = _price(item.gross_price, place, "gross_price") if gross else None
        key = Key(rate, nature(item.vat.ei_type, rate))
        counted = total if ruling is None else ruling * times
        amounts.append(Amount(key, counted * 100, gross=ruling is not None))
        described = "\n".join(filter(None, (item.name, item.description)))
        found.append(
            Line(
                number=place + 1,
                description=clean(described.strip(), _LONGEST_TEXT),
                quantity=quantity,
                unit=text(item.measure, 20),
                unit_price=net,
                total=total.quantize(_CENT, ROUND_HALF_UP),
                rate=rate,
                nature=key.nature,
                withheld=bool(item.apply_withholding_taxes),
                article_codes=(("", clean_line(item.code, 60)),) if item.code else (),
            )
        )
    return tuple(found), amounts


def _price(value: float | None, place: int, name: str) -> Decimal | None:
    if value is None:
        return None
    try:
        return price_from_number(value)
    except AmountError:
        raise Refusal("amount", _AMOUNT, (f"items_list.{place}.{name}", repr(value)[:40])) from None


def instalments(
    payments: Sequence[Payment] | None, method: str, iban: str | None, currency: str
) -> tuple[Instalment, ...]:
    """The expected payments; those that were taken back do not count.

    Raises:
        Refusal: an amount is none.
    """
    return tuple(
        Instalment(
            method, minor(payment.amount, f"payments_list.{place}.amount", currency), day(payment.due_date), iban
        )
        for place, payment in enumerate(payments or ())
        if payment.amount is not None and payment.status != "reversed"
    )
