"""``tuiledger sync``: what the clouds have, into the books."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tuiledger import bootstrap
from tuiledger.cli.arguments import company_option
from tuiledger.cli.passphrases import passphrase, passphrase_option
from tuiledger.cli.posting import result_items
from tuiledger.cli.run_fields import event_fields, pull_fields
from tuiledger.cli.session import ATTENTION, DONE, IMPOSSIBLE, Session, error_fields, said
from tuiledger.domain.connections import Condition, Connection
from tuiledger.domain.documents import Direction
from tuiledger.domain.money import decimal_text
from tuiledger.domain.pulls import Event, Files, PullState
from tuiledger.domain.rules import CHANGED_AFTER_POSTING, GONE_AFTER_POSTING
from tuiledger.domain.runs import Progress, Refusal
from tuiledger.text.amounts import money_text
from tuiledger.text.differing import FIELDS
from tuiledger.text.translation import N_, _, ngettext
from tuiledger.text.words import CHANGES

#: How many posted documents were found to be changed or deleted in the cloud since, by the code that tells it.
_POSTED: Final = {"posted_changed": CHANGED_AFTER_POSTING.code, "posted_gone": GONE_AFTER_POSTING.code}

if TYPE_CHECKING:
    from tuiledger.domain.foresight import Foreseen, Foresight, Unreadable
    from tuiledger.ports import Reader
    from tuiledger.services.pull import PullResult, Wanted


def register(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add("sync", _("read the clouds into the books: what is new and what changed"))
    parser.add_argument("--connection", metavar=_("NAME"), help=_("only this connection"))
    company_option(parser)
    sides = parser.add_mutually_exclusive_group()
    sides.add_argument("--issued", action="store_true", help=_("only issued documents"))
    sides.add_argument("--received", action="store_true", help=_("only received documents"))
    parser.add_argument("--whole", action="store_true", help=_("look at whole lists, so that deletions are found"))
    parser.add_argument("--missing-is-gone", action="store_true",
                        help=_("believe that documents are gone even when most of a list is"))  # fmt: skip
    files_option(parser)
    parser.add_argument("--compare-totals", action="store_true",
                        help=_("let the cloud figure documents of several VAT rates; a call for each"))  # fmt: skip
    parser.add_argument("--due", action="store_true", help=_("only the connections whose scheduled time has come"))
    then = parser.add_mutually_exclusive_group()
    then.add_argument("--dry-run", action="store_true", help=_("say what would come, write nothing"))
    then.add_argument("--post", action="store_true", help=_("then post what is ready of the clients that were read"))
    passphrase_option(parser)
    parser.set_defaults(run=_sync)


def files_option(parser: argparse.ArgumentParser) -> None:
    """``--e-invoices``: which files are fetched."""
    parser.add_argument("--e-invoices", choices=[one.value for one in Files], default=Files.NONE.value,
                        help=_("fetch the e-invoice files of what waits, or of all; a call for each"))  # fmt: skip


def _sync(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        chosen = list(_chosen(reader, options, session))
    if options.dry_run:
        return _foresee(options, session, chosen)
    items = [_read(options, session, connection, wanted) for connection, wanted in chosen]
    posted = (
        post_clients(session, [one["company"] for item in items for one in item["companies"]]) if options.post else None
    )
    more = {} if posted is None else {"posted": posted}
    session.answer_list(items, "\n".join(_lines(items, posted)), **more)
    return _exit_code(items, posted)


def _chosen(reader: Reader, options: argparse.Namespace, session: Session) -> Iterator[tuple[Connection, Wanted]]:
    """The connections to read, each with what to read of it.

    Raises:
        Refusal: no such connection or client, or nothing is linked.
    """
    from tuiledger.services.companies import find_company
    from tuiledger.services.connect import find_connection
    from tuiledger.services.pull import Wanted, linked
    from tuiledger.services.schedule import due

    code = find_company(reader, options.company).code if options.company else None
    if options.connection:
        connections: Sequence[Connection] = (find_connection(reader, options.connection),)
    elif options.due:
        connections = due(reader, session.clock.now())
    else:
        connections = [one for one in reader.connections() if one.condition is not Condition.PAUSED]
    if options.due and options.connection:
        connections = [one for one in connections if one in due(reader, session.clock.now())]
    directions = tuple(Direction) if options.issued == options.received else (
        (Direction.ISSUED,) if options.issued else (Direction.RECEIVED,)
    )  # fmt: skip
    found = [one for one in connections if options.connection or linked(reader, one.id, (code,) if code else ())]
    paused = [] if options.connection else [
        one.name for one in reader.connections()
        if one.condition is Condition.PAUSED and linked(reader, one.id, (code,) if code else ())
    ]  # fmt: skip
    if not found and not options.due and paused:
        message = N_("What is linked is reached through connections that are paused ({}): use connection resume")
        raise Refusal("connection-paused", message, (", ".join(paused),))
    if not found and not options.due:
        raise Refusal("nothing-linked", "No company of a cloud is linked to a client that is to be read")
    for connection in found:
        yield connection, Wanted(
            connection.id, (code,) if code else (), directions, options.whole, options.missing_is_gone,
            "schedule" if options.due else "person", Files(options.e_invoices), options.compare_totals,
        )  # fmt: skip


def _read(options: argparse.Namespace, session: Session, connection: Connection, wanted: Wanted) -> dict[str, Any]:
    """Read one connection; what keeps it from being read is told in its item, and the others are read."""
    from tuiledger.ports.clouds import VaultError
    from tuiledger.services.schedule import note_reading

    try:
        result = read_connection(options, session, connection, wanted)
    except (Refusal, VaultError) as failure:
        note_reading(session.open(), session.clock, connection.id, None)
        session.tell(f"{connection.name}: {said(failure.message, failure.values)} [{failure.code}]")
        failed = error_fields(failure.code, failure.message, failure.values)
        return {"connection": connection.name, "run": None, "state": None, "companies": [], "problems": [], **failed}
    assert result is not None  # noqa: S101 - nothing stops it
    note_reading(session.open(), session.clock, connection.id, result.pull)
    return result_fields(session, connection, result)


def read_connection(
    options: argparse.Namespace,
    session: Session,
    connection: Connection,
    wanted: Wanted,
    stop: Callable[[], bool] = lambda: False,
) -> PullResult | None:
    """Read a connection, telling the person what happens; None where ``stop`` ended it."""
    from tuiledger.services.pull import PullResult, pull

    store = session.open()
    clouds = bootstrap.reach_clouds(store, session.clock, passphrase(options, session))
    steps = pull(store, session.clock, session.actor, clouds.provider, wanted)
    try:
        for step in steps:
            if isinstance(step, PullResult):
                return step
            if stop():
                break
            if isinstance(step, Event) and step.level != "ok":
                session.tell(f"{connection.name}: {said(step.message, step.values)}")
            elif isinstance(step, Progress) and step.total is not None and step.doing:
                session.tell(f"{connection.name}: {step.doing} ({step.done + 1}/{step.total})")
    finally:
        steps.close()
        asyncio.run(clouds.close())
    return None


def result_fields(session: Session, connection: Connection, result: PullResult) -> dict[str, Any]:
    """A reading as JSON shows it."""
    with session.open().reading() as reader:
        codes = {company.id: company.code for company in reader.companies()}
    told = Counter((codes.get(event.company_id or 0), event.code) for event in result.events)
    companies = [
        {"company": code, **{name: count for name, count in counts._asdict().items() if name != "calls"},
         **{name: told[code, about] for name, about in _POSTED.items()}}
        for code, counts in result.companies.items()
    ]  # fmt: skip
    posted = {name: sum(one[name] for one in companies) for name in _POSTED}
    problems = [event_fields(event, codes) for event in result.events if event.level in ("warn", "error")]
    problems = [problem for problem in problems if problem["code"] != "client-read"]
    return {**pull_fields(result.pull, connection.name), **posted, "companies": companies, "problems": problems}


def post_clients(session: Session, codes: Sequence[str]) -> dict[str, Any]:
    """Post what is ready of the clients with these codes; what became of it as JSON shows it."""
    from tuiledger.services.companies import find_company
    from tuiledger.services.post import PostResult, post_ready

    store = session.open()
    items: list[dict[str, Any]] = []
    for code in dict.fromkeys(codes):
        with store.reading() as reader:
            company = find_company(reader, code)
        for step in post_ready(store, session.clock, session.actor, company.id):
            if isinstance(step, PostResult):
                items += result_items(company, step)
    count = sum(item["outcome"] == "posted" for item in items)
    held = sum(item["outcome"] == "held" for item in items)
    return {"posted": count, "held": held, "items": items, "total": len(items)}


def _exit_code(items: Sequence[dict[str, Any]], posted: dict[str, Any] | None) -> int:
    """Nothing was read at all, something asks for a person, or all is well."""
    failed = [item for item in items if item["state"] in (None, PullState.FAILED.value)]
    if failed and len(failed) == len(items) and not any(item["companies"] for item in items):
        return IMPOSSIBLE
    asks = any(item["problems"] or item["refused"] or item["state"] != PullState.DONE.value
               for item in items if item not in failed)  # fmt: skip
    return ATTENTION if failed or asks or (posted and posted["held"]) else DONE


def _lines(items: Sequence[dict[str, Any]], posted: dict[str, Any] | None) -> Iterator[str]:
    for item in items:
        if item["run"] is None:
            yield f"✖ {item['connection']}: {item['error']['message']}"
            continue
        told = _("{} new, {} changed, {} gone, {} unchanged, {} refused").format(
            *(item[name] for name in ("new", "changed", "gone", "unchanged", "refused"))
        )
        yield f"{item['connection']}: {told}"
        if item["message"]:
            yield f"▲ {item['message']}"
        yield from (f"▲ {one['company'] or ''}: {one['message']}" for one in item["problems"])
    if posted is not None:
        yield ngettext("{} document posted", "{} documents posted", posted["posted"]).format(posted["posted"])


# what would come


def _foresee(options: argparse.Namespace, session: Session, chosen: Sequence[tuple[Connection, Wanted]]) -> int:
    from tuiledger.domain.foresight import Foresight
    from tuiledger.services.foresee import foresee

    items: list[dict[str, Any]] = []
    texts: list[str] = []
    problems: list[dict[str, Any]] = []
    attention = False
    counts: dict[str, int] = {}
    for connection, wanted in chosen:
        clouds = bootstrap.reach_clouds(session.open(), session.clock, passphrase(options, session))
        try:
            for step in foresee(session.open(), session.clock, clouds.provider, wanted):
                if isinstance(step, Foresight):
                    items += [{"connection": connection.name, **_foreseen_fields(item)} for item in step.items]
                    texts.append(_foreseen_text(session, step))
                    counts = {name: counts.get(name, 0) + count for name, count in step.counts._asdict().items()}
                    problems += [{"connection": connection.name, **_unreadable_fields(one)} for one in step.unreadable]
                    attention |= step.asks
        finally:
            asyncio.run(clouds.close())
    counts.pop("calls", None)
    answer = {"dry_run": True, "items": items, "total": len(items), **counts, "problems": problems}
    session.answer(answer, "\n".join(texts))
    return ATTENTION if attention else DONE


def _unreadable_fields(one: Unreadable) -> dict[str, Any]:
    return {
        "company": one.company,
        "list": one.kind or None,
        "code": one.code,
        "message": said(one.message, one.values),
    }


def _foreseen_fields(item: Foreseen) -> dict[str, Any]:
    document = item.document
    party = document and (document.buyer if item.direction is Direction.ISSUED else document.seller)
    return {
        "change": item.change.value,
        "company": item.company,
        "direction": item.direction.value,
        "list": item.kind,
        "remote_id": item.remote_id,
        "document": item.document_id,
        "posted": item.posted,
        "number": document.number if document else None,
        "date": document.date.isoformat() if document else None,
        "party": party.name if party else None,
        "total": decimal_text(_total(item), document.currency) if document else None,
        "differences": [{"field": one.field, "ours": one.left, "cloud": one.right} for one in item.differs],
        "code": item.refusal.code if item.refusal else None,
        "message": said(item.refusal.message, item.refusal.values) if item.refusal else None,
    }


def _total(item: Foreseen) -> int:
    document = item.document
    if document is None:
        return 0
    return document.total if document.total_declared is None else document.total_declared


def _foreseen_text(session: Session, step: Foresight) -> str:
    rows = [_foreseen_fields(item) for item in step.items]
    table = session.table(
        (
            (_(CHANGES[item.change]), row["company"], row["list"], row["number"], row["date"], row["party"],
             money_text(_total(item), item.document.currency) if item.document else "",
             row["message"] or ", ".join(_(FIELDS[one.field]) for one in item.differs))
            for item, row in zip(step.items, rows, strict=True)
        ),
        (_("Change"), _("Company"), _("List"), _("Number"), _("Date"), _("Party"), _("Total"), _("In what")),
        "llllllrl",
    )  # fmt: skip
    told = _("{} new, {} changed, {} gone, {} unchanged, {} refused").format(
        *(getattr(step.counts, name) for name in ("new", "changed", "gone", "unchanged", "refused"))
    )
    unread = [f"▲ {one.company} {one.kind}: {said(one.message, one.values)}" for one in step.unreadable]
    return "\n".join([*([table.rstrip()] if rows else []), told, *unread])
