"""Envelopes in every shape that reaches a studio."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.fatturapa.envelopes import SIGNED_AT, indefinite, signed
from tests.formats.fatturapa.invoices import invoice

from tuiledger.domain.runs import Refusal
from tuiledger.formats.fatturapa.envelopes import unwrap
from tuiledger.formats.fatturapa.read import read

XML = invoice()


def lines(data: bytes, end: str = "\n") -> bytes:
    return end.join(textwrap.wrap(base64.b64encode(data).decode(), 64)).encode() + end.encode()


def armoured(data: bytes) -> bytes:
    return b"-----BEGIN PKCS7-----\n" + lines(data) + b"-----END PKCS7-----\n"


def mailed(data: bytes) -> bytes:
    head = (
        b"MIME-Version: 1.0\r\nContent-Disposition: attachment; filename=smime.p7m\r\n"
        b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + lines(data, "\r\n")


@pytest.mark.parametrize(
    ("wrap", "layers"),
    [
        (lambda data: data, ("cms",)),
        (indefinite, ("cms",)),
        (lambda data: data + b"\r\n\0\0", ("cms",)),
        (signed, ("cms", "cms")),
        (base64.b64encode, ("base64", "cms")),
        (lines, ("base64", "cms")),
        (lambda data: lines(data, "\r\n"), ("base64", "cms")),
        (lambda data: b"\xef\xbb\xbf " + base64.b64encode(data), ("base64", "cms")),
        (lambda data: base64.b64encode(data).rstrip(b"="), ("base64", "cms")),
        (base64.urlsafe_b64encode, ("base64", "cms")),
        (lambda data: base64.b64encode(lines(data)), ("base64", "base64", "cms")),
        (armoured, ("pem", "cms")),
        (lambda data: base64.b64encode(armoured(data)), ("base64", "pem", "cms")),
        (mailed, ("smime", "cms")),
        (lambda data: signed(base64.b64encode(data)), ("cms", "base64", "cms")),
    ],
)
def test_an_envelope_is_opened_whatever_surrounds_it(wrap: Callable[[bytes], bytes], layers: tuple[str, ...]) -> None:
    unwrapped = unwrap(wrap(signed(XML)))
    assert unwrapped.payload == XML
    assert unwrapped.layers == layers
    assert len(unwrapped.signatures) == layers.count("cms")
    assert all(one.digest_ok and one.signature_ok for one in unwrapped.signatures)
    assert not unwrapped.tampered
    assert read(unwrapped.payload).documents[0].number == "12/A"


@pytest.mark.parametrize("kind", ["rsa", "pss", "ec", "ed25519"])
@pytest.mark.parametrize("attributes", [True, False])
@pytest.mark.parametrize("by_key_id", [True, False])
def test_a_signature_is_checked_with_every_kind_of_key(kind: str, attributes: bool, by_key_id: bool) -> None:
    (one,) = unwrap(signed(XML, kind, attributes=attributes, by_key_id=by_key_id)).signatures
    assert (one.digest_ok, one.signature_ok) == (True, True)
    assert one.signer == f"Firma {kind.upper()}"
    assert one.signed_at == (SIGNED_AT if attributes else None)


@pytest.mark.parametrize("kind", ["rsa", "pss", "ec", "ed25519"])
@pytest.mark.parametrize("attributes", [True, False])
def test_a_changed_content_is_proven_so(kind: str, attributes: bool) -> None:
    data = signed(XML, kind, attributes=attributes)
    changed = data.replace(b"<Imposta>22.00", b"<Imposta>99.00")
    assert changed != data
    unwrapped = unwrap(changed)
    assert unwrapped.tampered
    assert unwrapped.signatures[0].digest_ok is False
    assert b"99.00" in unwrapped.payload


def test_a_changed_signature_is_proven_so() -> None:
    data = bytearray(signed(XML))
    data[-5] ^= 1
    (one,) = unwrap(bytes(data)).signatures
    assert (one.digest_ok, one.signature_ok) == (True, False)


def test_two_signers_are_both_named_and_checked() -> None:
    unwrapped = unwrap(signed(XML, "rsa", "ec"))
    assert {(one.signer, one.signature_ok) for one in unwrapped.signatures} == {("Firma RSA", True), ("Firma EC", True)}


def test_a_signature_that_cannot_be_checked_proves_nothing() -> None:
    unwrapped = unwrap(signed(XML, with_certificates=False))
    assert (unwrapped.signatures[0].digest_ok, unwrapped.signatures[0].signature_ok) == (True, None)
    assert not unwrapped.tampered


@pytest.mark.parametrize("data", [XML, b"\xef\xbb\xbf" + XML, b"\n  " + XML, XML.decode().encode("utf-16")])
def test_plain_xml_under_the_name_of_an_envelope_comes_back_as_it_is(data: bytes) -> None:
    assert unwrap(data) == (data, (), ())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"hello", "not-an-invoice"),
        (b"a long line of words without any envelope in it", "not-an-invoice"),
        (bytes(range(1, 200)), "not-an-invoice"),
        (signed(XML, detached=True), "envelope-detached"),
        (base64.b64encode(signed(XML, detached=True)), "envelope-detached"),
        (b"-----BEGIN PKCS7-----\n!!!!\n-----END PKCS7-----", "envelope-damaged"),
        (b"-----BEGIN PKCS7-----\nAAAA", "envelope-damaged"),
        (signed(XML)[:200], "envelope-damaged"),
        (signed(XML)[:-1], "envelope-damaged"),
        (base64.b64encode(signed(XML)[:300]), "envelope-damaged"),
        (b"\x30\x82\x01\x00" + b"\x00" * 300, "envelope-damaged"),
        (signed(b""), "envelope-damaged"),
    ],
)
def test_what_cannot_be_opened_says_why(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        unwrap(data)
    assert caught.value.code == code


def test_a_signature_beside_its_content_in_a_mail_is_detached() -> None:
    mail = (
        b'MIME-Version: 1.0\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="x"\n\n'
        b"--x\nContent-Type: text/xml\n\n<a/>\n--x\nContent-Type: application/pkcs7-signature\n\nAAAA\n--x--\n"
    )
    with pytest.raises(Refusal) as caught:
        unwrap(mail)
    assert caught.value.code == "envelope-detached"


def test_layers_without_end_are_refused() -> None:
    data = XML
    for _ in range(8):
        data = signed(data)
    with pytest.raises(Refusal) as caught:
        unwrap(data)
    assert caught.value.code == "envelope-damaged"


def test_the_signer_cannot_write_to_the_terminal() -> None:
    data = signed(XML).replace(b"Firma RSA", b"Fir\x1b]0;xy")
    (one,) = unwrap(data).signatures
    assert "\x1b" not in one.signer


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_envelope_is_refused_or_opened_and_never_fails(data: st.DataObject) -> None:
    source = bytearray(signed(XML))
    for _ in range(data.draw(st.integers(1, 4))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(source[: data.draw(st.integers(0, len(source)))])
    try:
        unwrapped = unwrap(cut)
    except Refusal:
        return
    if unwrapped.payload != XML:
        # A payload that differs from what was signed is never called intact.
        assert not any(one.digest_ok and one.signature_ok for one in unwrapped.signatures)
