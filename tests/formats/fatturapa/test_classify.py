"""What a file is, told by its content."""

from __future__ import annotations

import base64

import pytest
from tests.formats.fatturapa.envelopes import indefinite, signed
from tests.formats.fatturapa.invoices import INVOICE, SIMPLIFIED, invoice
from tests.formats.fatturapa.test_containers import archive

from tuiledger.formats.fatturapa.classify import MESSAGES, Content, classify

SIGNED = signed(invoice())


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"", Content.EMPTY),
        (b" \r\n\0", Content.EMPTY),
        (INVOICE.encode(), Content.INVOICE),
        (SIMPLIFIED.encode(), Content.INVOICE),
        (b"\xef\xbb\xbf\n" + INVOICE.encode(), Content.INVOICE),
        (INVOICE.encode("utf-16"), Content.INVOICE),
        (INVOICE.encode("utf-16-be"), Content.INVOICE),
        (INVOICE.replace("?>", "?><!-- <x> --><?y <z> ?>", 1).encode(), Content.INVOICE),
        (INVOICE.replace("p:Fattura", "Fattura").encode(), Content.INVOICE),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><p:FatturaElettronica/>", Content.INVOICE),
        (b"<!DOCTYPE html><html>FatturaElettronica</html>", Content.OTHER),
        (b"<html>FatturaElettronica</html>", Content.OTHER),
        (b"<x/>", Content.OTHER),
        (b"<!-- without end", Content.OTHER),
        (b"<? without end", Content.OTHER),
        (b"< x", Content.OTHER),
        (SIGNED, Content.ENVELOPE),
        (indefinite(SIGNED), Content.ENVELOPE),
        (base64.b64encode(SIGNED), Content.ENVELOPE),
        (b"-----BEGIN PKCS7-----\nMII", Content.ENVELOPE),
        (b"Content-Type: application/pkcs7-mime\n\nMII", Content.ENVELOPE),
        (archive(("a.xml", b"<x/>")), Content.ARCHIVE),
        (archive(), Content.ARCHIVE),
        (b"%PDF-1.7\n", Content.PDF),
        (b"\n\n%PDF-1.7\n", Content.PDF),
        (b"\x89PNG\r\n\x1a\n", Content.OTHER),
        (b"0, a line of a table; with words", Content.OTHER),
    ],
)
def test_content_decides(data: bytes, content: Content) -> None:
    assert classify(data) is content


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_messages_are_known_by_their_root(name: str) -> None:
    assert classify(f'<?xml version="1.0"?>\n<types:{name} xmlns:types="x"/>'.encode()) is Content.MESSAGE
