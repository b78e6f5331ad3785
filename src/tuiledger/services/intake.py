"""Files in: each one recognised, attributed to its company, compared with what is there, and answered for.

A page of files is one unit of work: documents, sources, payloads and outcomes are written together or not at all, so
that an interrupted import is taken up by running it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tuiledger.domain.runs import FileOutcome, Outcome, Progress
from tuiledger.ports import Clock, Store
from tuiledger.services.attribute import Wanted
from tuiledger.services.bulk import without_collections
from tuiledger.services.enrol import Enrolment
from tuiledger.services.gather import Item, find_files, open_file
from tuiledger.services.settle import Settlement

#: Items in one unit of work: large enough that a durable commit costs little, small enough to stop quickly.
PAGE = 200
#: Bytes in one unit of work, so that large files do not pile up in memory.
PAGE_BYTES = 32 * 1024 * 1024


class ImportResult(NamedTuple):
    """What an import did; ``items`` are in the order of the paths."""

    run_id: int
    files: int
    documents: int
    created: int
    already_known: int
    refused: int
    items: tuple[FileOutcome, ...]


def import_paths(
    store: Store, paths: Sequence[str | os.PathLike[str]], clock: Clock, actor: str, wanted: Wanted | None = None
) -> Iterator[Progress | FileOutcome | ImportResult]:
    """Take in every file under ``paths``.

    Yields :class:`Progress` and one :class:`FileOutcome` for each file and archive member, then the
    :class:`ImportResult`.

    Raises:
        StoreError: the store cannot be written; pages before it are kept.
    """
    files = find_files(paths)
    wanted = wanted or Wanted()
    if wanted.create is not None:
        enrolment = Enrolment(wanted.create)
        for done, page in _pages(files):
            enrolment.look_at(page)
            yield Progress(done, len(files), page[-1].path)
        enrolment.register(store, clock, actor)
    with store.writing("start import") as work:
        run_id = work.start_run("; ".join(os.fspath(path) for path in paths)[:500], clock.now(), actor)
    settlement = Settlement(store, clock, actor, run_id, wanted)
    items: list[FileOutcome] = []
    yield Progress(0, len(files))
    for done, page in _pages(files):
        with without_collections():
            outcomes = settlement.settle(page)
        items.extend(outcomes)
        yield from outcomes
        yield Progress(done, len(files), page[-1].path)
    with store.writing("finish import") as work:
        work.finish_run(run_id, clock.now())
    yield _result(run_id, len(files), items)


def _pages(files: Sequence[Path]) -> Iterator[tuple[int, list[Item]]]:
    """Items in pages, each with the number of files wholly read so far."""
    page: list[Item] = []
    size = 0
    for done, path in enumerate(files):
        for item in open_file(path):
            page.append(item)
            size += len(item.data)
            if len(page) >= PAGE or size >= PAGE_BYTES:
                yield done, page
                page, size = [], 0
    if page:
        yield len(files), page


def _result(run_id: int, files: int, items: list[FileOutcome]) -> ImportResult:
    by_outcome = {outcome: 0 for outcome in Outcome}
    for item in items:
        by_outcome[item.outcome] += 1
    return ImportResult(
        run_id,
        files,
        sum(len(item.documents) for item in items),
        by_outcome[Outcome.CREATED],
        by_outcome[Outcome.ALREADY_KNOWN],
        by_outcome[Outcome.REFUSED],
        tuple(items),
    )
