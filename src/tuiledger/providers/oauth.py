"""OAuth 2 as providers speak it (RFC 6749): a grant is exchanged for tokens, and tokens are kept as one blob.

The blob is what the vault holds under a connection's secret name. It is JSON and has the tokens, when the access token
ends, and the client's own secret where it has one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import orjson

from tuiledger.domain.faults import (
    InvalidCredentials,
    NeedsReconnect,
    ProviderError,
    Refused,
    UnexpectedAnswer,
)
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.providers.errors import Said, from_status, quoted
from tuiledger.providers.http import Answer, Http, Request
from tuiledger.providers.reading import read_json

_REFUSED: Final = N_("The provider refuses the sign-in: {}")
_GONE: Final = N_("The provider no longer accepts this sign-in: sign in again with connection rotate")
_SHAPE: Final = N_("The provider’s answer to the sign-in has not the form it should have: {}")

#: A token that never says when it ends is asked about when it is refused.
_LONGEST_LIFE: Final = 10 * 365 * 86400


class Endpoints(NamedTuple):
    """Where an authorization server listens, as paths below the provider's address.

    ``json_body`` sends JSON in place of a form; ``wrapped_device`` expects the answer for a device inside ``data``;
    ``pkce`` adds a proof that whoever exchanges the code is who asked for it (RFC 7636).
    """

    authorize: str
    token: str
    device: str | None = None
    json_body: bool = False
    wrapped_device: bool = False
    pkce: bool = True


class Client(NamedTuple):
    """The studio's registration with the provider; a public client has no secret."""

    id: str
    secret: Secret | None = None


class Pair(NamedTuple):
    """An access token, what renews it, and when it ends (aware, UTC; None when that is not known)."""

    access: Secret
    refresh: Secret | None = None
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    client_secret: Secret | None = None
    #: From when on it is renewed before it is used.
    renew_at: datetime | None = None

    def to_blob(self) -> Secret:
        """The pair as the vault keeps it."""
        return Secret(
            json.dumps(
                {
                    "access": self.access.reveal(),
                    "refresh": self.refresh.reveal() if self.refresh else None,
                    "expires_at": self.expires_at.isoformat() if self.expires_at else None,
                    "renew_at": self.renew_at.isoformat() if self.renew_at else None,
                    "scopes": self.scopes,
                    "client_secret": self.client_secret.reveal() if self.client_secret else None,
                }
            )
        )

    @classmethod
    def from_blob(cls, blob: Secret) -> Pair:
        """The pair that the vault kept.

        Raises:
            NeedsReconnect: the blob is not one.
        """
        try:
            kept = orjson.loads(blob.reveal())
            return cls(
                access=Secret(kept["access"]),
                refresh=Secret(kept["refresh"]) if kept["refresh"] else None,
                expires_at=_moment(kept["expires_at"]),
                scopes=tuple(kept["scopes"]),
                client_secret=Secret(kept["client_secret"]) if kept["client_secret"] else None,
                renew_at=_moment(kept["renew_at"]),
            )
        except (ValueError, TypeError, KeyError):
            raise NeedsReconnect(_GONE) from None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class OAuth:
    """The authorization server of a provider, asked on behalf of one client."""

    def __init__(self, http: Http, endpoints: Endpoints, client: Client) -> None:
        self._http, self.endpoints, self.client = http, endpoints, client

    @property
    def simulated(self) -> bool:
        """Whether the server is a simulated one on loopback."""
        return self._http.simulated

    async def exchange(self, code: Secret, redirect_uri: str, verifier: Secret | None = None) -> Pair:
        """The tokens for an authorization code.

        Raises:
            InvalidCredentials: the code is used, expired or not ours.
            ProviderError: no answer, or one that cannot be believed.
        """
        fields = {"grant_type": "authorization_code", "code": code.reveal(), "redirect_uri": redirect_uri}
        if verifier is not None:
            fields["code_verifier"] = verifier.reveal()
        answer = await self.post(self.endpoints.token, fields, hidden=(code, verifier), secret=True)
        fault = refusal(answer)
        if fault is not None:
            raise fault
        return self.pair(answer)

    async def refresh(self, pair: Pair) -> Pair:
        """The next pair. It is sent once: a refresh token that was used cannot be sent again.

        Raises:
            NeedsReconnect: the grant is gone.
            ProviderError: no answer, or one that cannot be believed; the pair at hand stays what it is.
        """
        if pair.refresh is None:
            raise NeedsReconnect(_GONE)
        fields = {"grant_type": "refresh_token", "refresh_token": pair.refresh.reveal()}
        client = self.client._replace(secret=self.client.secret or pair.client_secret)
        asking = OAuth(self._http, self.endpoints, client)
        answer = await asking.post(self.endpoints.token, fields, hidden=(pair.refresh, pair.access), secret=True)
        fault = refusal(answer)
        if isinstance(fault, InvalidCredentials):
            raise NeedsReconnect(_GONE, status=fault.status)
        if fault is not None:
            raise fault
        renewed = asking.pair(answer)
        # A server that does not rotate sends no refresh token: the old one goes on.
        return renewed._replace(refresh=renewed.refresh or pair.refresh, scopes=renewed.scopes or pair.scopes)

    async def post(
        self, path: str, fields: Mapping[str, str], *, hidden: tuple[Secret | None, ...] = (), secret: bool = False
    ) -> Answer:
        """One call to the authorization server; its refusals are answers as well.

        Args:
            hidden: secrets among ``fields``.
            secret: send the client's secret, where it has one.
        """
        fields = {"client_id": self.client.id, **fields}
        known = tuple(part for part in hidden if part is not None)
        if secret and self.client.secret is not None:
            fields["client_secret"] = self.client.secret.reveal()
            known = (*known, self.client.secret)
        request = Request("POST", path, body=orjson.dumps(fields), hidden=known, repeatable=False)
        if not self.endpoints.json_body:
            form = urlencode(fields).encode()
            request = request._replace(body=form, content_type="application/x-www-form-urlencoded")
        return await self._http.send(request)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def pair(self, answer: Answer) -> Pair:
        """The tokens in a success.

        Raises:
            UnexpectedAnswer: it holds none (``shape``).
        """
        found = read_json(answer.body)
        if not isinstance(found, dict):
            raise _shape("token")
        refresh, scope = found.get("refresh_token"), found.get("scope")
        life = found.get("expires_in")
        lasts = life if isinstance(life, int) and not isinstance(life, bool) and 0 < life <= _LONGEST_LIFE else None
        return Pair(
            access=_text(found, "access_token"),
            refresh=_text(found, "refresh_token") if refresh else None,
            # From when it was asked for: the answer may have been long on its way.
            expires_at=answer.at + timedelta(seconds=lasts) if lasts else None,
            scopes=tuple(scope.split()) if isinstance(scope, str) else (),
            client_secret=self.client.secret,
            renew_at=answer.at + timedelta(seconds=max(lasts - 300, lasts / 2)) if lasts else None,
        )


def refusal(answer: Answer) -> ProviderError | None:
    """The fault that an answer of an authorization server stands for (RFC 6749, 5.2); None for success.

    What is refused is told by ``error``, whatever the status: servers differ in that.
    """
    said = oauth_said(answer)
    if said.code in ("invalid_grant", "invalid_client", "unauthorized_client"):
        return InvalidCredentials(_REFUSED, (said.message or said.code,), status=answer.status)
    if said.code and answer.status < 500:
        return Refused(_REFUSED, (said.message or said.code,), code=_code(said.code), status=answer.status)
    return from_status(answer.status, answer.headers, said, answer.at, repeatable=False)


def oauth_said(answer: Answer) -> Said:
    """``error`` and ``error_description`` of an authorization server's answer, safe to show."""
    try:
        found = read_json(answer.body)
    except UnexpectedAnswer:
        return Said()
    if not isinstance(found, dict):
        return Said()
    error = found.get("error")
    if isinstance(error, dict):
        return Said(quoted(error.get("message")), quoted(error.get("code"), 60))
    return Said(quoted(found.get("error_description")), quoted(error, 60))


def _code(error: str) -> str:
    return error.replace("_", "-").lower()


def _text(found: Mapping[str, Any], name: str) -> Secret:
    value = found.get(name)
    # What cannot stand in a header can be no token.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not 0 < len(value) <= 8192:
        raise _shape(name)
    return Secret(value.strip())


def _shape(name: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(_SHAPE, (name,), code="shape")
