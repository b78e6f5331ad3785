"""The device grant (RFC 8628): a code on this screen, typed on the provider's page on any other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from tuiledger.domain.faults import OutcomeUnknown, Refused, Unavailable, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.providers.oauth import OAuth, Pair, oauth_said, refusal
from tuiledger.providers.reading import read_json
from tuiledger.text.clean import clean_line

_SHAPE: Final = N_("The provider’s answer to the sign-in has not the form it should have: {}")
_DENIED: Final = N_("The sign-in was refused on the provider’s page")
_EXPIRED: Final = N_("The code was not typed in time: ask for another")
_UNOFFERED: Final = N_("This provider has no sign-in by code")

_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_SHORTEST, _LONGEST = 1.0, 60.0
#: What slow_down adds to the interval, for good (RFC 8628, 3.5).
_SLOWER: Final = 5.0
_LONGEST_LIFE: Final = 3600


class DeviceCode(NamedTuple):
    """What a person is shown, and what is asked with meanwhile."""

    user_code: str
    verification_uri: str
    device_code: Secret
    interval: float
    expires_at: datetime


async def ask_for_code(oauth: OAuth, scopes: tuple[str, ...]) -> DeviceCode:
    """A code to show.

    Raises:
        Refused: the provider does not offer this way in.
        ProviderError: no answer, or one that cannot be believed.
    """
    if oauth.endpoints.device is None:
        raise Refused(_UNOFFERED, code="unsupported")
    answer = await oauth.post(oauth.endpoints.device, {"scope": " ".join(scopes)})
    fault = refusal(answer)
    if fault is not None:
        raise fault
    found = read_json(answer.body)
    if isinstance(found, dict) and oauth.endpoints.wrapped_device:
        found = found.get("data")
    if not isinstance(found, dict):
        raise UnexpectedAnswer(_SHAPE, ("data",), code="shape")
    address = _text(found, "verification_uri")
    parts = urlsplit(address)
    # A person is sent there: an address without TLS is for the simulated cloud alone.
    if parts.scheme != "https" and not (parts.scheme == "http" and oauth.simulated):
        raise UnexpectedAnswer(_SHAPE, ("verification_uri",), code="shape")
    return DeviceCode(
        user_code=clean_line(_text(found, "user_code"), 40),
        verification_uri=clean_line(address, 300),
        device_code=Secret(_text(found, "device_code")),
        interval=min(max(_number(found, "interval", 5), _SHORTEST), _LONGEST),
        expires_at=answer.at + timedelta(seconds=min(_number(found, "expires_in", 300), _LONGEST_LIFE)),
    )


async def wait_for_person(
    oauth: OAuth,
    code: DeviceCode,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Pair:
    """The tokens, once the person has typed the code.

    Raises:
        Refused: the person said no (``denied``) or took too long (``expired``).
        ProviderError: an answer that cannot be believed.
    """
    interval = code.interval
    fields = {"grant_type": _DEVICE_GRANT, "device_code": code.device_code.reveal()}
    while clock() < code.expires_at:
        await sleep(interval)
        try:
            answer = await oauth.post(oauth.endpoints.token, fields, hidden=(code.device_code,))
        except (Unavailable, OutcomeUnknown):
            # No answer: ask less often (RFC 8628, 3.5).
            interval = min(interval * 2, _LONGEST)
            continue
        error = oauth_said(answer).code
        if error == "slow_down" or answer.status == 429:
            interval = min(interval + _SLOWER, _LONGEST)
        elif error == "access_denied":
            raise Refused(_DENIED, code="denied", status=answer.status)
        elif error == "expired_token":
            raise Refused(_EXPIRED, code="expired", status=answer.status)
        elif error != "authorization_pending" and answer.status < 500:
            fault = refusal(answer)
            if fault is not None:
                raise fault
            return oauth.pair(answer)
    raise Refused(_EXPIRED, code="expired")


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value or len(value) > 8192:
        raise UnexpectedAnswer(_SHAPE, (name,), code="shape")
    return value


def _number(found: dict[str, Any], name: str, default: int) -> float:
    value = found.get(name, default)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float(default)
