"""Which store keeps the secrets: the system's keyring where it is proven to work, else our vault. Never another.

The order is: what a person asked for; what was decided before; the vault file that is there; the system's keyring,
after a proof; our own vault. A keyring that was chosen once stays chosen: when it does not answer, that is an error,
and not the beginning of a second store that lacks what the first one holds.
"""

from __future__ import annotations

import configparser
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import VaultError
from tuiledger.vault import own, system
from tuiledger.vault.place import Place

#: The file beside the vault that remembers the choice.
CHOICE: Final = ".choice"
#: What a person may ask for.
WISHES: Final = {own.KIND: own.KIND, "keyring": system.KIND, system.KIND: system.KIND, **system.TRUSTED}
#: A name that has no secret, asked for to see whether a keyring answers.
REACHABLE: Final = "reachable"
_LARGEST: Final = 4096

#: Makes the system's keyring for a realm.
MakeKeyring = Callable[[str], system.SystemVault]


class PassedOver(NamedTuple):
    """A keyring that was not used, and why: ``message`` is a template with ``values``."""

    name: str
    code: str
    message: str
    values: tuple[str, ...] = ()


class Choice(NamedTuple):
    """The store of the secrets, ``vault`` or ``secret-service``.

    ``realm`` tells this studio's secrets from another's in the same keyring.
    """

    store: str
    realm: str = ""
    passed_over: tuple[PassedOver, ...] = ()


def choose(
    place: Place,
    wish: str | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    keyring: MakeKeyring = system.SystemVault,
) -> Choice:
    """Decide where the secrets are kept, within the patience for one answer of a keyring.

    Raises:
        VaultError: the keyring that was asked for, now or before, cannot be used (``no-keyring``, ``locked``,
            ``timeout``, ``unwritable``); the remembered choice cannot be believed (``damaged``, ``unsafe``).
    """
    wanted = _store_of(wish) if wish else None
    before = remembered(place)
    if before and wanted in (None, before.store):
        if before.store == system.KIND:
            keyring(before.realm).get(REACHABLE)
        return before
    if wanted == own.KIND or (wanted is None and place.exists()):
        return Choice(own.KIND)
    elsewhere = () if wanted else _asked_elsewhere(os.environ if environ is None else environ)
    if elsewhere:
        return Choice(own.KIND, passed_over=elsewhere)
    realm = secrets.token_hex(8)
    try:
        keyring(realm).prove()
    except VaultError as error:
        if wanted:
            raise
        return Choice(own.KIND, passed_over=(PassedOver(system.KIND, error.code, error.message, error.values),))
    return remember(place, Choice(system.KIND, realm), replace=wanted is not None)


def remembered(place: Place) -> Choice | None:
    """What was decided before.

    Raises:
        VaultError: the file that says so is not ours alone (``unsafe``) or makes no sense (``damaged``).
    """
    try:
        octets = place.read(CHOICE, most=_LARGEST)
    except VaultError as error:
        if error.code == "absent":
            return None
        raise
    try:
        fields = json.loads(octets)
        choice = Choice(str(fields["store"]), str(fields["realm"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        choice = Choice("")
    if choice.store not in (own.KIND, system.KIND):
        message = N_("The file {} should say where the secrets are and makes no sense: move it away and do vault init")
        raise VaultError("damaged", message, (_shown(place),))
    return choice


def remember(place: Place, choice: Choice, *, replace: bool = False) -> Choice:
    """Hold on to ``choice``, or to what another process has decided meanwhile; answers what holds.

    Raises:
        VaultError: it cannot be written.
    """
    place.make_folder()
    with place.writing():
        if not replace and (before := remembered(place)):
            return before
        place.replace(json.dumps({"store": choice.store, "realm": choice.realm}).encode(), CHOICE)
    return choice


def _store_of(wish: str) -> str:
    store = WISHES.get(wish)
    if store is None:
        raise VaultError("no-keyring", "{} is not trusted with secrets", (wish,))
    return store


def _asked_elsewhere(environ: Mapping[str, str]) -> tuple[PassedOver, ...]:
    """The keyrings that the environment or ``keyringrc.cfg`` name and that are not trusted; they are never loaded.

    Who names one, or the one that keeps nothing, does not want the system's either.
    """
    return tuple(
        PassedOver(name, "no-keyring", "{} is not trusted with secrets", (name,))
        for name in (environ.get("PYTHON_KEYRING_BACKEND", ""), _configured(environ))
        if name and name not in system.TRUSTED
    )


def _configured(environ: Mapping[str, str]) -> str:
    folder = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME") or "~").expanduser() / ".config"
    path = Path(folder, "python_keyring", "keyringrc.cfg")
    parser = configparser.RawConfigParser()
    try:
        # A pipe in its place would never end.
        if path.is_file() and path.stat().st_size < 1 << 16:
            parser.read_string(path.read_text("utf-8", "replace"))
        return parser.get("backend", "default-keyring", fallback="").strip()
    except (OSError, configparser.Error):
        return ""


def _shown(place: Place) -> str:
    return f"{place.path}{CHOICE}"
