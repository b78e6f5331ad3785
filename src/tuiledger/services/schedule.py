"""When connections are read by themselves: as often as was wished and the cloud allows, less often while it fails."""

from __future__ import annotations

import datetime
from typing import Final

from tuiledger.domain.connections import Condition, Connection
from tuiledger.domain.pulls import Pull, PullState
from tuiledger.domain.runs import Refusal
from tuiledger.ports import Clock, Reader, Store
from tuiledger.ports.cloud_store import Schedule
from tuiledger.services.connect import find_connection
from tuiledger.services.pull import linked

#: Readings by themselves may use this part of a quota; the rest is for people, and for other programs.
_SHARE: Final = 4
_LENGTHS: Final = {"hour": 60, "month": 30 * 24 * 60}
#: Failures in a row that make a schedule sleep until it is set again.
MOST_FAILURES: Final = 10
_SLOWEST: Final = datetime.timedelta(days=1)
_LONGEST: Final = 7 * 24 * 60


def set_schedule(store: Store, clock: Clock, actor: str, name: str, minutes: int) -> Schedule:
    """Read a connection by itself every so many ``minutes``, from now on.

    Raises:
        Refusal: no such connection, or more than a week.
    """
    if not 0 < minutes <= _LONGEST:
        raise Refusal("interval-unknown", "An interval is of 1 minute to {}", (str(_LONGEST),))
    with store.writing("set schedule") as work:
        connection = find_connection(work, name)
        schedule = Schedule(connection.id, minutes, True, clock.now())
        work.set_schedule(schedule)
        work.record_act(clock.now(), actor, "schedule-set", connection.name, str(minutes))
    return schedule


def remove_schedule(store: Store, clock: Clock, actor: str, name: str) -> Connection:
    """Read a connection only when somebody asks.

    Raises:
        Refusal: no such connection.
    """
    with store.writing("remove schedule") as work:
        connection = find_connection(work, name)
        work.remove_schedule(connection.id)
        work.record_act(clock.now(), actor, "schedule-remove", connection.name, "")
    return connection


def due(reader: Reader, now: datetime.datetime) -> tuple[Connection, ...]:
    """The connections whose time has come, the one that waits longest first; none that waits for a person."""
    connections = {connection.id: connection for connection in reader.connections()}
    waiting = [connections[one.connection_id] for one in reader.schedules() if one.enabled and one.next_at <= now]
    return tuple(one for one in waiting if one.condition not in (Condition.PAUSED, Condition.NEEDS_RECONNECT))


def note_reading(store: Store, clock: Clock, connection_id: int, pull: Pull | None) -> Schedule | None:
    """Say when a connection is read next; ``pull`` is None where a reading could not even begin."""
    with store.writing("next reading") as work:
        schedule = next((one for one in work.schedules() if one.connection_id == connection_id), None)
        if schedule is None:
            return None
        schedule = after(schedule, pull, least_minutes(work, connection_id, pull), clock.now())
        work.set_schedule(schedule)
    return schedule


def after(schedule: Schedule, pull: Pull | None, least: int, now: datetime.datetime) -> Schedule:
    """When it is time again.

    A failure doubles the interval each time, up to a day, and after ten in a row the schedule sleeps. What waits for
    its quota goes on when that comes back.

    Args:
        pull: the reading that ended now; None where it could not begin.
        least: minutes that the cloud's quota asks for between two readings.
    """
    every = datetime.timedelta(minutes=max(schedule.minutes, least))
    if pull is not None and pull.state is PullState.PAUSED and pull.resumes_at is not None:
        return schedule._replace(next_at=max(pull.resumes_at, now), failures=0)
    if pull is not None and pull.state is not PullState.FAILED:
        return schedule._replace(next_at=now + every, failures=0)
    failures = schedule.failures + 1
    wait = max(every, min(every * 2**failures, _SLOWEST))
    return schedule._replace(next_at=now + wait, failures=failures, enabled=failures < MOST_FAILURES)


def least_minutes(reader: Reader, connection_id: int, pull: Pull | None) -> int:
    """Minutes between two readings that leave most of every client's quota to people.

    Figured from the calls of the last reading for each client, which the clouds count each on its own.
    """
    connection, clients = reader.connection(connection_id), linked(reader, connection_id)
    if pull is None or connection is None or not clients:
        return 1
    calls = -(-pull.counts.calls // len(clients))
    return max(
        (
            -(-calls * _SHARE * _LENGTHS[window.window] // window.limit)
            for client in clients
            for window in reader.allowances(f"{connection.provider}/{client.link.remote_id}")
            if window.window in _LENGTHS and window.limit
        ),
        default=1,
    )
