"""What every test can ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that travels beside a checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("TUILEDGER_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the shared reference data is not beside this checkout")
    return folder
