"""A trial of a connection, kept as a reading is: who asked, every call and its answer, and what was found."""

from __future__ import annotations

import datetime

from tuiledger.domain.connections import Connection, Verdict
from tuiledger.domain.pulls import TRIAL, Counts, Event, Pull, PullState
from tuiledger.ports import Writer
from tuiledger.services.heard import Heard


def keep_trial(
    work: Writer, actor: str, connection: Connection, verdict: Verdict, heard: Heard, began: datetime.datetime,
    ended: datetime.datetime,
) -> int:  # fmt: skip
    """Write a trial down as a run of its own, and give its id.

    Args:
        connection: the one that was tried, as the books have it.
        heard: what was said, redacted when it was recorded.
        began, ended: aware, in UTC.
    """
    state = PullState.DONE if verdict.proved else PullState.FAILED
    pull = Pull(
        0, connection.id, state, began, ended, actor, TRIAL, Counts(calls=heard.calls), None, verdict.code,
        verdict.message, verdict.values,
    )  # fmt: skip
    run_id = work.start_pull(pull, f"{connection.provider}: {connection.name}")
    work.add_exchanges(run_id, heard.taken())
    level = "ok" if verdict.proved else "error"
    work.add_events(run_id, [Event(ended, level, verdict.code, verdict.message, verdict.values)])
    work.set_pull(pull._replace(run_id=run_id))
    return run_id
