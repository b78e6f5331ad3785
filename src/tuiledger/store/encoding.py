"""A document's content as two JSON arrays by position: what posting needs, and what only its page shows.

Positions never change their meaning; new ones are added at the end. Decimals and days are texts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson

from tuiledger.domain.documents import (
    Address,
    Attachment,
    Document,
    Finding,
    Fund,
    Hold,
    Instalment,
    Kind,
    Line,
    PartyDetails,
    Related,
    VatSummary,
    Withholding,
)

_KINDS: Final[dict[str, Kind]] = {kind.value: kind for kind in Kind}
_SILENT: Final = Kind.UNKNOWN


def _plain(value: Any) -> Any:
    """What the JSON writer does not know by itself: named tuples and decimals."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return tuple(value)
    raise TypeError(f"cannot be kept: {type(value).__name__}")


def json_bytes(value: object) -> bytes:
    """``value`` as JSON; named tuples become arrays."""
    return orjson.dumps(value, _plain)


def summary_bytes(document: Document) -> bytes:
    """What posting needs of ``document`` beside the header columns."""
    seller, buyer = document.seller, document.buyer
    return orjson.dumps(
        (
            document.format,
            (seller.name, seller.country, seller.vat_number, seller.fiscal_code),
            (buyer.name, buyer.country, buyer.vat_number, buyer.fiscal_code),
            document.vat_summary,
            document.withholding,
            document.funds,
            document.stamp_duty,
            document.discount,
            document.rounding,
            document.total_declared,
            document.deliveries,
            document.regime,
            document.issuer,
            document.repeats_numbers,
            document.position,
            document.findings,
        ),
        _plain,
    )


def detail_bytes(document: Document) -> bytes:
    """What only the page of ``document`` shows: lines, payments, references, attachments, reasons, addresses."""
    return orjson.dumps(
        (
            # A plain tuple is written without asking what it is.
            [tuple(line) for line in document.lines],
            document.payments,
            document.related,
            document.attachments,
            document.causes,
            document.seller.address,
            document.buyer.address,
        ),
        _plain,
    )


def read_document(
    type_code: str, kind: str, number: str, day: str, currency: str, summary: bytes, detail: bytes | None = None
) -> Document:
    """The document of header columns and ``summary``; with its lines and the rest where ``detail`` is given."""
    (
        form, seller, buyer, rows, withholding, funds, stamp_duty, discount, rounding, declared, deliveries, regime,
        issuer, repeats, position, findings,
    ) = orjson.loads(summary)  # fmt: skip
    lines, payments, related, attachments, causes, seller_at, buyer_at = _detail(detail) if detail else _NO_DETAIL
    # By position: with so many fields, naming them takes a third longer.
    return Document(
        form, type_code, _KINDS.get(kind, _SILENT), number, date.fromisoformat(day), currency,
        _party(seller, seller_at), _party(buyer, buyer_at), lines,
        tuple([VatSummary(*row) for row in rows]),
        tuple([Withholding(*row) for row in withholding]) if withholding else (),
        tuple([Fund(*row) for row in funds]) if funds else (),
        stamp_duty, discount, rounding, declared, payments, related,
        tuple([date.fromisoformat(day) for day in deliveries]) if deliveries else (),
        attachments, causes, regime, issuer, repeats, position,
        read_findings(findings) if findings else (),
    )  # fmt: skip


def read_declared(summary: bytes) -> int | None:
    """The declared total of a ``summary`` that has no VAT summary to add up."""
    read = orjson.loads(summary)
    rows, declared = read[3], read[9]
    return None if rows or declared is None else int(declared)


def _party(columns: list[str | None], address: Address | None) -> PartyDetails:
    name, country, number, code = columns
    return PartyDetails(name, country, number, code, address)


_NO_DETAIL: Final[tuple[Any, ...]] = ((), (), (), (), (), None, None)


def _detail(detail: bytes) -> tuple[Any, ...]:
    lines, payments, related, attachments, causes, seller, buyer = orjson.loads(detail)
    return (
        tuple(_line(*line) for line in lines),
        tuple(
            Instalment(method, amount, date.fromisoformat(due) if due else None, iban)
            for method, amount, due, iban in payments
        ),
        tuple(
            Related(kind, number, date.fromisoformat(day) if day else None, cup, cig)
            for kind, number, day, cup, cig in related
        ),
        tuple(Attachment(*attachment) for attachment in attachments),
        tuple(causes),
        Address(*seller) if seller is not None else None,
        Address(*buyer) if buyer is not None else None,
    )


def _line(
    number: int, description: str, quantity: str | None, unit: str | None, price: str | None, total: str, rate: int,
    nature: str | None, withheld: bool, kind: str | None, codes: list[list[str]], extra: list[list[str]],
) -> Line:  # fmt: skip
    return Line(
        number,
        description,
        Decimal(quantity) if quantity is not None else None,
        unit,
        Decimal(price) if price is not None else None,
        Decimal(total),
        rate,
        nature,
        withheld,
        kind,
        tuple((name, value) for name, value in codes),
        tuple((name, value) for name, value in extra),
    )


def read_findings(findings: list[list[Any]]) -> tuple[Finding, ...]:
    """Findings as they were written."""
    return tuple(Finding(code, message, tuple(values)) for code, message, values in findings)


def hold_columns(hold: Hold | None) -> tuple[str | None, bytes | None]:
    """The two columns of a hold: its code, and the rest as JSON."""
    if hold is None:
        return None, None
    return hold.code, orjson.dumps((hold.message, hold.values, hold.answers), _plain)


def read_hold(code: str | None, rest: bytes | None) -> Hold | None:
    """The hold of two columns."""
    if code is None or rest is None:
        return None
    message, values, answers = orjson.loads(rest)
    return Hold(code, message, tuple(values), tuple(answers))
