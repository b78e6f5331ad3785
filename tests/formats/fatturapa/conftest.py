"""Invoices and envelopes made here, so that no test needs anybody's file."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples(shared: Path) -> Path:
    """The folder of collected sample invoices."""
    return shared / "data" / "fatturapa" / "samples"
