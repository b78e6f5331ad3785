"""From a passphrase to a key: Argon2id, or scrypt where the system's OpenSSL has no Argon2id."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from enum import IntEnum
from typing import Final, NamedTuple

from tuiledger.domain.secrets import Secret
from tuiledger.ports.clouds import VaultError

KEY_SIZE: Final = 32
SALT_SIZE: Final = 16


class Method(IntEnum):
    """How a key is derived; the numbers stand in the file."""

    ARGON2ID = 1
    SCRYPT = 2


class Cost(NamedTuple):
    """What one derivation costs: ``memory`` in KiB, ``passes`` over it, and ``lanes`` side by side.

    For scrypt ``memory`` is N with r = 8, which is N KiB as well; ``passes`` is 1 and ``lanes`` is p.
    """

    method: Method
    memory: int
    passes: int
    lanes: int


class Bounds(NamedTuple):
    """The costs that are believed when a file names them.

    Below the floors a thief of the file would guess too fast; above the ceilings a file that somebody planted would
    take the machine's memory. The floors are those of the OWASP Password Storage Cheat Sheet.
    """

    argon2id_least: Cost = Cost(Method.ARGON2ID, 19 * 1024, 2, 1)
    argon2id_most: Cost = Cost(Method.ARGON2ID, 512 * 1024, 10, 16)
    scrypt_least: Cost = Cost(Method.SCRYPT, 2**16, 1, 1)
    scrypt_most: Cost = Cost(Method.SCRYPT, 2**19, 1, 4)

    def require(self, cost: Cost) -> None:
        """See that ``cost`` lies within the bounds.

        Raises:
            VaultError: it does not (``unsafe``); nothing was derived.
        """
        argon2id = cost.method is Method.ARGON2ID
        least, most = (self.argon2id_least, self.argon2id_most) if argon2id else (self.scrypt_least, self.scrypt_most)
        # What the algorithms themselves ask for: 8 KiB a lane, and an N that is a power of two.
        possible = cost.memory >= 8 * cost.lanes if argon2id else cost.memory & (cost.memory - 1) == 0
        if not possible or any(
            not low <= value <= high for low, value, high in zip(least[1:], cost[1:], most[1:], strict=True)
        ):
            raise VaultError("unsafe", "The vault asks for a key derivation that is too weak or too heavy")


BOUNDS: Final = Bounds()
#: About a quarter of a second of two cores.
ARGON2ID: Final = Cost(Method.ARGON2ID, 64 * 1024, 3, 4)
SCRYPT: Final = Cost(Method.SCRYPT, 2**17, 1, 1)


def best_cost() -> Cost:
    """What a new vault is made with on this system."""
    return ARGON2ID if has_argon2id() else SCRYPT


def has_argon2id() -> bool:
    """Whether the system's OpenSSL knows Argon2id (3.2 and later)."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        Argon2id(salt=bytes(SALT_SIZE), length=KEY_SIZE, iterations=1, lanes=1, memory_cost=8)
    except (ImportError, UnsupportedAlgorithm):
        return False
    return True


def derive(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    """The key of 32 bytes that ``passphrase`` gives; the same passphrase typed in another Unicode form gives the same.

    Raises:
        VaultError: this system has no Argon2id, or not the memory (``locked``).
    """
    if cost.method is Method.ARGON2ID and not has_argon2id():
        raise VaultError("locked", "The vault is locked with Argon2id, which this system's OpenSSL does not have")
    with suppress(MemoryError):
        return _derived(passphrase, salt, cost)
    # Raised outside the handler: with it would travel the frames that hold the passphrase.
    raise VaultError("locked", "There is not enough memory to unlock the vault")


def _derived(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    if cost.method is Method.SCRYPT:
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

        return Scrypt(salt=salt, length=KEY_SIZE, n=cost.memory, r=8, p=cost.lanes).derive(_octets(passphrase))
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt, length=KEY_SIZE, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(_octets(passphrase))


def _octets(passphrase: Secret) -> bytes:
    # What was typed on a terminal that does not speak UTF-8 arrives with lone surrogates.
    return unicodedata.normalize("NFC", passphrase.reveal()).encode("utf-8", "surrogatepass")
