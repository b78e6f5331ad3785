"""Issued documents of Fatture in Cloud in the terms of the books."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fattureincloud.rows import ENTITY, STUDIO, issued, item, row_of, vat

from tuiledger.domain.documents import (
    Direction,
    Document,
    Fund,
    Instalment,
    Kind,
    PartyDetails,
    Related,
    VatSummary,
    Withholding,
)
from tuiledger.domain.identifiers import business_key
from tuiledger.domain.runs import Refusal
from tuiledger.ports.clouds import Understood
from tuiledger.providers.fattureincloud.mapping import understand


def read(wire: dict[str, Any], company: PartyDetails = STUDIO) -> Understood:
    return understand(company, row_of(wire, "credit_note" if wire["type"] == "credit_note" else "invoice"))


def document(wire: dict[str, Any], company: PartyDetails = STUDIO) -> Document:
    return read(wire, company).document


def summary(wire: dict[str, Any]) -> list[tuple[int, str | None, int, int]]:
    return [(row.rate, row.nature, row.taxable, row.tax) for row in document(wire).vat_summary]


def test_the_published_example() -> None:
    """OpenAPI 2.1.8, CreateIssuedDocumentResponse, example-1."""
    found = read(issued(item(68.18182, 10), net=68.18, tax=6.82))
    assert (found.direction, found.amounts) == (Direction.ISSUED, "lines")
    bill = found.document
    assert (bill.format, bill.type_code, bill.kind) == ("cloud/fattureincloud", "TD01", Kind.INVOICE)
    assert (bill.number, bill.date, bill.currency) == ("7/A", datetime.date(2026, 8, 20), "EUR")
    assert bill.seller == STUDIO
    assert (bill.buyer.name, bill.buyer.country, bill.buyer.vat_number) == ("Mary Red S.r.L.", "IT", "05432181211")
    assert bill.buyer.fiscal_code == "05432181211"
    assert bill.vat_summary == (VatSummary(1000, None, 6818, 682),)
    assert (bill.total, bill.total_declared) == (7500, 7500)
    assert bill.payments == (Instalment("", 7500, datetime.date(2026, 9, 20)),)
    (line,) = bill.lines
    assert (line.quantity, line.unit_price, line.total) == (Decimal(1), Decimal("68.18182"), Decimal("68.18"))


def test_a_credit_note_keeps_its_positive_amounts() -> None:
    wire = issued(item(100), net=100, tax=22, type="credit_note", e_invoice=True,
                  ei_data={"invoice_number": "6/A", "invoice_date": "2026-08-01"})  # fmt: skip
    bill = document(wire)
    assert (bill.type_code, bill.kind, bill.total) == ("TD04", Kind.CREDIT_NOTE, 12200)
    assert bill.related == (Related("invoice", "6/A", datetime.date(2026, 8, 1)),)


def test_the_business_key_is_that_of_the_e_invoice_file() -> None:
    assert business_key(document(issued(item(1), net=1, tax=0.22))) == "IT01234567890|invoice|2026|7-A"


CASES: dict[str, tuple[dict[str, Any], list[tuple[int, str | None, int, int]]]] = {
    "two rates": (issued(item(100), item(50, 4), net=150, tax=24), [(2200, None, 10000, 2200), (400, None, 5000, 200)]),
    "quantity and discount": (
        issued(item(10.5, qty=3, discount=10), net=28.35, tax=6.24), [(2200, None, 2835, 624)],
    ),
    "discount line": (issued(item(100), item(-10), net=90, tax=19.8), [(2200, None, 9000, 1980)]),
    "rounding per line": (issued(*[item(0.333)] * 3, net=0.99, tax=0.22), [(2200, None, 99, 22)]),
    "gross prices": (
        issued(item(8.19672, qty=3, gross_price=10), net=24.59, tax=5.41, use_gross_prices=True),
        [(2200, None, 2459, 541)],
    ),
    "doubles that were added up": (
        issued(item(0.1), item(0.2), net=0.30000000000000004, tax=0.07), [(2200, None, 30, 7)],
    ),
    "natures": (
        issued(item(100, 0, vat=vat(0, "N4")), item(2, 0, vat=vat(0, "N1")), net=102, tax=0),
        [(0, "N4", 10000, 0), (0, "N1", 200, 0)],
    ),
    "nature as a bare figure": (issued(item(9, 0, vat=vat(0, 2)), net=9, tax=0), [(0, "N2", 900, 0)]),
    "zero without nature": (issued(item(9, 0, vat=vat(0, "0")), net=9, tax=0), [(0, None, 900, 0)]),
    "rivalsa": (
        issued(item(100), net=100, tax=22.88, gross=126.88, rivalsa=4, amount_rivalsa=4), [(2200, None, 10400, 2288)],
    ),
    "cassa and withholding": (
        issued(item(1000), net=1000, tax=228.8, gross=1268.8, cassa=4, amount_cassa=40, ei_cassa_type="TC02",
               withholding_tax=20, amount_withholding_tax=200), [(2200, None, 104000, 22880)],
    ),
    "stamp duty paid by the issuer": (
        issued(item(100, 0, vat=vat(0, "N2.2")), net=100, tax=0, stamp_duty=2), [(0, "N2.2", 10000, 0)],
    ),
    "numbers for texts": (
        issued(item(1), net=1, tax=0.22, entity={**ENTITY, "vat_number": 5432181211, "address_postal_code": 20900}),
        [(2200, None, 100, 22)],
    ),
    "an empty document": (issued(net=0, tax=0), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_summary_meets_the_documents_totals(name: str) -> None:
    wire, expected = CASES[name]
    assert summary(wire) == expected
    bill = document(wire)
    assert bill.total_declared is not None
    assert bill.total == bill.total_declared


def test_funds_and_withholdings() -> None:
    bill = document(CASES["cassa and withholding"][0])
    assert bill.funds == (Fund("TC02", 4000, 400, vat_rate=2200),)
    assert bill.withholding == (Withholding("RT02", 20000, 2000),)
    person = PartyDetails("Anna Bianchi", "IT", "01234567890", "BNCNNA80A41H501X")
    assert document(CASES["cassa and withholding"][0], person).withholding[0].kind == "RT01"
    assert document(CASES["rivalsa"][0]).funds == (Fund("TC22", 400, 400, vat_rate=2200),)
    other = issued(item(100), net=100, tax=22, other_withholding_tax=8.5, amount_other_withholding_tax=8.5,
                   ei_other_withholding_tax_type="RT04", ei_other_withholding_tax_causal="R")  # fmt: skip
    assert document(other).withholding == (Withholding("RT04", 850, 850, "R"),)


def test_stamp_duty_paid_and_charged() -> None:
    assert document(CASES["stamp duty paid by the issuer"][0]).stamp_duty == 200
    charged = issued(item(100, 0, vat=vat(0, "N4")), item(2, 0, vat=vat(0, "N1"), name="Imposta di bollo"),
                     net=102, tax=0)  # fmt: skip
    assert (document(charged).stamp_duty, document(charged).stamp_in_summary) == (200, 200)
    assert document(issued(item(100), net=100, tax=22)).stamp_duty is None


@pytest.mark.parametrize(
    ("more", "exigibility"),
    [({}, None), ({"use_split_payment": True}, "S"), ({"ei_data": {"vat_kind": "D"}}, "D"),
     ({"ei_data": {"vat_kind": "S"}}, "S"), ({"ei_data": {"vat_kind": "?"}}, None)],
)  # fmt: skip
def test_when_the_vat_is_due(more: dict[str, Any], exigibility: str | None) -> None:
    wire = issued(item(100), item(5, 0, vat=vat(0, "N4", ei_description="Esente art. 10")), net=105, tax=22, **more)
    first, second = document(wire).vat_summary
    assert (first.exigibility, second.exigibility, second.reference) == (exigibility, None, "Esente art. 10")


def test_tags_that_a_person_added() -> None:
    general = {"DatiGeneraliDocumento": {"TipoDocumento": "TD24"}, "DatiDDT": [{"DataDDT": "2026-07-31"}]}
    bill = document(issued(item(1), net=1, tax=0.22, ei_raw={"FatturaElettronicaBody": {"DatiGenerali": general}}))
    assert (bill.type_code, bill.deliveries) == ("TD24", (datetime.date(2026, 7, 31),))
    strange: list[object] = [{"DatiDDT": [1]}, {"DatiGeneraliDocumento": {"TipoDocumento": 5}}, [], None]
    raws = [{"FatturaElettronicaBody": {"DatiGenerali": general}} for general in strange]
    odd: object
    for odd in ([], "x", {"FatturaElettronicaBody": []}, *raws):
        assert document(issued(item(1), net=1, tax=0.22, ei_raw=odd)).type_code == "TD01"


def test_payments_and_orders() -> None:
    wire = issued(
        item(100), net=100, tax=22, e_invoice=True,
        ei_data={"payment_method": "MP05", "bank_iban": "it60 x054 2811 1010 0000 0123 456", "od_number": "A-9",
                 "original_document_type": "contratto", "od_date": "2026-01-02", "cig": "Z1", "cup": "C2"},
        payments_list=[
            {"amount": 61, "due_date": "2026-09-20", "status": "paid"},
            {"amount": 61, "due_date": None, "status": "new"},
            {"amount": 5, "due_date": "", "status": "reversed"},
        ],
    )  # fmt: skip
    bill = document(wire)
    iban = "IT60X0542811101000000123456"
    assert bill.payments == (
        Instalment("MP05", 6100, datetime.date(2026, 9, 20), iban), Instalment("MP05", 6100, None, iban),
    )  # fmt: skip
    assert bill.related == (Related("contract", "A-9", datetime.date(2026, 1, 2), "C2", "Z1"),)


@pytest.mark.parametrize(
    ("status", "code"),
    [("discarded", "sdi-discarded"), ("error", "sdi-discarded"), ("rejected", "sdi-refused"),
     ("manual_rejected", "sdi-refused"), ("not_sent", "sdi-not-sent"), ("processing", "sdi-on-its-way"),
     ("not_delivered", None), ("sent", None), ("accepted", None), ("invented_tomorrow", None), (None, None)],
)  # fmt: skip
def test_what_the_exchange_system_did_is_told(status: str | None, code: str | None) -> None:
    bill = document(issued(item(1), net=1, tax=0.22, e_invoice=True, ei_status=status))
    assert [finding.code for finding in bill.findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("entity", "country", "number"),
    [({"country": "Germania", "country_iso": "DE", "vat_number": "DE129273398"}, "DE", "129273398"),
     ({"country": "Francia", "vat_number": "FR40303265045"}, "FR", "40303265045"),
     ({"country": "Francia", "vat_number": ""}, None, None), ({"vat_number": "01234567890"}, "IT", "01234567890")],
)  # fmt: skip
def test_where_a_party_is(entity: dict[str, Any], country: str | None, number: str | None) -> None:
    party = document(issued(item(1), net=1, tax=0.22, entity={"name": "X", **entity})).buyer
    assert (party.country, party.vat_number) == (country, number)


def test_a_difference_that_rounding_does_not_explain_is_left_to_be_seen() -> None:
    bill = document(issued(item(100), net=150, tax=22, gross=172))
    assert (bill.total, bill.total_declared) == (12200, 17200)


def test_other_currencies() -> None:
    bill = document(issued(item(100), net=100, tax=22, currency={"id": "usd"}))
    assert (bill.currency, bill.total) == ("USD", 12200)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"amount_gross": "75.00"}, "amount_gross"), ({"amount_gross": None}, "amount_gross"),
     ({"amount_gross": True}, "amount_gross"), ({"date": "2026-02-30"}, "date"), ({"date": None}, "date"),
     ({"date": 1234567}, "date"), ({"items_list": {}}, "items_list"), ({"items_list": [5]}, "items_list.0"),
     ({"items_list": [item(1, vat={"value": "x"})]}, "items_list.0.vat.value"),
     ({"items_list": [item(1), item(1, vat=None)]}, "items_list.1.vat.value"),
     ({"items_list": [item(1e15)]}, "items_list.0.net_price"), ({"amount_net": 12345678901.123456}, "amount_net"),
     ({"payments_list": [{"amount": 1e300}]}, "payments_list.0.amount"), ({"number": None}, "number"),
     ({"entity": "Mary"}, "entity"), ({"type": None}, "type")],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_its_field(change: dict[str, Any], field: str) -> None:
    wire = {**issued(item(1), net=1, tax=0.22), **change}
    with pytest.raises(Refusal) as raised:
        understand(STUDIO, row_of(wire, "invoice"))
    assert raised.value.code in ("wire", "amount")
    assert raised.value.values[0] == field


HOSTILE = st.text(max_size=40) | st.sampled_from(["\x1b]0;x\x07", "‮evil", "[red]x[/]", "=cmd()", "\x00", "​"])


@given(HOSTILE)
def test_texts_come_clean(text: str) -> None:
    wire = issued(item(1, name=text, description=text, code=text, measure=text), net=1, tax=0.22, numeration=text,
                  visible_subject=text, entity={key: text for key in ENTITY if key != "id"},
                  ei_data={"od_number": text, "cig": text, "bank_iban": text, "payment_method": text})  # fmt: skip
    shown = repr(document(issued(item(1), net=1, tax=0.22) | wire))
    assert not any(sign in shown for sign in ("\\x1b", "\\x00", "\\u202e", "\\u200b", "\\x07"))


def test_what_is_missing_is_not_missed() -> None:
    slim = {"id": 1, "type": "invoice", "number": 1, "date": "2026-01-01", "amount_gross": 0}
    bill = document(slim)
    assert (bill.total, bill.lines, bill.buyer.name) == (0, (), None)
    assert document({**slim, "a_field_of_tomorrow": {"x": [1]}, "items_list": None}).number == "1"
