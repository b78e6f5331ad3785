"""``tuiledger link access``: what a client lets its accountant see, its plan, and the calls that are left."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from tuiledger import bootstrap
from tuiledger.cli.passphrases import passphrase, passphrase_option
from tuiledger.cli.session import DONE, Session
from tuiledger.domain.runs import Refusal
from tuiledger.text import words
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.domain.connections import Access
    from tuiledger.domain.quota import Allowance
    from tuiledger.services.access import Seen


def register(commands: Any) -> None:
    """Declare the command."""
    asking = commands.add("access", _("ask what a client lets its accountant see, and what is left of its plan"))
    asking.add_argument("company", metavar=_("CODE"), help=_("code of the client, or id of the company in the cloud"))
    asking.add_argument("--connection", metavar=_("NAME"), help=_("only this connection"))
    passphrase_option(asking)
    asking.set_defaults(run=_access)


def _access(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.access import calls_left, find_seen
    from tuiledger.services.connect import find_connection

    store = session.open()
    with store.reading() as reader:
        named = (find_connection(reader, options.connection),) if options.connection else reader.connections()
        found = find_seen(reader, named, options.company)
    answers = asyncio.run(_asked(options, session, found))
    now = session.clock.now()
    with store.reading() as reader:
        codes = {company.id: company.code for company in reader.companies()}
        clients = {(link.connection_id, link.remote_id): codes.get(link.company_id or 0) for link in reader.links()}
        items = [
            _fields(seen, access, calls_left(reader, seen.connection, seen.remote.id, now))
            | {"company": clients.get((seen.connection.id, seen.remote.id))}
            for seen, access in zip(found, answers, strict=True)
        ]
    session.answer_list(
        items, "\n".join(_text(session, item, access) for item, access in zip(items, answers, strict=True))
    )
    return DONE


async def _asked(options: argparse.Namespace, session: Session, found: tuple[Seen, ...]) -> list[Access]:
    """The answers of the clouds.

    Raises:
        Refusal: a cloud does not say, with its reason.
    """
    from tuiledger.domain.faults import ProviderError
    from tuiledger.services.access import ask_access

    clouds = bootstrap.reach_clouds(session.open(), session.clock, passphrase(options, session))
    try:
        return [await ask_access(clouds, seen.connection, seen.remote.id) for seen in found]
    except ProviderError as fault:
        raise Refusal(fault.code, fault.message, fault.values) from None
    finally:
        await clouds.close()


def _fields(seen: Seen, access: Access, left: tuple[Allowance, ...]) -> dict[str, Any]:
    until = access.licence_until or seen.remote.licence_until
    return {
        "connection": seen.connection.name,
        "remote_id": seen.remote.id,
        "name": seen.remote.name,
        "role": access.role,
        "through_accountant": access.through_accountant,
        "plan": access.plan or seen.remote.plan,
        "licence_until": until.isoformat() if until else None,
        "areas": dict(access.areas),
        "calls_left": {
            row.window: {"remaining": row.remaining, "limit": row.limit, "until": row.until.isoformat()} for row in left
        },
    }


def _text(session: Session, item: dict[str, Any], access: Access) -> str:
    calls = {name: f"{one['remaining']}/{one['limit']}" for name, one in item["calls_left"].items()}
    rows = [
        (_("Connection"), item["connection"]),
        (_("Company"), item["company"] or ""),
        (_("Role"), _(words.ROLES.get(item["role"], item["role"]))),
        (_("Through"), _("the accountant") if item["through_accountant"] else _("a right of its own")),
        (_("Plan"), item["plan"] or _("unknown")),
        (_("Licence until"), item["licence_until"] or _("unknown")),
        (_("Calls this hour"), calls.get("hour", "")),
        (_("Calls this month"), calls.get("month", "")),
    ]
    rights = [(words.area_text(area), _(words.RIGHTS.get(right, right))) for area, right in access.telling]
    told = session.table(rights, (_("What it lets its accountant see"), "")) if rights else (
        _("The provider tells nothing of it.") + "\n"
    )  # fmt: skip
    return session.table(rows, (_("Company there"), item["name"])) + "\n" + told
