"""Every collected sample is answered for: read as the mechanical reading says, or refused for a reason given here."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuiledger.domain.documents import Document
from tuiledger.domain.identifiers import fiscal_code, vat_number
from tuiledger.domain.money import minor_from_decimal
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import Content, classify
from tuiledger.formats.fatturapa.containers import members
from tuiledger.formats.fatturapa.envelopes import unwrap
from tuiledger.formats.fatturapa.messages import read_message
from tuiledger.formats.fatturapa.read import read

#: Files of the mechanical reading that are refused, and why the books cannot take them.
REFUSED = {
    # Random texts in the shape of the schema: their dates do not exist.
    "simevo__fattura-elettronica-json/random/00.xml": "date-invalid",
    "simevo__fattura-elettronica-json/random/02.xml": "date-invalid",
    "simevo__fattura-elettronica-json/random/04.xml": "date-invalid",
    "simevo__fattura-elettronica-json/random/06.xml": "date-invalid",
    "simevo__fattura-elettronica-json/random/08.xml": "date-invalid",
    # Without these there is no document to speak of.
    "simevo__fattura-elettronica-json/invalid/missing_DatiGenerali.xml": "incomplete",
    "simevo__fattura-elettronica-json/invalid/missing_DatiGeneraliDocumento_Data.xml": "incomplete",
    "simevo__fattura-elettronica-json/invalid/missing_DatiGeneraliDocumento_Numero.xml": "incomplete",
    "simevo__fattura-elettronica-json/invalid/missing_FatturaElettronicaHeader.xml": "incomplete",
    "italia__fatturapa-testsdi/missing_CedentePrestatore.xml": "incomplete",
    "phax__ph-fatturapa/IT01234567890_FPA01.xml": "incomplete",
}
#: Files outside the mechanical reading that hold no invoice.
NO_INVOICE = {
    "OCA__l10n-italy/l10n_it_fatturapa_in/IT05979361218_fake.xml.p7m": "empty",
    "simevo__fattura-elettronica-json/malicious/embedded_schema.xml": "doctype",
    "simevo__fattura-elettronica-json/malicious/quadratic_blowup.xml": "doctype",
    "Truelite__python-a38/test.txt.p7m": "not-an-invoice",
}
MESSAGES = {
    "italia__fatturapa-testsdi/IT01234567890_11111_DT_001.xml": "DT",
    "italia__fatturapa-testsdi/IT01234567890_11111_MC_001.xml": "MC",
    "italia__fatturapa-testsdi/IT01234567890_11111_NS_001.xml": "NS",
    "italia__fatturapa-testsdi/IT01234567890_11111_RC_001.xml": "RC",
}
ARCHIVES = {
    "synthetic/consegna_fatture_2026-03.zip": 7,
    "OCA__l10n-italy/l10n_it_fatturapa_import_zip_in_rc/IT01234567890_FPR04.zip": 1,
}
#: Columns of the collection itself.
LISTS = {"EXPECTED.json", "RESULTS.tsv", "SOURCES.md"}


def test_every_sample_is_answered_for(samples: Path) -> None:
    expected: dict[str, Any] = json.loads((samples / "EXPECTED.json").read_text("utf-8"))
    named = {path.relative_to(samples).as_posix() for path in samples.rglob("*") if path.is_file()}
    assert named - LISTS == {*expected, *NO_INVOICE, *MESSAGES, *ARCHIVES}
    assert len(named - LISTS) >= 130


def test_well_formed_samples_read_as_the_mechanical_reading_says(samples: Path) -> None:
    expected: dict[str, Any] = json.loads((samples / "EXPECTED.json").read_text("utf-8"))
    for name, facts in expected.items():
        payload = unwrap((samples / name).read_bytes()).payload
        if name in REFUSED:
            assert refusal_of(payload) == REFUSED[name], name
            continue
        reading = read(payload)
        assert len(reading.documents) == len(facts["bodies"]), name
        assert len(set(reading.canonical)) == len(reading.documents), name
        for document, body in zip(reading.documents, facts["bodies"], strict=True):
            assert described(document) == normalised(facts, body), name


def test_samples_that_hold_no_invoice_are_refused_with_the_reason(samples: Path) -> None:
    for name, code in NO_INVOICE.items():
        assert refusal_of((samples / name).read_bytes()) == code, name


def test_sample_messages_are_read(samples: Path) -> None:
    for name, kind in MESSAGES.items():
        data = (samples / name).read_bytes()
        assert classify(data) is Content.MESSAGE
        message = read_message(data)
        assert (message.kind, message.sdi_id) == (kind, "111")
        assert refusal_of(data) == "not-an-invoice"


def test_sample_archives_give_every_member(samples: Path) -> None:
    for name, count in ARCHIVES.items():
        found = list(members((samples / name).read_bytes()))
        assert len(found) == count
        assert not [member for member in found if member.refusal]


def test_sample_signatures_are_intact(samples: Path) -> None:
    signed = [path for path in samples.rglob("*.p7m") if path.stat().st_size > 10]
    assert len(signed) >= 6
    for path in signed:
        unwrapped = unwrap(path.read_bytes())
        assert unwrapped.signatures, path.name
        assert all(one.digest_ok and one.signature_ok and one.signer for one in unwrapped.signatures), path.name
        assert not unwrapped.tampered


def refusal_of(data: bytes) -> str:
    try:
        read(unwrap(data).payload)
    except Refusal as refusal:
        return refusal.code
    return ""


def described(document: Document) -> dict[str, Any]:
    return {
        "format": document.format,
        "seller": party(document.seller._asdict()),
        "buyer": party(document.buyer._asdict()),
        "regime": document.regime,
        "issuer": document.issuer,
        "type": document.type_code,
        "currency": document.currency,
        "date": document.date.isoformat(),
        "number": document.number,
        "total": document.total_declared,
        "rounding": document.rounding,
        "bollo": document.stamp_duty,
        "withholding": [(row.kind, row.amount, row.rate, row.reason) for row in document.withholding],
        "funds": [(fund.kind, fund.amount, fund.vat_rate, fund.nature) for fund in document.funds],
        "vat": [] if document.simplified else [
            (row.rate, row.nature, row.taxable, row.tax, row.exigibility) for row in document.vat_summary
        ],
        "lines": len(document.lines),
        "payments": [
            (one.method, one.due_date and one.due_date.isoformat(), one.amount, one.iban) for one in document.payments
        ],
        # The mechanical reading passes over what a simplified note corrects and over what it sums up to.
        "related": [] if document.simplified else [
            (one.number, one.date and one.date.isoformat()) for one in document.related if one.kind == "invoice"
        ],
        "attachments": [one.name for one in document.attachments],
    }  # fmt: skip


def party(details: dict[str, Any]) -> tuple[str | None, ...]:
    return details["country"], details["vat_number"], details["fiscal_code"], details["name"]


def normalised(facts: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The mechanical reading in the domain's terms: minor units, hundredths of a percent, comparable identifiers."""
    currency = body["currency"]

    def money(value: str | None) -> int | None:
        return None if value is None else minor_from_decimal(Decimal(value), currency)

    def rate(value: str | None) -> int | None:
        return None if value is None else int(Decimal(value) * 100)

    def identity(one: dict[str, Any]) -> tuple[str | None, ...]:
        return one["country"], vat_number(one["country"], one["vat"]), fiscal_code(one["cf"]), one["name"]

    # The duty is 2.00 EUR where the document only says that it is due.
    bollo = money(body["bollo"]) or (200 if body["bollo_virtuale"] == "SI" else None)
    return {
        "format": facts["format"],
        "seller": identity(facts["seller"]),
        "buyer": identity(facts["buyer"]),
        "regime": facts["regime"],
        "issuer": facts["soggetto_emittente"],
        "type": body["type"],
        "currency": currency,
        "date": body["date"][:10],
        "number": body["number"],
        "total": money(body["total"]),
        "rounding": money(body["rounding"]),
        "bollo": bollo,
        "withholding": [
            (row["kind"], money(row["amount"]), rate(row["rate"]), row["reason"]) for row in body["withholding"]
        ],
        "funds": [(row["kind"], money(row["amount"]), rate(row["vat"]), row["nature"]) for row in body["funds"]],
        "vat": [
            (rate(row["rate"]), row["nature"], money(row["taxable"]), money(row["tax"]), row["due"])
            for row in body["vat"]
        ],
        "lines": body["lines"],
        "payments": [
            (row["mode"], row["due"] and row["due"][:10], money(row["amount"]), row["iban"] and row["iban"].upper())
            for row in body["payments"]
            if row["amount"] is not None
        ],
        "related": [(row["doc"], row["date"] and row["date"][:10]) for row in body["related"]],
        "attachments": body["attachments"],
    }
