"""``tuiledger vault``: where the secrets of the clouds are kept, opened and closed. It never prints a secret."""

from __future__ import annotations

import argparse
from typing import Any

from tuiledger import bootstrap
from tuiledger.cli.passphrases import descriptor, new_passphrase, passphrase, passphrase_option
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.text.clean import clean_line
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("vault", _("where secrets are kept: init, status, unlock, lock, passphrase, rotate"))
    init = group.add("init", _("choose where secrets are kept: the system's keyring if it works, else a new vault"))
    init.add_argument("--store", choices=("vault", "keyring"), help=_("this one, and no other"))
    passphrase_option(init)
    init.set_defaults(run=_init)
    group.add("status", _("say where secrets are kept and whether the vault is open")).set_defaults(run=_status)
    unlock = group.add("unlock", _("open the vault for the commands of this login"))
    unlock.add_argument("--hours", type=_hours, metavar="N", help=_("how long it stays open (4)"))
    passphrase_option(unlock)
    unlock.set_defaults(run=_unlock)
    group.add("lock", _("close the vault for every command of this login")).set_defaults(run=_lock)
    change = group.add("passphrase", _("put the vault under another passphrase"))
    passphrase_option(change)
    change.add_argument("--new-passphrase-fd", type=descriptor, metavar="N",
                        help=_("read the new one from here; else it is the next line of --passphrase-fd"))  # fmt: skip
    change.set_defaults(run=_passphrase)
    rotate = group.add("rotate", _("encrypt the vault anew, under a new key"))
    passphrase_option(rotate)
    rotate.set_defaults(run=_rotate)


def _init(options: argparse.Namespace, session: Session) -> int:
    # Only what a person types unseen is asked for twice.
    source = bootstrap.passphrases(
        options.passphrase_fd,
        ask=new_passphrase(None, session),
        warn=lambda template: session.tell(said(template)),
    )
    keeping = bootstrap.keep_vault()
    before = keeping.store
    choice = keeping.init(source, options.store)
    if before not in (None, choice.store):
        session.tell(_("What the other store keeps stays there: connect the clouds again"))
    passed_over = [
        {"name": clean_line(one.name), "code": one.code, "message": said(one.message, one.values)}
        for one in choice.passed_over
    ]
    path = str(keeping.path) if choice.store == "vault" else None
    for one in passed_over:
        session.tell(_("The system's keyring is not used. {}").format(one["message"]))
    session.answer(
        {"store": choice.store, "path": path, "passed_over": passed_over},
        _("The system's keyring keeps the secrets")
        if path is None
        else _("The vault {} keeps the secrets").format(path),
    )
    return DONE


def _status(_options: argparse.Namespace, session: Session) -> int:
    keeping = bootstrap.keep_vault()
    status = keeping.status()
    session.answer(
        {
            "store": status.store,
            "state": status.state,
            "path": str(keeping.path),
            "generation": status.generation,
            "secrets": status.secrets,
            "stays_open": status.stays_open,
            "previous": status.previous,
        },
        {
            "absent": "○ " + _("There is no vault at {} yet: make one with tuiledger vault init"),
            "locked": "● " + _("The vault {} is locked"),
            "open": "● " + _("The vault {} is open"),
            "keyring": "● " + _("The system's keyring keeps the secrets"),
        }[status.state].format(keeping.path),
    )
    return ATTENTION if status.state == "absent" else DONE


def _unlock(options: argparse.Namespace, session: Session) -> int:
    stays_open = bootstrap.keep_vault(passphrase(options, session), hours=options.hours).unlock()
    session.answer({"state": "open", "stays_open": stays_open}, _("The vault is open") if stays_open else "")
    if stays_open:
        return DONE
    session.tell(_("The passphrase is right, but this system keeps nothing between commands: give it to each of them"))
    return ATTENTION


def _lock(_options: argparse.Namespace, session: Session) -> int:
    bootstrap.keep_vault().lock()
    session.answer({"state": "locked"}, _("The vault is locked"))
    return DONE


def _passphrase(options: argparse.Namespace, session: Session) -> int:
    fresh = options.passphrase_fd if options.new_passphrase_fd is None else options.new_passphrase_fd
    bootstrap.keep_vault(passphrase(options, session)).change_passphrase(new_passphrase(fresh, session))
    session.answer({"changed": True}, _("The vault has another passphrase"))
    return DONE


def _rotate(options: argparse.Namespace, session: Session) -> int:
    bootstrap.keep_vault(passphrase(options, session)).rotate()
    session.answer({"rotated": True}, _("The vault has another key"))
    return DONE


def _hours(typed: str) -> float:
    try:
        hours = float(typed)
    except ValueError:
        hours = 0.0
    if not 0.001 <= hours <= 24 * 31:
        raise argparse.ArgumentTypeError(_("this is not a number of hours between 0.001 and 744"))
    return hours
