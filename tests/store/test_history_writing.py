"""What happened: imports and the answer for every file."""

from __future__ import annotations

import datetime

from tests.builders import NOW

from tuiledger.domain.runs import FileOutcome, Outcome
from tuiledger.ports import RunSummary
from tuiledger.store import SqlStore


def test_a_run_keeps_the_answer_for_every_file_in_order(store: SqlStore) -> None:
    outcomes = [
        FileOutcome("/in/a.xml", None, Outcome.CREATED, (1, 2)),
        FileOutcome("/in/lot.zip", "b/c.xml", Outcome.ALREADY_KNOWN, (1,)),
        FileOutcome("/in/d.pdf", None, Outcome.REFUSED, (), "not-xml", "{} is no XML", ("d.pdf",)),
    ]
    end = NOW + datetime.timedelta(seconds=90, microseconds=5)
    with store.writing("run") as work:
        earlier = work.start_run("/in", NOW, "anna")
        run = work.start_run("/in", NOW, "anna")
        work.add_outcomes(run, outcomes[:2])
        work.add_outcomes(run, outcomes[2:])
        work.finish_run(run, end)
    with store.reading() as reader:
        assert reader.run_outcomes(run) == tuple(outcomes)
        assert reader.runs() == (
            RunSummary(run, NOW, end, "/in", 3, 1, 1, 1),
            RunSummary(earlier, NOW, None, "/in", 0, 0, 0, 0),
        )
        assert reader.runs(1)[0].id == run
