"""Customers and suppliers of a company, as its registry has them and as documents repeat them."""

from __future__ import annotations

import datetime
import zlib
from typing import Any, Final

from tuiledger.domain.documents import Address, PartyDetails
from tuiledger.sandbox.clouds.fattureincloud.company import Company
from tuiledger.sandbox.clouds.fattureincloud.rows import Row
from tuiledger.sandbox.clouds.fattureincloud.values import COUNTRIES, Data

#: The registry's first stamps lie before any document.
FOUNDED: Final = datetime.datetime(2025, 12, 15, 9, 30)
#: What a document repeats of the registry.
_SNAPSHOT: Final = (
    "id", "name", "type", "vat_number", "tax_code", "address_street", "address_postal_code", "address_city",
    "address_province", "address_extra", "country", "country_iso", "email", "certified_email", "phone", "fax",
    "ei_code",
)  # fmt: skip
_NOWHERE: Final = Address("", "00000", "", "EE", "IT")


def chance(text: str, of: int) -> int:
    """A number below ``of`` that is always the same for ``text``."""
    return zlib.crc32(text.encode()) % of


def snapshot(company: Company, shelf: str, party: PartyDetails, fresh_id: int) -> Data:
    """What a document repeats of a counterparty, which enters the registry on ``shelf`` when it is new."""
    key = (shelf, party)
    number = company.known.get(key)
    if number is None:
        number = company.known[key] = fresh_id
        company.shelf(shelf).add(Row(registered(party, number, shelf)))
    row = company.shelf(shelf).rows[number].data
    return {name: row[name] for name in _SNAPSHOT if name in row}


def registered(party: PartyDetails, number: int, shelf: str) -> Data:
    """A customer or supplier as the registry has it."""
    name = party.name or ""
    address = party.address or _NOWHERE
    office = party.vat_number is None and (party.fiscal_code or "")[:1].isdigit()
    stamp = str(FOUNDED + datetime.timedelta(minutes=number % 5000))
    data: dict[str, Any] = {
        "id": number, "code": f"{'C' if shelf == 'clients' else 'F'}{number % 100_000:05d}", "name": name,
        "type": "pa" if office else "person" if party.vat_number is None else "company", "first_name": "",
        "last_name": "", "contact_person": "", "vat_number": _vat(party), "tax_code": party.fiscal_code or "",
        "address_street": address.street or "", "address_postal_code": address.postcode or "",
        "address_city": address.city or "", "address_province": address.province or "", "address_extra": "",
        "country": COUNTRIES.get(address.country or "IT", address.country), "country_iso": address.country or "IT",
        "email": f"info{number % 1000}@example.com", "certified_email": "", "phone": "", "fax": "", "notes": "",
        "bank_iban": "", "created_at": stamp, "updated_at": stamp,
    }  # fmt: skip
    if shelf == "clients":
        data |= {
            "default_vat": None, "default_payment_terms": 30, "default_payment_terms_type": "standard",
            "default_payment_method": None, "bank_name": "", "bank_swift_code": "", "shipping_address": "",
            "e_invoice": True, "discount_highlight": False, "ei_code": "UFVC01" if office else "ABC1234",
            "default_discount": 0, "has_intent_declaration": False, "intent_declaration_protocol_number": None,
            "intent_declaration_protocol_date": None, "price_list_id": None,
        }  # fmt: skip
    return data


def _vat(party: PartyDetails) -> str:
    """The VAT number with its country before it or without, as people happen to type it."""
    if not party.vat_number:
        return ""
    if (party.country or "IT") != "IT" or chance(party.vat_number, 3) == 0:
        return f"{party.country or 'IT'}{party.vat_number}"
    return party.vat_number
