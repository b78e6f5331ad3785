"""``tuiledger duplicates``: documents that may be one, and what a person decides."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tuiledger.cli.arguments import company_option, identity
from tuiledger.cli.session import ATTENTION, DONE, Session
from tuiledger.domain.duplicates import Band, Pair, PairState
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports import Reader


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("duplicates", _("documents that may be one: list, decide, undo"))
    listing = group.add("list", _("list pairs of documents that may be one, and documents delivered again"))
    company_option(listing)
    listing.add_argument("--band", choices=[band.value for band in Band])
    listing.add_argument("--all", action="store_true", help=_("the decided ones too"))
    listing.set_defaults(run=_list)
    decide = group.add("decide", _("say whether a pair is one document"))
    decide.add_argument("id", type=identity)
    decide.add_argument("decision", choices=("same", "different"))
    decide.add_argument("--reason", default="", metavar=_("TEXT"))
    decide.set_defaults(run=_decide)
    undo = group.add("undo", _("open a decided pair again"))
    undo.add_argument("id", type=identity)
    undo.set_defaults(run=_undo)


def _list(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company

    with session.open().reading() as reader:
        company_id = find_company(reader, options.company).id if options.company else None
        pairs = (
            []
            if options.band == Band.EXACT
            else list(reader.pairs(company_id, None if options.all else PairState.OPEN))
        )
        pairs = [pair for pair in pairs if options.band in (None, pair.band.value)]
        items = [_fields(reader, pair) for pair in pairs]
        again = _delivered_again(reader, company_id) if options.band in (None, Band.EXACT.value) else []
    session.answer_list(
        [*items, *again],
        session.table(
            (
                (item["id"], item["band"], item["state"], item["company"], item["left"], item["right"],
                 ", ".join(item["reasons"]))
                for item in (*items, *again)
            ),
            ("Id", _("Band"), _("State"), _("Company"), _("First"), _("Second"), _("Reasons")),
            "rlllrrl",
        ),
    )  # fmt: skip
    return ATTENTION if any(pair.state is PairState.OPEN for pair in pairs) else DONE


def _delivered_again(reader: Reader, company_id: int | None) -> list[dict[str, Any]]:
    """Documents with several sources: exact re-deliveries, decided by their keys."""
    return [
        {
            "id": None,
            "company": code,
            "band": Band.EXACT.value,
            "state": PairState.SAME.value,
            "left": document_id,
            "right": document_id,
            "reasons": [source.ref if source.member is None else f"{source.ref}!{source.member}" for source in sources],
        }
        for document_id, code, sources in reader.delivered_again(company_id)
    ]


def _decide(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.review import decide_pair

    store = session.open()
    pair = decide_pair(
        store, session.clock, session.actor, options.id, same=options.decision == "same", reason=options.reason
    )
    return _answer(session, pair)


def _undo(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.review import undo_pair

    store = session.open()
    return _answer(session, undo_pair(store, session.clock, session.actor, options.id))


def _answer(session: Session, pair: Pair) -> int:
    with session.open().reading() as reader:
        fields = _fields(reader, pair)
    session.answer(fields, f"{fields['id']}: {fields['state']}")
    return DONE


def _fields(reader: Reader, pair: Pair) -> dict[str, Any]:
    code = next(company.code for company in reader.companies() if company.id == pair.company_id)
    return {
        "id": pair.id,
        "company": code,
        "band": pair.band.value,
        "state": pair.state.value,
        "left": pair.left,
        "right": pair.right,
        "reasons": list(pair.reasons),
        "decided_by": pair.decided_by,
        "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
        "reason": pair.reason,
    }
