"""Whatever the bytes, the answer is a document, a message or a refusal with a known code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.fatturapa.envelopes import signed
from tests.formats.fatturapa.invoices import INVOICE, SIMPLIFIED, invoice

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.classify import Content, classify
from tuiledger.formats.fatturapa.containers import members
from tuiledger.formats.fatturapa.envelopes import unwrap
from tuiledger.formats.fatturapa.messages import read_message
from tuiledger.formats.fatturapa.read import Reading, read

#: Every code a file can be refused with; people and programs rely on them.
CODES = {
    "empty", "too-large", "not-an-invoice", "doctype", "xml-damaged", "date-invalid", "amount-invalid",
    "number-invalid", "incomplete", "envelope-damaged", "envelope-detached", "archive-bomb", "archive-too-many",
    "archive-too-deep", "archive-encrypted", "archive-damaged", "sdi-damaged",
}  # fmt: skip

#: Pieces that break parsers, put where they do not belong.
PIECES = [
    b"\0", b"\xff", b"\x1b]0;x\x07", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;", b"&amp;", b"&lt;", b"<a>", b"</a>",
    b"<", b">", b"\xe2\x80\xae", b"9" * 50, b"-", b",", b"NaN", b"<?x ?>", b"xmlns:p='x'", b"<FatturaElettronicaBody>",
]  # fmt: skip

MAIL = "ABC1234</CodiceDestinatario><PECDestinatario>{}</PECDestinatario>"

MAIL = "ABC1234</CodiceDestinatario><PECDestinatario>{}</PECDestinatario>"


def answer(data: bytes) -> Reading | str:
    """What becomes of one file, as the program goes about it."""
    try:
        kind = classify(data)
        if kind is Content.ARCHIVE:
            return f"{len(list(members(data)))} members"
        payload = unwrap(data).payload
        if classify(payload) is Content.MESSAGE:
            return read_message(payload).kind
        return read(payload)
    except Refusal as refusal:
        assert refusal.code in CODES
        assert "{" not in str(refusal)
        return refusal.code


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_arbitrary_bytes_are_answered(data: bytes) -> None:
    for prefix in (b"", b"<", b"\x30\x82", b"PK\x03\x04", b"-----BEGIN X-----\n", b"<FatturaElettronica>"):
        assert answer(prefix + data)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_changed_invoices_are_answered(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([INVOICE.encode(), SIMPLIFIED.encode(), INVOICE.encode("utf-16")]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(source)))
        end = at + data.draw(st.sampled_from([0, 0, 1, 5, 200]))
        source = source[:at] + data.draw(st.sampled_from(PIECES)) + source[end:]
    assert answer(source)


@cache
def sample_bytes(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".xml", ".p7m", ".zip")]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_samples_are_answered(samples: Path, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sample_bytes(samples)))
    at = data.draw(st.integers(0, len(source)))
    source = source[:at] + data.draw(st.sampled_from([*PIECES, b""])) + source[at + data.draw(st.integers(0, 40)) :]
    assert answer(source)


def test_no_text_of_a_hostile_invoice_reaches_a_screen_unclean() -> None:
    evil = "\u202e\u200b\x85\ue000"
    source = INVOICE
    for text in (
        "Consulenza",
        "12/A",
        "Marzo",
        "Via Roma",
        "Milano",
        "Alfa Forniture",
        "RF01",
        "MP05",
        "EUR",
        "TD01",
        "ABC1234",
    ):
        source = source.replace(text, text + evil)
    reading = answer(source.encode())
    assert isinstance(reading, Reading)
    assert not set(evil) & set(_texts(reading))


def _texts(value: object) -> str:
    """Every text inside a value, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "".join(map(_texts, value))
    if hasattr(value, "__dataclass_fields__"):
        return "".join(_texts(getattr(value, name)) for name in value.__dataclass_fields__)
    return ""


@pytest.mark.parametrize(
    "data",
    [
        invoice(("Consulenza", "x" * 9_000_000)),
        invoice(("ABC1234</CodiceDestinatario>", MAIL.format("a.@" * 300_000))),
        b"<" * 3_000_000,
        b"<a " * 1_000_000,
        b"\x30\x80" * 200_000,
        b"A" * 5_000_000,
        b"-----BEGIN X-----" * 100_000,
        b"Content-Type: pkcs7\n" * 100_000,
        signed(b"<a/>" * 500_000),
    ],
    ids=["text", "mail address", "angles", "attributes", "sequences", "base64", "armour", "headers", "signed"],
)  # fmt: skip
def test_long_nonsense_is_answered_before_long(data: bytes) -> None:
    assert answer(data)
