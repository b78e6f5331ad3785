"""``tuiledger intermediary``: who stands between the clients and the clouds."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tuiledger.cli.session import ATTENTION, DONE, Session
from tuiledger.domain.connections import NO_PASSWORDS, Intermediary
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports import Reader
    from tuiledger.services.intermediaries import IntermediaryForm


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("intermediary", _("intermediaries and the connection each one uses: add, list, set"))
    add = group.add("add", _("register an intermediary"))
    add.add_argument("code", nargs="?", help=_("short code; made from the name when left out"))
    _fields(add)
    add.set_defaults(run=_add)
    group.add("list", _("list the intermediaries with their connections")).set_defaults(run=_list)
    change = group.add("set", _("change an intermediary, or the connection it uses"))
    change.add_argument("code")
    _fields(change)
    change.set_defaults(run=_set)


def _fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help=_("name"))
    parser.add_argument("--vat", metavar=_("NUMBER"), help=_("VAT number"))
    parser.add_argument("--fiscal-code", metavar=_("CODE"), help=_("fiscal code"))
    uses = parser.add_mutually_exclusive_group()
    uses.add_argument("--connection", metavar=_("NAME"),
                      help=_("the connection it uses; several that serve the same clients share one"))  # fmt: skip
    uses.add_argument("--no-connection", action="store_true", help=_("it uses none any more"))


def _form(options: argparse.Namespace, reader: Reader) -> IntermediaryForm:
    from tuiledger.services.connect import find_connection
    from tuiledger.services.intermediaries import IntermediaryForm

    connection_id = find_connection(reader, options.connection).id if options.connection else None
    return IntermediaryForm(options.name, options.vat, options.fiscal_code, connection_id, options.no_connection)


def _add(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.intermediaries import add_intermediary

    store = session.open(create=True)
    with store.reading() as reader:
        form = _form(options, reader)
    return _answer(session, add_intermediary(store, session.clock, session.actor, form, options.code))


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.intermediaries import change_intermediary

    store = session.open()
    with store.reading() as reader:
        form = _form(options, reader)
    return _answer(session, change_intermediary(store, session.clock, session.actor, options.code, form))


def _list(_options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.connect import next_step

    with session.open().reading() as reader:
        items = [_shown(reader, one) for one in reader.intermediaries()]
        step = next_step(reader)
    table = session.table(
        ((item["code"], item["name"], item["vat_number"] or item["fiscal_code"], item["connection"],
          _("shared") if item["account"] == "shared" else _("own") if item["account"] else "")
         for item in items),
        (_("Code"), _("Name"), _("VAT number"), _("Connection"), _("Account")),
    )  # fmt: skip
    session.answer_list(items, table, next=step.value)
    if any(item["connection"] is None for item in items):
        session.tell(_(NO_PASSWORDS))
        return ATTENTION
    return DONE


def _answer(session: Session, intermediary: Intermediary) -> int:
    with session.open().reading() as reader:
        fields = _shown(reader, intermediary)
    rows = [(_("Code"), fields["code"]), (_("VAT number"), fields["vat_number"] or ""),
            (_("Fiscal code"), fields["fiscal_code"] or ""), (_("Connection"), fields["connection"] or "")]  # fmt: skip
    session.answer(fields, session.table(rows, (_("Intermediary"), intermediary.name)))
    if fields["connection"] is None:
        session.tell(_("Next: connect it with tuiledger connection add --intermediary {}").format(intermediary.code))
    return DONE


def _shown(reader: Reader, intermediary: Intermediary) -> dict[str, Any]:
    """An intermediary as JSON shows it; ``account`` says whether its connection is its own or shared with others."""
    from tuiledger.services.intermediaries import users_of

    connection = reader.connection(intermediary.connection_id) if intermediary.connection_id is not None else None
    shared = connection is not None and len(users_of(reader).get(connection.id, ())) > 1
    return {
        "id": intermediary.id,
        "code": intermediary.code,
        "name": intermediary.name,
        "vat_number": intermediary.vat_number,
        "fiscal_code": intermediary.fiscal_code,
        "connection": connection.name if connection else None,
        "condition": connection.condition.value if connection else None,
        "account": None if connection is None else "shared" if shared else "own",
    }
