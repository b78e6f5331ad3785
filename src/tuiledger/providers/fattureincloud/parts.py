"""The parts that issued and received documents share: parties, lines, payments, and amounts with their place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from tuiledger.domain.documents import Address, Instalment, Line, PartyDetails
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.money import AmountError
from tuiledger.domain.runs import Refusal
from tuiledger.domain.wording import N_
from tuiledger.providers.fattureincloud.vat_split import Amount, Key
from tuiledger.providers.fattureincloud.wire import MISSING, Entity, Item, Payment
from tuiledger.providers.reading import minor_from_number, price_from_number
from tuiledger.text.clean import clean, clean_line

_AMOUNT: Final = N_("The field {} of the cloud’s document is not an amount: {}")
_CENT: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_NOTHING: Final = Decimal()
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
    if not value:
        return None
    value = value.strip()
    # Nearly every text is plain and short, and there are dozens in a document.
    if value.isascii() and value.isprintable() and len(value) <= limit:
        return value or None
    return clean_line(value, limit) or None


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
    return _party(
        entity.name, entity.vat_number, entity.tax_code, entity.country, entity.country_iso, entity.address_street,
        entity.address_postal_code, entity.address_city, entity.address_province,
    )  # fmt: skip


# A company has the same few customers and suppliers in most of its documents.
@lru_cache(maxsize=4096)
def _party(
    name: str | None, number: str | None, code: str | None, named: str | None, iso: str | None,
    street: str | None, postcode: str | None, city: str | None, province: str | None,
) -> PartyDetails:  # fmt: skip
    number = text(number, 40)
    country = (text(iso, 2) or "").upper() or None
    if country is None:
        prefix = _PREFIX.match(number) if number else None
        italy = (named or "Italia").strip().casefold() in ("italia", "italy", "it")
        country = prefix[1].upper() if prefix else "IT" if italy else None
    address = Address(text(street), text(postcode, 20), text(city), text(province, 20), country)
    return PartyDetails(
        name=text(name),
        country=country,
        vat_number=vat_number(country, number),
        fiscal_code=_tax_code(code),
        address=address if any(address[:4]) else None,
    )


def _tax_code(value: str | None) -> str | None:
    code = fiscal_code(text(value, 40))
    # Many write the VAT number there, prefix and all.
    return code[2:] if code and code.startswith("IT") and code[2:].isdecimal() else code


def nature(code: str | None, rate: int) -> str | None:
    """The nature of what bears no VAT; the service also writes it as a bare figure, and ``0`` for none."""
    if rate or not code:
        return None
    found = code.strip().upper()
    if not found or found == "0":
        return None
    return clean_line(f"N{found}" if found.isascii() and found.isdigit() else found, 10)


def lines(items: Sequence[Item], *, gross: bool = False) -> tuple[tuple[Line, ...], list[Amount]]:
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
            raise Refusal("wire", MISSING, (f"items_list.{place}.vat.value",))
        key = _key(item.vat.value, item.vat.ei_type)
        try:
            quantity = None if item.qty is None else price_from_number(item.qty)
            price = None if item.net_price is None else price_from_number(item.net_price)
            ruling = price_from_number(item.gross_price) if gross and item.gross_price is not None else None
            times = _ONE if quantity is None else quantity
            if item.discount:
                times *= 1 - price_from_number(item.discount) / 100
        except AmountError:
            raise _wrong_price(item, place) from None
        total = _NOTHING if price is None else price * times
        amounts.append((key, (total if ruling is None else ruling * times) * 100, ruling is not None))
        found.append(
            Line(
                place + 1,
                _described(item),
                quantity,
                text(item.measure, 20),
                price,
                total.quantize(_CENT, ROUND_HALF_UP),
                key.rate,
                key.nature,
                bool(item.apply_withholding_taxes),
                None,
                (("", text(item.code, 60) or ""),) if item.code else (),
            )
        )
    return tuple(found), amounts


@lru_cache(maxsize=256)
def _key(value: float, code: str | None) -> Key:
    rate = percent(value)
    return Key(rate, nature(code, rate))


def _described(item: Item) -> str:
    """Name and description of a line, the one above the other."""
    name, more = text(item.name, _LONGEST_TEXT) or "", item.description
    if not more:
        return name
    plain = more.isascii() and more.isprintable() and len(name) + len(more) < _LONGEST_TEXT
    return f"{name}\n{more}".strip() if plain else clean(f"{name}\n{more}".strip(), _LONGEST_TEXT)


def _wrong_price(item: Item, place: int) -> Refusal:
    for name in ("qty", "net_price", "gross_price", "discount"):
        value = getattr(item, name)
        try:
            price_from_number(value or 0)
        except AmountError:
            return Refusal("amount", _AMOUNT, (f"items_list.{place}.{name}", repr(value)[:40]))
    raise AssertionError("one of them is no amount")


def instalments(
    payments: Sequence[Payment] | None, method: str, iban: str | None, currency: str
) -> tuple[Instalment, ...]:
    """The expected payments; those that were taken back do not count.

    Raises:
        Refusal: an amount is none.
    """
    found = []
    for place, payment in enumerate(payments or ()):
        if payment.amount is not None and payment.status != "reversed":
            try:
                amount = minor_from_number(payment.amount, currency)
            except AmountError:
                raise Refusal("amount", _AMOUNT, (f"payments_list.{place}.amount", repr(payment.amount)[:40])) from None
            found.append(Instalment(method, amount, day(payment.due_date), iban))
    return tuple(found)
