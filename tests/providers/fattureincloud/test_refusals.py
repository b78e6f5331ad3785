"""What Fatture in Cloud means by its refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.providers.doubles import NOW

from tuiledger.domain import faults
from tuiledger.providers.fattureincloud.refusals import judge, said_in, scope_for, windows
from tuiledger.providers.http import Answer, Request

GET = Request("GET", "/c/12/issued_documents", (("type", "credit_note"),))


def judged(status: int, body: Any, request: Request = GET, **headers: str) -> faults.ProviderError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fault = judge(request, Answer(status, named, data, NOW))
    assert fault is not None
    return fault


PAYMENTS = "Il totale dei pagamenti non corrisponde al totale da pagare."


def test_the_famous_payments_total_tells_the_difference() -> None:
    extra = {"totals": {"amount_due": 122, "payments_sum": 121.99}}
    fault = judged(422, {"error": {"message": PAYMENTS, "validation_result": None}, "extra": extra})
    assert isinstance(fault, faults.Invalid)
    assert str(fault) == f"{PAYMENTS} (payments 121.99, due 122)"


def test_wrong_fields_are_told_without_the_envelope() -> None:
    result = {"data.entity.name": ["Il nome è obbligatorio"], "data.items_list.0.vat.id": "required"}
    fault = judged(422, {"error": {"message": "Dati non validi", "validation_result": result}})
    assert isinstance(fault, faults.Invalid)
    assert fault.fields == (("entity.name", "Il nome è obbligatorio"), ("items_list.0.vat.id", "required"))


@pytest.mark.parametrize(
    ("body", "message"),
    [({"error": "plain"}, "plain"), ({"error": "code", "error_description": "told"}, "told"), ({"message": "m"}, "m"),
     ({"error": {"message": None}}, ""), ({"error": ["x"]}, "['x']"), ({}, ""),
     ({"error": {"validation_result": 5}}, "")],
)  # fmt: skip
def test_an_error_is_an_object_or_a_text_or_something_else(body: dict[str, Any], message: str) -> None:
    assert said_in(body).message == message


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"x"', b"\xff", b'{"error":{"error":'])
def test_a_refusal_without_readable_words_is_still_one(body: bytes) -> None:
    assert isinstance(judged(422, body), faults.Invalid)
    assert isinstance(judged(403, body), faults.Forbidden)


@pytest.mark.parametrize(
    ("body", "headers", "kind", "code"),
    [
        ({"error": {"message": "x", "code": "NO_PERMISSION"}}, {}, faults.Forbidden, "missing-scope"),
        ({"error": {"message": "La licenza è scaduta"}}, {}, faults.Forbidden, "licence-expired"),
        ({"error": {"message": "The license is expired", "code": "LICENSE"}}, {}, faults.Forbidden, "licence-expired"),
        ({"error": {"message": "x"}}, {"retry_after": "60"}, faults.QuotaUsedUp, "quota-used-up"),
        ({"error": {"message": "x"}}, {"ratelimit_hourlyremaining": "0"}, faults.QuotaUsedUp, "quota-used-up"),
        ({"error": {"message": "Hai superato il limite di richieste"}}, {}, faults.QuotaUsedUp, "quota-used-up"),
        ({"error": {"message": "This app is not enabled to register webhooks", "code": "X"}}, {}, faults.Forbidden,
         "forbidden"),
    ],
)  # fmt: skip
def test_a_403_means_three_things(
    body: dict[str, Any], headers: dict[str, str], kind: type[faults.ProviderError], code: str
) -> None:
    fault = judged(403, body, GET, **headers)
    assert isinstance(fault, kind)
    assert (fault.code, fault.status) == (code, 403)


def test_a_month_is_waited_for_as_long_as_it_takes() -> None:
    fault = judged(403, {}, retry_after="800000", ratelimit_monthlyremaining="0")
    assert isinstance(fault, faults.QuotaUsedUp)
    assert (fault.window, (fault.until - NOW).total_seconds()) == ("month", 800_000)
    guessed = judged(403, {}, ratelimit_monthlyremaining="0", ratelimit_hourlyremaining="5")
    assert isinstance(guessed, faults.QuotaUsedUp)
    assert (guessed.window, guessed.until) == ("month", datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("path", "query", "scope"),
    [("/c/1/issued_documents", "invoice", "issued_documents.invoices:r"),
     ("/c/1/issued_documents", "credit_note", "issued_documents.credit_notes:r"),
     ("/c/1/received_documents", "expense", "received_documents:r"),
     ("/c/1/received_documents/pending", "agyo", "received_documents:r"),
     ("/c/1/entities/clients", "", "entity.clients:r"), ("/c/1/info/vat_types", "", "settings:r"),
     ("/c/1/company/info", "", None), ("/user/companies", "", None)],
)  # fmt: skip
def test_the_scope_a_call_needs(path: str, query: str, scope: str | None) -> None:
    assert scope_for(Request("GET", path, (("type", query),))) == scope


@pytest.mark.parametrize("left", ["", "x", "-1", "1.5", "99999999999", "\u0661"])
def test_a_header_that_is_no_number_says_nothing(left: str) -> None:
    assert windows({"ratelimit-hourlyremaining": left}) == ()


def test_success_is_no_refusal() -> None:
    assert judge(GET, Answer(200, {}, b"{}", NOW)) is None
