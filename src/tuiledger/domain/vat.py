"""VAT registers: what a row holds and which register it stands in (DPR 633/72, articles 23 to 25)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Register(StrEnum):
    """The VAT registers (registri IVA)."""

    SALES = "sales"
    PURCHASES = "purchases"


#: The series (sezionale) of ordinary rows and of the double rows of integrations and self-invoices.
ORDINARY_SERIES = ""
REVERSE_CHARGE_SERIES = "RC"


class VatRow(NamedTuple):
    """Taxable and tax of one rate or nature of an entry, signed: a credit note's are negative.

    ``rate`` is in hundredths of a percent; ``exigibility`` is I, D or S; ``non_deductible`` is the part of ``tax`` that
    became cost (purchases only).
    """

    rate: int
    nature: str | None
    taxable: int
    tax: int
    exigibility: str = "I"
    non_deductible: int = 0


class RegisterRow(NamedTuple):
    """What one entry adds to one register: it takes one protocol number there.

    ``period`` is the month whose settlement it enters, as ``YYYY-MM``.
    """

    register: Register
    series: str
    period: str
    rows: tuple[VatRow, ...]


class RegisterLine(NamedTuple):
    """One printed line of a VAT register: a row with its protocol and the document it stands for."""

    company_id: int
    register: Register
    series: str
    year: int
    protocol: int
    registration_date: date
    document_date: date
    document_number: str
    type_code: str
    party_name: str
    party_identifier: str
    row: VatRow
    period: str
    entry_id: int
    document_id: int | None
    fingerprint: str
    reverses: bool = False
