"""How much memory a large import and posting take, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Figure

from tuiledger.sandbox.many import write_many

LIMIT = 250


def figures(scratch: Path, rounds: int, size: float) -> Iterator[Figure]:
    """The peak resident memory of the commands, once: it does not vary."""
    count = max(20, int(20_000 * size))
    folder = scratch / "large"
    client = write_many(folder, count, lines=(1, 6))
    ours = [sys.executable, "-m", "tuiledger"]
    books = ["--db", str(scratch / "large-delivery.db"), "--json"]
    peaks = {}
    for name, command in (
        ("company", ["company", "add", client.code, "--name", client.name, "--vat", client.vat_number]),
        ("import", ["import", str(folder)]),
        ("post", ["post"]),
    ):
        peaks[name] = round(_peak([*ours, *command, *books]), 1)
    worst = max(peaks.values())
    yield Figure(
        f"peak resident memory of importing and posting {count} documents, in MB",
        worst,
        f"<= {LIMIT}",
        worst <= LIMIT,
        {},
        {"megabytes": peaks, "documents": count},
    )


#: Runs its arguments and prints the peak of the child. A small process of its own, because a child's peak counts what
#: its parent held when it was made.
_WATCHER = """
import os, resource, subprocess, sys
with open(os.devnull, "w") as nowhere:
    done = subprocess.run(sys.argv[1:], stdout=nowhere, stderr=nowhere)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak(command: list[str]) -> float:
    watched = subprocess.run([sys.executable, "-c", _WATCHER, *command], capture_output=True, text=True, check=True)
    code, peak = map(int, watched.stdout.split())
    if code != 0:
        raise AssertionError(f"{command} answered {code}")
    return peak / 1024
