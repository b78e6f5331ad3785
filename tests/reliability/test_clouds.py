"""A whole studio's clouds in its books: read again for little, killed anywhere and gone on with, within the quotas.

``TUILEDGER_THOROUGH=1 pytest -s tests/reliability/test_clouds.py`` does it with 5,000 documents over 40 clients, and
prints what it took.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.builders import FixedClock
from tests.reliability.cloud_day import Cloud, linked, post, read, simulated, told, usage, work
from tests.reliability.day import Points, in_child

from tuiledger.bootstrap import open_books
from tuiledger.domain.connections import Connection
from tuiledger.domain.pulls import PullState

THOROUGH = bool(os.environ.get("TUILEDGER_THOROUGH"))
#: Documents and clients of the cloud: of the 43, 40 can be read; and some areas are closed to their accountant.
DOCUMENTS, COMPANIES = (5_300, 43) if THOROUGH else (160, 6)
#: How often a process is killed on its way through the same books.
DEATHS = 20 if THOROUGH else 3

T = TypeVar("T")


def timed(act: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What ``act`` gives, and its seconds: by the processor of this process, and by the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    found = act()
    taken = {"processor": time.process_time() - processor, "clock": time.perf_counter() - clock}
    return found, {name: round(seconds, 3) for name, seconds in taken.items()}


@pytest.mark.timeout(3600 if THOROUGH else 300)
def test_a_whole_studio_is_read_again_for_little_and_killed_anywhere_for_nothing(tmp_path: Path) -> None:
    clock = FixedClock(datetime.now(UTC))
    with simulated(DOCUMENTS, COMPANIES) as cloud:
        store, connection = linked(tmp_path / "undisturbed.db", cloud, clock, reachable=True)
        first, reading = timed(lambda: read(store, cloud, connection, clock))
        _, posting = timed(lambda: post(store, clock))
        once = told(store)
        again, reading_again = timed(lambda: read(store, cloud, connection, clock))
        whole, looking = timed(lambda: read(store, cloud, connection, clock, whole=True))
        # Nothing new, and hardly anything asked: what is new is asked for by its stamp.
        assert {first.state, again.state, whole.state} == {PullState.DONE}
        assert first.counts.new == first.counts.fetched == len(once["documents"])
        assert (again.counts.new, again.counts.changed, again.counts.gone) == (0, 0, 0)
        assert again.counts.calls < first.counts.calls and again.counts.fetched < first.counts.fetched
        assert whole.counts._replace(calls=0, fetched=0) == (0, 0, 0, first.counts.new, 0, 0, 0)
        assert told(store) == once
        assert once["violations"] == [] and len(once["entries"]) > first.counts.new / 2
        assert sum(debit - credit for _, _, debit, credit in once["balances"]) == 0
        store.close()
        deaths = killed_on_the_way(tmp_path, cloud, connection, clock, once)
        windows = usage(cloud)
    for key, used in windows["used"].items():
        assert all(most <= windows["limits"][name] for name, most in used["most"].items()), key
        assert used["refused"] == {}, key
    print(json.dumps({
        "documents": first.counts.new, "entries": len(once["entries"]), "clients": len(windows["used"]),
        "calls": {"first": first.counts.calls, "again": again.counts.calls, "whole": whole.counts.calls},
        "seconds": {"first": reading, "posting": posting, "again": reading_again, "whole": looking},
        "again_to_first": round(reading_again["processor"] / reading["processor"], 3),
        "deaths": deaths,
        "most_calls_of_a_client": {
            name: max(used["most"].get(name, 0) for used in windows["used"].values()) for name in windows["limits"]
        },
    }))  # fmt: skip


def killed_on_the_way(
    folder: Path, cloud: Cloud, connection: Connection, clock: FixedClock, expected: dict[str, Any]
) -> int:
    """Kill one process after the other on their way through the same books, and let the last one finish."""

    def watched(place: Path, points: Points) -> None:
        points.watch()
        work(place, cloud, connection, clock)
        (folder / "points").write_text(str(points.passed))

    counted = folder / "counted.db"
    linked(counted, cloud, clock, reachable=True)[0].close()
    assert in_child(partial(watched, counted, Points(statements=False))) == 0
    counted.unlink()
    points = int((folder / "points").read_text())
    place, rng, killed = folder / "killed.db", random.Random(3), 0  # noqa: S311
    linked(place, cloud, clock, reachable=True)[0].close()
    for _ in range(DEATHS):
        dies_at = rng.randint(1, max(2, 2 * points // (DEATHS + 1)))
        status = in_child(partial(watched, place, Points(dies_at, statements=False)))
        assert status in (0, -9)
        killed += status == -9
    assert in_child(partial(watched, place, Points(statements=False))) == 0
    store = open_books(str(place), clock=clock)
    found = told(store)
    store.close()
    for key, value in expected.items():
        assert found[key] == value, key
    assert killed > DEATHS / 2
    return killed
