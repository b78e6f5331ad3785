"""VAT numbers, fiscal codes and document numbers in forms that can be compared.

Nothing here judges a number: an invalid check digit is told elsewhere and never refused, because official samples and
foreign numbers break the rules and the invoices bearing them are real.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tuiledger.domain.documents import BUYER_SIDE, OWN_SIDE, Document, Kind, PartyDetails

if TYPE_CHECKING:
    from datetime import date

_NOISE = re.compile(r"[\s.\-_/']+")
_SEPARATORS = re.compile(r"[\s/\-_.\\]+")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_FILE_ENDINGS = re.compile(r"(?:\.xml|\.p7m|\.zip|_signed|\s*\(\d+\))+\Z", re.IGNORECASE)
#: A space for every ASCII character that is neither letter nor digit.
_PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}
_CAPITALS = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_PLAIN_NUMBER = re.compile(r"[1-9][0-9]*\Z")


def vat_number(country: str | None, number: str | None) -> str | None:
    """``number`` without spaces, dots and a doubled country prefix; Italian digits padded to eleven.

    FatturaPA writes country and number apart, and senders often repeat the country in the number.
    """
    if not number:
        return None
    if country == "IT" and len(number) == 11 and number.isdecimal():
        return number
    compact = number if number.isdecimal() else _NOISE.sub("", number).upper()
    if country and len(compact) > 4 and compact.startswith(country.upper()):
        compact = compact[len(country) :]
    if (country or "IT").upper() == "IT" and compact.isdecimal() and len(compact) < 11:
        compact = compact.rjust(11, "0")
    return compact or None


def fiscal_code(code: str | None) -> str | None:
    """``code`` in capitals without spaces; None when nothing is left."""
    if not code:
        return None
    return (code if code.isalnum() else _NOISE.sub("", code)).upper() or None


#: What senders write where a foreign customer has no number: it names nobody.
_NOBODYS: frozenset[str] = frozenset({"OO99999999999", "99999999999", "00000000000", "XXXXXXXXXXX", "0000000"})


def party_key(party: PartyDetails) -> str:
    """What makes a party the same one again: country and VAT number, else fiscal code, else name.

    Members of a VAT group share its number: a company's fiscal code that differs from it tells them apart.
    """
    number = vat_number(party.country, party.vat_number)
    code = fiscal_code(party.fiscal_code)
    if number and number not in _NOBODYS:
        country = (party.country or "IT").upper()
        member = f"/{code}" if code and country == "IT" and code != number and code.isdecimal() else ""
        return f"{country}{number}{member}"
    if code and code not in _NOBODYS:
        return f"CF:{code}"
    return f"NAME:{name_key(party.name or '')}"


def name_key(name: str) -> str:
    """A name in capitals without accents and punctuation, for comparison only."""
    if name.isascii():
        return " ".join(name.translate(_PUNCTUATION).upper().split())
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.upper().split())


def code_key(code: str) -> str:
    """A code in ASCII capitals, for comparison only; other letters stay, as databases leave them."""
    return code.translate(_CAPITALS)


def number_key(number: str) -> str:
    """A document number for comparison: ``0012/A``, ``12-A`` and ``12/a`` are the same.

    Letters are never dropped and ``12A`` stays apart from ``12/A``: that one is a question for a person.
    """
    if _PLAIN_NUMBER.match(number):
        return number
    text = unicodedata.normalize("NFKC", number).upper()
    return _ZEROS.sub("", _SEPARATORS.sub("-", text).strip("-"))


def number_key_without_year(number: str, day: date) -> str:
    """:func:`number_key` with the document's own year, written with four or two digits, taken off either end."""
    parts = number_key(number).split("-")
    years = (str(day.year), str(day.year % 100))
    if len(parts) > 1:
        if parts[-1] in years:
            parts = parts[:-1]
        elif parts[0] == years[0]:
            parts = parts[1:]
    return "-".join(parts)


def business_class(document: Document) -> str:
    """The set within which a seller's numbers must be unique: invoice, credit or integration."""
    if document.type_code in BUYER_SIDE or document.type_code in OWN_SIDE:
        return "integration"
    return "credit" if document.kind is Kind.CREDIT_NOTE else "invoice"


def business_key(document: Document) -> str:
    """The document's legal identity: issuer, class, year and number (SdI check 00404).

    The buyer stands for the seller where the customer issues the invoice (SoggettoEmittente CC), and the whole date for
    the year where numbers may repeat (Art73). The other party is not part of it. Where the number is not known,
    date and total stand for it: two such documents may be one.
    """
    issuer = party_key(document.buyer if document.issuer == "CC" else document.seller)
    if document.numberless:
        total = document.total if document.total_declared is None else document.total_declared
        return f"{issuer}|{business_class(document)}|{document.date.isoformat()}|?{total}"
    when = document.date.isoformat() if document.repeats_numbers else str(document.date.year)
    return f"{issuer}|{business_class(document)}|{when}|{number_key(document.number)}"


def file_stem(name: str) -> str:
    """The name of an e-invoice file without folders, endings and what portals add: ``IT01234567890_00001``.

    Case is kept: the progressive part of the name tells ``a1`` from ``A1``.
    """
    return _FILE_ENDINGS.sub("", name.replace("\\", "/").rpartition("/")[2])
