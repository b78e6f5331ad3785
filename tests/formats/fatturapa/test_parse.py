"""Hostile and odd XML: refused before it is parsed, or read without losing a letter."""

from __future__ import annotations

import codecs

import pytest
from tests.formats.fatturapa.invoices import INVOICE, invoice

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.parse import LARGEST_FILE, parse
from tuiledger.formats.fatturapa.read import read

ACCENTED = INVOICE.replace("Consulenza", "Società € “perché” – caffè")
LATIN = INVOICE.replace("Consulenza", "Società perché caffè")


def description(data: bytes) -> tuple[str, list[str]]:
    reading = read(data)
    codes = [finding.code for finding in reading.findings if finding.code in ("encoding", "repaired")]
    return reading.documents[0].lines[0].description, codes


def code_of(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        parse(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (ACCENTED.encode(), []),
        (codecs.BOM_UTF8 + ACCENTED.encode(), []),
        (ACCENTED.replace('<?xml version="1.0" encoding="UTF-8"?>', "").encode(), []),
        (ACCENTED.replace("UTF-8", "utf8").encode(), []),
        (ACCENTED.replace("UTF-8", "UTF-16").encode("utf-16"), []),
        (ACCENTED.replace("UTF-8", "UTF-16").encode("utf-16-be"), []),
        (ACCENTED.replace("UTF-8", "UTF-32").encode("utf-32"), []),
        (ACCENTED.replace("UTF-8", "windows-1252").encode("cp1252"), []),
        (ACCENTED.replace("UTF-8", "ISO-8859-1").encode("cp1252"), []),
        # Bytes and declaration disagree: what the bytes are wins, and it is told.
        (ACCENTED.encode("cp1252"), ["encoding"]),
        (ACCENTED.replace('encoding="UTF-8"', "").encode("cp1252"), ["encoding"]),
        (ACCENTED.replace("UTF-8", "windows-1252").encode(), ["encoding"]),
        (ACCENTED.replace("UTF-8", "ISO-8859-1").encode(), ["encoding"]),
        (ACCENTED.replace("UTF-8", "UTF-16").encode(), ["encoding"]),
    ],
)
def test_letters_survive_every_encoding(data: bytes, codes: list[str]) -> None:
    assert description(data) == ("Società € “perché” – caffè", codes)


def test_latin_letters_survive_latin_1() -> None:
    data = LATIN.replace("UTF-8", "ISO-8859-15").encode("iso8859-15")
    assert description(data) == ("Società perché caffè", [])


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "hex", "no-such-thing", "shift_jis"])
def test_encodings_no_invoice_uses_are_refused(encoding: str) -> None:
    assert code_of(INVOICE.replace("UTF-8", encoding).replace("Consulenza", "\u00e0").encode("cp1252")) == "xml-damaged"


DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    "<!DOCTYPE x>",
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_document_type_is_refused_in_every_encoding(doctype: str, encoding: str) -> None:
    declared = "windows-1252" if encoding == "cp1252" else encoding.replace("-sig", "")
    text = INVOICE.replace("UTF-8", declared).replace("<p:FatturaElettronica ", doctype + "<p:FatturaElettronica ")
    assert code_of(text.encode(encoding)) == "doctype"


def test_entity_bombs_are_refused_before_they_grow() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12)
    )
    text = INVOICE.replace("<p:FatturaElettronica ", bomb + "]><p:FatturaElettronica ").replace("12/A", "&m;")
    assert code_of(text.encode()) == "doctype"


def test_an_undeclared_entity_is_not_read_as_nothing() -> None:
    assert code_of(invoice(("122.00</ImportoTotale", "&x;</ImportoTotale"))) == "xml-damaged"


OPENING = "<p:FatturaElettronica "
BAD_ADDRESS = OPENING + 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#&quot;" '
SPACED_ADDRESS = OPENING + 'xmlns:ds="http://a b/c" '
LOCATION = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" '


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"\r\n \t" + invoice(), []),
        (invoice() + b"\0\0\0", ["repaired"]),
        (invoice() + b"<junk>", ["repaired"]),
        (invoice() + b"\x1a", ["repaired"]),
        (invoice((OPENING, BAD_ADDRESS)), ["repaired"]),
        (invoice((OPENING, SPACED_ADDRESS)), ["repaired"]),
        (invoice(("<Fatt", "<q:Fatt"), ("</Fatt", "</q:Fatt")), ["repaired"]),
    ],
)
def test_edges_are_mended_and_told(data: bytes, codes: list[str]) -> None:
    assert description(data) == ("Consulenza", codes)


@pytest.mark.parametrize(
    "data",
    [
        invoice()[:-200],
        invoice(("Consulenza", "A & B")),
        invoice(("Consulenza", "A < B")),
        invoice(("Consulenza", "A\0B")),
        invoice(("Consulenza", "A\x08B")),
        invoice(("</Descrizione>", "")),
        invoice(("</Divisa>", "</Data>"), ("</Data><Numero>", "</Divisa><Numero>")),
        invoice(("<Numero>12/A</Numero>", "<Numero>12/A")),
        b"<",
        b"<>",
        b"< p",
        b"<?xml version='1.0'?>",
    ],
)
def test_a_tree_that_would_lose_something_is_refused(data: bytes) -> None:
    assert code_of(data) == "xml-damaged"


def test_what_is_empty_or_too_large_is_refused() -> None:
    assert code_of(b"") == code_of(b" \n\0") == code_of(codecs.BOM_UTF8) == "empty"
    assert code_of(b"<" + b"a" * LARGEST_FILE) == "too-large"
    assert code_of(invoice(("Consulenza", "x" * 11_000_000))) == "too-large"
    assert code_of(b"hello") == "not-an-invoice"


def test_depth_without_end_is_refused() -> None:
    assert code_of(b"<a>" * 100_000) == "xml-damaged"
    assert code_of(b"<a>" * 300 + b"</a>" * 300) in ("xml-damaged", "too-large")


def test_stylesheets_and_schema_locations_are_not_followed() -> None:
    data = invoice(
        ("?>\n", '?>\n<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>\n'),
        (OPENING, OPENING + LOCATION),
    )
    assert read(data).findings == ()
