"""Reading the clouds from the workbench: which clients, as a job, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tuiledger.domain.pulls import Files
from tuiledger.text.translation import _, translate
from tuiledger.tui.jobs import Job
from tuiledger.tui.unlocking import with_vault

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.services.pull import PullResult
    from tuiledger.services.pull_round import Wanted
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench


def read_clouds(
    place: Place,
    codes: Sequence[str] = (),
    connection_id: int | None = None,
    *,
    files: Files = Files.NONE,
    whole: bool = False,
    compare: bool = False,
) -> None:
    """Read the clients with these ``codes``, or all that are linked; of one connection, or of every one in use.

    Args:
        files, whole, compare: what is asked of the cloud, as :class:`tuiledger.services.pull_round.Wanted` takes it.
    """

    def wishes(connections: Sequence[int]) -> Iterator[Wanted]:
        from tuiledger.services.pull_round import Wanted

        for number in connections:
            yield Wanted(number, tuple(codes), whole=whole, files=files, compare=compare)

    def ready(connections: Sequence[int]) -> None:
        if not connections:
            place.bench.say(_("No cloud is connected and linked yet."), "warn")
            return
        job = Job(
            _("Reading the clouds"),
            lambda workbench: _steps(workbench, wishes(connections)),
            lambda items: _told(place, items),
            piecewise=True,
        )
        with_vault(place, lambda: place.run_job(job), make=False)

    place.read(lambda reader: _in_use(reader, codes, connection_id), ready, group="clouds")


def _in_use(reader: Reader, codes: Sequence[str], connection_id: int | None) -> Sequence[int]:
    """The connections that can be read and are linked to one of the clients asked for."""
    from tuiledger.domain.connections import Condition
    from tuiledger.services.pull import linked

    asked = set(codes)
    return [
        connection.id
        for connection in reader.connections()
        if connection_id in (None, connection.id)
        and connection.condition is Condition.PROVED
        and any(not asked or company.code in asked for _link, company in linked(reader, connection.id))
    ]


def _steps(workbench: Workbench, wanted: Iterator[Wanted]) -> Iterator[object]:
    for one in wanted:
        yield from workbench.read_cloud(one)


def _told(place: Place, items: Sequence[object]) -> None:
    """Say what the readings met, and what stands in the way."""
    from tuiledger.services.pull import PullResult

    results = [item for item in items if isinstance(item, PullResult)]
    if results:
        place.bench.say(_met(results), "warn" if any(_unwell(result) for result in results) else "ok")
    place.load()


def _met(results: Sequence[PullResult]) -> str:
    new, changed, gone, refused = (
        sum(getattr(result.pull.counts, name) for result in results) for name in ("new", "changed", "gone", "refused")
    )
    said = _("{} new, {} changed, {} gone, {} refused").format(new, changed, gone, refused)
    reasons = [result.pull for result in results if result.pull.message]
    if reasons:
        return f"{said}. " + translate(reasons[0].message or "", *reasons[0].values)
    return said + (". " + _("W shows every step, T what is in the way.") if any(map(_unwell, results)) else "")


def _unwell(result: PullResult) -> bool:
    return result.pull.message is not None or any(event.level in ("warn", "error") for event in result.events)
