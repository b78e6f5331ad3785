"""From statuses and exceptions to faults that decide what happens next."""

from __future__ import annotations

import ssl
from datetime import timedelta

import httpx
import pytest
from tests.providers.doubles import NOW

from tuiledger.domain import faults
from tuiledger.providers.errors import Said, from_status, from_transport, quoted, retry_after

SAID = Said("Il campo è obbligatorio", "X", (("entity.name", "mancante"),))


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, faults.Invalid, "invalid"), (422, faults.Invalid, "invalid"),
        (401, faults.InvalidCredentials, "invalid-credentials"), (403, faults.Forbidden, "forbidden"),
        (404, faults.NotFound, "not-found"), (409, faults.Conflict, "conflict"), (412, faults.Conflict, "conflict"),
        (408, faults.Unavailable, "provider-down"), (425, faults.Unavailable, "provider-down"),
        (429, faults.QuotaUsedUp, "quota-used-up"), (500, faults.Unavailable, "provider-down"),
        (502, faults.Unavailable, "provider-down"), (503, faults.Unavailable, "provider-down"),
        (504, faults.Unavailable, "provider-down"), (405, faults.UnexpectedAnswer, "status"),
        (302, faults.UnexpectedAnswer, "status"), (600, faults.UnexpectedAnswer, "status"),
    ],
)  # fmt: skip
def test_each_status_is_one_fault(status: int, kind: type[faults.ProviderError], code: str) -> None:
    fault = from_status(status, {}, SAID, NOW, repeatable=True)
    assert type(fault) is kind
    assert (fault.code, fault.status) == (code, status)


def test_success_is_no_fault() -> None:
    assert from_status(200, {}, Said(), NOW, repeatable=True) is None


def test_wrong_fields_are_named() -> None:
    fault = from_status(422, {}, SAID, NOW, repeatable=True)
    assert isinstance(fault, faults.Invalid)
    assert fault.fields == (("entity.name", "mancante"),)
    assert "obbligatorio" in str(fault)


def test_a_server_error_after_a_change_leaves_the_outcome_open() -> None:
    assert isinstance(from_status(502, {}, Said(), NOW, repeatable=False), faults.OutcomeUnknown)
    assert not isinstance(from_status(422, {}, Said(), NOW, repeatable=False), faults.OutcomeUnknown)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12), ({"retry-after": "0"}, 1), ({"retry-after": "99999999999999"}, 900),
        ({"retry-after": "-5"}, None), ({"retry-after": "soon"}, None), ({}, None), ({"retry-after": "١٢"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 1),
        ({"retry-after": "Sat, 21 Nov 2099 11:00:00 GMT"}, 900),
        # The provider's clock is an hour fast, and its own date says so.
        ({"retry-after": "Sat, 21 Nov 2026 13:00:20 GMT", "date": "Sat, 21 Nov 2026 13:00:00 GMT"}, 20),
        ({"retry-after": "Sat, 99 Nov 2026 13:00:20 GMT"}, None),
    ],
)  # fmt: skip
def test_a_wait_is_read_as_seconds_or_as_a_moment(headers: dict[str, str], seconds: int | None) -> None:
    assert retry_after(headers, NOW) == seconds


def test_a_burst_refusal_says_until_when() -> None:
    fault = from_status(429, {"retry-after": "7"}, Said(), NOW, repeatable=True)
    assert isinstance(fault, faults.QuotaUsedUp)
    assert (fault.window, fault.until) == ("burst", NOW + timedelta(seconds=7))


@pytest.mark.parametrize(
    ("error", "code"),
    [(httpx.ConnectError("x"), "no-network"), (httpx.ConnectTimeout("x"), "no-network"), (TimeoutError(), "timeout"),
     (httpx.ReadTimeout("x"), "timeout"), (httpx.RemoteProtocolError("x"), "provider-down"),
     (httpx.ReadError("x"), "provider-down"), (OSError("x"), "provider-down")],
)  # fmt: skip
def test_what_the_network_raises_is_unavailable(error: Exception, code: str) -> None:
    assert from_transport(error, unknown=False).code == code
    assert isinstance(from_transport(error, unknown=True), faults.OutcomeUnknown)


def test_a_certificate_that_is_not_valid_is_not_the_network() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError("x")
    assert from_transport(error, unknown=False).code == "tls"


def test_a_providers_words_are_cleaned_and_hold_no_secret() -> None:
    said = quoted("\x1b]0;evil\x07[red]token=CANARY1234 IT60X0542811101000000123456")
    assert "\x1b" not in said
    assert "CANARY" not in said
    assert "0542811101000000" not in said
