"""``tuiledger import``: files in."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any, Final

from tuiledger.cli.arguments import company_option
from tuiledger.cli.session import ATTENTION, DONE, IMPOSSIBLE, Session, said
from tuiledger.domain.documents import Direction
from tuiledger.domain.runs import FileOutcome, Outcome, Progress
from tuiledger.text.translation import _, ngettext

if TYPE_CHECKING:
    from tuiledger.services.intake import ImportResult

#: Codes of answers for what is not posted and asks nothing, and for messages that do not fit.
_SET_ASIDE: Final = frozenset({"rejected", "same-document"})
_OF_MESSAGES: Final = frozenset({"sdi-unmatched", "sdi-contradicted", "file-unclear"})


def register(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add("import", _("take in files, folders, .zip and .p7m"))
    parser.add_argument("paths", nargs="+", metavar=_("PATH"))
    parser.add_argument(
        "--as",
        dest="side",
        choices=("issued", "received", "auto"),
        default="auto",
        help=_("take only issued or received documents; auto: whichever party is a registered company"),
    )
    company_option(parser)
    parser.add_argument(
        "--create-companies",
        choices=("issued", "received"),
        help=_("register the seller (issued) or the buyer (received) when unknown"),
    )
    parser.set_defaults(run=_import)


def _import(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.attribute import Wanted
    from tuiledger.services.companies import find_company
    from tuiledger.services.intake import ImportResult, import_paths

    store = session.open(create=True)
    code = None
    if options.company:
        with store.reading() as reader:
            code = find_company(reader, options.company).code
    wanted = Wanted(
        side=None if options.side == "auto" else Direction(options.side),
        company_code=code,
        create=Direction(options.create_companies) if options.create_companies else None,
    )
    result: ImportResult | None = None
    for step in import_paths(store, options.paths, session.clock, session.actor, wanted):
        if isinstance(step, Progress):
            _show_progress(session, step)
        elif isinstance(step, ImportResult):
            result = step
    if result is None:
        return IMPOSSIBLE
    session.answer(result_fields(result), _text(session, result))
    if not any(os.path.exists(path) for path in options.paths):
        return IMPOSSIBLE
    return ATTENTION if result.refused or any(item.code for item in result.items if _asks(item)) else DONE


def _asks(item: FileOutcome) -> bool:
    """Whether a person must look at it; what is set aside, and a message that waits for its file, is only told."""
    return _tells(item) and item.code not in _SET_ASIDE and item.code != "sdi-unmatched"


def _tells(item: FileOutcome) -> bool:
    return item.outcome is not Outcome.REFUSED and item.code not in (None, "sdi-message")


def _show_progress(session: Session, step: Progress) -> None:
    if step.total and step.total > 500 and step.done:
        session.tell(f"{step.done}/{step.total}")


def result_fields(result: ImportResult) -> dict[str, Any]:
    """An import as JSON shows it."""
    return {
        "run": result.run_id,
        "files": result.files,
        "documents": result.documents,
        "created": result.created,
        "already_known": result.already_known,
        "refused": result.refused,
        "items": [outcome_fields(item) for item in result.items],
    }


def outcome_fields(item: FileOutcome) -> dict[str, Any]:
    """One file's answer as JSON shows it."""
    return {
        "path": item.path,
        "member": item.member,
        "outcome": item.outcome.value,
        "documents": list(item.documents),
        "code": item.code,
        "message": said(item.message, item.values) if item.message else None,
    }


def _text(session: Session, result: ImportResult) -> str:
    lines = [
        "{}, {}: {} {}, {} {}, {} {}".format(
            ngettext("{} file", "{} files", result.files).format(result.files),
            ngettext("{} document", "{} documents", result.documents).format(result.documents),
            result.created,
            _("new"),
            result.already_known,
            _("already known"),
            result.refused,
            _("refused"),
        )
    ]
    telling = [item for item in result.items if item.outcome is Outcome.REFUSED or _tells(item)]
    if telling:
        lines.append(
            session.table(
                (
                    (_mark(item), item.code, item.member or os.path.basename(item.path),
                     said(item.message or "", item.values))
                    for item in telling
                ),
                (_("Answer"), _("Code"), _("File"), _("Reason")),
            ).rstrip("\n")
        )  # fmt: skip
    return "\n".join(lines)


def _mark(item: FileOutcome) -> str:
    """What became of a file that there is something to say of."""
    if item.outcome is Outcome.REFUSED:
        return "✖ " + _("refused")
    if item.code in _SET_ASIDE:
        return "✖ " + _("void")
    if item.code in _OF_MESSAGES:
        return "▲ " + _("message")
    return "▲ " + _("held")
