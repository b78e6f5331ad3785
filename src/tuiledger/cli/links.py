"""``tuiledger link``: which company of a cloud is which client."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from tuiledger import bootstrap
from tuiledger.cli import link_access
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.domain.connections import CloudCompany, Connection
from tuiledger.domain.linking import Confidence
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _, ngettext
from tuiledger.text.words import CONFIDENCES, LINKS, MATCHES

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.services.link import Decided

#: Words of everything that is listed here, by what ``--json`` calls it.
_WORDS: Final[dict[str, str]] = {
    **{(key.value if key else "open"): word for key, word in LINKS.items()},
    **{key.value: word for key, word in CONFIDENCES.items()},
    **MATCHES,
}
_GLYPHS: Final = {"linked": "●", "ignored": "◌", "open": "○"}


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group(
        "link",
        _("cloud companies and clients: list, suggest, set, ignore, unset, accept, register, undo, access, portal"),
    )
    _connection(group.add("list", _("list the companies of the clouds and the clients they are"))).set_defaults(
        run=_list
    )
    _connection(group.add("suggest", _("say which client each open company seems to be, and why"))).set_defaults(
        run=_suggest
    )
    setting = _connection(_remote(group.add("set", _("link a cloud company to a client"))))
    setting.add_argument("company", nargs="?", metavar=_("CODE"), help=_("code of the client"))
    # With the code before or behind it, as it comes.
    setting.add_argument("--create", nargs="?", const="", metavar=_("CODE"),
                         help=_("register it as a new client, with this code"))  # fmt: skip
    setting.add_argument("--also", action="store_true", help=_("although another cloud company is that client"))
    setting.add_argument("--anyway", action="store_true", help=_("although its VAT number or fiscal code is another"))
    setting.set_defaults(run=_set)
    ignoring = _connection(_remote(group.add("ignore", _("remember that a cloud company is none of our business"))))
    ignoring.add_argument("--reason", default="", metavar=_("TEXT"))
    ignoring.set_defaults(run=_ignore)
    forgetting = _connection(_remote(group.add("unset", _("forget what was decided about a cloud company"))))
    forgetting.add_argument("--set-aside", action="store_true",
                            help=_("and keep the documents that it brought without posting them"))  # fmt: skip
    forgetting.set_defaults(run=_unset)
    accepting = _connection(group.add("accept", _("link every suggestion that is sure enough")))
    accepting.add_argument("--at", choices=[one.value for one in Confidence], default="sure",
                           help=_("how sure it must be (sure)"))  # fmt: skip
    accepting.add_argument("--dry-run", action="store_true", help=_("only say what would be linked"))
    accepting.set_defaults(run=_accept)
    newcomers = _connection(group.add("register", _("register every company that resembles no client, and link it")))
    newcomers.add_argument("--dry-run", action="store_true", help=_("only say what would be registered"))
    newcomers.set_defaults(run=_register)
    _connection(group.add("undo", _("take back the links that were last accepted together"))).set_defaults(run=_undo)
    link_access.register(group)
    portal = _connection(group.add("portal", _("print the address of a client in the cloud's own pages")))
    portal.add_argument("company", metavar=_("CODE"), help=_("code of the client"))
    portal.set_defaults(run=_portal)


def _remote(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("remote", metavar="ID", help=_("id of the company in the cloud"))
    return parser


def _connection(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--connection", metavar=_("NAME"), help=_("only this connection; needed where there are more"))
    return parser


def _asked(reader: Reader, options: argparse.Namespace) -> tuple[Connection, ...]:
    """The connections that are meant."""
    from tuiledger.services.connect import find_connection

    return (find_connection(reader, options.connection),) if options.connection else reader.connections()


def _one(session: Session, options: argparse.Namespace) -> str:
    """The one connection that is meant."""
    with session.open().reading() as reader:
        found = _asked(reader, options)
    if not found:
        raise Refusal("no-connection", "There is no connection yet: make one with tuiledger connection add")
    if len(found) > 1:
        raise Refusal("connection-needed", "There are several connections: say which one with --connection")
    return found[0].name


def _list(options: argparse.Namespace, session: Session) -> int:
    store = session.open()
    clouds = bootstrap.reach_clouds(store, session.clock)
    items: list[dict[str, Any]] = []
    with store.reading() as reader:
        codes = {company.id: company.code for company in reader.companies()}
        for connection in _asked(reader, options):
            links = {link.remote_id: link for link in reader.links(connection.id)}
            for remote in reader.remote_companies(connection.id):
                link = links.get(remote.id)
                items.append(
                    {
                        **_remote_fields(connection, remote),
                        "state": link.state.value if link else "open",
                        "company": codes[link.company_id] if link and link.company_id is not None else None,
                        "decided_by": link.decided_by if link else None,
                        "decided_at": link.decided_at.isoformat() if link else None,
                        "reason": link.reason if link else None,
                        "portal": clouds.portal(connection, remote.id),
                    }
                )
    session.answer_list(
        items,
        session.table(
            ((item["connection"], item["remote_id"], item["name"], item["vat_number"] or item["fiscal_code"],
              f"{_GLYPHS[item['state']]} {_(_WORDS[item['state']])}", item["company"], item["portal"])
             for item in items),
            (_("Connection"), "Id", _("Name"), _("VAT number"), _("State"), _("Company"), _("Portal")),
            "lr",
        ),
    )  # fmt: skip
    return ATTENTION if any(item["state"] == "open" and item["active"] for item in items) else DONE


def _suggest(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        items = _suggested(reader, _asked(reader, options))
    return _answer_suggestions(session, items)


def _suggested(reader: Reader, connections: tuple[Connection, ...]) -> list[dict[str, Any]]:
    from tuiledger.services.link import suggestions

    codes = {company.id: company.code for company in reader.companies()}
    return [
        {
            **_remote_fields(connection, one.remote),
            "company": codes[one.company_id] if one.company_id is not None else None,
            "confidence": one.confidence.value if one.company_id is not None else None,
            "reasons": list(one.reasons),
        }
        for connection in connections
        for one in suggestions(reader, connection.id)
    ]


def _answer_suggestions(session: Session, items: list[dict[str, Any]]) -> int:
    session.answer_list(
        items,
        session.table(
            ((item["connection"], item["remote_id"], item["name"], item["company"],
              _(_WORDS[item["confidence"]]) if item["confidence"] else "",
              ", ".join(_(_WORDS[reason]) for reason in item["reasons"])) for item in items),
            (_("Connection"), "Id", _("Name"), _("Company"), _("Confidence"), _("Reasons")),
            "lr",
        ),
    )  # fmt: skip
    return ATTENTION if items else DONE


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.link import link_company, register_and_link

    connection, store = _one(session, options), session.open()
    if options.create is not None:
        code = options.create or options.company
        _company, decided = register_and_link(store, session.clock, session.actor, connection, options.remote, code)
        return _decided(session, [decided])
    if options.company is None:
        raise Refusal("company-missing", "Name the client, or register a new one with --create")
    decided = link_company(
        store, session.clock, session.actor, connection, options.remote, options.company,
        also=options.also, anyway=options.anyway,
    )  # fmt: skip
    return _decided(session, [decided])


def _ignore(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.link import ignore

    connection = _one(session, options)
    done = ignore(session.open(), session.clock, session.actor, connection, options.remote, options.reason)
    return _decided(session, [done])


def _unset(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import find_connection
    from tuiledger.services.link import unset
    from tuiledger.services.review import answer

    connection, store = _one(session, options), session.open()
    decided = unset(store, session.clock, session.actor, connection, options.remote)
    with store.reading() as reader:
        brought = reader.waiting_from(find_connection(reader, connection).id, decided.remote.id)
    aside = brought if options.set_aside else ()
    for document_id in aside:
        answer(store, session.clock, session.actor, document_id, "file-it")
    if brought and not aside:
        text = ngettext(
            "{} document that it brought is not posted: link unset {} --set-aside keeps it without posting it",
            "{} documents that it brought are not posted: link unset {} --set-aside keeps them without posting them",
            len(brought),
        )
        session.tell(text.format(len(brought), decided.remote.id))
    return _decided(session, [decided], waiting=() if aside else brought, set_aside=aside)


def _accept(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.link import accept, would_accept

    least, store = Confidence(options.at), session.open()
    name = _one(session, options)
    if options.dry_run:
        with store.reading() as reader:
            (connection,) = (one for one in reader.connections() if one.name == name)
            wanted = {one.remote.id for one in would_accept(reader, connection, least)}
            items = [one for one in _suggested(reader, (connection,)) if one["remote_id"] in wanted]
        return _answer_suggestions(session, items)
    return _decided(session, accept(store, session.clock, session.actor, name, least))


def _register(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import find_connection
    from tuiledger.services.link import register_each, would_register

    name, store = _one(session, options), session.open()
    with store.reading() as reader:
        found = would_register(reader, find_connection(reader, name).id)
    if options.dry_run:
        items = [
            {"remote_id": one.id, "name": one.name, "vat_number": one.vat_number, "fiscal_code": one.fiscal_code}
            for one in found
        ]
        session.answer_list(
            items,
            session.table(
                (tuple(item.values()) for item in items),
                ("Id", _("Company there"), _("VAT number"), _("Fiscal code")),
            ),
        )
        return DONE
    made = list(register_each(store, session.clock, session.actor, name, [one.id for one in found]))
    refused = [(one.remote_id, one.refusal) for one in made if one.refusal is not None]
    for remote_id, refusal in refused:
        session.tell(f"▲ {remote_id}: {said(refusal.message, refusal.values)}")
    _decided(
        session,
        [one.decided for one in made if one.decided is not None],
        refused=[
            {"remote_id": number, "code": refusal.code, "message": said(refusal.message, refusal.values)}
            for number, refusal in refused
        ],
    )
    return ATTENTION if refused else DONE


def _undo(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.link import undo_accept

    return _decided(
        session, undo_accept(session.open(), session.clock, session.actor, _one(session, options)), back=True
    )


def _portal(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company

    store = session.open()
    clouds = bootstrap.reach_clouds(store, session.clock)
    with store.reading() as reader:
        company = find_company(reader, options.company)
        items = [
            {"connection": connection.name, "remote_id": link.remote_id, "name": link.remote_name,
             "portal": clouds.portal(connection, link.remote_id)}
            for connection in _asked(reader, options)
            for link in reader.links(connection.id)
            if link.company_id == company.id
        ]  # fmt: skip
    if not items:
        raise Refusal("not-linked", "{} is linked to no company of a cloud", (company.code,))
    session.answer_list(items, "\n".join(str(item["portal"]) for item in items))
    return DONE


def _decided(session: Session, decided: Any, *, back: bool = False, **more: object) -> int:
    """Tell what was decided, or taken ``back``."""
    done: tuple[Decided, ...] = tuple(decided)
    if back:
        done = tuple(one._replace(before=one.after, after=one.before) for one in done)
    with session.open().reading() as reader:
        codes = {company.id: company.code for company in reader.companies()}
    items = [
        {
            "remote_id": one.remote.id,
            "name": one.remote.name,
            "state": one.after.state.value if one.after else "open",
            "company": codes.get(one.after.company_id or 0) if one.after else None,
            "reason": one.after.reason if one.after else None,
            "before": one.before
            and {"state": one.before.state.value, "company": codes.get(one.before.company_id or 0)},
        }
        for one in done
    ]
    session.answer_list(
        items,
        session.table(
            ((item["remote_id"], item["name"], _(_WORDS[str(item["state"])]), item["company"], item["reason"])
             for item in items),
            ("Id", _("Name"), _("State"), _("Company"), _("Reasons")),
            "r",
        ),
        **more,
    )  # fmt: skip
    return DONE


def _remote_fields(connection: Connection, remote: CloudCompany) -> dict[str, Any]:
    """A cloud company as JSON shows it."""
    return {
        "connection": connection.name,
        "remote_id": remote.id,
        "name": remote.name,
        "vat_number": remote.vat_number,
        "fiscal_code": remote.fiscal_code,
        "active": remote.active,
        "plan": remote.plan,
        "licence_until": remote.licence_until.isoformat() if remote.licence_until else None,
    }
