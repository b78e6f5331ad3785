"""Signing in: authorization code, device code, and refreshing with rotation (RFC 6749, RFC 8628).

Requests to the token endpoint are JSON; its answers are flat, and only the device code comes inside ``data``.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from tuiledger.sandbox.clouds.clock import CloudClock
from tuiledger.sandbox.clouds.exchange import NotJson, Reply, Request, json_reply
from tuiledger.sandbox.clouds.fattureincloud.errors import OAuthError
from tuiledger.sandbox.clouds.fattureincloud.grants import ACCESS_SECONDS, ALL_SCOPES, Grant, Grants
from tuiledger.sandbox.clouds.fattureincloud.switches import Switches
from tuiledger.sandbox.clouds.journal import Journal

CODE_SECONDS: Final = 60
DEVICE_SECONDS: Final = 300
DEVICE_INTERVAL: Final = 5
VERIFICATION: Final = "https://fattureincloud.it/connetti"
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass
class _Code:
    """An authorization code: what it was given for, used once, within a minute."""

    redirect: str
    scopes: frozenset[str]
    user: str
    expires_at: datetime.datetime
    used: bool = False


@dataclass
class Device:
    """A device code and what the person has said of it: nothing yet (None), yes or no."""

    code: str
    user_code: str
    scopes: frozenset[str]
    expires_at: datetime.datetime
    granted: bool | None = None
    user: str = "accountant"
    interval: int = DEVICE_INTERVAL
    asked_at: datetime.datetime | None = None
    used: bool = False


class OAuth:
    """The sign-in of the simulated cloud, with one registered application."""

    def __init__(self, clock: CloudClock, switches: Switches, grants: Grants, journal: Journal, seed: int) -> None:
        self.client_id = f"sandbox-{seed}"
        self.client_secret = sha256(f"{seed} secret".encode()).hexdigest()
        self.devices: dict[str, Device] = {}
        self._codes: dict[str, _Code] = {}
        self._clock = clock
        self._switches = switches
        self._grants = grants
        self._journal = journal

    def answer(self, request: Request) -> Reply:
        """Answer a request under ``/oauth/``."""
        try:
            match request.method, request.path:
                case "GET", "/oauth/authorize":
                    return self._authorize(request)
                case "POST", "/oauth/token":
                    return self._token(_fields(request))
                case "POST", "/oauth/device":
                    return self._device(_fields(request))
            raise OAuthError("invalid_request", "There is no such endpoint.", 404)
        except OAuthError as error:
            return error.reply()

    def _authorize(self, request: Request) -> Reply:
        """Send the browser back at once: the person at the other side agrees, or does not (switch ``consent``)."""
        query = request.query
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self.client_id:
            raise OAuthError("invalid_client", "Client authentication failed.", 401)
        if urlsplit(redirect).hostname not in _LOOPBACK:
            raise OAuthError("invalid_request", "The redirect_uri is not one of those registered.")
        back: dict[str, str] = {"state": query["state"]} if "state" in query else {}
        try:
            if query.get("response_type") != "code":
                raise OAuthError("unsupported_response_type", "The response_type must be code.")
            scopes = _scopes(query.get("scope", ""))
            if not self._switches.consent:
                raise OAuthError("access_denied", "The resource owner denied the request.")
        except OAuthError as error:
            back |= {"error": error.error, "error_description": error.description}
        else:
            code = f"c/{secrets.token_hex(32)}"
            expires = self._clock.now() + datetime.timedelta(seconds=CODE_SECONDS)
            self._codes[code] = _Code(redirect, scopes, query.get("sandbox_user", "accountant"), expires)
            self._journal.changed("authorize", request.path)
            back = {"code": code, **back}
        joint = "&" if urlsplit(redirect).query else "?"
        return Reply(302, (("Location", f"{redirect}{joint}{urlencode(back)}"),))

    def _token(self, fields: dict[str, Any]) -> Reply:
        match fields.get("grant_type"):
            case "authorization_code":
                grant = self._exchange_code(fields)
            case "refresh_token":
                grant = self._refresh(fields)
            case kind if kind == _DEVICE_GRANT:
                grant = self._exchange_device(fields)
            case None:
                raise OAuthError("invalid_request", "The grant type field is required.")
            case _:
                raise OAuthError("unsupported_grant_type", "The grant type is not supported.")
        family = grant.family
        return json_reply(
            {
                "token_type": "bearer",
                "access_token": grant.token,
                "refresh_token": family.refresh if family else None,
                "expires_in": ACCESS_SECONDS,
            }
        )

    def _exchange_code(self, fields: dict[str, Any]) -> Grant:
        self._check_client(fields, secret=True)
        if not fields.get("code"):
            raise OAuthError("invalid_request", "The code field is required when grant type is authorization_code.")
        code = self._codes.get(_text(fields, "code"))
        if code is None or code.used or code.expires_at <= self._clock.now():
            raise OAuthError("invalid_grant", "The code is invalid, expired or was used before.")
        code.used = True
        if code.redirect != fields.get("redirect_uri"):
            raise OAuthError("invalid_grant", "The redirect_uri is not the one of the authorization.")
        grant, _ = self._grants.open_family(code.user, code.scopes, None, device=False)
        self._journal.changed("sign_in", "/oauth/token", way="code")
        return grant

    def _refresh(self, fields: dict[str, Any]) -> Grant:
        token = _text(fields, "refresh_token")
        family = self._grants.family_of(token)
        self._check_client(fields, secret=family is not None and not family.device)
        if family is None or family.revoked or family.expires_at <= self._clock.now():
            raise OAuthError("invalid_grant", "The refresh token is invalid.")
        if token in family.spent:
            self._journal.changed("refresh_reused", "/oauth/token", answer=self._switches.refresh_reuse)
            if self._switches.refresh_reuse == "revoke":
                family.revoked = True
            if self._switches.refresh_reuse != "allow":
                raise OAuthError("invalid_grant", "The refresh token is invalid.")
        self._journal.changed("refresh", "/oauth/token")
        return self._grants.turn(family)

    def _device(self, fields: dict[str, Any]) -> Reply:
        self._check_client(fields, secret=False)
        if not self._switches.device_flow:
            raise OAuthError("unauthorized_client", "The device flow is not enabled for this application.")
        scopes = _scopes(_text(fields, "scope"))
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        device = Device(
            code=f"d/{secrets.token_hex(32)}",
            user_code=f"{letters[:4]}-{letters[4:]}",
            scopes=scopes,
            expires_at=self._clock.now() + datetime.timedelta(seconds=DEVICE_SECONDS),
        )
        self.devices[device.code] = device
        told = {
            "device_code": device.code, "user_code": device.user_code, "verification_uri": VERIFICATION,
            "scope": {name: access for name, _, access in (scope.rpartition(":") for scope in sorted(scopes))},
            "interval": DEVICE_INTERVAL, "expires_in": DEVICE_SECONDS,
        }  # fmt: skip
        return json_reply({"data": told})

    def _exchange_device(self, fields: dict[str, Any]) -> Grant:
        self._check_client(fields, secret=False)
        device = self.devices.get(_text(fields, "device_code"))
        now = self._clock.now()
        if device is None or device.used:
            raise OAuthError("invalid_grant", "The device code is invalid.")
        if device.expires_at <= now:
            raise OAuthError("expired_token", "The device code has expired.")
        last, device.asked_at = device.asked_at, now
        if device.granted is None:
            if last is not None and (now - last).total_seconds() < device.interval:
                device.interval += DEVICE_INTERVAL
                raise OAuthError("slow_down", "Too many requests.", self._switches.pending_status)
            raise OAuthError("authorization_pending", "The authorization is pending.", self._switches.pending_status)
        if not device.granted:
            raise OAuthError("access_denied", "The resource owner denied the request.")
        device.used = True
        grant, _ = self._grants.open_family(device.user, device.scopes, None, device=True)
        self._journal.changed("sign_in", "/oauth/token", way="device")
        return grant

    def _check_client(self, fields: dict[str, Any], *, secret: bool) -> None:
        right = fields.get("client_secret") == self.client_secret if secret else True
        if fields.get("client_id") != self.client_id or not right:
            raise OAuthError("invalid_client", "Client authentication failed.", 401)


def _fields(request: Request) -> dict[str, Any]:
    """The JSON of a request to the token endpoints; a form is not understood."""
    try:
        return request.fields()
    except NotJson:
        raise OAuthError("invalid_request", "The request body must be a JSON object.") from None


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _scopes(text: str) -> frozenset[str]:
    """The scopes asked for, separated by blanks.

    Raises:
        OAuthError: one is not known.
    """
    scopes = frozenset(text.split())
    known = ALL_SCOPES | {f"{scope[:-1]}r" for scope in ALL_SCOPES}
    if scopes - known:
        raise OAuthError("invalid_scope", "The requested scope is invalid.")
    return scopes
