"""Envelopes we make are envelopes anybody opens."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.formats.fatturapa.envelopes import unwrap
from tuiledger.formats.fatturapa.sign import Shape, Signer

SIGNER = Signer.named("Rossi Ada")
PAYLOAD = b"<FatturaElettronica/>" * 200
ARMOUR = {Shape.PEM: ("pem",), Shape.BASE64: ("base64",), Shape.BASE64_LINES: ("base64",)}


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_opens_to_the_same_bytes_with_a_signature_that_holds(shape: Shape) -> None:
    signed_at = datetime.datetime(2026, 5, 4, 10, 30, tzinfo=datetime.UTC)
    opened = unwrap(SIGNER.sign(PAYLOAD, shape, signed_at))
    assert opened.payload == PAYLOAD
    assert opened.layers == (*ARMOUR.get(shape, ()), "cms")
    (signature,) = opened.signatures
    assert (signature.signer, signature.signed_at) == ("Rossi Ada", signed_at)
    assert (signature.digest_ok, signature.signature_ok) == (True, True)


def test_the_same_bytes_signed_again_give_the_same_envelope() -> None:
    assert SIGNER.sign(PAYLOAD) == SIGNER.sign(PAYLOAD)


def test_a_signature_in_a_signature() -> None:
    opened = unwrap(SIGNER.sign(SIGNER.sign(PAYLOAD, Shape.BER), Shape.DER))
    assert opened.payload == PAYLOAD
    assert len(opened.signatures) == 2


@pytest.mark.parametrize("shape", [Shape.DER, Shape.BER])
def test_a_changed_figure_shows(shape: Shape) -> None:
    data = SIGNER.sign(b"<Importo>100.00</Importo>" + PAYLOAD, shape)
    assert unwrap(data.replace(b"100.00", b"900.00")).tampered


@given(st.integers(1, 3000))
def test_the_indefinite_form_holds_payloads_of_any_size(size: int) -> None:
    payload = b"<" + b"x" * size
    assert unwrap(SIGNER.sign(payload, Shape.BER)).payload == payload
