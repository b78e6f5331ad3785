"""A reading that ends early, by a person's wish, by force or because another one is at it: the books are the same."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.reliability.day import Points, in_child
from tests.services.cloud_studio import Cloud, CloudStudio, a_cloud, a_studio

from tuiledger.bootstrap import open_books
from tuiledger.domain.pulls import PullState
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.ports import DocumentFilter
from tuiledger.services.pull import pull

#: Places at which a reading is killed, of all there are.
PLACES = 1_000 if os.environ.get("TUILEDGER_THOROUGH") else 5


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """A cloud that is only read."""
    with a_cloud(companies=2, documents=40) as made:
        yield made


@pytest.fixture
def studio(cloud: Cloud, tmp_path: Path) -> Iterator[CloudStudio]:
    with a_studio(cloud, tmp_path / "studio", *cloud.clients) as made:
        yield made


def told(studio: CloudStudio) -> dict[str, Any]:
    """What the books have of the cloud, in whatever order it came."""
    with studio.store.reading() as reader:
        rows = reader.documents(DocumentFilter(), limit=10_000)
        remotes = [remote for row in rows for remote in reader.remotes_of(row.id)]
        return {
            "violations": [violation.code for violation in reader.check(deep=True)],
            "documents": sorted((r.company_code, r.number, r.total, r.state.value, r.sources) for r in rows),
            "remotes": sorted((r.remote_company, r.kind, r.remote_id, r.payload_sha256, r.state) for r in remotes),
            "payloads": [reader.payload(r.payload_sha256) is None for r in remotes if r.state != "current"],
            "running": [p.run_id for p in reader.pulls() if p.state is PullState.RUNNING],
        }


@pytest.fixture(scope="module")
def undisturbed(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the books say after a reading that nothing disturbed."""
    with a_studio(cloud, tmp_path_factory.mktemp("undisturbed"), *cloud.clients) as studio:
        studio.pull()
        return told(studio)


def started(studio: CloudStudio) -> Any:
    """A reading that has met its first rows."""
    steps = pull(studio.store, studio.clock, "anna", studio.open, studio.wanted())
    while not studio.documents():
        assert isinstance(next(steps), Progress)
    return steps


def test_one_that_is_stopped_keeps_what_it_read_and_the_next_goes_on(
    studio: CloudStudio, undisturbed: dict[str, Any]
) -> None:
    started(studio).close()
    with studio.store.reading() as reader:
        (run,) = reader.pulls()
    kept = len(studio.documents())
    assert (run.state, run.counts.new) == (PullState.STOPPED, kept)
    assert run.finished_at is not None
    assert studio.pull().pull.counts.new == len(undisturbed["documents"]) - kept
    assert told(studio) == undisturbed


def test_one_reads_a_connection_at_a_time(studio: CloudStudio) -> None:
    steps = started(studio)
    with pytest.raises(Refusal, match="anna is reading") as refused:
        studio.pull()
    assert refused.value.code == "being-read"
    steps.close()
    studio.pull()


def test_one_that_was_silent_for_too_long_gives_way(studio: CloudStudio, undisturbed: dict[str, Any]) -> None:
    steps = started(studio)
    studio.clock.moment += datetime.timedelta(minutes=20)
    other = pull(studio.store, studio.clock, "anna", studio.open, studio.wanted())
    next(other)
    with pytest.raises(Refusal, match="has taken over"):
        list(steps)
    list(other)
    assert told(studio) == undisturbed


def test_one_that_is_killed_anywhere_is_taken_over_at_once(
    cloud: Cloud, tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    def reading(studio: CloudStudio, points: Points) -> None:
        """A process of its own reads the cloud."""
        points.watch()
        studio.store = open_books(str(studio.place), clock=studio.clock)
        studio.pull()

    with a_studio(cloud, tmp_path / "count", *cloud.clients) as studio:

        def count() -> None:
            points = Points(statements=False)
            reading(studio, points)
            (tmp_path / "points").write_text(str(points.passed))

        assert in_child(count) == 0
    points = int((tmp_path / "points").read_text())
    for at in range(1, points + 1, max(1, points // PLACES)):
        with a_studio(cloud, tmp_path / str(at), *cloud.clients) as studio:
            assert in_child(partial(reading, studio, Points(at, statements=False))) == -9
            studio.pull()
            assert told(studio) == undisturbed, at
