"""From what went wrong on the way to the tree of :mod:`tuiledger.domain.faults`, in one place.

httpx and the deadline      -> Unavailable (no-network, timeout, provider-down), OutcomeUnknown, UnexpectedAnswer (tls)
status 400, 422             -> Invalid with the fields that are wrong
status 401                  -> InvalidCredentials
status 403                  -> Forbidden; what more it may mean is the provider's own affair
status 404, 409, 412        -> NotFound, Conflict
status 408, 425, 5xx        -> Unavailable, or OutcomeUnknown after a call that changes something
status 429                  -> QuotaUsedUp (burst) until the moment it names
any other                   -> UnexpectedAnswer
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

import httpx

from tuiledger.domain.faults import (
    Conflict,
    Forbidden,
    Invalid,
    InvalidCredentials,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    QuotaUsedUp,
    Unavailable,
    UnexpectedAnswer,
)
from tuiledger.domain.wording import N_
from tuiledger.text.clean import clean_line
from tuiledger.text.redact import redact

_NO_NETWORK: Final = N_("The provider cannot be reached: no network, or no such host")
_TIMEOUT: Final = N_("The provider did not answer in time")
_BROKEN_OFF: Final = N_("The provider broke off its answer")
_TLS: Final = N_("The other end could not prove that it is the provider: its certificate is not valid")
_UNKNOWN: Final = N_("The call was sent and no answer came: it is not known whether it took effect")
_INVALID: Final = N_("The provider refuses the data: {}")
_CREDENTIALS: Final = N_(
    "The provider does not accept the token: give the connection another one with connection rotate"
)
_FORBIDDEN: Final = N_("The provider does not allow it: {}")
_NOT_FOUND: Final = N_("The provider has no such thing, or it belongs to another company")
_CONFLICT: Final = N_("The provider has it in another state: {}")
_DOWN: Final = N_("The provider is out of order for now (status {})")
_BURST: Final = N_("Too many calls in a short time: the provider asks to wait")
_STATUS: Final = N_("The provider answered with status {}, which means nothing here")

#: How long a Retry-After is believed, in seconds: a bad clock must not stop a studio for a year.
SHORTEST, LONGEST = 1, 15 * 60
_DEFAULT_WAIT: Final = 60


class Said(NamedTuple):
    """What the body of a refusal says, whatever its shape: a sentence, a code, and (dotted path, sentence) pairs."""

    message: str = ""
    code: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def quoted(text: object, limit: int = 300) -> str:
    """A provider's own words, safe to show and without secrets."""
    return redact(clean_line(str(text), limit)) if text else ""


def from_transport(error: Exception, *, unknown: bool) -> ProviderError:
    """The fault behind an exception of httpx, of the deadline, or of the network.

    Args:
        unknown: the request was sent, and it changes something.
    """
    if _is_tls(error):
        return UnexpectedAnswer(_TLS, code="tls")
    if unknown:
        return OutcomeUnknown(_UNKNOWN)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Unavailable(_NO_NETWORK, code="no-network")
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Unavailable(_TIMEOUT, code="timeout")
    return Unavailable(_BROKEN_OFF)


def _is_tls(error: BaseException | None) -> bool:
    for _ in range(6):
        if error is None:
            return False
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def from_status(
    status: int, headers: Mapping[str, str], said: Said, now: datetime, *, repeatable: bool
) -> ProviderError | None:
    """The fault that a status stands for; None for success.

    Args:
        said: what the body says.
        now: the present moment, aware; a Retry-After counts from it.
        repeatable: asking again does no more than asking once.
    """
    words = said.message or str(status)
    match status:
        case 400 | 422:
            return Invalid(_INVALID, (words,), fields=said.fields, status=status)
        case 401:
            return InvalidCredentials(_CREDENTIALS, status=status)
        case 403:
            return Forbidden(_FORBIDDEN, (words,), status=status)
        case 404:
            return NotFound(_NOT_FOUND, status=status)
        case 409 | 412:
            return Conflict(_CONFLICT, (words,), status=status)
        case 429:
            wait = retry_after(headers, now) or _DEFAULT_WAIT
            return QuotaUsedUp(_BURST, until=now + timedelta(seconds=wait), window="burst", status=status)
    if status in (408, 425) or 500 <= status < 600:
        if not repeatable:
            return OutcomeUnknown(_UNKNOWN, status=status)
        fault = Unavailable(_DOWN, (str(status),), status=status)
        fault.retry_after = retry_after(headers, now)
        return fault
    return None if 200 <= status < 300 else UnexpectedAnswer(_STATUS, (str(status),), status=status, code="status")


def retry_after(headers: Mapping[str, str], now: datetime, longest: int = LONGEST) -> int | None:
    """The seconds a Retry-After header asks for, from 1 to ``longest``; None without a readable one.

    A moment is measured against the answer's own Date, so that a wrong clock on either side does not matter.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(max(int(asked[:10]), SHORTEST), longest)
    moment = http_date(asked)
    if moment is None:
        return None
    seconds = (moment - (http_date(headers.get("date", "")) or now)).total_seconds()
    return min(max(round(seconds), SHORTEST), longest)


def http_date(text: str) -> datetime | None:
    """The moment an HTTP date tells; None where it tells none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
