"""``tuiledger schedule`` and ``tuiledger worker``: clouds that are read by themselves."""

from __future__ import annotations

import argparse
import datetime
import signal
import threading
from typing import TYPE_CHECKING, Any, Final

from tuiledger.cli.arguments import count
from tuiledger.cli.passphrases import passphrase_option
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.cli.sync import files_option
from tuiledger.text.translation import _, ngettext

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.ports.cloud_store import Schedule
    from tuiledger.services.pull import Wanted

#: Seconds after which a worker looks again whether somebody changed a schedule.
_LOOK: Final = 30.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("schedule", _("when connections are read by themselves: set, list, remove"))
    setting = group.add("set", _("read a connection every so many minutes"))
    setting.add_argument("name", help=_("name or id of the connection"))
    setting.add_argument("--every", type=count, required=True, metavar=_("MINUTES"))
    setting.set_defaults(run=_set)
    group.add("list", _("list the schedules")).set_defaults(run=_list)
    removing = group.add("remove", _("read a connection only when somebody asks"))
    removing.add_argument("name", help=_("name or id of the connection"))
    removing.set_defaults(run=_remove)
    worker = commands.add("worker", _("read the clouds when their time comes, until stopped"))
    worker.add_argument("--post", action="store_true", help=_("post what is ready of the clients that were read"))
    files_option(worker)
    passphrase_option(worker)
    worker.set_defaults(run=_work)


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.schedule import set_schedule

    schedule = set_schedule(session.open(), session.clock, session.actor, options.name, options.every)
    with session.open().reading() as reader:
        fields = schedule_fields(reader, schedule)
    session.answer(fields, _("{} is read every {} minutes").format(fields["connection"], fields["minutes"]))
    return DONE


def _list(_options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        items = [schedule_fields(reader, schedule) for schedule in reader.schedules()]
    session.answer_list(
        items,
        session.table(
            ((one["connection"], one["minutes"], one["next_at"][:16], one["failures"],
              "● " + _("on") if one["enabled"] else "✖ " + _("stopped after too many failures")) for one in items),
            (_("Connection"), _("Minutes"), _("Next"), _("Failures"), _("State")),
            "lrlrl",
        ),
    )  # fmt: skip
    return DONE if all(one["enabled"] for one in items) else ATTENTION


def schedule_fields(reader: Reader, schedule: Schedule) -> dict[str, Any]:
    """A schedule as JSON shows it."""
    connection = reader.connection(schedule.connection_id)
    return {
        "connection": connection.name if connection else None,
        "minutes": schedule.minutes,
        "enabled": schedule.enabled,
        "next_at": schedule.next_at.isoformat(),
        "failures": schedule.failures,
    }


def _remove(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.schedule import remove_schedule

    connection = remove_schedule(session.open(), session.clock, session.actor, options.name)
    session.answer({"connection": connection.name}, _("{} is read when somebody asks").format(connection.name))
    return DONE


def _work(options: argparse.Namespace, session: Session) -> int:
    """Read what is due, wait, and look again; the first signal ends it after the page that is being read."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: _end(ended)) for number in _SIGNALS}
    rounds = 0
    session.tell(_("Control+C ends the worker"))
    try:
        while not ended.is_set():
            rounds += _round(options, session, ended)
            ended.wait(_wait(session))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    session.answer({"readings": rounds}, "")
    return DONE


def _end(ended: threading.Event) -> None:
    """End; who asks twice does not wait for the page.

    Raises:
        KeyboardInterrupt: it was asked before.
    """
    if ended.is_set():
        raise KeyboardInterrupt
    ended.set()


def _wait(session: Session) -> float:
    with session.open().reading() as reader:
        times = [one.next_at for one in reader.schedules() if one.enabled]
    left = min(times, default=datetime.datetime.max.replace(tzinfo=datetime.UTC)) - session.clock.now()
    return max(1.0, min(left.total_seconds(), _LOOK))


def _wanted(options: argparse.Namespace, connection_id: int) -> Wanted:
    from tuiledger.domain.pulls import Files
    from tuiledger.services.pull import Wanted

    return Wanted(connection_id, trigger="schedule", files=Files(options.e_invoices))


def _round(options: argparse.Namespace, session: Session, ended: threading.Event) -> int:
    """Read every connection whose time has come; how many were."""
    from tuiledger.cli.sync import post_clients, read_connection
    from tuiledger.domain.runs import Refusal
    from tuiledger.ports.clouds import VaultError
    from tuiledger.services.schedule import due, note_reading

    store = session.open()
    with store.reading() as reader:
        connections = due(reader, session.clock.now())
    done = 0
    for connection in connections:
        if ended.is_set():
            break
        wanted, pull = _wanted(options, connection.id), None
        try:
            result = read_connection(options, session, connection, wanted, ended.is_set)
            pull = result.pull if result else None
            if result and options.post:
                posted = post_clients(session, list(result.companies))["posted"]
                session.tell(ngettext("{} document posted", "{} documents posted", posted).format(posted))
        except (Refusal, VaultError) as failure:
            session.tell(f"{connection.name}: {said(failure.message, failure.values)} [{failure.code}]")
        if not ended.is_set():
            note_reading(store, session.clock, connection.id, pull)
        done += 1
    return done
