"""What Fatture in Cloud means by its refusals (developers.fattureincloud.it, errors and limits and quotas).

``error`` is an object with a message, a code and the fields that are wrong, or a plain text. A 403 means three things:
the hour's or month's calls are used up, the company's licence has expired, or the token may not do it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from tuiledger.domain.faults import Forbidden, Invalid, ProviderError, UnexpectedAnswer
from tuiledger.domain.quota import used_up, window_end
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Window
from tuiledger.providers.errors import Said, from_status, quoted, retry_after
from tuiledger.providers.http import Answer, Request
from tuiledger.providers.reading import read_json

_SCOPE: Final = N_("The token lacks the permission {}")
_LICENCE: Final = N_("The company’s Fatture in Cloud licence has expired: {}")
_PAYMENTS: Final = N_("{} (payments {}, due {})")
_EXPIRED: Final = re.compile(r"licen[zc]|scadut|expired|abbonamento|subscription|piano", re.IGNORECASE)
_OVER_QUOTA: Final = re.compile(r"quota|limit|richieste|requests", re.IGNORECASE)
_MONTH: Final = 32 * 86400

#: What each list needs, by the type in its query.
_ISSUED_SCOPES: Final = {
    "invoice": "issued_documents.invoices:r",
    "credit_note": "issued_documents.credit_notes:r",
}
_SCOPES: Final = (
    ("/received_documents", "received_documents:r"),
    ("/entities/clients", "entity.clients:r"),
    ("/entities/suppliers", "entity.suppliers:r"),
    ("/info/vat_types", "settings:r"),
    ("/settings", "settings:r"),
)


def judge(request: Request, answer: Answer) -> ProviderError | None:
    """The fault that an answer stands for; None for success."""
    if answer.status < 300:
        return None
    body = _body(answer)
    said = said_in(body)
    if answer.status == 403:
        return _forbidden(request, answer, said)
    fault = from_status(answer.status, answer.headers, said, answer.at, repeatable=request.repeatable)
    if isinstance(fault, Invalid):
        return _with_totals(fault, body)
    return fault


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        body = read_json(answer.body) if answer.body else {}
    except UnexpectedAnswer:
        return {}
    return body if isinstance(body, dict) else {}


def said_in(body: Mapping[str, Any]) -> Said:
    """The sentence, the code and the wrong fields of a refusal, whichever of its shapes it has."""
    error = body.get("error")
    if not isinstance(error, dict):
        described = body.get("error_description") or body.get("message")
        return Said(quoted(described or error), quoted(error, 60))
    return Said(
        message=quoted(error.get("message")),
        code=quoted(error.get("code"), 60),
        fields=tuple(_fields(error.get("validation_result"))),
    )


def _fields(result: object) -> Iterator[tuple[str, str]]:
    if isinstance(result, dict):
        for path, sentences in list(result.items())[:50]:
            for sentence in sentences if isinstance(sentences, list) else [sentences]:
                yield quoted(path, 100).removeprefix("data."), quoted(sentence)


def _with_totals(fault: Invalid, body: Mapping[str, Any]) -> Invalid:
    """``fault`` with the server's own totals, where it sends them along: they tell the difference to mend."""
    extra = body.get("extra")
    totals = extra.get("totals") if isinstance(extra, dict) else None
    if not isinstance(totals, dict) or not {"payments_sum", "amount_due"} <= set(totals):
        return fault
    values = (fault.values[0], quoted(totals["payments_sum"], 20), quoted(totals["amount_due"], 20))
    return Invalid(_PAYMENTS, values, fields=fault.fields, status=fault.status)


def _forbidden(request: Request, answer: Answer, said: Said) -> ProviderError:
    left = {window.name: window.remaining for window in windows(answer.headers)}
    wait = retry_after(answer.headers, answer.at, longest=_MONTH)
    empty = [name for name, remaining in left.items() if remaining <= 0]
    if wait is not None or empty or (_OVER_QUOTA.search(said.message) and said.code != "NO_PERMISSION"):
        name = "month" if "month" in empty else "hour" if empty or wait is None or wait <= 3600 else "month"
        until = answer.at + timedelta(seconds=wait) if wait is not None else window_end(name, answer.at)
        return used_up(name, until, status=403)
    if _EXPIRED.search(said.message) and said.code != "NO_PERMISSION":
        return Forbidden(_LICENCE, (said.message,), code="licence-expired", status=403)
    needed = scope_for(request)
    if needed and (said.code == "NO_PERMISSION" or not said.code):
        return Forbidden(_SCOPE, (needed,), code="missing-scope", status=403)
    fault = from_status(403, answer.headers, said, answer.at, repeatable=request.repeatable)
    return fault or Forbidden(said.message, status=403)


def scope_for(request: Request) -> str | None:
    """The scope that a call needs; None where it needs none."""
    if "/issued_documents" in request.url:
        return _ISSUED_SCOPES.get(dict(request.query).get("type", "invoice"))
    return next((scope for part, scope in _SCOPES if part in request.url), None)


def windows(headers: Mapping[str, str]) -> tuple[Window, ...]:
    """What the RateLimit headers say is left of the hour and the month."""
    found = []
    for name, header in (("hour", "hourly"), ("month", "monthly")):
        limit, left = (_figure(headers.get(f"ratelimit-{header}{what}", "")) for what in ("limit", "remaining"))
        if left is not None:
            found.append(Window(name, limit or 0, left))
    return tuple(found)


def _figure(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
