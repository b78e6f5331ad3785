"""Where work starts: threads that belong to the application, read or write the books, and answer by messages.

A read answers the screen that asked. A job goes on whatever screen is shown; it stops only between two pages. An error
of either becomes a :class:`~tuiledger.tui.failures.Failure` and never ends the program.
"""

from __future__ import annotations

import datetime
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, get_current_worker

from tuiledger.tui.failures import Failure, failure_of, is_loss

if TYPE_CHECKING:
    from textual.app import App

    from tuiledger.domain.runs import Progress
    from tuiledger.ports import Reader
    from tuiledger.tui.workbench import Workbench

T = TypeVar("T")
#: Jobs that are kept for the list of work.
_RECORDS: Final = 50
#: Seconds after which the books are opened, whatever was painted.
_PATIENCE: Final = 0.4


class Answered(Message, bubble=False):
    """A read is done: ``tell`` hands its value to whom it is for, on the thread of the screen."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell


class Opened(Message):
    """The books are open."""


class JobMoved(Message):
    """The job under way is further on."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, JobMoved)


class JobEnded(Message):
    """The job is over: ``items`` is what it gave beside its progress, ``stopped`` whether a person stopped it."""

    def __init__(self, job: Job, items: list[Any], failure: Failure | None, stopped: bool) -> None:
        super().__init__()
        self.job, self.items, self.failure, self.stopped = job, items, failure, stopped


class Failed(Message):
    """A read, or the opening of the books, could not be done; ``lost`` says that the books cannot be reached."""

    def __init__(self, failure: Failure, *, fatal: bool = False, lost: bool = False) -> None:
        super().__init__()
        self.failure, self.fatal, self.lost = failure, fatal, lost


class FoundAgain(Message):
    """Books that could not be reached have answered again."""


class Job(NamedTuple):
    """Long work with a name for people; ``then`` takes what it gave, when it ended well or was stopped.

    Of work that is ``piecewise`` each thing it gave stands by itself: ``then`` takes them also when it failed later.
    Of work that is ``quiet`` only ``then`` says how it ended.
    """

    name: str
    steps: Callable[[Workbench], Iterator[Any]]
    then: Callable[[list[Any]], None]
    piecewise: bool = False
    quiet: bool = False


class JobState(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(slots=True)
class JobRecord:
    """One job of this session: when it began, how far it is, how it ended. Times are of a clock that only goes on."""

    name: str
    began: float
    at: datetime.datetime
    state: JobState = JobState.RUNNING
    done: int = 0
    total: int | None = None
    doing: str = ""
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or took."""
        return (self.ended or time.monotonic()) - self.began

    @property
    def rate(self) -> float:
        """Steps a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds it will still take at its rate, where that can be told."""
        if self.state is not JobState.RUNNING or not self.total or not self.rate:
            return None
        return max(self.total - self.done, 0) / self.rate


class Jobs:
    """The work of one application: at most one job at a time, and any number of reads."""

    def __init__(self, app: App[Any], open_workbench: Callable[[], Workbench]) -> None:
        self._app = app
        self._open = open_workbench
        self._waiting: list[Callable[[], object]] = []
        self._worker: Worker[None] | None = None
        self.workbench: Workbench | None = None
        self.running: Job | None = None
        #: Whether the program ends when the job under way is over.
        self.leaving = False
        #: The jobs of this session, newest last.
        self.records: deque[JobRecord] = deque(maxlen=_RECORDS)
        self._lost = False
        self._opening = False

    def now(self) -> datetime.datetime:
        """The moment it is, by the clock of the books once they are open."""
        return self.workbench.clock.now() if self.workbench else datetime.datetime.now(datetime.UTC)

    def open_soon(self, doing: str) -> None:
        """Open the books once something is painted."""

        def once() -> None:
            if not self._opening:
                self._opening = True
                self.open(doing)

        self._app.call_after_refresh(once)
        # A key in the first moment may cover the screen whose first picture is waited for: it would wait for ever.
        self._app.set_timer(_PATIENCE, once)

    def open(self, doing: str) -> None:
        """Open the books in a thread; reads that were asked for before wait until then."""

        def work() -> None:
            try:
                self.workbench = self._open()
            except Exception as error:
                self._app.post_message(Failed(failure_of(error, doing), fatal=True))
            else:
                self._app.post_message(Opened())

        self._start(work, "open")

    def opened(self) -> None:
        """Start the reads that waited."""
        waiting, self._waiting = self._waiting, []
        for start in waiting:
            start()

    def read(
        self, asker: MessagePump, ask: Callable[[Reader], T], then: Callable[[T], None], *, group: str, doing: str
    ) -> None:
        """Ask the books in a thread and hand the value to ``then`` by a message to ``asker``.

        A newer read of the same ``group`` makes an older one, whose answer is not there yet, answer nobody.
        """

        def work() -> None:
            worker = get_current_worker()
            try:
                if self.workbench is None or worker.is_cancelled:
                    return
                with self.workbench.store.reading() as reader:
                    value = ask(reader)
            except Exception as error:
                self._lost = is_loss(error)
                if not worker.is_cancelled:
                    self._app.post_message(Failed(failure_of(error, doing), lost=self._lost))
            else:
                if self._lost:
                    self._lost = False
                    self._app.post_message(FoundAgain())
                if not worker.is_cancelled:
                    asker.post_message(Answered(lambda: then(value)))

        if self.workbench is None:
            self._waiting.append(lambda: self._start(work, group))
        else:
            self._start(work, group)

    def run(self, job: Job) -> bool:
        """Start ``job`` unless another is under way; whether it was started."""
        if self.running or self.workbench is None:
            return False
        bench = self.workbench
        self.running = job
        self.records.append(JobRecord(job.name, time.monotonic(), self.now()))

        def work() -> None:
            worker = get_current_worker()
            items: list[Any] = []
            failure = None
            try:
                self._walk(job.steps(bench), worker, items)
            except Exception as error:
                failure = failure_of(error, job.name)
            self._app.post_message(JobEnded(job, items, failure, worker.is_cancelled))

        self._worker = self._start(work, "job")
        return True

    def stop(self) -> None:
        """Ask the job under way to stop after its page."""
        if self._worker:
            self._worker.cancel()
            self.records[-1].state = JobState.STOPPING

    def moved(self, progress: Progress) -> None:
        """The job under way is further on."""
        record = self.records[-1]
        record.done, record.total, record.doing = progress.done, progress.total, progress.doing

    def ended(self, ended: JobEnded) -> None:
        """The job under way is over."""
        self.running = self._worker = None
        record = self.records[-1]
        record.ended = time.monotonic()
        record.state = JobState.FAILED if ended.failure else JobState.STOPPED if ended.stopped else JobState.DONE

    def _walk(self, steps: Iterator[Any], worker: Worker[Any], items: list[Any]) -> None:
        from tuiledger.domain.runs import Progress

        for item in steps:
            if isinstance(item, Progress):
                self._app.post_message(JobMoved(item))
            else:
                items.append(item)
            if worker.is_cancelled:
                close = getattr(steps, "close", None)
                if close:
                    close()
                return

    def _start(self, work: Callable[[], None], group: str) -> Worker[None]:
        return self._app.run_worker(work, name=group, group=group, exclusive=True, thread=True, exit_on_error=False)
