"""Who reads a connection: one process at a time, whatever became of the one before."""

from __future__ import annotations

import datetime
import os
import platform
from typing import Final
from uuid import uuid4

from tuiledger.ports import Writer

#: How long one process may be silent before another takes its place.
_SILENCE: Final = datetime.timedelta(minutes=15)
#: When it says again that it is there.
RENEWED: Final = datetime.timedelta(minutes=3)


def this_process(actor: str) -> str:
    """What this process, at work for ``actor``, is called among those that take turns."""
    return f"{actor}/{platform.node()}/{os.getpid()}/{uuid4().hex[:8]}"


def name_of(owner: str) -> str:
    """For whom a process is at work."""
    return owner.rsplit("/", 3)[0]


def take_turn(work: Writer, connection_id: int, owner: str, now: datetime.datetime) -> str | None:
    """Take the turn to read a connection, or keep it; the process that has it where another one does.

    One of this machine that is no more, killed perhaps, gives way at once.
    """
    name = _name(connection_id)
    holder = work.lease(name, owner, now, now + _SILENCE)
    if holder is not None and _is_dead(holder):
        work.release(name, holder)
        holder = work.lease(name, owner, now, now + _SILENCE)
    return holder


def give_turn(work: Writer, connection_id: int, owner: str) -> None:
    """Let others read a connection."""
    work.release(_name(connection_id), owner)


def _name(connection_id: int) -> str:
    return f"pull/{connection_id}"


def _is_dead(owner: str) -> bool:
    """Whether ``owner`` was a process of this machine that is no more."""
    _, machine, number, _ = owner.rsplit("/", 3)
    if machine != platform.node():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
