"""What opens a connection, on the command line: a token typed unseen or read from a descriptor, or a person who signs
in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tuiledger import bootstrap
from tuiledger.cli.passphrases import typed_unseen
from tuiledger.cli.session import Session
from tuiledger.domain.connections import NO_PASSWORDS, Grant
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports.connecting import SignIn

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def loopback(typed: str) -> str:
    """The address of a simulated cloud.

    Raises:
        argparse.ArgumentTypeError: it is not one on this machine.
    """
    try:
        parts = urlsplit(typed)
        if parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port:
            return typed
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("only http://127.0.0.1:PORT and the like: a simulated cloud on this machine"))


def no_password() -> type[argparse.Action]:
    """Answers the two options of people who know the old integration; what they typed is not repeated."""

    class NoPassword(argparse.Action):
        def __call__(
            self,
            parser: argparse.ArgumentParser,
            namespace: argparse.Namespace,
            values: str | Sequence[Any] | None,
            option_string: str | None = None,
        ) -> None:
            parser.error(_(NO_PASSWORDS))

    return NoPassword


def entrance(options: argparse.Namespace, session: Session, grant: Grant) -> Secret | SignIn:
    """What opens a connection of the kind ``grant``.

    Raises:
        Refusal: there is nobody to ask for a token, and none was given (``no-token``).
        VaultError: the descriptor cannot be read (``unsafe``).
    """
    from tuiledger.ports.connecting import SignIn

    if grant is not Grant.PERSONAL_TOKEN:
        secret = bootstrap.passphrases(options.client_secret_fd)() if options.client_secret_fd is not None else None
        return SignIn(_Terminal(session), secret, options.port, options.paste)
    if options.token_fd is not None:
        token = bootstrap.passphrases(options.token_fd)()
    else:
        if sys.stdin.isatty():
            session.tell(_(NO_PASSWORDS))
        token = typed_unseen(_("Token"))
    if not token:
        raise Refusal("no-token", "No token was given: type it in a terminal, or name --token-fd")
    return token


class _Terminal:
    """A person before a terminal (:class:`tuiledger.ports.connecting.Person`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def visit(self, address: str, ssh_line: str) -> None:
        """Show an address to open."""
        self._session.tell(_("Open this address in the browser and sign in:"))
        self._session.tell(address)
        self._session.tell(_("If the browser is on another machine, run this there first:"))
        self._session.tell(ssh_line)

    async def paste(self, address: str, redirect_uri: str) -> str:
        """Show an address to open, and take the one that the browser came back to."""
        self._session.tell(_("Open this address in the browser and sign in:"))
        self._session.tell(address)
        self._session.tell(_("Then paste the whole address that the browser came back to, which begins with {}:")
                           .format(redirect_uri))  # fmt: skip
        # Nothing else goes on meanwhile, and a thread that waits for a line could not be interrupted.
        return _line()

    async def type_code(self, code: str, address: str, until: datetime) -> None:
        """Show a code to type."""
        self._session.tell(
            _("Open {} in any browser and type {} there, before {}").format(
                address, code, f"{until.astimezone():%H:%M}"
            )
        )


def _line() -> str:
    return sys.stdin.readline()
