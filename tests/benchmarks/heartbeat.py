"""The workbench with a heart that notes how late it beats.

``python -m tests.benchmarks.heartbeat BOOKS FOLDER ANSWER`` imports the folder as a person would have it done, writes
what was noted as JSON, and leaves.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tuiledger import bootstrap
from tuiledger.domain.documents import Direction
from tuiledger.tui.app import WorkbenchApp
from tuiledger.tui.jobs import Job, JobEnded, Opened
from tuiledger.tui.workbench import Workbench

_BEAT = 0.005


class Beating(WorkbenchApp):
    """The workbench; ``late`` holds by how many milliseconds each beat came after its time."""

    def __init__(self, books: Callable[[], Workbench], folder: str, answer: Path) -> None:
        super().__init__(books)
        self._folder, self._answer = folder, answer
        self._late: list[float] = []
        self._began = 0.0

    def on_opened(self, opened: Opened) -> None:
        super().on_opened(opened)
        self._began = time.monotonic()
        self._beating = asyncio.create_task(self._beat())

        def steps(bench: Workbench) -> Iterator[Any]:
            yield from bench.import_paths([self._folder], Direction.RECEIVED)

        self.jobs.run(Job("Import", steps, lambda items: None))

    async def _beat(self) -> None:
        while True:
            due = time.perf_counter() + _BEAT
            await asyncio.sleep(_BEAT)
            self._late.append(max(0.0, (time.perf_counter() - due) * 1e3))

    def on_job_ended(self, ended: JobEnded) -> None:
        super().on_job_ended(ended)
        self._beating.cancel()
        found = {"late": self._late, "took": round(time.monotonic() - self._began, 1), "failed": ended.failure}
        self._answer.write_text(json.dumps(found))
        self.leave()


def main() -> None:
    """Open new books and import."""
    place, folder, answer = sys.argv[1:]
    clock = bootstrap.system_clock()

    def books() -> Workbench:
        return Workbench(bootstrap.open_books(place, create=True, clock=clock), clock, "anna")

    Beating(books, folder, Path(answer)).run(mouse=False)


if __name__ == "__main__":
    main()
