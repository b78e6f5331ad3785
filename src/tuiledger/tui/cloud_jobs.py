"""Asking the clouds from a job: in a loop of the job's own thread, given up when a person stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual.worker import get_current_worker

from tuiledger.tui.jobs import Job

if TYPE_CHECKING:
    from tuiledger.ports.connecting import Clouds
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench

T = TypeVar("T")
#: Seconds between two looks at whether a person has stopped the job.
_LOOK: Final = 0.1


def ask_clouds(
    place: Place, doing: str, act: Callable[[Workbench, Clouds], Awaitable[T]], then: Callable[[T], None]
) -> None:
    """Ask the clouds as a job; ``then`` gets what came of it, unless it was stopped."""

    def steps(workbench: Workbench) -> Iterator[object]:
        return in_loop(workbench, act)

    def told(items: list[Any]) -> None:
        if items:
            then(items[0])

    place.run_job(Job(doing, steps, told, quiet=True))


def in_loop(workbench: Workbench, act: Callable[[Workbench, Clouds], Awaitable[T]]) -> Iterator[T]:
    """What came of ``act``; nothing where the job was stopped.

    Raises:
        Refusal: a fault of the vault or of the cloud, with a code that cannot be taken for one of the books.
    """
    with told_plainly():
        answers = asyncio.run(_watched(workbench, act))
    yield from answers


@contextmanager
def told_plainly() -> Iterator[None]:
    """Give faults of the vault and of the clouds on as refusals: their codes are not those of the books.

    Raises:
        Refusal: with ``vault-`` or ``cloud-`` before the code.
    """
    from tuiledger.domain.faults import ProviderError
    from tuiledger.domain.runs import Refusal
    from tuiledger.ports.clouds import VaultError

    try:
        yield
    except VaultError as error:
        raise Refusal(f"vault-{error.code}", error.message, error.values) from None
    except ProviderError as error:
        raise Refusal(f"cloud-{error.code}", error.message, error.values) from None


async def _watched(workbench: Workbench, act: Callable[[Workbench, Clouds], Awaitable[T]]) -> list[T]:
    """Act, and look at times whether that is still wanted."""
    worker = get_current_worker()
    task = asyncio.ensure_future(_acted(workbench, act))
    while not task.done():
        await asyncio.wait({task}, timeout=_LOOK)
        if worker.is_cancelled:
            task.cancel()
    return [] if task.cancelled() else [task.result()]


async def _acted(workbench: Workbench, act: Callable[[Workbench, Clouds], Awaitable[T]]) -> T:
    clouds = workbench.clouds()
    try:
        return await act(workbench, clouds)
    finally:
        await clouds.close()
