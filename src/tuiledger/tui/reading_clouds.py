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
    from tuiledger.domain.connections import Connection
    from tuiledger.domain.foresight import Foresight
    from tuiledger.domain.parties import Company
    from tuiledger.domain.pulls import Counts
    from tuiledger.ports import Reader
    from tuiledger.services.pull import PullResult
    from tuiledger.tui.screens.place import Place
    from tuiledger.tui.workbench import Workbench


def ask_reading(place: Place, company: Company | None, files: Files = Files.NONE) -> None:
    """Ask whose documents are read: everybody's, or those of ``company`` where it is linked; or only looked at.

    Args:
        files: the e-invoice files that are fetched with them; where there are any, nothing is only looked at.
    """
    question = _("Read the documents in the clouds")
    if files is not Files.NONE:
        question = _("Read the clouds and fetch the e-invoices of what waits")

    def found(linked: bool) -> None:
        from tuiledger.tui.dialogs.choose import Choose

        one = company.name if company and linked else ""
        answers = (
            ("all", _("of all clients that are linked")),
            ("one", _("of {} alone").format(one)),
            ("see-all", _("first show what that would change, of all")),
            ("see-one", _("first show what that would change, of {}").format(one)),
        )

        def take(answer: str | None) -> None:
            if answer:
                codes = (company.code,) if company and answer.endswith("one") else ()
                if answer.startswith("see"):
                    foresee_clouds(place, codes)
                else:
                    read_clouds(place, codes, files=files)

        offered = [each for each in answers if one or not each[0].endswith("one")]
        offered = [each for each in offered if files is Files.NONE or not each[0].startswith("see")]
        about = "" if one or company is None else _("{} is linked to no company of a cloud.").format(company.name)
        place.app.push_screen(Choose(question, offered, about=about), take)

    def look(reader: Reader) -> bool:
        return company is not None and any(link.company_id == company.id for link in reader.links())

    if company is None:
        read_clouds(place, files=files)
    else:
        place.read(look, found, group="clouds")


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

    def ready(found: tuple[Sequence[int], str]) -> None:
        connections, why_not = found
        if not connections:
            place.bench.say(why_not, "warn")
            return
        with_vault(place, lambda: place.run_job(job(connections)), make=False)

    place.read(lambda reader: _in_use(reader, codes, connection_id), ready, group="clouds")


def _in_use(reader: Reader, codes: Sequence[str], connection_id: int | None) -> tuple[Sequence[int], str]:
    """The connections that can be read and are linked to one of the clients asked for; without any, why not."""
    from tuiledger.domain.connections import Condition
    from tuiledger.services.pull import linked

    there = [one for one in reader.connections() if connection_id in (None, one.id)]
    linking = [one for one in there if linked(reader, one.id, codes)]
    usable = [one.id for one in linking if one.condition is Condition.PROVED]
    return usable, "" if usable else _why_none(there, linking, codes)


def _why_none(there: Sequence[Connection], linking: Sequence[Connection], codes: Sequence[str]) -> str:
    """Why nothing can be read, and the keys that help: no connection, none that is linked, or none that can be used."""
    from tuiledger.domain.connections import Condition

    if not there:
        return _("No cloud is connected yet: 0, then a, connects one.")
    if not linking:
        if not codes:
            return _("No company of the clouds is linked yet: 0, then enter, links them.")
        return _("{} is not linked to a cloud: 0, then enter, links it.").format(", ".join(codes))
    helps = {
        Condition.PAUSED: _("{} is paused: 0, then p, uses it again."),
        Condition.NEEDS_RECONNECT: _("{} needs another token: 0, then r, gives it one."),
    }
    text = helps.get(linking[0].condition, _("{} is not proved: 0, then v, tries it."))
    return text.format(linking[0].name)


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
        # A screen that is opened clears the line first.
        tone = "warn" if any(each.unreadable for each in seen) else ""
        place.app.call_after_refresh(place.bench.say, _would(seen), tone)


def _would(seen: Sequence[Foresight]) -> str:
    """What a reading would do, in numbers; where nothing could be looked at, why."""
    counts = _sum(each.counts for each in seen)
    lacking = [one for each in seen for one in each.unreadable]
    if lacking and not any(counts):
        return _("Nothing could be read. {}").format(translate(lacking[0].message, *lacking[0].values))
    same = ngettext("{} unchanged", "{} unchanged", counts.unchanged).format(count_text(counts.unchanged))
    less = ngettext("{} cannot be read", "{} cannot be read", len(lacking)).format(count_text(len(lacking)))
    told = (_numbers(counts), same if counts.unchanged else "", less if lacking else "")
    return "; ".join(filter(None, told)) + "."


def _met(results: Sequence[PullResult]) -> str:
    """What was read, in numbers, and what went wrong; never that nothing is new where nothing could be read."""
    counts = _sum(result.pull.counts for result in results)
    unwell = any(map(_unwell, results))
    said = f"{_numbers(counts)}." if counts.fetched or counts.gone or not unwell else _("Nothing could be read.")
    reasons = [result.pull for result in results if result.pull.message]
    if reasons:
        return f"{said} " + translate(reasons[0].message or "", *reasons[0].values)
    return f"{said} " + _("W shows every step, T what is in the way.") if unwell else said


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
