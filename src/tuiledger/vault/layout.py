"""The vault file as bytes: a header of fixed size, then one sealed body.

::

    magic 8 · version 1 · method 1 · lanes 2 · memory 4 · passes 4 · salt 16 · key id 16    the terms of the wrapping
    nonce 12 · wrapped key 48                                                               the key, under a passphrase
    generation 8 · nonce 12                                                                 what every write changes
    sealed body                                                                             the secrets, under the key

Numbers are big-endian. The wrapping authenticates everything before it and the body the whole header, so that not one
bit of the file can change unnoticed. The key is random and stays when the passphrase changes.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple, NoReturn

from tuiledger.domain.secrets import DOTS, Secret
from tuiledger.domain.wording import N_
from tuiledger.ports.clouds import VaultError
from tuiledger.vault.derivation import KEY_SIZE, SALT_SIZE, Bounds, Cost, Method, derive

LOCKED: Final = N_("The vault is locked: open it with vault unlock, or hand the passphrase over with --passphrase-fd")
MAGIC: Final = b"TLVAULT\n"
VERSION: Final = 1
KEY_ID_SIZE: Final = 16
_NONCE_SIZE: Final = 12
_TAG_SIZE: Final = 16
_TERMS: Final = struct.Struct(f">8sBBHII{SALT_SIZE}s{KEY_ID_SIZE}s")
_WRAPPED: Final = struct.Struct(f">{_NONCE_SIZE}s{KEY_SIZE + _TAG_SIZE}s")
_STATE: Final = struct.Struct(f">Q{_NONCE_SIZE}s")
HEADER_SIZE: Final = _TERMS.size + _WRAPPED.size + _STATE.size
#: More than any studio has secrets; a larger file is not read.
LARGEST: Final = 16 * 1024 * 1024


class Key:
    """The key that opens the body, which no print, traceback or pickle gives away; ``id`` tells two keys apart."""

    __slots__ = ("_octets", "id")

    def __init__(self, identity: bytes, octets: bytes) -> None:
        self.id = identity
        self._octets = octets

    def reveal(self) -> bytes:
        """The 32 bytes themselves."""
        return self._octets

    def __repr__(self) -> str:
        return DOTS

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written anywhere")


class Wrapping(NamedTuple):
    """The key under the passphrase: ``terms`` says how it is wrapped, and is authenticated with it."""

    terms: bytes
    nonce: bytes
    wrapped: bytes

    @property
    def key_id(self) -> bytes:
        """Which key is inside."""
        return bytes(_TERMS.unpack(self.terms)[7])

    @property
    def cost(self) -> Cost:
        """What it costs to try a passphrase."""
        _magic, _version, method, lanes, memory, passes, _salt, _key_id = _TERMS.unpack(self.terms)
        return Cost(Method(method), memory, passes, lanes)

    @property
    def octets(self) -> bytes:
        """The wrapping as it stands in the file."""
        return self.terms + _WRAPPED.pack(self.nonce, self.wrapped)


class Sealed(NamedTuple):
    """A vault file, read but not opened."""

    wrapping: Wrapping
    generation: int
    nonce: bytes
    body: bytes

    @property
    def octets(self) -> bytes:
        """The whole file."""
        return self.header + self.body

    @property
    def header(self) -> bytes:
        """What the body is bound to."""
        return self.wrapping.octets + _STATE.pack(self.generation, self.nonce)


class Contents(NamedTuple):
    """What a vault holds; ``generation`` grows by one at every write."""

    generation: int
    secrets: Mapping[str, Secret]


def parse(octets: bytes, bounds: Bounds) -> Sealed:
    """Read a vault file without opening it.

    Raises:
        VaultError: it is not one, or a newer one (``damaged``); its derivation is out of ``bounds`` (``unsafe``).
    """
    if len(octets) < HEADER_SIZE + _TAG_SIZE or not octets.startswith(MAGIC):
        raise VaultError("damaged", "The vault file is cut short or is no vault; see the one that ends in .previous")
    terms = octets[: _TERMS.size]
    _magic, version, method, lanes, memory, passes, _salt, _key_id = _TERMS.unpack(terms)
    if version != VERSION or method not in tuple(Method):
        raise VaultError("damaged", "The vault file is of a version that this program does not know")
    bounds.require(Cost(Method(method), memory, passes, lanes))
    nonce, wrapped = _WRAPPED.unpack_from(octets, _TERMS.size)
    generation, body_nonce = _STATE.unpack_from(octets, _TERMS.size + _WRAPPED.size)
    return Sealed(Wrapping(terms, nonce, wrapped), generation, body_nonce, octets[HEADER_SIZE:])


def new_key() -> Key:
    """A random key."""
    return Key(os.urandom(KEY_ID_SIZE), os.urandom(KEY_SIZE))


def wrap(key: Key, passphrase: Secret, cost: Cost) -> Wrapping:
    """Put ``key`` under ``passphrase``, with a salt of its own."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = os.urandom(SALT_SIZE), os.urandom(_NONCE_SIZE)
    terms = _TERMS.pack(MAGIC, VERSION, cost.method, cost.lanes, cost.memory, cost.passes, salt, key.id)
    cipher = ChaCha20Poly1305(derive(passphrase, salt, cost))
    return Wrapping(terms, nonce, cipher.encrypt(nonce, key.reveal(), terms))


def unwrap(wrapping: Wrapping, passphrase: Secret) -> Key:
    """The key that ``passphrase`` gives back.

    Raises:
        VaultError: it does not (``wrong-passphrase``); a damaged wrapping cannot be told from a wrong passphrase.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt = _TERMS.unpack(wrapping.terms)[6]
    cipher = ChaCha20Poly1305(derive(passphrase, salt, wrapping.cost))
    try:
        return Key(wrapping.key_id, cipher.decrypt(wrapping.nonce, wrapping.wrapped, wrapping.terms))
    except InvalidTag:
        raise VaultError("wrong-passphrase", "The passphrase does not open the vault") from None


def seal(contents: Contents, wrapping: Wrapping, key: Key) -> Sealed:
    """Close ``contents`` under ``key``, with a nonce of its own."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    empty = Sealed(wrapping, contents.generation, os.urandom(_NONCE_SIZE), b"")
    cipher = ChaCha20Poly1305(key.reveal())
    return empty._replace(body=cipher.encrypt(empty.nonce, _written(contents.secrets), empty.header))


def unseal(sealed: Sealed, key: Key) -> Contents:
    """What a vault file holds.

    Raises:
        VaultError: ``key`` is not the one of the file (``locked``), or the file was changed or damaged (``damaged``).
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if key.id != sealed.wrapping.key_id:
        raise VaultError("locked", LOCKED)
    try:
        secrets = _read(ChaCha20Poly1305(key.reveal()).decrypt(sealed.nonce, sealed.body, sealed.header))
    except InvalidTag:
        raise VaultError(
            "damaged", "The vault file is damaged or was changed by something else; see the one that ends in .previous"
        ) from None
    return Contents(sealed.generation, secrets)


def _written(secrets: Mapping[str, Secret]) -> bytes:
    return json.dumps({name: secret.reveal() for name, secret in secrets.items()}).encode("ascii")


def _read(octets: bytes) -> dict[str, Secret]:
    return {str(name): Secret(str(text)) for name, text in json.loads(octets).items()}
