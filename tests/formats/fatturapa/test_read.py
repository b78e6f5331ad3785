"""What one file says, and what makes it impossible to take."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.fatturapa.invoices import BODY, INVOICE, LINE, PAYMENT, SIMPLIFIED, SUMMARY, changed, invoice

from tuiledger.domain.documents import Attachment, Kind, Related, VatSummary
from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.read import attachment_bytes, read
from tuiledger.formats.fatturapa.records import LONGEST_TEXT

ATTACHMENT = """<Allegati><NomeAttachment>{name}</NomeAttachment><FormatoAttachment>PDF</FormatoAttachment>
      <Attachment>{content}</Attachment></Allegati>"""

ITEM = """<DatiBeniServizi><Descrizione>x</Descrizione><Importo>{}</Importo><DatiIVA><Aliquota>{}</Aliquota></DatiIVA>{}
    </DatiBeniServizi>"""
TERMS = """<DataRiferimentoTerminiPagamento>2026-03-31</DataRiferimentoTerminiPagamento>
    <GiorniTerminiPagamento>{}</GiorniTerminiPagamento>"""


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(data)
    return caught.value


def with_attachment(name: str, content: str) -> bytes:
    return invoice((PAYMENT, PAYMENT + ATTACHMENT.format(name=name, content=content)))


def test_an_ordinary_invoice_is_read_whole() -> None:
    reading = read(invoice())
    (document,) = reading.documents
    assert reading.findings == document.findings == ()
    assert (reading.version, reading.transmitter) == ("FPR12", "IT99900010010")
    assert (document.kind, document.number, document.date) == (Kind.INVOICE, "12/A", date(2026, 3, 31))
    assert document.seller.name == "Alfa Forniture S.r.l."
    assert document.seller.address is not None
    assert document.seller.address.street == "Via Roma 1"
    assert (document.buyer.vat_number, document.buyer.fiscal_code) == ("99900020019", "99900020019")
    assert document.vat_summary == (VatSummary(2200, None, 10000, 2200, "I"),)
    assert (document.total, document.total_declared) == (12200, 12200)
    assert (document.lines[0].quantity, document.lines[0].total) == (Decimal(2), Decimal(100))
    assert document.payments[0].due_date == date(2026, 4, 30)
    assert document.causes == ("Marzo", "Seconda parte")


@pytest.mark.parametrize(
    "prefix",
    [
        (("<p:", "<ns1:"), ("</p:", "</ns1:"), ("xmlns:p=", "xmlns:ns1=")),
        (
            ("<p:", "<"),
            ("</p:", "</"),
            ("xmlns:p=", "xmlns="),
            ("<FatturaElettronicaHeader>", "<FatturaElettronicaHeader xmlns=''>"),
            ("<FatturaElettronicaBody>", "<FatturaElettronicaBody xmlns=''>"),
        ),
        (("<p:", "<"), ("</p:", "</"), ("xmlns:p=", "xmlns=")),
    ],
)  # fmt: skip
def test_any_prefix_or_none_reads_the_same(prefix: tuple[tuple[str, str], ...]) -> None:
    plain, other = read(invoice()), read(invoice(*prefix))
    assert other.canonical == plain.canonical
    assert other.documents[0].lines == plain.documents[0].lines


def test_an_unknown_namespace_is_read_and_told() -> None:
    reading = read(invoice(("/v1.2", "/v1.3")))
    assert [finding.code for finding in reading.findings] == ["xsd"]
    assert reading.documents[0].findings == reading.findings
    assert reading.documents[0].number == "12/A"


def test_several_bodies_are_several_documents() -> None:
    reading = read(invoice((BODY, BODY + BODY.replace("12/A", "13/A"))))
    assert [(document.number, document.position) for document in reading.documents] == [("12/A", 1), ("13/A", 2)]
    assert len(set(reading.canonical)) == 2


def test_space_around_values_and_empty_elements_mean_nothing() -> None:
    reading = read(
        invoice(
            ("<Data>2026-03-31</Data>", "<Data>  2026-03-31+01:00 </Data>"),
            ("<IdCodice>99900050016</IdCodice>", "<IdCodice>99900050016     </IdCodice>"),
            ("<Causale>Marzo</Causale>", "<Causale> </Causale><Causale>Marzo</Causale>"),
        )
    )
    document = reading.documents[0]
    assert (document.date, document.seller.vat_number) == (date(2026, 3, 31), "99900050016")
    assert document.causes == ("Marzo", "Seconda parte")


@pytest.mark.parametrize(
    ("written", "number"),
    [("999.000 50016", "99900050016"), ("IT99900050016", "99900050016"), ("159560", "00000159560")],
)
def test_vat_numbers_lose_what_senders_add(written: str, number: str) -> None:
    document = read(invoice(("<IdCodice>99900050016", f"<IdCodice>{written}"))).documents[0]
    assert document.seller.vat_number == number


def test_an_element_inside_a_text_and_a_text_beside_a_block_are_told_and_hide_nothing() -> None:
    inside = read(invoice(("<Causale>Marzo</Causale>", "<Causale><Mese>Marzo</Mese></Causale>"))).documents[0]
    assert inside.causes == ("Seconda parte",)
    beside = read(invoice(("<DatiGenerali>", "<DatiGenerali>senza posto"))).documents[0]
    assert (beside.number, beside.causes) == ("12/A", ("Marzo", "Seconda parte"))
    assert {finding.code for finding in inside.findings + beside.findings} == {"xsd"}


def test_hostile_text_cannot_steer_a_terminal() -> None:
    document = read(
        invoice(("Alfa Forniture", "Al\u202efa \u200bForniture"), ("Consulenza", "Cons\x85ulenza"))
    ).documents[0]
    assert document.seller.name is not None
    assert not {"\u202e", "\u200b"} & set(document.seller.name)
    assert "\x85" not in document.lines[0].description


@pytest.mark.parametrize("letters", ["", "è", "€"])
def test_long_texts_are_cut_and_attachments_never(letters: str) -> None:
    content = base64.b64encode(b"x" * 60_000)
    long = invoice(
        (PAYMENT, PAYMENT + ATTACHMENT.format(name="x", content=content.decode())),
        ("Consulenza", letters + "y" * 10_000),
    )
    (document,) = read(long).documents
    assert len(document.lines[0].description) == LONGEST_TEXT
    assert document.attachments[0].size == 60_000


def test_a_comment_cannot_cut_a_value_in_two() -> None:
    document = read(
        invoice(("<Numero>12/A", "<Numero>12<!-- -->/A"), ("122.00</ImportoTot", "1<?x?>22.00</ImportoTot"))
    )
    assert (document.documents[0].number, document.documents[0].total_declared) == ("12/A", 12200)


def test_an_unknown_type_is_taken_and_told() -> None:
    document = read(invoice(("TD01", "TD99"))).documents[0]
    assert document.kind is Kind.UNKNOWN
    assert "type-unknown" in {finding.code for finding in document.findings}


def test_a_foreign_currency_and_a_missing_summary_are_not_refused() -> None:
    assert read(invoice(("EUR", "USD"))).documents[0].currency == "USD"
    document = read(invoice((SUMMARY, ""))).documents[0]
    assert document.vat_summary == ()
    assert "00419" in {finding.code for finding in document.findings}


def test_stamp_duty_is_two_euros_where_only_its_being_due_is_written() -> None:
    given_amount = "<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.58</ImportoBollo></DatiBollo>"
    silent = "<DatiBollo><BolloVirtuale>SI</BolloVirtuale></DatiBollo>"
    at = "<ImportoTotaleDocumento>"
    assert read(invoice((at, silent + at))).documents[0].stamp_duty == 200
    assert read(invoice((at, given_amount + at))).documents[0].stamp_duty == 258
    assert read(invoice()).documents[0].stamp_duty is None


def test_discounts_of_the_document_change_its_total() -> None:
    at = "<ImportoTotaleDocumento>"
    discount = "<ScontoMaggiorazione><Tipo>{}</Tipo><{}>10.00</{}></ScontoMaggiorazione>"
    amounts = discount.format("SC", "Importo", "Importo") + discount.format("MG", "Importo", "Importo")
    assert read(invoice((at, amounts + at))).documents[0].discount == 0
    assert read(invoice((at, discount.format("SC", "Percentuale", "Percentuale") + at))).documents[0].discount == -1220


def test_due_dates_come_from_days_after_a_reference() -> None:
    old = "<DataScadenzaPagamento>2026-04-30</DataScadenzaPagamento>"
    assert read(invoice((old, TERMS.format(60)))).documents[0].payments[0].due_date == date(2026, 5, 30)
    late = TERMS.format(999).replace("2026", "9999")
    assert read(invoice((old, late))).documents[0].payments[0].due_date is None


def test_a_payment_without_its_amount_is_told() -> None:
    document = read(invoice(("<ImportoPagamento>122.00</ImportoPagamento>", ""))).documents[0]
    assert document.payments == ()
    assert "payment-incomplete" in {finding.code for finding in document.findings}


def test_related_documents_and_deliveries_are_read() -> None:
    related = (
        "<DatiOrdineAcquisto><IdDocumento>ORD-1</IdDocumento><CodiceCUP>C1</CodiceCUP><CodiceCIG>G1</CodiceCIG>"
        "</DatiOrdineAcquisto><DatiFattureCollegate><IdDocumento>9</IdDocumento><Data>2026-01-02</Data>"
        "</DatiFattureCollegate><DatiDDT><NumeroDDT>1</NumeroDDT><DataDDT>2026-03-15</DataDDT></DatiDDT>"
    )
    document = read(invoice(("</DatiGenerali>", related + "</DatiGenerali>"))).documents[0]
    assert document.related == (
        Related("order", "ORD-1", None, "C1", "G1"),
        Related("invoice", "9", date(2026, 1, 2)),
    )
    assert document.deliveries == (date(2026, 3, 15),)


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (("2026-03-31", "2026-02-30"), "date-invalid", "2026-02-30"),
        (("2026-03-31", "2026-W13-2"), "date-invalid", "2026-W13-2"),
        (("2026-03-31", "20260331"), "date-invalid", "Data"),
        (("2026-03-31", "2026-03-311"), "date-invalid", "Data"),
        (("2026-04-30", "30/04/2026"), "date-invalid", "DataScadenzaPagamento"),
        (("<Imposta>22.00", "<Imposta>22,00"), "amount-invalid", "22,00"),
        (("<Imposta>22.00", "<Imposta>NaN"), "amount-invalid", "Imposta"),
        (("<PrezzoTotale>100.00", "<PrezzoTotale>1e400"), "amount-invalid", "PrezzoTotale"),
        (("<PrezzoTotale>100.00", "<PrezzoTotale>" + "9" * 39), "amount-invalid", "PrezzoTotale"),
        (("<Imposta>22.00", "<Imposta>" + "9" * 20), "amount-invalid", "Imposta"),
        (("<Imposta>22.00", "<Imposta>\u0662\u0662.00"), "amount-invalid", "Imposta"),
        (("<AliquotaIVA>22.00", "<AliquotaIVA>-22.00"), "amount-invalid", "AliquotaIVA"),
        (("<AliquotaIVA>22.00", "<AliquotaIVA>22.001"), "amount-invalid", "AliquotaIVA"),
        (("<Numero>12/A</Numero>", ""), "incomplete", "Numero"),
        (("<Numero>12/A</Numero>", "<Numero> </Numero>"), "incomplete", "Numero"),
        (("<Data>2026-03-31</Data>", ""), "incomplete", "Data"),
        (("<TipoDocumento>TD01</TipoDocumento>", ""), "incomplete", "TipoDocumento"),
        (("<PrezzoTotale>100.00</PrezzoTotale>", ""), "incomplete", "PrezzoTotale"),
        (("<Imposta>22.00</Imposta>", ""), "incomplete", "Imposta"),
        ((BODY, ""), "incomplete", "FatturaElettronicaBody"),
        (("12/A", "1" * 61), "number-invalid", "111"),
    ],
)
def test_what_cannot_be_understood_without_guessing_is_refused_by_name(
    change: tuple[str, str], code: str, named: str
) -> None:
    refusal = refused(invoice(change))
    assert refusal.code == code
    assert named in str(refusal)


def test_a_bad_value_is_quoted_short_and_clean() -> None:
    refusal = refused(invoice(("2026-03-31", "\u202e" + "x" * 500)))
    assert refusal.code == "date-invalid"
    assert len(str(refusal)) < 120
    assert "\u202e" not in str(refusal)


def test_one_bad_body_refuses_the_whole_file() -> None:
    assert refused(invoice((BODY, BODY + BODY.replace("2026-03-31", "2026-13-01")))).code == "date-invalid"


def test_totals_beyond_what_the_books_hold_are_refused() -> None:
    row = SUMMARY.replace("100.00", "9" * 13 + ".00")
    assert refused(invoice((SUMMARY, row * 1100))).code == "amount-invalid"


@pytest.mark.parametrize("data", [b"<html/>", b"<a><b/></a>", b"hello", b"%PDF-1.7 x", INVOICE.encode()[:60] + b"/>"])
def test_what_is_no_invoice_is_refused(data: bytes) -> None:
    assert refused(data).code in ("not-an-invoice", "incomplete", "xml-damaged")


def test_a_simplified_invoice_derives_net_and_tax_from_gross() -> None:
    document = read(SIMPLIFIED.encode()).documents[0]
    assert document.findings == ()
    assert document.simplified
    assert document.seller.name == "Anna Bianchi"
    assert document.vat_summary == (VatSummary(1000, None, 5000, 500),)
    assert document.lines[0].total == Decimal(50)


def test_a_simplified_invoice_with_only_the_tax_finds_its_rate() -> None:
    data = changed(SIMPLIFIED, ("<Aliquota>10.00</Aliquota>", "<Imposta>9.92</Imposta>"))
    assert read(data).documents[0].vat_summary == (VatSummary(2200, None, 4508, 992),)


def test_simplified_items_group_by_rate_and_nature() -> None:
    more = ITEM.format("33.00", "10.00", "") + ITEM.format("7.00", "0.00", "<Natura>N4</Natura>")
    document = read(changed(SIMPLIFIED, ("</FatturaElettronicaBody>", more + "</FatturaElettronicaBody>"))).documents[0]
    assert document.vat_summary == (VatSummary(1000, None, 8000, 800), VatSummary(0, "N4", 700, 0))


@given(
    gross=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6),
    rate=st.sampled_from([0, 400, 500, 1000, 2200]),
)
def test_derived_net_and_tax_always_sum_to_the_gross(gross: list[int], rate: int) -> None:
    items = "".join(ITEM.format(f"{Decimal(cents) / 100:.2f}", f"{Decimal(rate) / 100:.2f}", "") for cents in gross)
    start, end = SIMPLIFIED.index("<DatiBeniServizi>"), SIMPLIFIED.index("</FatturaElettronicaBody>")
    (document,) = read((SIMPLIFIED[:start] + items + SIMPLIFIED[end:]).encode()).documents
    (row,) = document.vat_summary
    assert document.total == sum(gross)
    assert abs(row.tax * 10_000 - row.taxable * rate) <= 10_000


def test_the_old_format_for_public_bodies_is_read() -> None:
    data = invoice(
        ("http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2", "http://www.fatturapa.gov.it/sdi/fatturapa/v1.1"),
        ('versione="FPR12"', 'versione="1.1"'),
        ("<FormatoTrasmissione>FPR12", "<FormatoTrasmissione>SDI11"),
        ("ABC1234", "ABC123"),
    )  # fmt: skip
    reading = read(data)
    assert reading.documents[0].format == "1.1"
    assert "00428" not in {finding.code for finding in reading.findings}


def test_attachments_are_described_and_handed_out_on_demand() -> None:
    content = b"%PDF-1.4 contents"
    data = with_attachment(
        "../../etc/x.pdf", base64.b64encode(content).decode()[:10] + "\n  " + base64.b64encode(content).decode()[10:]
    )
    (document,) = read(data).documents
    assert document.attachments == (Attachment("../../etc/x.pdf", "PDF", len(content), sha256(content).hexdigest()),)
    assert attachment_bytes(data, 1, 0) == content
    for position, index in ((1, 1), (2, 0), (0, 0), (1, -1)):
        with pytest.raises(Refusal) as caught:
            attachment_bytes(data, position, index)
        assert caught.value.code == "attachment-damaged"


def test_an_attachment_that_cannot_be_decoded_is_told_and_the_invoice_taken() -> None:
    (document,) = read(with_attachment("x.pdf", "!!!!")).documents
    assert (document.attachments[0].size, document.attachments[0].sha256) == (None, None)
    assert "attachment-damaged" in {finding.code for finding in document.findings}


def test_the_fingerprint_ignores_transmission_attachments_and_layout() -> None:
    plain = read(invoice()).canonical
    assert read(invoice(("Invio>00001", "Invio>00002"), ("ABC1234", "XYZ9876"))).canonical == plain
    assert read(with_attachment("x", "eA==")).canonical == plain
    assert read(invoice(("\n", "\r\n\t"), ("<Numero>12/A", "<Numero>  12/A "))).canonical == plain
    assert read(invoice(("<Divisa>", "<Art73/><Divisa>"))).canonical == plain


@pytest.mark.parametrize(
    "change",
    [
        ("12/A", "12/B"),
        ("2026-03-31", "2026-03-30"),
        ("<Imposta>22.00", "<Imposta>22.01"),
        ("Beta", "Gamma"),
        (LINE, LINE + LINE),
        ("<Numero>12/A</Numero>", "<Numero>12/A</Numero><Numero>12/B</Numero>"),
        ("Beta", "Beta\u200b"),
        ("</DatiGenerali>", "<DatiTrasporto><Causale>Vendita</Causale></DatiTrasporto></DatiGenerali>"),
    ],
)
def test_the_fingerprint_changes_with_what_the_document_says(change: tuple[str, str]) -> None:
    assert read(invoice(change)).canonical != read(invoice()).canonical


def test_a_file_nested_deeper_than_any_invoice_has_a_fingerprint_too() -> None:
    deep, deeper = (
        read(invoice(("</DatiGenerali>", "<DatiDDT>" * depth + "</DatiDDT>" * depth + "</DatiGenerali>")))
        for depth in (200, 201)
    )
    assert deep.documents[0].number == deeper.documents[0].number == "12/A"
    assert deep.canonical != deeper.canonical
