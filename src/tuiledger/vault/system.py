"""The system's keyring: trusted by its full name alone, proven by a round trip, and never waited for too long."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

#: The keyrings that may hold secrets, by the full name of their class, and what we call them.
TRUSTED: Final = {"keyring.backends.SecretService.Keyring": "secret-service"}
KIND: Final = "secret-service"
#: Seconds that a keyring has for an answer: a locked one waits for a prompt that nobody sees.
PATIENCE: Final = 3.0
_Answer = TypeVar("_Answer")


class SystemVault:
    """A keyring of the system as services see it (:class:`tuiledger.ports.clouds.Vault`); safe in threads.

    Args:
        realm: tells the secrets of one studio from those of another in the same keyring.
        patience: seconds for each answer.
        load: makes the keyring; it runs where a keyring that hangs does no harm.
    """

    def __init__(
        self, realm: str, patience: float = PATIENCE, load: Callable[[], KeyringBackend] | None = None
    ) -> None:
        self._service = f"tuiledger:{realm}"
        self._patience = patience
        self._load = load or trusted_keyring
        self._stuck: threading.Thread | None = None

    @property
    def kind(self) -> str:
        """``secret-service``."""
        return KIND

    def get(self, name: str) -> Secret | None:
        """The secret kept under ``name``, if there is one.

        Raises:
            VaultError: the keyring is not there (``no-keyring``), is locked (``locked``), or is silent (``timeout``).
        """
        return self._ask(lambda keyring: _secret(keyring.get_password(self._service, name)))

    def set(self, name: str, secret: Secret) -> None:
        """Keep a secret durably before returning; it is read again, for a keyring may forget without a word.

        Raises:
            VaultError: as :meth:`get`; it did not keep it (``unwritable``).
        """

        def keep(keyring: KeyringBackend) -> bool:
            keyring.set_password(self._service, name, secret.reveal())
            return _secret(keyring.get_password(self._service, name)) == secret

        if not self._ask(keep):
            raise VaultError("unwritable", "The system's keyring does not keep what it is given")

    def delete(self, name: str) -> None:
        """Keep nothing under ``name`` from now on.

        Raises:
            VaultError: as :meth:`get`.
        """

        def remove(keyring: KeyringBackend) -> None:
            if keyring.get_password(self._service, name) is not None:
                keyring.delete_password(self._service, name)

        self._ask(remove)

    def prove(self) -> None:
        """See that the keyring keeps, gives back and forgets a random value, all within the patience for one answer.

        Raises:
            VaultError: it does not.
        """
        name, value = f"proof-{secrets.token_hex(8)}", Secret(secrets.token_hex(16))

        def round_trip(keyring: KeyringBackend) -> bool:
            keyring.set_password(self._service, name, value.reveal())
            kept = _secret(keyring.get_password(self._service, name)) == value
            keyring.delete_password(self._service, name)
            return kept and keyring.get_password(self._service, name) is None

        if not self._ask(round_trip):
            raise VaultError("unwritable", "The system's keyring does not keep what it is given")

    def _ask(self, question: Callable[[KeyringBackend], _Answer]) -> _Answer:
        """Ask in a thread that is left behind when it hangs; nothing more is asked while it does."""
        if self._stuck is not None and self._stuck.is_alive():
            raise self._silent()
        asked: _Asked[_Answer] = _Asked(lambda: question(self._load()))
        thread = threading.Thread(target=asked, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            self._stuck = thread
            raise self._silent()
        return asked.answered()

    def _silent(self) -> VaultError:
        return VaultError("timeout", "The system's keyring gave no answer in {} seconds", (f"{self._patience:g}",))


class _Asked(Generic[_Answer]):
    """A question, and what came of it; of a failure only its kind, for its frames and its text may hold the secret."""

    def __init__(self, question: Callable[[], _Answer]) -> None:
        self._question = question
        self._answers: list[_Answer] = []
        self._failure: str | None = None

    def __call__(self) -> None:
        try:
            self._answers.append(self._question())
        except Exception as failure:
            self._failure = type(failure).__name__

    def answered(self) -> _Answer:
        """The answer.

        Raises:
            VaultError: there is none.
        """
        if self._failure is None:
            return self._answers[0]
        if self._failure == "KeyringLocked":
            raise VaultError("locked", "The system's keyring is locked")
        if self._failure in ("PasswordSetError", "PasswordDeleteError"):
            raise VaultError("unwritable", "The system's keyring does not keep what it is given")
        raise VaultError("no-keyring", "The system's keyring cannot be used: {}", (self._failure,))


def trusted_keyring() -> KeyringBackend:
    """The one keyring of the system that may hold secrets, whatever the environment and ``keyringrc.cfg`` ask for.

    Raises:
        VaultError: what bears its name is another class (``no-keyring``).
    """
    from keyring.backends.SecretService import Keyring

    full_name = f"{Keyring.__module__}.{Keyring.__qualname__}"
    if full_name not in TRUSTED:
        raise VaultError("no-keyring", "{} is not trusted with secrets", (full_name,))
    # Its own start would take attributes from KEYRING_PROPERTY_… in the environment.
    return Keyring.__new__(Keyring)


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
