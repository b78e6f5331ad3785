"""What is written is valid, and reads as it was meant."""

from __future__ import annotations

import datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.formats.fatturapa.strategies import BUYER, COPY, PDF, SELLER, TRANSMISSION, ordinary, simplified

from tuiledger.domain.documents import Address, Document, Finding, Kind, Line, VatSummary
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.latin import latin
from tuiledger.formats.fatturapa.read import attachment_bytes, read
from tuiledger.formats.fatturapa.write import Transmission, write

FILES = {sha256(PDF).hexdigest(): PDF}
INVOICE = Document(
    format="FPR12",
    type_code="TD01",
    kind=Kind.INVOICE,
    number="12/A",
    date=datetime.date(2026, 3, 31),
    currency="EUR",
    seller=SELLER,
    buyer=BUYER,
    lines=(Line(1, "Consulenza", None, None, Decimal("100.00"), Decimal("100.00"), 2200),),
    vat_summary=(VatSummary(2200, None, 10_000, 2_200, "I"),),
    total_declared=12_200,
    regime="RF01",
)


def bare(document: Document) -> Document:
    """The document without what the reader found about it."""
    return document._replace(findings=())


def schema_findings(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code == "xsd"]


@settings(max_examples=60)
@given(ordinary())
def test_an_ordinary_document_reads_as_it_was_written(document: Document) -> None:
    reading = read(write([document], TRANSMISSION, FILES))
    assert schema_findings(reading.findings) == []
    assert [bare(one) for one in reading.documents] == [document]


@settings(max_examples=40)
@given(simplified())
def test_a_simplified_document_reads_as_it_was_written(document: Document) -> None:
    reading = read(write([document], TRANSMISSION))
    assert schema_findings(reading.findings) == []
    assert [bare(one) for one in reading.documents] == [document]


@settings(max_examples=15)
@given(st.lists(ordinary(), min_size=2, max_size=3))
def test_several_documents_of_one_seller_and_buyer_share_a_file(documents: list[Document]) -> None:
    placed = [document._replace(position=position) for position, document in enumerate(documents, 1)]
    reading = read(write(placed, TRANSMISSION, FILES))
    assert [bare(one) for one in reading.documents] == placed


@given(st.text(max_size=300))
def test_any_text_can_be_written(text: str) -> None:
    line = INVOICE._replace(lines=(INVOICE.lines[0]._replace(description=text),), causes=(text,))
    reading = read(write([line], TRANSMISSION))
    assert reading.documents[0].lines[0].description == (latin(text, 1000) or "-")


def test_a_correct_invoice_passes_every_check_of_the_exchange_system() -> None:
    reading = read(write([INVOICE], TRANSMISSION))
    assert [finding.code for finding in reading.documents[0].findings if finding.code.startswith("00")] == []
    assert reading.transmitter == "IT99900000016"


def test_a_line_whose_total_is_less_than_its_price_says_so_in_a_discount() -> None:
    line = Line(1, "Vite", Decimal("3"), "PZ", Decimal("10.00"), Decimal("27.00"), 2200)
    summary = (VatSummary(2200, None, 2_700, 594, "I"),)
    document = INVOICE._replace(lines=(line,), vat_summary=summary, total_declared=3_294)
    payload = write([document], TRANSMISSION)
    assert b"<Importo>1.00</Importo>" in payload
    assert "00423" not in {finding.code for finding in read(payload).documents[0].findings}


def test_signs_beyond_latin_1_are_written_as_a_typist_would() -> None:
    assert latin("“Caffè” – 5 €… L’Œuf Łódź", 80) == '"Caffè" - 5 EUR... L\'OEuf Lódz'
    assert latin("Nº 7\n  \u200b北京", 80) == "Nº 7 ??"
    assert latin("Caffè", 80, basic=True) == "Caffe"
    assert latin("abcdef", 3) == "abc"


def test_an_address_abroad_keeps_to_the_schema() -> None:
    abroad = SELLER._replace(country="DE", address=Address("Hauptstr. 1", "D-10115", "Berlin", "BE", "DE"))
    (document,) = read(write([INVOICE._replace(seller=abroad)], TRANSMISSION)).documents
    assert document.seller.address == Address("Hauptstr. 1", "00000", "Berlin", None, "DE")


def test_only_the_root_is_in_the_namespace() -> None:
    root = etree.fromstring(write([INVOICE], TRANSMISSION))
    assert root.tag == "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2}FatturaElettronica"
    assert root.prefix == "p"
    assert {str(child.tag) for child in root} == {"FatturaElettronicaHeader", "FatturaElettronicaBody"}


def test_an_attachment_comes_back_byte_for_byte() -> None:
    document = INVOICE._replace(attachments=(COPY,))
    payload = write([document], TRANSMISSION, FILES)
    assert attachment_bytes(payload, 1, 0) == PDF
    with pytest.raises(Refusal) as refused:
        write([document], TRANSMISSION)
    assert refused.value.code == "attachment-missing"


@pytest.mark.parametrize(
    "broken",
    [
        INVOICE._replace(seller=SELLER._replace(address=None)),
        INVOICE._replace(vat_summary=()),
        INVOICE._replace(regime=None),
        INVOICE._replace(type_code="TD99"),
        INVOICE._replace(total_declared=10**14),
        INVOICE._replace(date=datetime.date(1969, 12, 31)),
        INVOICE._replace(number=""),
    ],
)
def test_what_the_schema_refuses_is_not_handed_out(broken: Document) -> None:
    with pytest.raises(Refusal) as refused:
        write([broken], TRANSMISSION)
    assert refused.value.code == "xsd"


def test_documents_of_two_sellers_do_not_share_a_file() -> None:
    other = INVOICE._replace(seller=SELLER._replace(name="Altri"))
    with pytest.raises(Refusal) as refused:
        write([INVOICE, other], TRANSMISSION)
    assert refused.value.code == "mixed-file"


def test_a_recipient_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(Refusal):
        write([INVOICE], Transmission("IT", "99900000016", "1", "X"))
