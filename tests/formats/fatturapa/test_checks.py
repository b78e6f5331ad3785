"""The checks of the exchange system, each by one invoice that breaks it and one that does not."""

from __future__ import annotations

from datetime import date

import pytest
from tests.formats.fatturapa.invoices import LINE, SIMPLIFIED, SUMMARY, changed, invoice

from tuiledger.formats.fatturapa.checks import MOST_FINDINGS, dated_after, percentage
from tuiledger.formats.fatturapa.identifiers import is_fiscal_code, is_iban, is_italian_vat
from tuiledger.formats.fatturapa.read import read

TOTAL = "<ImportoTotaleDocumento>"
WITHHOLDING = (
    "<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>20.00</ImportoRitenuta>"
    "<AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
)
FUND = (
    "<DatiCassaPrevidenziale><TipoCassa>TC22</TipoCassa><AlCassa>4.00</AlCassa><ImportoContributoCassa>4.00"
    "</ImportoContributoCassa><AliquotaIVA>{rate}</AliquotaIVA>{more}</DatiCassaPrevidenziale>"
)
SELLER = "<IdPaese>IT</IdPaese><IdCodice>99900050016</IdCodice>"
BUYER = "<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99900020019</IdCodice></IdFiscaleIVA>"
MAIL = "<PECDestinatario>a@b.example</PECDestinatario>"
LINE_END = "</AliquotaIVA>\n      </Dett"
LINE_RATE = "<AliquotaIVA>22.00" + LINE_END
CODE = "<CodiceFiscale>99900020019</CodiceFiscale>"


def codes(data: bytes) -> set[str]:
    """The codes found, without the schema's."""
    return {finding.code for document in read(data).documents for finding in document.findings} - {"xsd"}


def fund(rate: str, more: str = "") -> tuple[str, str]:
    return TOTAL, FUND.format(rate=rate, more=more) + TOTAL


def discounted(discount: str, total: str) -> bytes:
    element = f"<ScontoMaggiorazione>{discount}</ScontoMaggiorazione><PrezzoTotale>{total}"
    return invoice(("<PrezzoTotale>100.00", element))


def test_a_correct_invoice_has_no_findings() -> None:
    assert codes(invoice()) == set()
    assert codes(SIMPLIFIED.encode()) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([(LINE_RATE, "<AliquotaIVA>0.00</AliquotaIVA></Dett")], "00400"),
        ([(LINE_END, "</AliquotaIVA><Natura>N4</Natura></Dett")], "00401"),
        ([(LINE_END, "</AliquotaIVA><Ritenuta>SI</Ritenuta></Dett")], "00411"),
        ([fund("0.00")], "00413"),
        ([fund("22.00", "<Natura>N4</Natura>")], "00414"),
        ([fund("22.00", "<Ritenuta>SI</Ritenuta>")], "00415"),
        ([(BUYER, ""), (CODE, "")], "00417"),
        ([(LINE_RATE, "<AliquotaIVA>10.00</AliquotaIVA></Dett")], "00419"),
        ([(">I</Esig", ">S</Esig"), ("<Imponibile", "<Natura>N6.3</Natura><Imponibile")], "00420"),
        ([("<Imposta>22.00", "<Imposta>22.02")], "00421"),
        ([("<Imposta>22.00", "<Imposta>2200.00")], "00421"),
        ([("<ImponibileImporto>100.00", "<ImponibileImporto>101.01")], "00422"),
        ([("<PrezzoTotale>100.00", "<PrezzoTotale>100.02")], "00423"),
        ([("<AliquotaIVA>22.00", "<AliquotaIVA>0.22")], "00424"),
        ([("12/A", "A")], "00425"),
        ([("</CodiceDestinatario>", "</CodiceDestinatario>" + MAIL)], "00426"),
        ([("ABC1234", "ABC123")], "00427"),
        ([('versione="FPR12"', 'versione="FPA12"')], "00428"),
        ([(SUMMARY, SUMMARY + SUMMARY.replace("22.00", "0.00").replace("100.00", "0.00"))], "00429"),
        ([("<Imponibile", "<Natura>N4</Natura><Imponibile")], "00430"),
        ([(TOTAL, "<ScontoMaggiorazione><Tipo>SC</Tipo></ScontoMaggiorazione>" + TOTAL)], "00437"),
        ([(LINE_END, "</AliquotaIVA><Natura>N4</Natura></Dett")], "00444"),
        ([("<Imponibile", "<Natura>N2</Natura><Imponibile")], "00445"),
        ([(BUYER, BUYER.replace("99900020019", "99900050016"))], "00471"),
        ([("TD01", "TD21")], "00472"),
        ([("TD01", "TD27")], "00472"),
        ([("TD01", "TD17")], "00473"),
        ([("TD01", "TD28")], "00473"),
        ([("TD01", "TD29"), (SELLER, SELLER.replace("IT", "FR"))], "00473"),
        ([("TD01", "TD21"), (LINE_RATE, "<AliquotaIVA>0.00</AliquotaIVA></Dett")], "00474"),
        ([("TD01", "TD16"), (BUYER, "")], "00475"),
        ([("<IdPaese>IT</IdPaese><IdCodice>999000", "<IdPaese>FR</IdPaese><IdCodice>999000")], "00476"),
        ([("99900050016", "99900050017")], "vat-check-digit"),
        ([(CODE, "<CodiceFiscale>BNCNNA80A41A944Z</CodiceFiscale>")], "fiscal-code-check-digit"),
        ([("IT60X0542811101000000123456", "IT61X0542811101000000123456")], "iban-invalid"),
        ([("IT60X0542811101000000123456", "\u0406T60X0542811101000000123456")], "iban-invalid"),
    ],
)  # fmt: skip
def test_what_breaks_a_check_is_found(changes: list[tuple[str, str]], code: str) -> None:
    assert code in codes(invoice(*changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        # Half a cent of rounding and the cent of tolerance.
        ([("<Imposta>22.00", "<Imposta>22.01")], "00421"),
        ([("<ImponibileImporto>100.00", "<ImponibileImporto>101.00"), ("<Imposta>22.00", "<Imposta>22.22")], "00422"),
        ([("<PrezzoTotale>100.00", "<PrezzoTotale>100.01")], "00423"),
        # A recipient code of zeros without certified mail is how private buyers are addressed.
        ([("ABC1234", "0000000")], "00426"),
        ([("ABC1234</CodiceDestinatario>", "0000000</CodiceDestinatario>" + MAIL)], "00426"),
        ([("<Imponibile", "<Natura>N2</Natura><Imponibile"), ("2026-03-31", "2020-12-31")], "00445"),
        ([("TD01", "TD16"), (LINE_END, "</AliquotaIVA><Natura>N6.3</Natura></Dett")], "00401"),
        ([("TD01", "TD17"), (SELLER, SELLER.replace("IT", "FR"))], "00473"),
        ([("TD01", "TD28"), (SELLER, SELLER.replace("IT", "SM"))], "00473"),
        ([(LINE_END, "</AliquotaIVA><Ritenuta>SI</Ritenuta></Dett"), (TOTAL, WITHHOLDING + TOTAL)], "00411"),
        ([(BUYER, "")], "00417"),
        ([("<Quantita>2.00</Quantita>", ""), ("<PrezzoUnitario>50.00", "<PrezzoUnitario>100.00")], "00423"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_breach_is_left_alone(changes: list[tuple[str, str]], code: str) -> None:
    assert code not in codes(invoice(*changes))


@pytest.mark.parametrize(
    ("discount", "total"),
    [
        ("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>", "90.00"),
        ("<Tipo>SC</Tipo><Importo>5.00</Importo>", "90.00"),
        ("<Tipo>MG</Tipo><Importo>5.00</Importo>", "110.00"),
        ("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione><ScontoMaggiorazione><Tipo>SC</Tipo>"
         "<Percentuale>10.00</Percentuale>", "81.00"),
    ],
)  # fmt: skip
def test_discounts_of_a_line_apply_in_cascade_to_the_unit_price(discount: str, total: str) -> None:
    assert "00423" not in codes(discounted(discount, total))
    assert "00423" in codes(discounted(discount, "100.00"))


def test_a_discount_without_measure_is_found_on_its_line() -> None:
    assert "00438" in codes(discounted("<Tipo>SC</Tipo>", "100.00"))


def test_funds_and_rounding_are_part_of_the_taxable_amount() -> None:
    row = SUMMARY.replace("100.00", "104.00").replace("<Imposta>22.00", "<Imposta>22.88")
    assert not {"00421", "00422"} & codes(invoice(fund("22.00"), (SUMMARY, row)))
    rounded = SUMMARY.replace("100.00", "102.00").replace(
        "<Imposta>22.00", "<Arrotondamento>2.00</Arrotondamento><Imposta>22.44"
    )
    assert not {"00421", "00422"} & codes(invoice((SUMMARY, rounded)))


def test_rows_that_share_a_rate_are_summed() -> None:
    half = SUMMARY.replace("100.00", "50.00").replace("<Imposta>22.00", "<Imposta>11.00")
    assert codes(invoice((SUMMARY, half + half.replace(">I<", ">D<")))) == set()


def test_a_missing_summary_row_is_told_with_its_rate() -> None:
    line = LINE.replace("22.00", "10.00")
    findings = read(invoice((LINE, LINE + line))).documents[0].findings
    told = [finding.message.format(*finding.values) for finding in findings if finding.code == "00419"]
    assert told == ["The rate 10 % has no row in the VAT summary"]


def test_a_credit_note_before_its_invoice_is_found() -> None:
    related = (
        "</DatiGeneraliDocumento><DatiFattureCollegate><IdDocumento>1</IdDocumento><Data>2026-04-01</Data>"
        "</DatiFattureCollegate>"
    )
    assert "00418" in codes(invoice(("TD01", "TD04"), ("</DatiGeneraliDocumento>", related)))
    assert "00418" not in codes(invoice(("</DatiGeneraliDocumento>", related)))


def test_a_simplified_invoice_has_a_limit_that_flat_rate_sellers_have_not() -> None:
    large = ("55.00", "400.01")
    assert "00460" in codes(changed(SIMPLIFIED, large))
    assert "00460" not in codes(changed(SIMPLIFIED, large, ("RF01", "RF19")))
    assert "00460" not in codes(changed(SIMPLIFIED, ("55.00", "400.00")))


def test_a_document_dated_after_its_reception_is_told() -> None:
    (document,) = read(invoice()).documents
    assert [finding.code for finding in dated_after(document, date(2026, 3, 30))] == ["00403"]
    assert dated_after(document, date(2026, 3, 31)) == ()


@pytest.mark.parametrize(("rate", "text"), [(2200, "22"), (1050, "10.5"), (0, "0"), (10000, "100"), (404, "4.04")])
def test_rates_are_written_plainly(rate: int, text: str) -> None:
    assert percentage(rate) == text


def test_identifiers_are_judged_by_their_own_rules() -> None:
    assert is_italian_vat("99900050016")
    assert not is_italian_vat("99900050017")
    assert not is_italian_vat("\uff19" * 11)
    assert is_fiscal_code("BNCNNA80A41A944F")
    assert is_fiscal_code("99900050016")
    assert is_iban("IT60X0542811101000000123456")
    assert not is_iban("IT60X05428111010000001234567")


def test_a_file_of_errors_does_not_fill_the_books() -> None:
    wrong = SUMMARY.replace("<Imposta>22.00", "<Imposta>99.00")
    (document,) = read(invoice((SUMMARY, wrong * 500))).documents
    assert len([finding for finding in document.findings if finding.code != "xsd"]) == MOST_FINDINGS
    country = "<IdPaese>{}</IdPaese><IdCodice>999000"
    long = invoice(("ABC1234", "X" * 3_000), (country.format("IT"), country.format("F" * 3_000)), ("TD01", "TD29"))
    assert all(len("".join(finding.values)) < 200 for finding in read(long).documents[0].findings)
