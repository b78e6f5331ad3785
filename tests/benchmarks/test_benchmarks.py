"""The harness works; what it measures is not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(600)
def test_every_group_measures_and_says_what_it_found() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--rounds", "1", "--size", "0.001"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert len(figures) == 17
    for figure in figures:
        assert figure.keys() == {"name", "ratio", "goal", "met", "seconds", "details"}
        assert figure["ratio"] or figure["details"]["missing"]
