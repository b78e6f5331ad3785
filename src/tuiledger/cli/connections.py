"""``tuiledger connection``: the ways into the clouds. It never prints a secret."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from tuiledger import bootstrap
from tuiledger.cli.arguments import port
from tuiledger.cli.connecting import entrance, loopback, no_password
from tuiledger.cli.passphrases import descriptor, passphrase, passphrase_option
from tuiledger.cli.session import ATTENTION, DONE, USAGE, Session, error_fields, said
from tuiledger.domain.connections import NO_PASSWORDS, CloudCompany, Condition, Connection, Grant, Verdict
from tuiledger.text.translation import N_, _

if TYPE_CHECKING:
    from tuiledger.domain.quota import Allowance
    from tuiledger.ports import Reader
    from tuiledger.ports.connecting import Clouds
    from tuiledger.services.connect import Tried

_CONDITIONS = {
    Condition.UNPROVED: ("○", N_("not proved")),
    Condition.PROVED: ("●", N_("proved")),
    Condition.NEEDS_RECONNECT: ("✖", N_("sign in again")),
    Condition.PAUSED: ("◌", N_("paused")),
}


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("connection", _("ways into the clouds: add, list, show, verify, rotate, pause, remove"))
    add = group.add("add", _("connect to a cloud and prove it"))
    add.description = f"{add.description}. {_(NO_PASSWORDS)}."
    add.add_argument("name", nargs="?", default="", help=_("what to call it"))
    add.add_argument("--provider", default="fattureincloud", metavar=_("NAME"), help=_("which cloud (fattureincloud)"))
    add.add_argument("--intermediary", metavar=_("CODE"), help=_("the intermediary that uses it"))
    add.add_argument("--grant", choices=[grant.value for grant in Grant], default=Grant.PERSONAL_TOKEN.value,
                     help=_("a personal token (usual), a sign-in in the browser, or a code to type there"))  # fmt: skip
    add.add_argument("--client-id", metavar="ID", help=_("of your app at the cloud, to sign in"))
    add.add_argument("--base-url", type=loopback, metavar="URL", help=_("address of a simulated cloud, with --sandbox"))
    add.add_argument("--sandbox", action="store_true", help=_("it is a simulated cloud on this machine"))
    _secret_options(add)
    add.set_defaults(run=_add)
    group.add("list", _("list the connections")).set_defaults(run=_list)
    show = _named(group.add("show", _("show one connection, its companies and the calls that are left")))
    show.set_defaults(run=_show)
    verify = _named(group.add("verify", _("try a connection: whom it speaks for and what it reaches")))
    passphrase_option(verify)
    verify.set_defaults(run=_verify)
    rotate = _named(group.add("rotate", _("give a connection another token, or sign in again")))
    _secret_options(rotate)
    rotate.set_defaults(run=_rotate)
    _named(group.add("pause", _("ask nothing of a connection for now"))).set_defaults(run=_pause)
    _named(group.add("resume", _("use a paused connection again"))).set_defaults(run=_resume)
    remove = _named(group.add("remove", _("delete a connection and its secret; only the secret if it was used")))
    passphrase_option(remove)
    remove.set_defaults(run=_remove)


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("name", help=_("name or id of the connection"))
    return parser


def _secret_options(parser: argparse.ArgumentParser) -> None:
    passphrase_option(parser)
    parser.add_argument("--token-fd", type=descriptor, metavar="N",
                        help=_("read the token from this open file descriptor; else it is asked for"))  # fmt: skip
    parser.add_argument("--client-secret-fd", type=descriptor, metavar="N",
                        help=_("read the secret of your app from this open file descriptor"))  # fmt: skip
    parser.add_argument("--port", type=port, default=0, metavar="N",
                        help=_("port of the address the browser comes back to; 0 takes any"))  # fmt: skip
    parser.add_argument("--paste", action="store_true",
                        help=_("the browser is elsewhere: paste the address it comes back to"))  # fmt: skip
    for name in ("--email", "--password"):
        parser.add_argument(name, action=no_password(), nargs="?", help=argparse.SUPPRESS)


def _add(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import Wish, connect, draft_connection

    if options.base_url and not options.sandbox:
        message = N_("--base-url is for a simulated cloud on this machine, with --sandbox")
        if session.as_json:
            session.answer(error_fields("address-not-allowed", message, ()), "")
        session.tell(f"tuiledger: {_(message)} [address-not-allowed]")
        return USAGE
    wish = Wish(options.name, options.provider, Grant(options.grant), options.client_id, options.base_url,
                options.sandbox, options.intermediary)  # fmt: skip
    store = session.open(create=True)

    async def act(clouds: Clouds) -> Tried:
        with store.reading() as reader:
            # Before anybody is asked for a token.
            draft = draft_connection(reader, clouds, wish)
        return await connect(store, session.clock, session.actor, clouds, wish, entrance(options, session, draft.grant))

    tried = _with_clouds(options, session, act)
    code = _told(session, tried)
    if options.intermediary:
        _tell_of_intermediary(session, options.intermediary, tried.connection)
    return code


def _tell_of_intermediary(session: Session, code: str, tried: Connection) -> None:
    """Say where the intermediary goes on with the connection that it had."""
    from tuiledger.services.intermediaries import find_intermediary

    with session.open().reading() as reader:
        user = find_intermediary(reader, code)
        used = reader.connection(user.connection_id) if user.connection_id is not None else None
    if used is not None and used.id != tried.id:
        session.tell(_("{} goes on with the connection {}").format(user.code, used.name))


def _verify(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import verify

    store = session.open()
    return _told(
        session,
        _with_clouds(
            options, session, lambda clouds: verify(store, session.clock, session.actor, clouds, options.name)
        ),
    )


def _rotate(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import find_connection, rotate

    store = session.open()

    async def act(clouds: Clouds) -> Tried:
        with store.reading() as reader:
            grant = find_connection(reader, options.name).grant
        given = entrance(options, session, grant)
        return await rotate(store, session.clock, session.actor, clouds, options.name, given)

    tried = _with_clouds(options, session, act)
    code = _told(session, tried, kept=tried.kept)
    if not tried.kept:
        session.tell(_("The new secret was not kept: the connection goes on with the one it had"))
    return code


def _with_clouds(options: argparse.Namespace, session: Session, act: Callable[[Clouds], Awaitable[Tried]]) -> Tried:
    async def run() -> Tried:
        clouds = bootstrap.reach_clouds(session.open(), session.clock, passphrase(options, session))
        try:
            return await act(clouds)
        finally:
            await clouds.close()

    return asyncio.run(run())


def _told(session: Session, tried: Tried, **more: object) -> int:
    from tuiledger.services.connect import next_step

    verdict = tried.verdict
    with session.open().reading() as reader:
        fields = connection_fields(reader, tried.connection)
        step = next_step(reader)
    lines = [f"{'●' if verdict.proved else '✖'} {said(verdict.message, verdict.values)}"]
    lines += [f"  “{verdict.original}”"] if verdict.original else []
    lines += [f"  {said(verdict.remedy)}"]
    if not verdict.proved and tried.run is not None:
        lines.append("  " + _("Every call and its answer: tuiledger runs show {}").format(tried.run))
    data = {"connection": fields, "verdict": verdict_fields(verdict), "next": step.value, "run": tried.run, **more}
    session.answer(data, "\n".join(lines))
    if tried.connection.condition is Condition.PAUSED:
        message = _("The connection is paused and nothing is read through it: tuiledger connection resume {}")
        session.tell(message.format(tried.connection.id))
    if verdict.code == "invalid-credentials":
        session.tell(_("Give it another token with: tuiledger connection rotate {}").format(tried.connection.id))
    return DONE if verdict.proved else ATTENTION


def _list(_options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        items = [connection_fields(reader, connection) for connection in reader.connections()]
    session.answer_list(
        items,
        session.table(
            ((item["id"], item["name"], item["provider"], item["account"], _shown(item["condition"]),
              item["linked"], item["companies"], ", ".join(item["intermediaries"])) for item in items),
            ("Id", _("Name"), _("Cloud"), _("Account"), _("State"), _("Linked"), _("Companies"), _("Intermediaries")),
            "rllllrrl",
        ),
    )  # fmt: skip
    return ATTENTION if any(item["condition"] in ("unproved", "needs-reconnect") for item in items) else DONE


def _show(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.domain.quota import WINDOWS, standing
    from tuiledger.services.connect import find_connection

    with session.open().reading() as reader:
        connection = find_connection(reader, options.name)
        fields = connection_fields(reader, connection)
        companies = [
            _company_fields(one, standing(reader.allowances(f"{connection.provider}/{one.id}"), session.clock.now()))
            for one in reader.remote_companies(connection.id)
        ]
    rows = [
        (_("Cloud"), fields["provider"]),
        (_("Account"), fields["account"]),
        (_("State"), _shown(fields["condition"])),
        (_("Why"), fields["failure"] or ""),
        (_("Permissions"), " ".join(fields["scopes"])),
        (_("Intermediaries"), ", ".join(fields["intermediaries"])),
    ]
    table = session.table(
        ((one["remote_id"], one["name"], one["plan"], one["licence_until"],
          *(one["calls_left"].get(window, {}).get("remaining") for window in WINDOWS)) for one in companies),
        ("Id", _("Company"), _("Plan"), _("Licence until"), _("Calls this hour"), _("Calls this month")),
        "rlllrr",
    )  # fmt: skip
    session.answer(
        {**fields, "remote_companies": companies},
        session.table(rows, (_("Connection"), connection.name)) + "\n" + table,
    )
    return DONE


def _pause(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.disconnect import pause

    return _changed(session, pause(session.open(), session.clock, session.actor, options.name))


def _resume(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.disconnect import resume

    return _changed(session, resume(session.open(), session.clock, session.actor, options.name))


def _changed(session: Session, connection: Connection) -> int:
    with session.open().reading() as reader:
        fields = connection_fields(reader, connection)
    session.answer(fields, f"{connection.name}: {_shown(connection.condition.value)}")
    return DONE


def _remove(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.disconnect import remove

    clouds = bootstrap.reach_clouds(session.open(), session.clock, passphrase(options, session))
    removed = remove(session.open(), session.clock, session.actor, clouds, options.name)
    session.answer(
        {"name": removed.connection.name, "deleted": removed.deleted, "secret_deleted": True,
         "uses": removed.uses._asdict()},
        _("{} is gone, and its secret with it").format(removed.connection.name) if removed.deleted else
        _("The secret of {} is gone. The connection stays, paused: links {}, documents {} and runs {} hang on it")
        .format(removed.connection.name, *removed.uses),
    )  # fmt: skip
    return DONE if removed.deleted else ATTENTION


def _shown(condition: str) -> str:
    glyph, word = _CONDITIONS[Condition(condition)]
    return f"{glyph} {_(word)}"


def _company_fields(company: CloudCompany, left: Iterable[Allowance]) -> dict[str, Any]:
    return {
        "remote_id": company.id,
        "name": company.name,
        "active": company.active,
        "plan": company.plan,
        "licence_until": company.licence_until.isoformat() if company.licence_until else None,
        "calls_left": {
            row.window: {"remaining": row.remaining, "limit": row.limit, "until": row.until.isoformat()} for row in left
        },
    }


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON shows it."""
    account = verdict.account
    return {
        "code": verdict.code,
        "message": said(verdict.message, verdict.values),
        "remedy": said(verdict.remedy),
        "original": verdict.original or None,
        "values": list(verdict.values),
        "account": account and {"id": account.id, "name": account.name, "accountant": account.accountant,
                                "companies": len(account.companies)},
    }  # fmt: skip


def connection_fields(reader: Reader, connection: Connection) -> dict[str, Any]:
    """A connection as JSON shows it: everything but its secret and where that is."""
    from tuiledger.services.intermediaries import users_of

    proved, failed = connection.proved_at, connection.failed_at
    return {
        "id": connection.id,
        "name": connection.name,
        "provider": connection.provider,
        "grant": connection.grant.value,
        "condition": connection.condition.value,
        "account": connection.account or None,
        "scopes": list(connection.scopes),
        "client_id": connection.client_id,
        "base_url": connection.base_url,
        "proved_at": proved.isoformat() if proved else None,
        "failed_at": failed.isoformat() if failed else None,
        "failure": connection.failure,
        "intermediaries": list(users_of(reader).get(connection.id, ())),
        "companies": sum(one.active for one in reader.remote_companies(connection.id)),
        "linked": sum(link.company_id is not None for link in reader.links(connection.id)),
    }
