"""Exchanges as they may be kept: redacted when they are recorded, never later."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from tuiledger.domain.faults import ProviderError
from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import Exchange
from tuiledger.text.clean import clean, clean_line
from tuiledger.text.redact import HIDDEN, redact

if TYPE_CHECKING:
    from tuiledger.providers.http import Answer, Request

#: Characters kept of a body that says why something failed, and the longest other body that is kept.
_FAILED, _FINE = 4096, 1024
#: Read beyond the cut, so that a secret is recognised before it is cut in two.
_MARGIN: Final = 256
_HEADERS: Final = frozenset({
    "accept", "content-encoding", "content-length", "content-type", "date", "ratelimit-hourlylimit",
    "ratelimit-hourlyremaining", "ratelimit-monthlylimit", "ratelimit-monthlyremaining", "retry-after", "user-agent",
    "x-request-id",
})  # fmt: skip
_KEYS: Final = (
    r"[\w-]*(?:token|secret|password|passphrase|authorization|api_?key|private_?key|cookie|device_code|user_code)[\w-]*"
    r"|hash|url|dn_url|ai_url|attachment_url|attachment_preview_url|preview_url|code_verifier"
)
#: A JSON member with a name of the list above: its value goes, whole or up to where the body is cut.
_MEMBER: Final = re.compile(rf'("(?:{_KEYS})"\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^\s,\]}}\[{{]+)', re.IGNORECASE)
#: In an address ``code`` and ``state`` are a sign-in's; in a body they are words like others.
_QUERY: Final = re.compile(rf"(?:{_KEYS}|code|state)\Z", re.IGNORECASE)
#: Tokens and codes of Fatture in Cloud, with the slash as JSON may write it.
_TOKEN: Final = re.compile(r"(?<![\w/])[acdr]\\?/[\w.+/=-]{8,}")


class Silent:
    """A recorder that keeps nothing."""

    def exchanged(self, exchange: Exchange) -> None:
        """Let it go."""


def record(
    request: Request,
    url: str,
    answer: Answer | None,
    fault: ProviderError | None,
    at: datetime,
    milliseconds: int,
    attempt: int,
) -> Exchange:
    """One exchange as it may be kept.

    Args:
        url: where the call went; ``request.url`` may be a path.
        answer: None where none came.
        fault: what was wrong with it, as far as the transport can tell.
    """
    secrets = tuple(_forms(request.secrets))
    failed = fault is not None or (answer is not None and answer.status >= 400)
    body = answer.body if answer else b""
    # What came well and is long is kept as rows and files; a beginning of it explains nothing.
    shown = _body(body, secrets, _FAILED) if failed or len(body) <= _FINE else f"({len(body)} bytes)"
    return Exchange(
        at=at,
        method=request.method,
        url=_url(url, request.query, secrets),
        status=answer.status if answer else None,
        milliseconds=milliseconds,
        attempt=attempt,
        request_headers=(("accept", request.accept),),
        request_body=_body(request.body or b"", secrets, _FAILED),
        response_headers=_headers(answer.headers, secrets) if answer else (),
        response_body=shown,
        error=fault.code if fault else None,
    )


def _forms(secrets: Iterable[Secret]) -> Iterable[str]:
    """Every way in which a provider might send a secret back."""
    for secret in secrets:
        text = secret.reveal()
        if not text:
            continue
        raw = text.encode()
        yield from {
            text, text.replace("/", "\\/"), quote(text), quote(text, safe=""), raw.hex(), raw.hex().upper(),
            base64.b64encode(raw).decode().rstrip("="), base64.urlsafe_b64encode(raw).decode().rstrip("="),
        }  # fmt: skip


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


def _body(body: bytes, secrets: tuple[str, ...], cap: int) -> str:
    if not body:
        return ""
    # What is known to be secret goes before the cut, which may fall inside it.
    longest = max(map(len, secrets), default=0)
    text = _without(body[: cap + _MARGIN + longest].decode("utf-8", "replace"), secrets)
    text = _TOKEN.sub(HIDDEN, _MEMBER.sub(rf'\1"{HIDDEN}"', text))
    return clean(redact(text), cap)


def _headers(headers: Mapping[str, str], secrets: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.lower(), clean_line(_TOKEN.sub(HIDDEN, _without(value, secrets)), 200))
        for name, value in headers.items()
        if name.lower() in _HEADERS
    )


def _url(url: str, query: tuple[tuple[str, str], ...], secrets: tuple[str, ...]) -> str:
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *query]
    shown = urlencode(
        [(name, HIDDEN if _QUERY.match(name) else value) for name, value in pairs], safe="*:'<>=/, ", quote_via=quote
    )
    host = parts.netloc.rpartition("@")[2]
    text = f"{parts.scheme}://{host}{parts.path}" + (f"?{shown}" if shown else "")
    return clean_line(redact(_TOKEN.sub(HIDDEN, _without(text, secrets))), 500)
