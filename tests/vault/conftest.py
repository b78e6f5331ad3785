"""Places for vaults, and a vault with one token."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.vault.vaults import CHEAP, PASSPHRASE, TOKEN, cheap, put

from tuiledger.vault.file import VaultFile
from tuiledger.vault.layout import Key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the owner's own."""
    found = tmp_path / "tuiledger"
    found.mkdir(mode=0o700)
    return found


@pytest.fixture
def file(folder: Path) -> VaultFile:
    """A vault file that is not there yet."""
    return cheap(folder / "vault.tlv")


@pytest.fixture
def key(file: VaultFile) -> Key:
    """The key of :func:`file`, which holds one token from now on."""
    key = file.create(PASSPHRASE, CHEAP)
    put(file, key, "connection/1", TOKEN)
    return key
