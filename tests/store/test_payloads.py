"""Payloads are kept small and come back as they were."""

from __future__ import annotations

import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.store.payloads import compressed, expanded, model


@given(st.binary(max_size=4000))
def test_a_payload_comes_back_as_it_was(data: bytes) -> None:
    assert expanded(compressed(data)) == data


def test_words_of_an_invoice_take_no_room() -> None:
    lines = model()[-2000:]
    assert len(compressed(lines)) * 5 < len(zlib.compress(lines, 9))


def test_the_model_never_changes() -> None:
    # Every payload kept so far was compressed against this very model; another one needs another name.
    assert sha256(model()).hexdigest() == "b4c7903908f71da83b1d88d741c8c5c6b5acd081060d51af599b1526463c9def"


def test_what_was_kept_without_the_model_is_read_too() -> None:
    assert expanded(zlib.compress(b"<a/>" * 100)) == b"<a/>" * 100


KEPT = compressed(b"<FatturaElettronica/>" * 9)


@pytest.mark.parametrize("kept", [KEPT[:-3], KEPT[:-1] + b"?", bytes(10), b""], ids=["short", "other", "zero", "empty"])
def test_what_is_damaged_or_cut_short_is_not_handed_out(kept: bytes) -> None:
    with pytest.raises(zlib.error):
        expanded(kept)
