"""JSON and numbers from outside."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiledger.domain.faults import UnexpectedAnswer
from tuiledger.domain.money import AmountError
from tuiledger.providers.reading import (
    canonical,
    decimal_from_number,
    fingerprint,
    minor_from_number,
    price_from_number,
    read_json,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab:\\\"", max_size=3), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}', b'{"a": 1E1000000}', b'{"a": 1e400}',
        b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 2000 + b"1" + b"}" * 2000, b'"\xff"', b'"\\ud800"', b'"\xed\xa0\x80"',
        b"", b"<html>", b'{"a":1', b'{"a":1}{"b":2}', b"\xef\xbb\xbf{}", b"1" * 5000,
        b'{"a":1,"a":2}', b'{"a":1,"a":1}', b'[{"x":{"a":1,"b":2,"a":3}}]', b'{"a" :1,"b":1,"b" : 2}',
        # Colons hidden behind escapes do not hide a repeated key, nor does an escaped name.
        b'{"a":"\\u003a","b":1,"b":2}', b'{"a":1,"\\u0061":2}',
    ],
    ids=lambda body: repr(body[:24]),
)  # fmt: skip
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer) as raised:
        read_json(body)
    assert raised.value.code == "json"


@given(VALUES)
def test_what_is_strict_json_is_read_as_it_is(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert read_json(text.encode()) == value


@given(st.lists(st.tuples(st.text('ab:"\\', max_size=2), st.text(':"\\u', max_size=3)), max_size=6), st.booleans())
def test_a_repeated_key_is_never_taken(pairs: list[tuple[str, str]], ascii_only: bool) -> None:
    members = [f"{json.dumps(k, ensure_ascii=ascii_only)}:{json.dumps(v).replace(':', chr(92) + 'u003a')}"
               for k, v in pairs]  # fmt: skip
    body = ("{" + ",".join(members) + "}").encode()
    if len(dict(pairs)) == len(pairs):
        assert read_json(body) == dict(pairs)
    else:
        with pytest.raises(UnexpectedAnswer):
            read_json(body)


def test_equal_values_have_equal_bytes_and_hashes() -> None:
    one, other = {"b": 1, "a": [{"d": 2, "c": "è"}]}, {"a": [{"c": "è", "d": 2}], "b": 1}
    assert canonical(one) == canonical(other) == '{"a":[{"c":"è","d":2}],"b":1}'.encode()
    assert fingerprint(canonical(one)) == fingerprint(canonical(other))
    assert len(fingerprint(b"")) == 64


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_in_cents_is_read_to_the_cent(cents: int) -> None:
    written = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    assert minor_from_number(read_json(written.encode())) == cents


@pytest.mark.parametrize(
    ("number", "cents"),
    [(75, 7500), (68.18, 6818), (0.1 + 0.2, 30), (1.005, 101), (-1.005, -101), (2.675, 268), (1e-9, 0),
     (68.18182, 6818), (3.3000000000000003, 330), (1234567.8900000001, 123456789)],
)  # fmt: skip
def test_sums_of_doubles_and_third_places(number: float, cents: int) -> None:
    assert minor_from_number(number) == cents


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e13, 1e308, 10**30, 12345678901.123456])
def test_what_a_double_cannot_tell_is_refused(number: float) -> None:
    with pytest.raises(AmountError):
        minor_from_number(number)


def test_other_currencies_have_other_places() -> None:
    assert minor_from_number(1200, "JPY") == 1200
    assert minor_from_number(1.234, "KWD") == 1234


def test_prices_keep_their_places_up_to_eight() -> None:
    assert price_from_number(68.18182) == Decimal("68.18182")
    assert price_from_number(68.18181818181819) == Decimal("68.18181818")
    assert str(price_from_number(4.5)) == "4.5"
    assert str(price_from_number(1.0)) == str(price_from_number(1)) == "1"
    assert decimal_from_number(0.30000000000000004) == Decimal("0.3")
    with pytest.raises(AmountError):
        price_from_number(1e15)
    with pytest.raises(AmountError):
        price_from_number(float("nan"))
