"""The values that cross between services and the store: what is asked for, what comes back, what is handed in."""

from __future__ import annotations

import datetime
from array import array
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tuiledger.domain.chart import Account
from tuiledger.domain.documents import Direction, Document, Hold, State
from tuiledger.domain.journal import EntryPlan, Journal
from tuiledger.domain.parties import Company


class Sign(StrEnum):
    """How a condition compares; ``HAS`` is containment, whatever the accents and capitals."""

    IS = "="
    NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    HAS = "~"
    HAS_NOT = "!~"


@dataclass(frozen=True, slots=True)
class Span:
    """Everything from ``first`` to ``last``, both included: days, or numbers."""

    first: int | datetime.date
    last: int | datetime.date


class Condition(NamedTuple):
    """One thing asked of a list's rows, by the public name of a field.

    Amounts are hundredths of the currency's unit, whatever decimals it has. ``IS`` and ``NOT`` take several texts as
    one of and none of, and a span as in it and outside of it. A row without a value meets ``NOT`` and ``HAS_NOT`` and
    nothing else. The field ``text`` is everything that free words are sought in.
    """

    field: str
    sign: Sign
    value: str | int | datetime.date | tuple[str, ...] | Span


class Order(NamedTuple):
    """The order of a list: by a field, rows that are equal in it by id, all upwards or all downwards."""

    field: str
    descending: bool = False


class DocumentFilter(NamedTuple):
    """Which documents a list shows; None means any. Every word of ``text`` is sought in number and party name.

    ``where`` knows date, client (a company's code), direction, kind, type, number, party, total, state, currency, hold
    (its code) and received (the day).
    """

    company_id: int | None = None
    state: State | None = None
    direction: Direction | None = None
    kind: str | None = None
    party_id: int | None = None
    text: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    hold_code: str | None = None
    ids: tuple[int, ...] | None = None
    where: tuple[Condition, ...] = ()


class EntryFilter(NamedTuple):
    """Which entries a list shows; None means any. Every word of ``text`` is sought in the description.

    ``where`` knows date, client (a company's code), journal, number, description, protocols and amount.
    """

    company_id: int | None = None
    journal: Journal | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    document_id: int | None = None
    batch_id: int | None = None
    text: str | None = None
    where: tuple[Condition, ...] = ()


class LineFilter(NamedTuple):
    """Which lines of an account's ledger a list shows; None means any.

    Every word of ``text`` is sought in the entry's description and in the document's number and party. ``where``
    knows date, journal, number, description, party, debit and credit.
    """

    company_id: int
    account: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    text: str | None = None
    where: tuple[Condition, ...] = ()


class Cursor(NamedTuple):
    """A place in a list ordered by day and id, newest first: the last row seen."""

    day: datetime.date
    id: int


class DocumentRow(NamedTuple):
    """A document as lists show it: no lines, nothing to decode. Amounts carry the document's own sign.

    ``declared`` is the total that it says itself, where there is no VAT summary to add up.
    """

    id: int
    company_id: int
    company_code: str
    direction: Direction
    kind: str
    type_code: str
    number: str
    date: datetime.date
    party_name: str
    currency: str
    total: int
    state: State
    hold: Hold | None
    findings: int
    sources: int
    declared: int | None = None


class EntryRow(NamedTuple):
    """An entry as lists show it; ``amount`` is the sum of its debits."""

    id: int
    company_id: int
    company_code: str
    journal: Journal
    number: int
    date: datetime.date
    description: str
    amount: int
    document_id: int | None
    reverses_id: int | None
    reversed_by: int | None
    protocols: str


class Source(NamedTuple):
    """Where a document came from. ``kind`` is file, p7m or archive; ``member`` the place inside an archive.

    ``layers`` names the envelopes that were opened; ``signer`` and ``signature`` tell of the outermost signature:
    ``ok``, ``broken`` or ``unchecked``. ``transmission`` is who sent it under which progressive, where the file says.
    """

    kind: str
    ref: str
    member: str | None
    position: int
    file_sha256: str
    payload_sha256: str
    canonical_sha256: str
    received_at: datetime.datetime
    layers: str = ""
    signer: str | None = None
    signature: str | None = None
    run_id: int | None = None
    id: int | None = None
    #: Whether every registered company was looked for, so that the same file need not be read again.
    complete: bool = True
    transmission: str = ""


class Balance(NamedTuple):
    """One row of the trial balance (bilancio di verifica): sums of debits and of credits, both positive."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debit - self.credit


class AccountCard(NamedTuple):
    """The ledger of one account (mastrino): ids of its lines, oldest first, and the balance after each.

    Both are arrays of type ``q``; balances are debits less credits in minor units.
    """

    lines: array[int]
    balances: array[int]


class AccountLine(NamedTuple):
    """One line of an account's ledger: ``amount`` is positive in debit, ``balance`` what the account has after it."""

    id: int
    entry_id: int
    journal: Journal
    number: int
    date: datetime.date
    description: str
    party_name: str
    amount: int
    document_id: int | None = None
    balance: int = 0


class CompanyStatus(NamedTuple):
    """One row of the home matrix: a company and how much work waits at each stage."""

    company: Company
    ready: int
    held: int
    posted: int
    void: int
    filed: int
    duplicates: int
    last_import: datetime.datetime | None
    last_posting: datetime.datetime | None


class RunSummary(NamedTuple):
    """One import as the list of runs shows it."""

    id: int
    started_at: datetime.datetime
    finished_at: datetime.datetime | None
    what: str
    files: int
    created: int
    already_known: int
    refused: int


class Act(NamedTuple):
    """Who did what to what, as the log of acts keeps it."""

    id: int
    at: datetime.datetime
    actor: str
    verb: str
    subject: str
    detail: str


class Message(NamedTuple):
    """A message of the exchange system as it is kept; ``codes`` are those of a rejection's errors."""

    kind: str
    sdi_id: str | None
    file_name: str | None
    file_sha256: str | None
    position: int | None
    outcome: str | None
    received_at: datetime.datetime | None
    text: str
    payload_sha256: str
    ref: str
    id: int | None = None
    codes: tuple[str, ...] = ()


class Violation(NamedTuple):
    """A broken promise of the books, found by a check."""

    code: str
    message: str
    values: tuple[str, ...] = ()


class NewDocument(NamedTuple):
    """A document to add to a company's books, with everything its recognition found."""

    company_id: int
    direction: Direction
    document: Document
    party_id: int
    state: State
    hold: Hold | None
    business_key: str
    canonical_sha256: str
    payload_sha256: str
    received_on: datetime.date | None = None


class Posting(NamedTuple):
    """A plan to post, with the key under which it may exist only once."""

    plan: EntryPlan
    idempotency_key: str


class Posted(NamedTuple):
    """What came of a posting: the entry's id, and whether this call made it or found it there."""

    entry_id: int
    number: int
    protocols: str
    created: bool
