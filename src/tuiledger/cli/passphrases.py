"""Passphrases on the command line: a descriptor, never an argument that other users of the machine can read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from tuiledger import bootstrap
from tuiledger.cli.session import Session, said
from tuiledger.domain.runs import Refusal
from tuiledger.domain.secrets import Secret
from tuiledger.text.translation import _


def passphrase_option(parser: argparse.ArgumentParser) -> None:
    """``--passphrase-fd N``."""
    parser.add_argument(
        "--passphrase-fd", type=descriptor, metavar="N", help=_("read the passphrase from this open file descriptor")
    )


def descriptor(typed: str) -> int:
    """The number of an open file descriptor.

    Raises:
        argparse.ArgumentTypeError: it is none; what was typed is not repeated, for it may be the passphrase itself.
    """
    if typed.isascii() and typed.isdigit() and len(typed) <= 6:
        return int(typed)
    raise argparse.ArgumentTypeError(_("this is not the number of a file descriptor"))


def passphrase(options: argparse.Namespace, session: Session) -> Callable[[], Secret | None]:
    """Where the vault's passphrase comes from in this command."""
    return bootstrap.passphrases(
        options.passphrase_fd,
        ask=lambda: typed_unseen(_("Passphrase of the vault")),
        warn=lambda template: session.tell(said(template)),
    )


def new_passphrase(fd: int | None, session: Session) -> Callable[[], Secret | None]:
    """Where a new passphrase comes from: a line of ``fd``, or a person who types it twice."""
    if fd is None:
        return lambda: _typed_twice(session)
    return bootstrap.passphrases(fd)


def _typed_twice(session: Session) -> Secret | None:
    first = typed_unseen(_("New passphrase of the vault"))
    if first is None:
        return None
    if typed_unseen(_("Once more")) != first:
        raise Refusal("passphrases-differ", "The two passphrases differ: nothing was changed")
    if len(first.reveal()) < 12:
        session.tell(_("A short passphrase is guessed quickly by whoever has the file: several words are better"))
    return first


def typed_unseen(prompt: str) -> Secret | None:
    """What a person types; None where there is no terminal."""
    from getpass import getpass

    if not sys.stdin.isatty():
        return None
    try:
        return Secret(getpass(f"{prompt}: ", sys.stderr))
    except EOFError:
        return None
