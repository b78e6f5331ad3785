"""One way to the clouds: every call has a total deadline, an allowed host, caps on what comes back, and a record.

Nothing of the environment steers it (no proxies, no netrc), no redirect is followed, no cookie is kept, and TLS is not
optional: plain HTTP is for the simulated cloud on loopback alone.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast
from urllib.parse import urlencode, urlsplit

import httpx

from tuiledger import __version__
from tuiledger.domain.faults import ProviderError, UnexpectedAnswer
from tuiledger.domain.secrets import Secret
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import Recorder
from tuiledger.providers.bodies import read_body
from tuiledger.providers.errors import from_transport
from tuiledger.providers.recorder import record

if TYPE_CHECKING:
    from types import ModuleType

# httpx writes every address at INFO, and addresses may hold codes; stamina's wait is told by the run itself.
for _name in ("httpx", "httpcore", "stamina"):
    logging.getLogger(_name).setLevel(logging.ERROR if _name == "stamina" else logging.WARNING)

# httpcore looks for sniffio several times a call; where it is not installed, each look searches the file system.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", cast("ModuleType", None))

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HEADERS: Final = {"Accept-Encoding": "gzip", "Connection": "keep-alive", "User-Agent": f"tuiledger/{__version__}"}
_FOREIGN: Final = N_("A call to {} was not made: the provider does not own that address")
_REDIRECTED: Final = N_("The provider sent the call elsewhere, which is never followed")


class Limits(NamedTuple):
    """What one exchange may take: seconds in all and to connect, bytes on the wire and once unpacked."""

    deadline: float = 30.0
    connect: float = 10.0
    wire: int = 32 * 1024 * 1024
    decoded: int = 64 * 1024 * 1024


class Request(NamedTuple):
    """A call to make: ``url`` is a path below the base address, or a whole address of an allowed host.

    ``repeatable`` says that asking twice does no more than asking once. ``bearer`` goes into the Authorization header;
    ``hidden`` are further secrets of the call that no record may show.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    accept: str = "application/json"
    content_type: str = "application/json"
    repeatable: bool = True
    bearer: Secret | None = None
    hidden: tuple[Secret, ...] = ()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything secret in this call."""
        return (self.bearer, *self.hidden) if self.bearer else self.hidden


class Answer(NamedTuple):
    """What came back, unpacked; header names are in small letters. ``at`` is when the call was made (aware, UTC)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime


class Http:
    """The connections to one provider; close it when done.

    Args:
        base_url: the provider's own address, or a simulated cloud's on loopback.
        hosts: further hosts that may be called; ``.example.com`` allows every host below it.
        simulated: ``base_url`` is a simulated cloud: plain HTTP, on loopback and nowhere else.
        clock: the present moment, aware, in UTC.

    Raises:
        UnexpectedAnswer: a base address that is not allowed (``host``).
    """

    def __init__(
        self,
        base_url: str,
        recorder: Recorder,
        *,
        hosts: Collection[str] = (),
        simulated: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - an immutable value
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        base = urlsplit(base_url)
        # Loopback is the one place that plain HTTP reaches, and the simulated cloud the one thing it is for.
        if (base.scheme == "http") is not simulated or simulated is not (base.hostname in LOOPBACK):
            raise _foreign(base_url)
        self._base = f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}"
        self._origin = _origin(base_url)
        self._hosts = frozenset() if simulated else frozenset(hosts)
        self._recorder = recorder
        self._clock = clock
        self.simulated = simulated
        self.limits = limits
        # A transport alone, without the client around it, which would look for cookies, redirects and sign-ins.
        self._transport: httpx.AsyncBaseTransport = httpx.AsyncHTTPTransport(
            # There is no TLS on loopback, and making ready for it takes a while.
            verify=False if simulated else _trusted(),
            trust_env=False,
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=4),
        )
        self._timeout = httpx.Timeout(limits.deadline, connect=limits.connect).as_dict()

    def owns(self, url: str) -> bool:
        """Whether ``url`` is at the base address itself, where the token may go."""
        return not urlsplit(url).scheme or _origin(url) == self._origin

    async def send(self, request: Request, attempt: int = 1) -> Answer:
        """One exchange, whatever its status; a redirect is none.

        Raises:
            ProviderError: no answer in time, no network, or an answer that is too large or cannot be unpacked.
        """
        url = self._target(request.url)
        at, start = self._clock(), time.perf_counter()
        sent = _Sent()
        answer: Answer | None = None
        fault: ProviderError | None = None
        try:
            answer = await self._exchange(request, url, sent, at)
            if 300 <= answer.status < 400:
                fault = UnexpectedAnswer(_REDIRECTED, code="redirect", status=answer.status)
        except ProviderError as error:
            fault = error
        except (TimeoutError, httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError) as error:
            fault = from_transport(error, unknown=not request.repeatable and sent.begun)
        milliseconds = round((time.perf_counter() - start) * 1000)
        # The path of an address elsewhere is often itself the key to what lies there.
        shown = url if self.owns(url) else f"https://{urlsplit(url).hostname}/…"
        self._recorder.exchanged(record(request, shown, answer, fault, at, milliseconds, attempt))
        if fault is not None or answer is None:
            # Without its cause: that holds the request, and the request its secrets.
            raise fault or AssertionError from None
        return answer

    async def _exchange(self, request: Request, url: str, sent: _Sent, at: datetime) -> Answer:
        headers = {"Accept": request.accept, **_HEADERS}
        if request.body is not None:
            headers["Content-Type"] = request.content_type
        if request.bearer is not None:
            if not self.owns(url):
                raise _foreign(url)
            headers["Authorization"] = f"Bearer {request.bearer.reveal()}"
        extensions: dict[str, Any] = {"timeout": self._timeout}
        if not request.repeatable:
            extensions["trace"] = sent
        asked = f"{url}?{urlencode(request.query)}" if request.query else url
        call = httpx.Request(request.method, asked, headers=headers, content=request.body, extensions=extensions)
        async with asyncio.timeout(self.limits.deadline):
            response = await self._transport.handle_async_request(call)
            try:
                body = await read_body(response, self.limits.wire, self.limits.decoded)
            finally:
                await response.aclose()
        return Answer(response.status_code, response.headers, body, at)

    def _target(self, url: str) -> str:
        if not urlsplit(url).scheme:
            if not url.startswith("/") or url.startswith("//"):
                raise _foreign(url)
            return self._base + url
        parts = urlsplit(url)
        if _origin(url) != self._origin:
            host = parts.hostname or ""
            allowed = any(host.endswith(own) if own.startswith(".") else host == own for own in self._hosts)
            if not allowed or _origin(url) != ("https", host, 443) or "@" in parts.netloc:
                raise _foreign(url)
        return url

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.aclose()


class _Sent:
    """Whether a request began to leave: httpcore tells the steps of an exchange to this."""

    begun = False

    async def __call__(self, step: str, details: object) -> None:
        if step == "http11.send_request_headers.started":
            self.begun = True


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The system's own certificate authorities, TLS 1.2 or later."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise _foreign(url) from None
    return parts.scheme, parts.hostname or "", port or (443 if parts.scheme == "https" else 80)


def _foreign(url: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(_FOREIGN, (urlsplit(url).hostname or "?",), code="host")
