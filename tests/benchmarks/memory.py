"""How much memory a large import and posting take, in processes of their own."""

from __future__ import annotations

import os
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


def _peak(command: list[str]) -> float:
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(command[0], command)  # noqa: S606
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise AssertionError(f"{command} answered {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / 1024
