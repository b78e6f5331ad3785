"""Who may come in: only from this machine, only to the name it was given, only with the secret it printed.

A server on the loopback is reached by every user of the machine and by every page that a browser on it shows. The
secret keeps the users out; the ``Host`` keeps out a name that a page let point here (DNS rebinding); the ``Origin``
keeps out a page that opens a websocket (RFC 6455, 10.2).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

#: The addresses it may listen on: none of them can be reached from another machine.
LOOPBACK: Final = ("127.0.0.1", "::1")
_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
_SECRET_BYTES: Final = 32
_HTTP_PORT: Final = 80


class Knock(NamedTuple):
    """What a request says of itself.

    Args:
        hosts: every ``Host`` it carries; one is right.
        origins: every ``Origin`` it carries.
        upgrade: whether it asks for a websocket.
        tokens: every ``token`` of its address.
        cookie: the value of the door's cookie, empty without one.
    """

    hosts: Sequence[str]
    origins: Sequence[str] = ()
    upgrade: bool = False
    tokens: Sequence[str] = ()
    cookie: str = ""


class Answer(Enum):
    """What becomes of a request."""

    ENTER = auto()
    WELCOME = auto()
    """It brought the token: it gets the cookie and comes again without the token in its address."""
    WRONG_ADDRESS = auto()
    NO_SECRET = auto()


@dataclass(frozen=True, slots=True)
class Door:
    """The door of one server.

    The token opens it once, from the address that was printed; from then on the browser shows the cookie, a secret of
    its own, so that an address kept somewhere never holds what the browser sends along.
    """

    port: int
    token: str = field(repr=False)
    cookie: str = field(repr=False)

    @classmethod
    def of(cls, port: int) -> Door:
        """A door with new secrets, 32 random bytes each."""
        return cls(port, secrets.token_urlsafe(_SECRET_BYTES), secrets.token_urlsafe(_SECRET_BYTES))

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; browsers keep one jar for all ports of a host, so it bears the port."""
        return f"tuiledger-{self.port}"

    def address(self, host: str) -> str:
        """The address a person opens, with the token; ``host`` is one of :data:`LOOPBACK`."""
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{self.port}/?token={self.token}"

    def answer(self, knock: Knock) -> Answer:
        """What becomes of a request: where it comes from is looked at before what it knows."""
        if len(knock.hosts) != 1 or knock.hosts[0].lower() not in self._hosts():
            return Answer.WRONG_ADDRESS
        own = [f"http://{knock.hosts[0].lower()}"]
        given = [origin.lower() for origin in knock.origins]
        # A browser names the origin of every websocket; of a plain visit to a page it names none.
        if given != own and (given or knock.upgrade):
            return Answer.WRONG_ADDRESS
        if len(knock.tokens) == 1 and _same(knock.tokens[0], self.token):
            return Answer.WELCOME
        return Answer.ENTER if _same(knock.cookie, self.cookie) else Answer.NO_SECRET

    def _hosts(self) -> set[str]:
        hosts = {f"{name}:{self.port}" for name in _NAMES}
        return hosts | set(_NAMES) if self.port == _HTTP_PORT else hosts


def _same(given: str, secret: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())
