"""The journal (prima nota): entries that cannot be built unbalanced, chained so that a change shows.

Amounts are integer minor units of the company's currency; debit is positive, credit negative.
"""

from __future__ import annotations

import datetime
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from tuiledger.domain.vat import Register, RegisterRow, VatRow


class Journal(StrEnum):
    """The journals a company keeps; numbers are gapless in each, year by year."""

    SALES = "sales"
    PURCHASES = "purchases"
    GENERAL = "general"


class Part(StrEnum):
    """What a line is in its entry, so that the entry can be explained and checked."""

    PARTY = "party"
    NET = "net"
    SALES_VAT = "sales_vat"
    PURCHASE_VAT = "purchase_vat"
    VAT_TRANSFER = "vat_transfer"
    FUND = "fund"
    STAMP = "stamp"
    DISCOUNT = "discount"
    ROUNDING = "rounding"
    OTHER = "other"


# Looked up once: every line of every entry is compared with them.
_SALES_VAT: Final = Part.SALES_VAT
_PURCHASE_VAT: Final = Part.PURCHASE_VAT


class EntryLine(NamedTuple):
    """One line: ``amount`` is signed, ``party_id`` is set on lines of customers and suppliers."""

    account: str
    amount: int
    part: Part
    party_id: int | None = None


class Unbalanced(ValueError):
    """An entry whose lines do not sum to zero, or whose register rows do not agree with its VAT lines."""


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """An entry as it will be posted: the preview is this same value.

    ``date`` is the registration date; ``document_date`` the document's own. ``notes`` explain what was decided.

    Raises:
        Unbalanced: on construction, when the lines do not sum to zero or the register rows differ from the VAT lines.
    """

    company_id: int
    journal: Journal
    date: datetime.date
    document_date: datetime.date
    description: str
    lines: tuple[EntryLine, ...]
    registers: tuple[RegisterRow, ...] = ()
    document_id: int | None = None
    reverses_id: int | None = None
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        total = sales = purchases = 0
        for _, amount, part, _ in self.lines:
            total += amount
            if part is _SALES_VAT:
                sales -= amount
            elif part is _PURCHASE_VAT:
                purchases += amount
        if total:
            raise Unbalanced(f"lines sum to {total}")
        for register in self.registers:
            for row in register.rows:
                if register.register is Register.SALES:
                    sales -= row.tax
                else:
                    purchases -= row.tax - row.non_deductible
        if sales or purchases:
            raise Unbalanced(f"register rows differ from VAT lines: sales {sales}, purchases {purchases}")

    @property
    def total(self) -> int:
        """Sum of the debits."""
        return sum([line.amount for line in self.lines if line.amount > 0])


def posts_the_same(one: EntryPlan, other: EntryPlan) -> bool:
    """Whether two entries of a document move the same amounts on the same day and into the same registers."""
    return _moves(one) == _moves(other)


def _moves(plan: EntryPlan) -> tuple[object, ...]:
    lines = sorted((line.account, line.amount, line.party_id or 0) for line in plan.lines)
    registers = sorted((kept.register.value, kept.series, sorted(map(repr, kept.rows))) for kept in plan.registers)
    return plan.journal, plan.date, lines, registers


class Note(NamedTuple):
    """A decision of the plan that a person may want to know; ``message`` is an English template for ``values``."""

    code: str
    message: str
    values: tuple[str, ...] = ()


class Protocol(NamedTuple):
    """The gapless number an entry took in one register, series and year (protocollo IVA)."""

    register: Register
    series: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A posted entry: a plan with its number, its protocols and its place in the chain."""

    id: int
    plan: EntryPlan
    number: int
    protocols: tuple[Protocol, ...]
    posted_at: str
    actor: str
    idempotency_key: str
    previous_hash: str
    hash: str
    batch_id: int | None = None
    reversed_by: int | None = None
    #: What the entry stands for, for people: type code, document number and party.
    type_code: str = ""
    document_number: str = ""
    party_name: str = ""
    description_values: tuple[str, ...] = field(default=())

    @property
    def year(self) -> int:
        """Fiscal year: the year of the registration date."""
        return self.plan.date.year


#: Version of the canonical form; a new form gets a new number and old entries keep theirs.
CANONICAL_VERSION: Final = 1


def canonical_form(
    plan: EntryPlan, number: int, protocols: Iterable[Protocol], idempotency_key: str
) -> tuple[object, ...]:
    """What is hashed of an entry: an array of fixed order, of integers, texts, ISO dates and arrays of them."""
    return (
        CANONICAL_VERSION,
        plan.company_id,
        plan.journal,
        number,
        plan.date.isoformat(),
        plan.document_date.isoformat(),
        plan.description,
        plan.document_id,
        plan.reverses_id,
        idempotency_key,
        [(account, amount, party_id) for account, amount, _, party_id in plan.lines],
        list(protocols),
        [(register.period, register.rows) for register in plan.registers],
    )


def canonical_bytes(plan: EntryPlan, number: int, protocols: Iterable[Protocol], idempotency_key: str) -> bytes:
    """The entry as bytes anybody can compute again: its :func:`canonical_form` as JSON without spaces, UTF-8, NFC."""
    form = canonical_form(plan, number, protocols, idempotency_key)
    return composed(json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode())


def composed(encoded: bytes) -> bytes:
    """UTF-8 text in its composed form (NFC): the same letters are the same bytes."""
    return encoded if encoded.isascii() else unicodedata.normalize("NFC", encoded.decode()).encode()


def genesis(company_id: int, journal: Journal, year: int) -> str:
    """The hash that the first entry of a company's journal and year is chained to."""
    return sha256(f"tuiledger|{company_id}|{journal.value}|{year}".encode()).hexdigest()


def chained(previous_hash: str, canonical: bytes) -> str:
    """Hash of an entry: SHA-256 of the previous entry's hash and its own canonical bytes."""
    return sha256(bytes.fromhex(previous_hash) + canonical).hexdigest()


def reversal(entry: JournalEntry, on: datetime.date, reason: str) -> EntryPlan:
    """The entry that undoes ``entry`` on day ``on`` (storno): every line and register row with its sign turned."""
    plan = entry.plan
    return EntryPlan(
        company_id=plan.company_id,
        journal=plan.journal,
        date=on,
        document_date=plan.document_date,
        description=reason,
        lines=tuple(line._replace(amount=-line.amount) for line in plan.lines),
        registers=tuple(
            RegisterRow(
                register.register,
                register.series,
                f"{on:%Y-%m}",
                tuple(negated(row) for row in register.rows),
            )
            for register in plan.registers
        ),
        document_id=plan.document_id,
        reverses_id=entry.id,
    )


def negated(row: VatRow) -> VatRow:
    """``row`` with its amounts turned."""
    return row._replace(taxable=-row.taxable, tax=-row.tax, non_deductible=-row.non_deductible)
