"""Vaults that cost nothing to open."""

from __future__ import annotations

import os
from pathlib import Path

from tuiledger.domain.secrets import Secret
from tuiledger.vault.derivation import Bounds, Cost, Method
from tuiledger.vault.file import VaultFile
from tuiledger.vault.layout import Key

#: What the program itself would neither make nor open.
CHEAP = Cost(Method.ARGON2ID, 8, 1, 1)
CHEAP_SCRYPT = Cost(Method.SCRYPT, 2, 1, 1)
#: Also keeps a flipped bit from asking for much memory.
CHEAP_BOUNDS = Bounds(
    argon2id_least=CHEAP,
    argon2id_most=Cost(Method.ARGON2ID, 4096, 4, 4),
    scrypt_least=CHEAP_SCRYPT,
    scrypt_most=Cost(Method.SCRYPT, 1024, 1, 4),
)
PASSPHRASE = Secret("quattro gatti sul tetto")
TOKEN = Secret("CANARY-a/refresh-token-of-a-cloud")
#: Whether the long versions run.
THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))


def cheap(path: Path) -> VaultFile:
    """A vault file that opens in no time."""
    return VaultFile(path, CHEAP_BOUNDS)


def put(file: VaultFile, key: Key, name: str, secret: Secret) -> int:
    """Keep one secret; answers the generation."""

    def change(secrets: dict[str, Secret]) -> bool:
        secrets[name] = secret
        return True

    return file.change(key, change)
