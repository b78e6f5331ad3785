"""``tuiledger entries``: the journal, read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tuiledger.cli.arguments import company_option, day, identity
from tuiledger.cli.asking import asked, asking_options
from tuiledger.cli.posting import plan_fields
from tuiledger.cli.session import DONE, Session
from tuiledger.domain.journal import Journal, JournalEntry
from tuiledger.domain.runs import Refusal
from tuiledger.text.amounts import amount_text
from tuiledger.text.translation import _

if TYPE_CHECKING:
    from tuiledger.ports import EntryFilter, EntryRow, Order, Reader
    from tuiledger.services.find import Field

PAGE = 500


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("entries", _("the journal: list, show"))
    listing = group.add("list", _("list entries, newest first"))
    company_option(listing)
    listing.add_argument("--journal", choices=[journal.value for journal in Journal])
    listing.add_argument("--from", dest="since", type=day, metavar=_("DATE"))
    listing.add_argument("--to", dest="until", type=day, metavar=_("DATE"))
    listing.add_argument("--document", type=identity, metavar="ID")
    asking_options(
        listing,
        _fields,
        _(
            "free words, and conditions on date, client, journal, number, description, protocols, amount, such as:"
            " journal:sales amount>100 date:2026-01 -description:enel"
        ),
    )
    listing.set_defaults(run=_list)
    show = group.add("show", _("show one entry with its lines and its place in the chain"))
    show.add_argument("id", type=identity)
    show.set_defaults(run=_show)


def _fields() -> Sequence[Field]:
    from tuiledger.services.find import ENTRY_FIELDS

    return ENTRY_FIELDS


def _list(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.ports import EntryFilter
    from tuiledger.services.companies import find_company
    from tuiledger.services.find import by_code

    text, where = asked(options)
    with session.open().reading() as reader:
        wanted = EntryFilter(
            company_id=find_company(reader, options.company).id if options.company else None,
            journal=Journal(options.journal) if options.journal else None,
            since=options.since,
            until=options.until,
            document_id=options.document,
            text=text,
            where=by_code(where, reader.companies),
        )
        rows = list(_rows(reader, wanted, options.sort))
        codes = {company.id: company.code for company in reader.companies()}
        items = []
        if session.as_json:
            entries = (reader.entry(row.id) for row in rows)
            items = [entry_fields(entry, codes[entry.plan.company_id]) for entry in entries if entry]
    session.answer(
        {"items": items, "total": len(rows)},
        session.table(
            (
                (row.id, row.company_code, row.journal, row.number, row.date, row.protocols, row.description,
                 amount_text(row.amount), _("reversed") if row.reversed_by else "")
                for row in rows
            ),
            ("Id", _("Company"), _("Journal"), _("Number"), _("Date"), _("Protocol"), _("Entry"), _("Amount"), ""),
            "rllrlllrl",
        ),
    )  # fmt: skip
    return DONE


def _rows(reader: Reader, wanted: EntryFilter, order: Order | None) -> Iterator[EntryRow]:
    from tuiledger.ports import Cursor

    if order is not None:
        ids = reader.entry_ids(wanted, order)
        for start in range(0, len(ids), PAGE):
            yield from reader.entry_rows(ids[start : start + PAGE])
        return
    after: Cursor | None = None
    while True:
        page = reader.entries(wanted, after, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = Cursor(page[-1].date, page[-1].id)


def _show(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        entry = reader.entry(options.id)
        if entry is None:
            raise Refusal("entry-unknown", "There is no entry {}", (str(options.id),))
        company = next(company for company in reader.companies() if company.id == entry.plan.company_id)
        names = {code: _(account.name) for code, account in reader.chart(company.id).accounts.items()}
    fields = entry_fields(entry, company.code)
    lines = session.table(
        (
            (line.account, names.get(line.account, ""), amount_text(line.amount) if line.amount > 0 else "",
             amount_text(-line.amount) if line.amount < 0 else "")
            for line in entry.plan.lines
        ),
        (_("Account"), entry.plan.description, _("Debit"), _("Credit")),
        "llrr",
    )  # fmt: skip
    facts = session.table(
        (
            (_("Number"), f"{entry.plan.journal.value} {entry.year}/{entry.number}"),
            (_("Protocol"), ", ".join(fields["protocols_text"])),
            (_("Registered"), entry.plan.date.isoformat()),
            (_("Document"), entry.plan.document_id),
            (_("Posted"), f"{entry.posted_at} · {entry.actor}"),
            (_("Reversed by"), entry.reversed_by),
            (_("Hash"), entry.hash),
        ),
        (_("Entry"), str(entry.id)),
    )
    session.answer(fields, facts + "\n" + lines)
    return DONE


def entry_fields(entry: JournalEntry, company_code: str) -> dict[str, Any]:
    """A posted entry as JSON shows it."""
    return {
        "id": entry.id,
        "company": company_code,
        "number": entry.number,
        "year": entry.year,
        **plan_fields(entry.plan),
        "protocols": [
            {"register": p.register.value, "series": p.series, "year": p.year, "number": p.number}
            for p in entry.protocols
        ],
        "protocols_text": [f"{p.register.value} {p.series} {p.number}".replace("  ", " ") for p in entry.protocols],
        "posted_at": entry.posted_at,
        "actor": entry.actor,
        "batch": entry.batch_id,
        "reversed_by": entry.reversed_by,
        "hash": entry.hash,
        "previous_hash": entry.previous_hash,
    }
