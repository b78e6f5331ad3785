"""``tuiledger documents``: what came in, and the answers to what is held."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuiledger.cli import attachments
from tuiledger.cli.arguments import company_option, count, day, identity
from tuiledger.cli.asking import asked, asking_options
from tuiledger.cli.document_fields import cloud_fields, detail_fields, document_fields
from tuiledger.cli.session import DONE, Session, said
from tuiledger.domain.documents import ClientDocument, Direction, Kind, State
from tuiledger.domain.duplicates import Difference
from tuiledger.domain.money import decimal_text
from tuiledger.domain.runs import Refusal
from tuiledger.text.amounts import money_text
from tuiledger.text.differing import differing
from tuiledger.text.translation import _
from tuiledger.text.words import STATES

if TYPE_CHECKING:
    from tuiledger.ports import DocumentFilter, DocumentRow, Order, Reader
    from tuiledger.services.find import Field

PAGE = 500


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("documents", _("documents: list, show, answer"))
    listing = group.add("list", _("list documents, newest first"))
    company_option(listing)
    listing.add_argument("--state", choices=[state.value for state in State])
    listing.add_argument("--direction", choices=[direction.value for direction in Direction])
    listing.add_argument("--kind", choices=[kind.value for kind in Kind], metavar=_("KIND"),
                         help=", ".join(kind.value for kind in Kind))  # fmt: skip
    listing.add_argument("--party", metavar=_("TEXT"), help=_("part of the other party's name or of the number"))
    listing.add_argument("--from", dest="since", type=day, metavar=_("DATE"))
    listing.add_argument("--to", dest="until", type=day, metavar=_("DATE"))
    asking_options(
        listing,
        _fields,
        _(
            "free words, and conditions on date, client, direction, kind, type, number, party, total, state, currency,"
            " hold, received, arrived, such as: state:held total>100 date:2026-01 -party:enel"
        ),
    )
    listing.add_argument("--limit", type=count, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=_list)
    show = group.add("show", _("show one document with everything known of it"))
    show.add_argument("id", type=identity)
    show.add_argument("--payload", action="store_true", help=_("with the stored XML, to be read: secrets are cut down"))
    show.set_defaults(run=_show)
    answer = group.add("answer", _("answer what holds a document"))
    answer.add_argument("id", type=identity)
    answer.add_argument("answer", help=_("one of the answers that documents show lists"))
    answer.set_defaults(run=_answer, payload=False)
    withdraw = group.add("withdraw", _("take an answer back"))
    withdraw.add_argument("id", type=identity)
    withdraw.add_argument("answer")
    withdraw.set_defaults(run=_withdraw, payload=False)
    payload = group.add("payload", _("write the document's XML, or an attachment of it, to a file"))
    payload.add_argument("id", type=identity)
    payload.add_argument("--attachment", type=count, metavar="N", help=_("the attachment's place, from 1"))
    payload.add_argument("--out", type=Path, required=True, metavar=_("FILE"))
    payload.set_defaults(run=_payload)
    attachments.register(group)


def _fields() -> Sequence[Field]:
    from tuiledger.services.find import DOCUMENT_FIELDS

    return DOCUMENT_FIELDS


def wanted_from(options: argparse.Namespace, reader: Reader) -> DocumentFilter:
    """The filter that the options describe."""
    from tuiledger.ports import Condition, DocumentFilter, Sign
    from tuiledger.services.companies import find_company
    from tuiledger.services.find import by_code

    text, where = asked(options)
    part = (Condition("text", Sign.HAS, options.party),) if options.party else ()
    return DocumentFilter(
        company_id=find_company(reader, options.company).id if options.company else None,
        state=State(options.state) if options.state else None,
        direction=Direction(options.direction) if options.direction else None,
        kind=options.kind,
        text=text,
        since=options.since,
        until=options.until,
        where=part + by_code(where, reader.companies),
    )


def _list(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        wanted = wanted_from(options, reader)
        rows = list(_rows(reader, wanted, options.sort, options.limit))
        total = reader.count_documents(wanted)
        items = []
        if session.as_json:
            for row in rows:
                document = reader.document(row.id)
                if document is not None:
                    items.append(document_fields(row.company_code, document, reader.sources(row.id)))
    session.answer(
        {"items": items, "total": total},
        session.table(
            (
                (row.id, row.company_code, state_text(row.state), row.date, row.type_code, row.number, row.party_name,
                 total_text(row), said(row.hold.message, row.hold.values) if row.hold else "")
                for row in rows
            ),
            ("Id", _("Company"), _("State"), _("Date"), _("Type"), _("Number"), _("Party"), _("Total"), _("Reason")),
            "rllllllrl",
        ),
    )  # fmt: skip
    return DONE


def _rows(reader: Reader, wanted: DocumentFilter, order: Order | None, limit: int | None) -> Iterator[DocumentRow]:
    from tuiledger.ports import Cursor

    if order is not None:
        ids = reader.document_ids(wanted, order)[:limit]
        for start in range(0, len(ids), PAGE):
            yield from reader.document_rows(ids[start : start + PAGE])
        return
    after: Cursor | None = None
    left = limit if limit is not None else 1 << 62
    while left > 0:
        page = reader.documents(wanted, after, min(PAGE, left))
        yield from page
        if len(page) < PAGE:
            return
        left -= len(page)
        after = Cursor(page[-1].date, page[-1].id)


def total_text(row: DocumentRow) -> str:
    """The total of a document; where it has no VAT summary, what it says itself, called so."""
    if row.declared is None:
        return money_text(row.total, row.currency)
    return _("{} (declared)").format(money_text(row.declared, row.currency))


def state_text(state: State) -> str:
    """A state as glyph and word."""
    glyphs = {State.READY: "◐", State.HELD: "▲", State.POSTED: "●", State.VOID: "✖", State.FILED: "·"}
    return f"{glyphs[state]} {_(STATES[state])}"


def _show(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        fields, text = _whole(reader, options.id, session)
        if options.payload:
            from tuiledger.services.attachments import read_payload

            shown = read_payload(reader, options.id)
            fields["payload"] = shown._asdict()
            more = _("Only the first part is shown; documents payload writes the whole to a file.")
            text = "\n\n".join((text.rstrip("\n"), shown.text, *([more] if shown.cut else [])))
    session.answer(fields, text)
    return DONE


def _whole(reader: Reader, document_id: int, session: Session) -> tuple[dict[str, Any], str]:
    from tuiledger.services.look_up import banks_of

    found = reader.document(document_id)
    if found is None:
        raise Refusal("document-unknown", "There is no document {}", (str(document_id),))
    code = next(company.code for company in reader.companies() if company.id == found.company_id)
    fields = document_fields(code, found, reader.sources(document_id)) | detail_fields(
        found.document, reader.document_entries(document_id), reader.messages(document_id)
    )
    names = {connection.id: connection.name for connection in reader.connections()}
    fields["clouds"] = [cloud_fields(one, names[one.connection_id]) for one in reader.remotes_of(document_id)]
    banks = banks_of(found.document)
    for payment in fields["payments"]:
        bank = banks.get(payment["iban"])
        payment["bank"], payment["bic"] = (bank.name, bank.bic) if bank else (None, None)
    return fields, _page(fields, found, session)


def _page(fields: dict[str, Any], found: ClientDocument, session: Session) -> str:
    document = found.document

    def money(amount: int) -> str:
        return money_text(amount, document.currency)

    rows: list[tuple[object, object]] = [
        (_("Company"), fields["company"]),
        (_("State"), state_text(found.state)),
        (_("Document"), f"{document.type_code} {document.number} · {document.date.isoformat()}"),
        (_("Seller"), document.seller.name),
        (_("Buyer"), document.buyer.name),
        (_("Taxable"), money(document.taxable)),
        (_("VAT"), money(document.vat)),
        (_("Total"), money(document.total_shown)),
    ]
    if document.total_declared is not None:
        rows.append((_("Declared total"), money(document.total_declared)))
    if found.hold:
        rows.append((_("Held because"), said(found.hold.message, found.hold.values)))
        rows.append((_("Answers"), ", ".join(found.hold.answers)))
    rows += [(_("Payment"), " ".join(filter(None, (p["method"], p["due_date"], p["amount"], p["iban"], p["bank"]))))
             for p in fields["payments"]]  # fmt: skip
    rows += [(_("Warning"), f"{w['code']} {w['message']}") for w in fields["warnings"]]
    rows += [(_("Source"), source["ref"]) for source in fields["sources"]]
    differs = [one for cloud in fields["clouds"] if cloud["document"] == found.id for one in cloud["differences"]]
    told = [differing(Difference(one["field"], one["ours"], one["cloud"]), found.document.currency) for one in differs]
    rows += [(_("Differs in the cloud"), f"{one.field}: {one.ours} | {one.theirs}") for one in told]
    rows += [(_("Message"), f"{m['kind']} {m['text']}") for m in fields["messages"]]
    rows += [(_("Entry"), f"{e['number']} · {e['date']} · {e['protocols']}") for e in fields["entries"]]
    summary = session.table(
        (
            (decimal_text(row.rate), row.nature, money(row.taxable), money(row.tax), row.exigibility)
            for row in document.vat_summary
        ),
        (_("Rate"), _("Nature"), _("Taxable"), _("VAT"), _("Exigibility")),
        "rlrrl",
    )
    return session.table(rows, (_("Document"), str(found.id))) + "\n" + summary


def _answer(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.review import answer

    store = session.open()
    answer(store, session.clock, session.actor, options.id, options.answer)
    return _show(options, session)


def _withdraw(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.review import withdraw

    store = session.open()
    withdraw(store, session.clock, session.actor, options.id, options.answer)
    return _show(options, session)


def _payload(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.hand_over import attachment_of, payload_of

    with session.open().reading() as reader:
        if options.attachment is None:
            data = payload_of(reader, options.id)
        else:
            data = attachment_of(reader, options.id, options.attachment)
    try:
        with options.out.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise Refusal("not-written", "{} cannot be written: {}", (str(options.out), error.strerror or "")) from error
    session.answer({"path": str(options.out), "size": len(data)}, str(options.out))
    return DONE
