"""The composition root: the only module that knows concrete adapters and puts them together."""

from __future__ import annotations

import datetime
import getpass
import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuiledger.domain.secrets import Secret
    from tuiledger.ports import Clock, Store
    from tuiledger.ports.clouds import Vault
    from tuiledger.ports.connecting import Clouds, SecretPlace
    from tuiledger.ports.explaining import Explanation
    from tuiledger.vault.keeping import Keeping
    from tuiledger.vault.passphrases import Passphrases


class SystemClock:
    """The machine's clock, asked for the time in one place."""

    def now(self) -> datetime.datetime:
        """The present moment, in UTC."""
        return datetime.datetime.now(datetime.UTC)

    def today(self) -> datetime.date:
        """The present day where the program runs."""
        return datetime.date.today()


def system_clock() -> Clock:
    """The clock of the machine."""
    return SystemClock()


def actor() -> str:
    """Who is at work: ``TUILEDGER_ACTOR``, else the user of the system."""
    from tuiledger.text.clean import clean_line

    try:
        name = os.environ.get("TUILEDGER_ACTOR") or getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return clean_line(name)[:60]


def default_database() -> str:
    """Path or URL of the books when none is named."""
    from tuiledger.config.locations import database_location

    return database_location()


def books_exist(place: str) -> bool:
    """Whether there are books at ``place``; a database server is taken to have them."""
    return "://" in place or Path(place).exists()


def shown_place(place: str) -> str:
    """Where the books are, as it may be shown: without a password."""
    from tuiledger.text.redact import redact

    head, separator, rest = place.partition("://")
    if not separator:
        return place
    account, at, server = rest.rpartition("@")
    user = account.partition(":")[0]
    return redact(f"{head}://{user}{at}{server}") if at else redact(place)


def open_books(
    place: str | None = None, *, create: bool = False, clock: Clock | None = None, as_intermediary: str | None = None
) -> Store:
    """Open the books at ``place``, a path or a database URL; for an intermediary, as it sees them.

    Raises:
        StoreError: they cannot be opened, with the reason; nothing is created over what is there.
        Refusal: there is no intermediary with the code ``as_intermediary``.
    """
    from tuiledger.store import open_store

    store = open_store(place or default_database(), create=create, clock=clock or system_clock())
    if as_intermediary is None:
        return store
    from tuiledger.services.scoped import ScopedStore

    try:
        return ScopedStore(store, as_intermediary)
    except BaseException:
        store.close()
        raise


def migrate_books(place: str | None = None) -> str:
    """Bring the books at ``place`` to this program's schema, after a backup; tells what was done."""
    from tuiledger.store import migrate

    return migrate(place or default_database())


def restore_books(file: str, place: str | None = None, *, replace: bool = False) -> None:
    """Put the backup ``file`` in the place of the books, which are kept beside it when replaced."""
    from tuiledger.store import restore

    restore(file, place or default_database(), replace=replace)


def passphrases(
    descriptor: int | None = None,
    ask: Callable[[], Secret | None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Passphrases:
    """Where the vault's passphrase comes from: an open file ``descriptor``, the environment, or a person.

    ``warn`` is told, as an English template, what is unsafe about the way that was used.
    """
    from tuiledger.vault.passphrases import Passphrases

    return Passphrases(descriptor, ask=ask, warn=warn)


def keep_vault(
    passphrase: Callable[[], Secret | None] | None = None, *, location: Path | None = None, hours: float | None = None
) -> Keeping:
    """The vault for whoever keeps it: made, opened, closed, put under another passphrase or key.

    It stays open for ``hours`` after a passphrase was given.
    """
    from tuiledger.config.locations import data_folder, private_folder, vault_location
    from tuiledger.vault.keeping import Keeping
    from tuiledger.vault.session import OPEN_FOR

    path = location or vault_location()
    if path.parent == data_folder() and path.parent.exists():
        # The program's own folder is made private; one that a person named is left as it is, and refused if open.
        private_folder(path.parent)
    return Keeping(path, passphrase, open_for=OPEN_FOR if hours is None else round(hours * 3600))


def open_vault(
    passphrase: Callable[[], Secret | None] | None = None, *, location: Path | None = None, wish: str | None = None
) -> Vault:
    """The store of the secrets: the system's keyring where it was chosen, else the encrypted vault.

    Args:
        passphrase: where a passphrase comes from when the vault is locked, such as :func:`passphrases`.
        location: the vault file, where it is not the usual one: a demonstration has its own.
        wish: ``vault`` or ``keyring``, where a person asks for one.

    Raises:
        VaultError: there is none yet (``absent``), or the one that was chosen cannot be used.
    """
    return keep_vault(passphrase, location=location).open(wish)


def look_at_secrets(names: Collection[str] = (), *, location: Path | None = None) -> SecretPlace:
    """Where the secrets are kept, and what may be shown of those called ``names``; nobody is asked for a passphrase.

    Raises:
        VaultError: the vault cannot be believed, or the system's keyring does not answer.
    """
    from tuiledger.ports.connecting import SecretPlace

    keeping = keep_vault(location=location)
    state, path = keeping.status().state, shown_place(str(keeping.path))
    if state in ("absent", "locked") or not names:
        return SecretPlace(state, path)
    from tuiledger.domain.faults import ProviderError
    from tuiledger.providers.oauth import Pair

    vault, hints = keeping.open(), {}
    for name in names:
        blob = vault.get(name)
        try:
            hints[name] = Pair.from_blob(blob).access.hint() if blob else ""
        except ProviderError:
            hints[name] = ""
    return SecretPlace(state, path, hints)


def reach_clouds(
    store: Store,
    clock: Clock | None = None,
    passphrase: Callable[[], Secret | None] | None = None,
    *,
    location: Path | None = None,
) -> Clouds:
    """The clouds, with the secrets of the vault and a quota that every process on the same books shares.

    The vault is opened when a secret is first needed; close the clouds when done.

    Args:
        store: the books, where the quota is accounted for.
        passphrase: where a passphrase comes from when the vault is locked, such as :func:`passphrases`.
        location: the vault file, where it is not the usual one: a demonstration has its own.
    """
    from tuiledger.config.locations import private_folder, state_folder
    from tuiledger.providers.reaching import Reach
    from tuiledger.services.share_quota import SharedQuota

    timed = clock or system_clock()
    return Reach(
        vault=lambda: open_vault(passphrase, location=location),
        quota=lambda pace: SharedQuota(store, timed, pace),
        locks=lambda: private_folder(state_folder() / "locks"),
    )


def explain_fault(provider: str, code: str, said: str) -> Explanation | None:
    """What a fault of ``provider`` that was kept means; None where nobody has explained it yet."""
    from tuiledger.providers.explanations import explain_kept
    from tuiledger.providers.registry import names

    return explain_kept(provider, code, said) if provider in names() else None


def explanations_of(text: str) -> list[tuple[str, Explanation]]:
    """Every explanation that a code or a message may be about, with the provider's name."""
    from tuiledger.providers.explanations import explanations_of
    from tuiledger.providers.registry import names

    return [(name, one) for name in names() for one in explanations_of(name, text)]
