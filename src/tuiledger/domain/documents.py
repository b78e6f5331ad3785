"""Documents as the books see them, whatever file or cloud they came from.

Amounts are integer minor units of the document's currency, with the sign the document itself writes (a credit note's
are positive). Rates are integer hundredths of a percent: 2200 is 22 %. Unit prices and quantities are decimals of up to
eight places. The comments name the FatturaPA 1.2.3 element a field comes from.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple


class Direction(StrEnum):
    """Which side of the document the client company stands on."""

    ISSUED = "issued"
    RECEIVED = "received"


class Kind(StrEnum):
    """What sort of document it is, in words that no format owns."""

    INVOICE = "invoice"
    ADVANCE = "advance"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    FEE = "fee"
    SELF_INVOICE = "self_invoice"
    INTEGRATION = "integration"
    COMMUNICATION = "communication"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Where a document stands on its way into the books.

    ``ready`` can be posted; ``held`` waits for a person, with a reason; ``posted`` has one live entry; ``void`` was
    rejected by the exchange system or set aside; ``filed`` is kept and has nothing to post.
    """

    READY = "ready"
    HELD = "held"
    POSTED = "posted"
    VOID = "void"
    FILED = "filed"


class Address(NamedTuple):
    """A place (Sede); ``country`` is an ISO 3166 code."""

    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None


class PartyDetails(NamedTuple):
    """A seller or buyer as the document names it.

    ``country`` and ``vat_number`` belong together (IdFiscaleIVA); the number is without its country prefix.
    """

    name: str | None
    country: str | None = None
    vat_number: str | None = None
    fiscal_code: str | None = None
    address: Address | None = None


class Line(NamedTuple):
    """One line of goods or services (2.2.1 DettaglioLinee)."""

    number: int
    description: str
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None
    total: Decimal
    rate: int
    nature: str | None = None
    withheld: bool = False
    #: SC discount, PR premium, AB rebate, AC ancillary cost; None for an ordinary line.
    kind: str | None = None
    article_codes: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


class VatSummary(NamedTuple):
    """One row of the VAT summary, the basis of posting (2.2.2 DatiRiepilogo).

    ``exigibility`` is I immediate, D deferred, S split payment, or None where the document is silent (immediate).
    """

    rate: int
    nature: str | None
    taxable: int
    tax: int
    exigibility: str | None = None
    rounding: int = 0
    reference: str | None = None


class Withholding(NamedTuple):
    """Tax or contribution the payer keeps back (2.1.1.5 DatiRitenuta): ``kind`` is RT01..RT06."""

    kind: str
    amount: int
    rate: int | None = None
    reason: str | None = None


class Fund(NamedTuple):
    """A pension-fund contribution (2.1.1.7 DatiCassaPrevidenziale): ``kind`` is TC01..TC22."""

    kind: str
    amount: int
    rate: int | None = None
    taxable: int | None = None
    vat_rate: int = 0
    nature: str | None = None
    withheld: bool = False


class Instalment(NamedTuple):
    """One expected payment (2.4.2 DettaglioPagamento)."""

    method: str
    amount: int
    due_date: datetime.date | None = None
    iban: str | None = None


class Related(NamedTuple):
    """A document this one refers to (2.1.2 to 2.1.6): ``kind`` is order, contract, agreement, receipt or invoice."""

    kind: str
    number: str
    date: datetime.date | None = None
    cup: str | None = None
    cig: str | None = None


class Attachment(NamedTuple):
    """A file inside the document (2.5 Allegati); its bytes are decoded on demand. ``sha256`` and ``size`` are of the
    decoded bytes, and None where the attachment cannot be decoded."""

    name: str
    format: str | None
    size: int | None
    sha256: str | None
    description: str | None = None


class Finding(NamedTuple):
    """Something about a document that a person may want to know; it never stops an import by itself.

    ``code`` is stable: an SdI check (``00421``), ``xsd``, or a word of ours such as ``encoding``. ``message`` is an
    English text whose translation is looked up when it is shown; ``values`` fill its ``{}`` fields.
    """

    code: str
    message: str
    values: tuple[str, ...] = ()


#: What the format of a document read from a cloud begins with; the provider's name is behind it.
CLOUD: Final = "cloud/"
#: The finding of a document whose issuer's number is not known.
NUMBER_MISSING: Final = "number-missing"


class Document(NamedTuple):
    """A document in provider-neutral terms, before it is attributed to a company."""

    format: str
    type_code: str
    kind: Kind
    number: str
    date: datetime.date
    currency: str
    seller: PartyDetails
    buyer: PartyDetails
    lines: tuple[Line, ...] = ()
    vat_summary: tuple[VatSummary, ...] = ()
    withholding: tuple[Withholding, ...] = ()
    funds: tuple[Fund, ...] = ()
    #: The duty due (2.1.1.6 DatiBollo), whether or not the customer is charged; None where none is due.
    stamp_duty: int | None = None
    #: Document-level discounts and surcharges as they change the total: a discount is negative (2.1.1.8).
    discount: int = 0
    #: Document-level rounding (2.1.1.10 Arrotondamento).
    rounding: int | None = None
    total_declared: int | None = None
    payments: tuple[Instalment, ...] = ()
    related: tuple[Related, ...] = ()
    #: Dates of the transport documents a deferred invoice gathers (2.1.8 DatiDDT).
    deliveries: tuple[datetime.date, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    causes: tuple[str, ...] = ()
    #: The seller's tax regime, RF01..RF20.
    regime: str | None = None
    #: CC when the customer issued it, TZ a third party (1.6 SoggettoEmittente).
    issuer: str | None = None
    #: Numbers may repeat within the year (Art73=SI).
    repeats_numbers: bool = False
    #: Position of the body in its file, from 1.
    position: int = 1
    findings: tuple[Finding, ...] = ()

    def with_findings(self, findings: tuple[Finding, ...]) -> Document:
        """The same document with these findings."""
        # They come last, and every document that comes in takes this way: naming the field takes three times as long.
        return Document(*self[:-1], findings)

    @property
    def taxable(self) -> int:
        """Sum of the summary rows' taxable amounts."""
        return sum([row.taxable for row in self.vat_summary])

    @property
    def vat(self) -> int:
        """Sum of the summary rows' tax."""
        return sum([row.tax for row in self.vat_summary])

    @property
    def total(self) -> int:
        """Taxable plus tax of the summary rows: what posting is based on."""
        return sum([row.taxable + row.tax for row in self.vat_summary])

    @property
    def total_shown(self) -> int:
        """:attr:`total`, or what the document itself declares where it has no summary to add up."""
        return self.total if self.vat_summary or self.total_declared is None else self.total_declared

    @property
    def declared(self) -> int | None:
        """The total that it says itself, where there is no VAT summary to add up."""
        return None if self.vat_summary else self.total_declared

    @property
    def stamp_in_summary(self) -> int:
        """The stamp duty charged as a summary row of its own (nature N1), which is neither revenue nor purchase."""
        if self.stamp_duty:
            for row in self.vat_summary:
                if row.nature == "N1" and row.taxable == self.stamp_duty:
                    return row.taxable
        return 0

    @property
    def of_cloud(self) -> bool:
        """It was read from a cloud's own account of it, not from an e-invoice."""
        return self.format.startswith(CLOUD)

    @property
    def numberless(self) -> bool:
        """Its issuer's number is not known: what stands in its place says nothing of which document it is."""
        return any(finding.code == NUMBER_MISSING for finding in self.findings)

    @property
    def simplified(self) -> bool:
        """A simplified invoice (FSM10), whose VAT is derived from gross amounts."""
        return self.type_code in ("TD07", "TD08", "TD09")


#: Document types of FatturaPA and what they are (specification 1.9, table TipoDocumento).
KINDS: dict[str, Kind] = {
    "TD01": Kind.INVOICE, "TD02": Kind.ADVANCE, "TD03": Kind.ADVANCE, "TD04": Kind.CREDIT_NOTE, "TD05": Kind.DEBIT_NOTE,
    "TD06": Kind.FEE, "TD07": Kind.INVOICE, "TD08": Kind.CREDIT_NOTE, "TD09": Kind.DEBIT_NOTE,
    "TD16": Kind.INTEGRATION, "TD17": Kind.INTEGRATION, "TD18": Kind.INTEGRATION, "TD19": Kind.INTEGRATION,
    "TD20": Kind.SELF_INVOICE, "TD21": Kind.SELF_INVOICE, "TD22": Kind.SELF_INVOICE, "TD23": Kind.SELF_INVOICE,
    "TD24": Kind.INVOICE, "TD25": Kind.INVOICE, "TD26": Kind.INVOICE, "TD27": Kind.SELF_INVOICE,
    "TD28": Kind.INTEGRATION, "TD29": Kind.COMMUNICATION,
}  # fmt: skip

#: Types that the client transmits although it stands on the buyer's side (self-invoices and integrations).
BUYER_SIDE: frozenset[str] = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD22", "TD23", "TD28", "TD29"})

#: Types in which seller and buyer are the client itself.
OWN_SIDE: frozenset[str] = frozenset({"TD21", "TD27"})


class Hold(NamedTuple):
    """Why a document waits for a person: a stable code, a sentence, and the keys of the answers it takes."""

    code: str
    message: str
    values: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class ClientDocument(NamedTuple):
    """A document attributed to one client company, as the store keeps it."""

    id: int
    company_id: int
    direction: Direction
    document: Document
    party_id: int | None
    state: State
    #: SHA-256 of the payload the document was read from: its fingerprint in the VAT register.
    fingerprint: str
    hold: Hold | None = None
    #: Answers a person gave to holds, such as ``accept-summary`` or ``account:5080``.
    decisions: frozenset[str] = frozenset()
    #: The day the exchange system delivered it, where a receipt says so.
    received_on: datetime.date | None = None
    #: The live entry's id, when posted.
    entry_id: int | None = None
    #: How often its posting was reversed: the next posting is another one.
    reversals: int = 0
