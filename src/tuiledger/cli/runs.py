"""``tuiledger runs`` and ``tuiledger problems``: what the program did with clouds and files, and what asks a person."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tuiledger import bootstrap
from tuiledger.cli.arguments import company_option, count, identity
from tuiledger.cli.imports import outcome_fields
from tuiledger.cli.passphrases import passphrase_option
from tuiledger.cli.run_fields import event_fields, exchange_fields, posted_fields, pull_fields, trouble_fields
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.domain.pulls import FILE_PROBLEMS, TOTALS_DIFFER, TRIAL, Files, PullState, RemoteState
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _
from tuiledger.text.words import PULL_STATES

if TYPE_CHECKING:
    from tuiledger.domain.pulls import Trouble
    from tuiledger.ports import Reader, RunSummary

    Fields = dict[str, Any]
    Many = Sequence[dict[str, Any]]


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("runs", _("imports and readings of clouds: list, show"))
    listing = group.add("list", _("list runs, newest first"))
    listing.add_argument("--limit", type=count, default=1000, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=_list)
    show = group.add("show", _("show one run: what happened, and every call to a cloud"))
    show.add_argument("id", type=identity)
    show.set_defaults(run=_show)
    problems = commands.group("problems", _("what a cloud could not be asked or understood: list, show, retry"))
    asking = problems.add("list", _("list what is open, newest first"))
    asking.add_argument("--solved", action="store_true", help=_("what is solved instead"))
    company_option(asking)
    asking.set_defaults(run=_problems)
    one = problems.add("show", _("show one problem with what came from the cloud"))
    one.add_argument("id", type=identity)
    one.set_defaults(run=_problem)
    again = problems.add("retry", _("read again what the problems are about, and everything beside it"))
    again.add_argument("ids", type=identity, nargs="*", metavar="ID", help=_("only these; all that are open otherwise"))
    passphrase_option(again)
    again.set_defaults(run=_retry)


def _list(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        items = [_run_fields(reader, run) for run in reader.runs(options.limit)]
    session.answer_list(
        items,
        session.table(
            ((one["id"], one["started_at"][:16].replace("T", " "), _state(one), one["what"], one["created"],
              one["already_known"], one["refused"]) for one in items),
            ("Id", _("Started"), "", _("Paths"), _("New"), _("Already known"), _("Refused")),
            "rlllrrr",
        ),
    )  # fmt: skip
    return DONE


def _run_fields(reader: Reader, run: RunSummary) -> dict[str, Any]:
    """A run over files, or of a cloud: then with what is known of a reading."""
    pull = reader.pull(run.id)
    connection = reader.connection(pull.connection_id) if pull else None
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "what": run.what,
        "files": run.files,
        "created": pull.counts.new if pull else run.created,
        "already_known": pull.counts.unchanged if pull else run.already_known,
        "refused": pull.counts.refused if pull else run.refused,
        "sync": pull_fields(pull, connection.name if connection else "") if pull else None,
    }


def _state(fields: dict[str, Any]) -> str:
    if fields["sync"] and fields["sync"]["trigger"] == TRIAL:
        return _("trial of the connection")
    if fields["sync"]:
        return _(PULL_STATES[PullState(fields["sync"]["state"])])
    return "" if fields["finished_at"] else _("unfinished")


def _show(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        parts = run_parts(reader, options.id)
    items = parts.pop("items")
    session.answer_list(items, run_text(session, parts["run"], items, parts["events"], parts["exchanges"]), **parts)
    return DONE


def run_parts(reader: Reader, run_id: int) -> dict[str, Any]:
    """A run with what became of each file or row, what happened, and its calls without what was said in them.

    Raises:
        Refusal: there is no such run.
    """
    run = reader.run(run_id)
    if run is None:
        raise Refusal("run-unknown", "There is no run {}", (str(run_id),))
    codes = {company.id: company.code for company in reader.companies()}
    return {
        "run": _run_fields(reader, run),
        "items": [outcome_fields(outcome) for outcome in reader.run_outcomes(run.id)],
        "events": [event_fields(event, codes) for event in reader.events(run.id)],
        "exchanges": [exchange_fields(kept) for kept in reader.exchanges(run.id)],
    }


def run_text(session: Session, run: Fields, items: Many, events: Many, calls: Many) -> str:
    """The parts of a run for a person."""
    tables = [
        session.table(
            ((item["outcome"], item["code"], item["member"] or item["path"], item["message"]) for item in items),
            (_("Answer"), _("Code"), _("File"), _("Reason")),
        )
    ]
    if run["sync"]:
        tables += [
            session.table(
                ((one["at"][11:19], one["level"], one["company"], one["message"]) for one in events),
                (_("When"), _("Level"), _("Company"), _("What happened")),
            ),
            session.table(
                ((one["at"][11:19], one["method"], one["url"], one["status"], one["milliseconds"], one["error"])
                 for one in calls),
                (_("When"), _("Call"), _("Address"), _("Status"), "ms", _("Error")),
                "lllrrl",
            ),
        ]  # fmt: skip
    return "\n".join(tables)


def _problems(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company

    with session.open().reading() as reader:
        code = find_company(reader, options.company).code if options.company else None
        items = [one for one in _fields(reader, reader.troubles(solved=options.solved))
                 if code is None or one["company"] == code]  # fmt: skip
        if not options.solved:
            items += _posted(reader, code)
    session.answer_list(
        items,
        session.table(
            ((one["id"], one["connection"], one["company"], one["list"], one["code"], one["message"], one["times"])
             for one in items),
            ("Id", _("Connection"), _("Company"), _("List"), _("Code"), _("Reason"), _("Times")),
            "rlllllr",
        ),
    )  # fmt: skip
    return ATTENTION if items and not options.solved else DONE


def _fields(reader: Reader, troubles: Iterable[Trouble]) -> list[dict[str, Any]]:
    names = {connection.id: connection.name for connection in reader.connections()}
    codes = {company.id: company.code for company in reader.companies()}
    linked = {(link.connection_id, link.remote_id): codes.get(link.company_id or 0) for link in reader.links()}
    return [
        trouble_fields(one, names.get(one.connection_id, ""), linked.get((one.connection_id, one.remote_company)))
        for one in troubles
    ]


def _posted(reader: Reader, code: str | None) -> list[dict[str, Any]]:
    """The posted documents that their clouds tell otherwise since, of all clients or of one."""
    from tuiledger.services.pull_telling import all_after_posting

    names = {connection.id: connection.name for connection in reader.connections()}
    codes = {company.id: company.code for company in reader.companies() if code in (None, company.code)}
    found = []
    for document, told in all_after_posting(reader):
        if document.company_id in codes:
            remotes = reader.remotes_of(document.id)
            remote = next((one for one in remotes if one.state is not RemoteState.CURRENT), None)
            connection = names.get(remote.connection_id) if remote else None
            found.append(posted_fields(document, told, remote, connection, codes[document.company_id]))
    return found


def _problem(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        (found,) = _named(reader, [options.id], solved=True)
        (fields,) = _fields(reader, [found])
        payload = reader.payload(found.payload_sha256) if found.payload_sha256 else None
        connection = reader.connection(found.connection_id)
    means = bootstrap.explain_fault(connection.provider, found.code, fields["message"]) if connection else None
    fields["explanation"] = means._asdict() if means else None
    fields["payload"] = payload.decode("utf-8", "replace") if payload else None
    shown = {**fields, "explanation": f"{means.cause} {means.fix} ({means.where})" if means else None}
    session.answer(fields, session.table(
        ((name, said(str(value))) for name, value in shown.items() if value is not None), (_("Problem"), str(found.id))
    ))  # fmt: skip
    return DONE


def _named(reader: Reader, ids: Sequence[int], *, solved: bool) -> list[Trouble]:
    """The problems with these ids.

    Raises:
        Refusal: there is none with one of them.
    """
    known = [*reader.troubles(), *(reader.troubles(solved=True) if solved else ())]
    found = {one.id: one for one in known}
    missing = [number for number in ids if number not in found]
    if missing:
        raise Refusal("problem-unknown", "There is no problem {}", (", ".join(map(str, missing)),))
    return [found[number] for number in ids]


def _retry(options: argparse.Namespace, session: Session) -> int:
    """Look at the whole lists of the clients that have problems: what could not be understood is looked at again."""
    from tuiledger.cli.sync import read_connection, result_fields
    from tuiledger.services.pull import Wanted, linked

    with session.open().reading() as reader:
        asked = _named(reader, options.ids, solved=False) if options.ids else list(reader.troubles())
        codes_asked = {one.code for one in asked}
        files = Files.NEEDED if codes_asked & FILE_PROBLEMS else Files.NONE
        compare = TOTALS_DIFFER in codes_asked
        work = [
            (connection, Wanted(connection.id, codes, whole=True, files=files, compare=compare))
            for connection in reader.connections()
            if (codes := tuple(
                client.company.code for client in linked(reader, connection.id)
                if any(one.connection_id == connection.id and one.remote_company == client.link.remote_id
                       for one in asked)
            ))
        ]  # fmt: skip
    runs = [
        result_fields(session, connection, result)
        for connection, wanted in work
        if (result := read_connection(options, session, connection, wanted)) is not None
    ]
    with session.open().reading() as reader:
        numbers = {one.id for one in asked}
        left = _fields(reader, (one for one in reader.troubles() if one.id in numbers))
    session.answer(
        {"items": left, "total": len(left), "solved": len(asked) - len(left), "runs": runs},
        _("{} solved, {} left").format(len(asked) - len(left), len(left)),
    )
    return ATTENTION if left else DONE
