"""Reading a cloud again and again: what became of each thing met, and how far one is."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from tuiledger.domain.wording import N_

#: Problems with e-invoice files of a cloud, and with its totals: asking again may solve them.
NO_FILE, NOT_ITS_FILE, FILE_DIFFERS = "no-e-invoice", "not-the-e-invoice", "e-invoice-differs"
FILE_PROBLEMS: Final = frozenset({NO_FILE, NOT_ITS_FILE, FILE_DIFFERS})
TOTALS_DIFFER: Final = "totals-differ"

#: So many documents may vanish from a list without a person's word, and so many whatever the list's length.
_MANY: Final = 20
_FEW: Final = 5

#: What is said where :func:`too_many_missing`, with how many, of how many, and in which list.
MANY_MISSING: Final = N_(
    "{} of {} documents are no longer in the list {}: nothing is set aside until somebody confirms it with"
    " --missing-is-gone"
)


class PullState(StrEnum):
    """How a pull stands: ``paused`` waits for the quota and goes on by itself; what is there is kept in every case."""

    RUNNING = "running"
    DONE = "done"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"


class RemoteState(StrEnum):
    """How a cloud's document stands to ours.

    ``current`` says the same; ``changed`` was changed there after it was posted here; ``gone`` is no longer there;
    ``refused`` could not be understood and is kept as it came.
    """

    CURRENT = "current"
    CHANGED = "changed"
    GONE = "gone"
    REFUSED = "refused"


class Change(StrEnum):
    """What would become of a cloud's document.

    ``new`` would be added; ``joins`` is here already, from a file or another list; ``changed`` would take the place of
    what was read before; ``differs`` says something else than the file it came in, which stays;
    ``changed-since-posting`` is posted and stays; ``gone`` is no longer in the cloud, ``missing`` is it together with
    too many others; ``refused`` cannot be understood.
    """

    NEW = "new"
    JOINS = "joins"
    CHANGED = "changed"
    DIFFERS = "differs"
    SINCE_POSTING = "changed-since-posting"
    GONE = "gone"
    MISSING = "missing"
    REFUSED = "refused"


class Files(StrEnum):
    """Of which documents the e-invoice file is asked for, one call each: ``needed`` are those that wait, and that what
    the lists tell is not enough for."""

    NONE = "none"
    NEEDED = "needed"
    ALL = "all"


class Counts(NamedTuple):
    """What a pull met: ``fetched`` is the sum of the four behind it; ``gone`` were found missing."""

    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    gone: int = 0
    calls: int = 0

    def __add__(self, other: tuple[object, ...]) -> Counts:
        """Both together, field by field."""
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Checkpoint(NamedTuple):
    """How far one list of one cloud company has been read to its end.

    ``changed`` is the newest stamp seen, as the provider writes it; ``swept_at`` the last complete look at the whole
    list.
    """

    connection_id: int
    remote_company: str
    kind: str
    changed: str | None = None
    #: Whether the list answers what changed since a moment; None until it was asked.
    by_change: bool | None = None
    swept_at: datetime.datetime | None = None


class RemoteDocument(NamedTuple):
    """A document of a cloud, and the one of ours that it is.

    ``payload_sha256`` is what it said when last seen; ``taken_sha256`` what the document of ours was read from: the two
    differ when it changed there after it was posted here. ``differs`` are the fields in which the cloud and an
    e-invoice file of the same document disagree.
    """

    connection_id: int
    remote_company: str
    kind: str
    remote_id: str
    payload_sha256: str
    document_id: int | None = None
    taken_sha256: str | None = None
    updated_at: str | None = None
    state: RemoteState = RemoteState.CURRENT
    seen_run: int = 0
    differs: tuple[tuple[str, str, str], ...] = ()


class Event(NamedTuple):
    """One thing that happened in a run, in order; ``level`` is ``ok``, ``info``, ``warn`` or ``error``."""

    at: datetime.datetime
    level: str
    code: str
    message: str
    values: tuple[str, ...] = ()
    company_id: int | None = None


class Trouble(NamedTuple):
    """Something of a cloud that a person must look at (problem): open until the same thing is met without it."""

    connection_id: int
    remote_company: str
    kind: str
    remote_id: str
    code: str
    message: str
    values: tuple[str, ...]
    first_at: datetime.datetime
    last_at: datetime.datetime
    times: int = 1
    run_id: int | None = None
    document_id: int | None = None
    payload_sha256: str | None = None
    solved_at: datetime.datetime | None = None
    id: int | None = None


#: What starts a run that reads nothing: a connection is tried.
TRIAL: Final = "proof"


class Pull(NamedTuple):
    """One reading of a cloud for one connection, or one trial of the connection."""

    run_id: int
    connection_id: int
    state: PullState
    started_at: datetime.datetime
    finished_at: datetime.datetime | None
    actor: str
    trigger: str
    counts: Counts
    resumes_at: datetime.datetime | None = None
    code: str | None = None
    message: str | None = None
    values: tuple[str, ...] = ()

    @property
    def is_trial(self) -> bool:
        """It only tried the connection."""
        return self.trigger == TRIAL


def too_many_missing(missing: int, known: int) -> bool:
    """Whether so many documents of a list of ``known`` vanished that it is rather the cloud that errs.

    More than a tenth of the list, and more than twenty or more than half of a short one.
    """
    return missing * 10 > known and (missing > _MANY or (missing > _FEW and missing * 2 > known))
