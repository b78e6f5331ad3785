"""How each kind of document is written in double entry: one function a treatment, named as the trade names it.

Each returns the lines and the register rows; signs follow the books (debit positive). Credit notes turn every sign,
except for the stamp duty that is owed whatever the document does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from tuiledger.domain.chart import Role
from tuiledger.domain.documents import ClientDocument, Direction, Document, Kind
from tuiledger.domain.journal import EntryLine, EntryPlan, Journal, Note, Part
from tuiledger.domain.money import allocate, decimal_text
from tuiledger.domain.rules import PostingRules
from tuiledger.domain.totals import Gap
from tuiledger.domain.vat import ORDINARY_SERIES, REVERSE_CHARGE_SERIES, Register, RegisterRow, VatRow


class _Case(NamedTuple):
    """What a treatment works on: the document in the books' currency, the rules and the sign."""

    document: Document
    rules: PostingRules
    day: date
    gap: Gap
    sign: int
    party_id: int | None
    account: str | None


class _Sums(NamedTuple):
    """What the summary comes to: ``net`` of funds and stamp duty, the VAT by when it is due, and ``gross`` of all."""

    net: int
    funds: int
    stamp: int
    immediate: int
    deferred: int
    split: int
    gross: int


class _Slot(NamedTuple):
    """A line that entries have: whose account it stands on and what it is; no role means the document's own account."""

    role: Role | None
    part: Part


_OWN: Final = _Slot(None, Part.NET)
_CUSTOMER: Final = _Slot(Role.CUSTOMERS, Part.PARTY)
_SUPPLIER: Final = _Slot(Role.SUPPLIERS, Part.PARTY)
_FUND_REVENUE: Final = _Slot(Role.FUND_REVENUE, Part.FUND)
_FUND_COST: Final = _Slot(Role.FUND_COST, Part.FUND)
_STAMP_RECHARGED: Final = _Slot(Role.STAMP_RECHARGED, Part.STAMP)
_STAMP_COST: Final = _Slot(Role.STAMP_COST, Part.STAMP)
_OUTPUT_VAT: Final = _Slot(Role.OUTPUT_VAT, Part.SALES_VAT)
_OUTPUT_VAT_DEFERRED: Final = _Slot(Role.OUTPUT_VAT_DEFERRED, Part.SALES_VAT)
_INPUT_VAT: Final = _Slot(Role.INPUT_VAT, Part.PURCHASE_VAT)
_INPUT_VAT_DEFERRED: Final = _Slot(Role.INPUT_VAT_DEFERRED, Part.PURCHASE_VAT)
_REVERSE_CHARGE_VAT: Final = _Slot(Role.REVERSE_CHARGE_VAT, Part.SALES_VAT)
_SPLIT_VAT: Final = _Slot(Role.SPLIT_VAT, Part.SALES_VAT)
_SPLIT_VAT_TAKEN_OFF: Final = _Slot(Role.SPLIT_VAT, Part.VAT_TRANSFER)
_SPLIT_VAT_OWED: Final = _Slot(Role.SPLIT_VAT_OWED, Part.VAT_TRANSFER)
_VAT_PAID_APART: Final = _Slot(Role.VAT_PAID_APART, Part.VAT_TRANSFER)
_DISCOUNT_ALLOWED: Final = _Slot(Role.DISCOUNTS_ALLOWED, Part.DISCOUNT)
_DISCOUNT_RECEIVED: Final = _Slot(Role.DISCOUNTS_RECEIVED, Part.DISCOUNT)
_ROUNDING: Final = _Slot(Role.ROUNDING, Part.ROUNDING)

Written = tuple[list[EntryLine], tuple[RegisterRow, ...]]


def treat(
    client_document: ClientDocument, document: Document, rules: PostingRules, day: date, gap: Gap, account: str | None
) -> EntryPlan:
    """The entry of ``document`` by the treatment its type and the client's side call for."""
    case = _Case(
        document, rules, day, gap, _sign(document, client_document.decisions), client_document.party_id, account
    )
    treatment = _treatment(client_document)
    lines, registers = treatment(case)
    return EntryPlan(
        company_id=rules.company_id,
        journal=Journal.SALES if client_document.direction is Direction.ISSUED else Journal.PURCHASES,
        date=day,
        document_date=document.date,
        description=describe(client_document),
        lines=tuple(lines),
        registers=registers,
        document_id=client_document.id,
        notes=_notes(document, gap, lines, reverse_charge=treatment is purchase),
    )


def describe(client_document: ClientDocument) -> str:
    """What the journal says of the entry: type code, number and the other party."""
    document = client_document.document
    other = document.buyer if client_document.direction is Direction.ISSUED else document.seller
    told = f"{document.type_code} · {document.number}"
    return f"{told} · {other.name}" if other.name else told


def _sign(document: Document, decisions: frozenset[str]) -> int:
    if document.kind is not Kind.CREDIT_NOTE:
        return 1
    if "as-credit" in decisions and document.total < 0:
        return 1
    return -1


def _treatment(client_document: ClientDocument) -> Callable[[_Case], Written]:
    code = client_document.document.type_code
    decisions = client_document.decisions
    if client_document.direction is Direction.ISSUED:
        if code == "TD21":
            return self_invoice_owed
        return self_consumption if code == "TD27" else sale
    if code == "TD20":
        return integration if "both-registers" in decisions else vat_paid_apart
    if code in ("TD16", "TD22"):
        return integration
    if code in ("TD17", "TD18", "TD19"):
        return foreign_purchase
    return vat_paid_apart if code == "TD23" else purchase


def sale(case: _Case) -> Written:
    """A sale: customer against revenue and output VAT, in the sales register.

    Split-payment VAT is shown and taken off the customer at once (article 17-ter DPR 633/72); deferred VAT waits on its
    own account for the payment (article 6, paragraph 5).
    """
    document, gap = case.document, case.gap
    account_of = case.rules.chart.by_role
    sums = _sums(document, gap)
    lines = _lines(
        case,
        case.account or account_of[_revenue_role(document)],
        (_CUSTOMER, sums.gross),
        (_OWN, -sums.net),
        (_FUND_REVENUE, -sums.funds),
        (_STAMP_RECHARGED, -sums.stamp),
        (_OUTPUT_VAT, -sums.immediate),
        (_OUTPUT_VAT_DEFERRED, -sums.deferred),
        (_SPLIT_VAT, -sums.split),
        (_DISCOUNT_ALLOWED, -gap.discount),
        (_ROUNDING, -gap.rounding),
        (_SPLIT_VAT_TAKEN_OFF, sums.split),
        (_CUSTOMER, -sums.split),
    )
    if document.stamp_duty:
        lines.append(EntryLine(account_of[Role.STAMP_COST], document.stamp_duty, Part.STAMP))
        lines.append(EntryLine(account_of[Role.STAMP_OWED], -document.stamp_duty, Part.STAMP))
    return lines, (_register(case, Register.SALES, _open_period(case)),)


def purchase(case: _Case) -> Written:
    """A purchase: cost and input VAT against the supplier, in the purchase register.

    VAT that may not be deducted joins the cost. Under split payment the buyer owes the VAT to the tax office. An
    invoice under domestic reverse charge (N6) carries no VAT: its integration (TD16) adds it to both registers. VAT
    that the seller owes on collection waits for the payment, unless the seller is under cash accounting (RF17), whose
    customers deduct at once (DL 83/2012, article 32-bis, paragraph 1).
    """
    case = _deductible_at_once(case) if case.document.regime == "RF17" else case
    document, gap = case.document, case.gap
    cost = case.account or case.rules.chart.by_role[_cost_role(document)]
    sums = _sums(document, gap)
    rows, lost = _deductible_rows(case, cost)
    lost_deferred = sum([row.non_deductible for row in rows if row.exigibility == "D"]) if lost else 0
    lines = _lines(
        case,
        cost,
        (_OWN, sums.net + lost),
        (_FUND_COST, sums.funds),
        (_STAMP_COST, sums.stamp),
        (_INPUT_VAT, sums.immediate + sums.split - (lost - lost_deferred)),
        (_INPUT_VAT_DEFERRED, sums.deferred - lost_deferred),
        (_DISCOUNT_RECEIVED, gap.discount),
        (_ROUNDING, gap.rounding),
        (_SUPPLIER, -sums.gross),
        (_SUPPLIER, sums.split),
        (_SPLIT_VAT_OWED, -sums.split),
    )
    return lines, (_register(case, Register.PURCHASES, month(case.day), rows),)


def integration(case: _Case) -> Written:
    """The VAT of a reverse charge (TD16, TD22): owed and deducted at once, in both registers, a series of its own."""
    account = case.account or case.rules.chart.by_role[_cost_role(case.document)]
    rows, lost = _deductible_rows(case, account)
    tax = case.document.vat
    lines = _lines(case, account, (_INPUT_VAT, tax - lost), (_OWN, lost), (_REVERSE_CHARGE_VAT, -tax))
    return lines, _both_registers(case, rows)


def foreign_purchase(case: _Case) -> Written:
    """A purchase from abroad told by its integration (TD17 to TD19): cost, supplier, and VAT in both registers."""
    lines, registers = integration(case)
    gap = case.gap
    net = case.document.taxable
    bought = _lines(
        case,
        case.account or case.rules.chart.by_role[_cost_role(case.document)],
        (_OWN, net),
        (_STAMP_COST, gap.stamp),
        (_DISCOUNT_RECEIVED, gap.discount),
        (_ROUNDING, gap.rounding),
        (_SUPPLIER, -(net + gap.stamp + gap.discount + gap.rounding)),
    )
    return bought + lines, registers


def vat_paid_apart(case: _Case) -> Written:
    """VAT that is deducted here and paid with a payment form of its own (TD23, some TD20): purchase register only."""
    account = case.account or case.rules.chart.by_role[_cost_role(case.document)]
    rows, lost = _deductible_rows(case, account)
    tax = case.document.vat
    lines = _lines(case, account, (_INPUT_VAT, tax - lost), (_OWN, lost), (_VAT_PAID_APART, -tax))
    return lines, (_register(case, Register.PURCHASES, month(case.day), rows),)


def self_consumption(case: _Case) -> Written:
    """Self-consumption and gifts without recourse (TD27): the VAT is owed and is a cost; sales register only."""
    return _owed(case, case.account or case.rules.chart.by_role[Role.SELF_CONSUMPTION])


def self_invoice_owed(case: _Case) -> Written:
    """Going over the export ceiling (TD21), once a person said so: the VAT is owed in the sales register, as a cost."""
    return _owed(case, case.account or case.rules.chart.by_role[Role.PURCHASES])


def _owed(case: _Case, cost: str) -> Written:
    tax = case.document.vat
    lines = _lines(case, cost, (_OWN, tax), (_OUTPUT_VAT, -tax))
    return lines, (_register(case, Register.SALES, _open_period(case)),)


def month(day: date) -> str:
    """The month of ``day``, as ``YYYY-MM``."""
    return day.isoformat()[:7]


def vat_period(document: Document) -> str:
    """The month whose settlement a sale enters, as ``YYYY-MM``.

    A deferred invoice (TD24) belongs to the month of its last delivery; one of a triangular sale (TD25) to the month
    after it (DPR 633/72, article 21, paragraph 4, letters a and b).
    """
    if document.deliveries and document.type_code in ("TD24", "TD25"):
        last = max(document.deliveries)
        if document.type_code == "TD24":
            return month(last)
        return f"{last.year + last.month // 12}-{last.month % 12 + 1:02d}"
    return month(document.date)


def _open_period(case: _Case) -> str:
    """:func:`vat_period`, or the month of registration where that period is locked: a settled month takes nothing."""
    period, locked = vat_period(case.document), case.rules.locked_until
    # A month is settled when the first day after the lock lies in a later one.
    if locked and period < month(locked + timedelta(days=1)):
        return month(case.day)
    return period


def _lines(case: _Case, own: str, *lines: tuple[_Slot, int]) -> list[EntryLine]:
    """The lines that have an amount, with the sign of the case; ``own`` is the account of the cost or revenue."""
    account_of, sign, party_id, of_party = case.rules.chart.by_role, case.sign, case.party_id, _SUPPLIER.part
    return [
        EntryLine(account_of[role] if role else own, sign * amount, part, party_id if part is of_party else None)
        for (role, part), amount in lines
        if amount
    ]


def _deductible_at_once(case: _Case) -> _Case:
    rows = tuple(row._replace(exigibility="I") if row.exigibility == "D" else row for row in case.document.vat_summary)
    return case._replace(document=case.document._replace(vat_summary=rows))


def _sums(document: Document, gap: Gap) -> _Sums:
    taxable = immediate = deferred = split = 0
    for row in document.vat_summary:
        taxable += row.taxable
        if row.exigibility == "S":
            split += row.tax
        elif row.exigibility == "D":
            deferred += row.tax
        else:
            immediate += row.tax
    stamp = document.stamp_in_summary
    funds = sum([fund.amount for fund in document.funds if fund.kind != "TC22"]) if document.funds else 0
    gross = taxable + immediate + deferred + split + gap.stamp + gap.discount + gap.rounding
    return _Sums(taxable - stamp - funds, funds, stamp + gap.stamp, immediate, deferred, split, gross)


def _revenue_role(document: Document) -> Role:
    if document.kind is Kind.ADVANCE:
        return Role.ADVANCES_RECEIVED
    return Role.ASSET_DISPOSALS if document.type_code == "TD26" else Role.REVENUE


def _cost_role(document: Document) -> Role:
    if document.kind is Kind.ADVANCE:
        return Role.ADVANCES_PAID
    if document.kind is Kind.FEE or [row for row in document.withholding if row.kind in ("RT01", "RT02")]:
        return Role.FEES
    return Role.PURCHASES


def _summary_rows(document: Document) -> tuple[VatRow, ...]:
    """The register's rows: one for each rate, nature and exigibility."""
    rows: dict[tuple[int, str | None, str], VatRow] = {}
    for rate, nature, taxable, tax, exigibility, *_ in document.vat_summary:
        due = exigibility or "I"
        same = rows.get((rate, nature, due))
        if same:
            taxable, tax = taxable + same.taxable, tax + same.tax
        rows[rate, nature, due] = VatRow(rate, nature, taxable, tax, due)
    return tuple(rows.values())


def _deductible_rows(case: _Case, account: str) -> tuple[tuple[VatRow, ...], int]:
    """The summary's rows with the share of VAT that ``account`` does not let deduct, and the sum of that share."""
    rows = _summary_rows(case.document)
    share = case.rules.chart.partly_deductible.get(account)
    if share is None:
        return rows, 0
    split = [allocate(row.tax, (10_000 - share, share))[0] for row in rows]
    return tuple(row._replace(non_deductible=lost) for row, lost in zip(rows, split, strict=True)), sum(split)


def _register(case: _Case, register: Register, period: str, rows: tuple[VatRow, ...] | None = None) -> RegisterRow:
    rows = _summary_rows(case.document) if rows is None else rows
    if case.sign < 0:
        rows = tuple(
            row._replace(taxable=-row.taxable, tax=-row.tax, non_deductible=-row.non_deductible) for row in rows
        )
    return RegisterRow(register, ORDINARY_SERIES, period, rows)


def _both_registers(case: _Case, rows: tuple[VatRow, ...]) -> tuple[RegisterRow, ...]:
    period = month(case.day)
    owed = _register(case, Register.SALES, period)
    deducted = _register(case, Register.PURCHASES, period, rows)
    return owed._replace(series=REVERSE_CHARGE_SERIES), deducted._replace(series=REVERSE_CHARGE_SERIES)


def _notes(document: Document, gap: Gap, lines: list[EntryLine], *, reverse_charge: bool) -> tuple[Note, ...]:
    notes = [gap.note] if gap.note else []
    parts = {line.part for line in lines} if gap.rounding or gap.stamp else ()
    if document.kind is Kind.INVOICE and document.total < 0:
        notes.append(Note("negative-invoice", "An invoice with a negative total: posted as written, it takes away"))
    if Part.ROUNDING in parts:
        notes.append(
            Note("rounded", "{} goes to the rounding account", (decimal_text(gap.rounding, document.currency),))
        )
    if gap.stamp and Part.STAMP in parts:
        notes.append(Note("stamp-outside", "The stamp duty stands outside the VAT summary and is posted beside it"))
    if reverse_charge and [row for row in document.vat_summary if row.nature and row.nature.startswith("N6")]:
        notes.append(Note("reverse-charge", "Reverse charge: the VAT comes with its integration (TD16)"))
    if document.withholding:
        amount = decimal_text(sum(row.amount for row in document.withholding), document.currency)
        notes.append(Note("withholding", "Withholding of {}: taken off when it is paid", (amount,)))
    return tuple(notes)
