"""``tuiledger acts``: the log of who did what."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tuiledger.cli.arguments import count
from tuiledger.cli.session import DONE, Session
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports import Act, Reader

_PAGE: Final = 500


def register(commands: Any) -> None:
    """Declare the command."""
    group = commands.group("acts", _("the log of who did what: list"))
    listing = group.add("list", _("list acts, newest first"))
    listing.add_argument("--limit", type=count, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=_list)


def _list(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        total = reader.count_acts()
        acts = list(_acts(reader, total if options.limit is None else options.limit))
    session.answer(
        {"items": [act._asdict() | {"at": act.at.isoformat()} for act in acts], "total": total},
        session.table(
            ((act.id, f"{act.at.astimezone():%Y-%m-%d %H:%M}", act.actor, act.verb, act.subject, act.detail)
             for act in acts),
            ("Id", _("When"), _("Who"), _("Act"), _("Of what"), _("Detail")),
            "r",
        ),
    )  # fmt: skip
    return DONE


def _acts(reader: Reader, most: int) -> Iterator[Act]:
    for offset in range(0, most, _PAGE):
        page = reader.acts(offset, min(_PAGE, most - offset))
        yield from page
        if len(page) < _PAGE:
            return
