"""Reading the clouds from the workbench: which clients, as a job, and what came of it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from tuiledger.domain.pulls import Files
from tuiledger.text.amounts import count_text
from tuiledger.text.translation import _, ngettext, translate
from tuiledger.tui.jobs import Job
from tuiledger.tui.unlocking import with_vault

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Counts
    from tuiledger.ports import Reader
    from tuiledger.services.pull import PullResult
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

    def job(connections: Sequence[int]) -> Job:
        def steps(workbench: Workbench) -> Iterator[object]:
            from tuiledger.services.pull_round import Wanted

            for one in connections:
                yield from workbench.read_cloud(Wanted(one, tuple(codes), whole=whole, files=files, compare=compare))

        return Job(_("Reading the clouds"), steps, lambda items: _told(place, items), piecewise=True)

    _ask(place, codes, connection_id, job)


def foresee_clouds(place: Place, codes: Sequence[str] = ()) -> None:
    """Show what :func:`read_clouds` would change; nothing is written."""

    def job(connections: Sequence[int]) -> Job:
        def steps(workbench: Workbench) -> Iterator[object]:
            for one in connections:
                yield from workbench.foresee_cloud(one, codes)

        return Job(_("Looking at the clouds"), steps, lambda items: _shown(place, items, codes))

    _ask(place, codes, None, job)


def _ask(place: Place, codes: Sequence[str], connection_id: int | None, job: Callable[[Sequence[int]], Job]) -> None:
    """Run what ``job`` makes of the connections in use, when the vault is open."""

    def ready(connections: Sequence[int]) -> None:
        if not connections:
            place.bench.say(_("No cloud is connected and linked yet."), "warn")
            return
        with_vault(place, lambda: place.run_job(job(connections)), make=False)

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


def _told(place: Place, items: Sequence[object]) -> None:
    """Say what the readings met, and what stands in the way."""
    from tuiledger.services.pull import PullResult

    results = [item for item in items if isinstance(item, PullResult)]
    if results:
        place.bench.say(_met(results), "warn" if any(_unwell(result) for result in results) else "ok")
    place.load()


def _shown(place: Place, items: Sequence[object], codes: Sequence[str]) -> None:
    """Open the list of what would change, with the numbers."""
    from tuiledger.domain.foresight import Foresight
    from tuiledger.tui.screens.foreseen import WouldChange

    seen = [item for item in items if isinstance(item, Foresight)]
    if seen:
        place.app.push_screen(WouldChange(seen, codes))
        counts = _sum(each.counts for each in seen)
        same = ngettext("{} unchanged", "{} unchanged", counts.unchanged).format(count_text(counts.unchanged))
        place.bench.say(f"{_numbers(counts)}; {same}.")


def _met(results: Sequence[PullResult]) -> str:
    said = _numbers(_sum(result.pull.counts for result in results))
    reasons = [result.pull for result in results if result.pull.message]
    if reasons:
        return f"{said}. " + translate(reasons[0].message or "", *reasons[0].values)
    return said + (". " + _("W shows every step, T what is in the way.") if any(map(_unwell, results)) else "")


def _sum(counts: Iterable[Counts]) -> Counts:
    return reduce(operator.add, counts)


def _numbers(counts: Counts) -> str:
    """What there is of each kind, as far as there is any."""
    told = (
        (counts.new, ngettext("{} new", "{} new", counts.new)),
        (counts.changed, ngettext("{} changed", "{} changed", counts.changed)),
        (counts.gone, ngettext("{} gone", "{} gone", counts.gone)),
        (counts.refused, ngettext("{} refused", "{} refused", counts.refused)),
    )
    return ", ".join(text.format(count_text(number)) for number, text in told if number) or _("Nothing new")


def _unwell(result: PullResult) -> bool:
    return result.pull.message is not None or any(event.level in ("warn", "error") for event in result.events)
