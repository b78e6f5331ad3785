"""The authorization code grant in a terminal: the browser comes back to a listener here, or its address is pasted.

Whoever listens first on a port of a shared machine gets what is sent there, so the listener is open before the address
is shown, the state is compared, and with PKCE a stolen code is worth nothing (RFC 8252, RFC 9700).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import h11

from tuiledger.domain.faults import Refused, Unavailable, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.providers.errors import quoted
from tuiledger.providers.oauth import OAuth, Pair
from tuiledger.text.translation import _, translate

_DENIED: Final = N_("The sign-in was refused in the browser: {}")
_STATE: Final = N_("The address belongs to another sign-in: start again")
_ADDRESS: Final = N_("This is not the address that the browser came back to: it should begin with {}")
_USED: Final = N_("This sign-in has already been used: start again")
_NOBODY: Final = N_("Nobody came back from the browser in time")
_STRAY: Final = N_("Something else keeps calling the sign-in’s address: start again")
#: Calls that are not the browser's, before the listener gives up.
_STRAYS: Final = 50
_LARGEST: Final = 16 * 1024


class SignIn:
    """One sign-in in a browser; its state and its code are good for once."""

    def __init__(self, oauth: OAuth, base_url: str, redirect_uri: str, scopes: tuple[str, ...]) -> None:
        self._oauth, self.redirect_uri = oauth, redirect_uri
        self._base, self._scopes = base_url.rstrip("/"), scopes
        self._state = secrets.token_urlsafe(32)
        self._verifier = Secret(secrets.token_urlsafe(48)) if oauth.endpoints.pkce else None
        self._used = False

    @property
    def address(self) -> str:
        """Where the person signs in."""
        query = {
            "response_type": "code",
            "client_id": self._oauth.client.id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self._scopes),
            "state": self._state,
        }
        if self._verifier is not None:
            digest = hashlib.sha256(self._verifier.reveal().encode()).digest()
            query["code_challenge"] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            query["code_challenge_method"] = "S256"
        return f"{self._base}{self._oauth.endpoints.authorize}?{urlencode(query)}"

    def code_in(self, redirected: str) -> Secret:
        """The code in the address that the browser came back to, once.

        Args:
            redirected: the whole address, as the listener saw it or a person pasted it.

        Raises:
            UnexpectedAnswer: another address (``address``), or another sign-in's state (``state``).
            Refused: the person said no (``denied``), or the sign-in is used (``used``).
        """
        expected, found = urlsplit(self.redirect_uri), urlsplit("".join(redirected.split())[:_LARGEST])
        if (found.scheme, found.netloc, found.path) != (expected.scheme, expected.netloc, expected.path):
            raise UnexpectedAnswer(_ADDRESS, (self.redirect_uri,), code="address")
        fields = parse_qs(found.query)
        states, codes, errors = fields.get("state", []), fields.get("code", []), fields.get("error", [])
        if len(states) != 1 or not hmac.compare_digest(states[0].encode(), self._state.encode()):
            raise UnexpectedAnswer(_STATE, code="state")
        if self._used:
            raise Refused(_USED, code="used")
        self._used = True
        if errors:
            why = quoted(fields.get("error_description", errors)[0]) or quoted(errors[0])
            raise Refused(_DENIED, (why,), code="denied" if errors[0] == "access_denied" else "refused")
        if len(codes) != 1 or not codes[0]:
            raise UnexpectedAnswer(_ADDRESS, (self.redirect_uri,), code="address")
        return Secret(codes[0])

    async def finish(self, code: Secret) -> Pair:
        """The tokens for ``code``.

        Raises:
            ProviderError: the provider does not give them.
        """
        return await self._oauth.exchange(code, self.redirect_uri, self._verifier)


class Listener:
    """Waits on loopback for the browser to come back, for one sign-in."""

    def __init__(self, host: str, path: str) -> None:
        self._host, self._path = host, path
        self._port = 0
        self._sign_in: SignIn | None = None
        self._strays = 0
        self._came: asyncio.Future[Secret] = asyncio.get_running_loop().create_future()

    @property
    def redirect_uri(self) -> str:
        """The address to register with the provider and to come back to."""
        return f"http://{self._host}:{self._port}{self._path}"

    def ssh_line(self, destination: str) -> str:
        """What to run on the machine the browser is on, when this one is reached by SSH.

        Args:
            destination: ``user@host`` of this machine.
        """
        return f"ssh -N -L {self._port}:127.0.0.1:{self._port} {destination}"

    async def code(self, sign_in: SignIn, seconds: float = 300.0) -> Secret:
        """The code that the browser brings back.

        Raises:
            Unavailable: nobody came in time (``timeout``).
            Refused: the person said no, or strangers keep calling.
        """
        self._sign_in = sign_in
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self._came)
        except TimeoutError:
            raise Unavailable(_NOBODY, code="timeout") from None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one caller."""
        try:
            async with asyncio.timeout(10):
                status, text = self._judge(await _request_line(reader))
                writer.write(_page(status, text))
                await writer.drain()
        except (TimeoutError, OSError, h11.ProtocolError):
            self._stray()
        finally:
            writer.close()

    def _judge(self, target: str | None) -> tuple[int, str]:
        if target is None or urlsplit(target).path != self._path or self._sign_in is None or self._came.done():
            self._stray()
            return 404, _("Nothing is here.")
        try:
            code = self._sign_in.code_in(f"http://{self._host}:{self._port}{target}")
        except UnexpectedAnswer as error:
            # Anybody on this machine may knock: the sign-in goes on waiting for its own browser.
            self._stray()
            return 400, translate(error.message, *error.values)
        except Refused as error:
            self._came.set_exception(error)
            return 400, translate(error.message, *error.values)
        self._came.set_result(code)
        return 200, _("Signed in. You can close this page and go back to the terminal.")

    def _stray(self) -> None:
        self._strays += 1
        if self._strays > _STRAYS and not self._came.done():
            self._came.set_exception(Refused(_STRAY, code="stray"))

    @asynccontextmanager
    async def open(self, port: int = 0) -> AsyncIterator[Listener]:
        """Listen on 127.0.0.1, on ``port`` or a free one, until the block is left.

        Raises:
            OSError: the port is taken.
        """
        server = await asyncio.start_server(self.serve, "127.0.0.1", port, limit=_LARGEST)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            if self._came.done() and not self._came.cancelled():
                self._came.exception()


async def _request_line(reader: asyncio.StreamReader) -> str | None:
    """The target of a GET request; None for any other."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST)
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(4096))
            continue
        if isinstance(event, h11.Request) and event.method == b"GET":
            return event.target.decode("ascii", "replace")
        return None


def _page(status: int, text: str) -> bytes:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    body = f'<!doctype html><meta charset="utf-8"><title>tuiledger</title><p>{safe}</p>'.encode()
    reason = {200: "OK", 400: "Bad Request"}.get(status, "Not Found")
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode() + body
