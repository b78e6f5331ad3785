"""``tuiledger parties``: customers and suppliers."""

from __future__ import annotations

import argparse
from typing import Any

from tuiledger.cli.arguments import company_option, identity
from tuiledger.cli.session import DONE, Session
from tuiledger.domain.parties import Party
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("parties", _("customers and suppliers: list, show"))
    listing = group.add("list", _("list customers and suppliers"))
    company_option(listing)
    listing.add_argument("--text", metavar=_("TEXT"), help=_("part of the name or of an identifier"))
    listing.set_defaults(run=_list)
    show = group.add("show", _("show one party and its documents"))
    show.add_argument("id", type=identity)
    show.set_defaults(run=_show)


def _list(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company

    with session.open().reading() as reader:
        company_id = find_company(reader, options.company).id if options.company else None
        codes = {company.id: company.code for company in reader.companies()}
        parties = reader.parties(company_id, options.text, limit=1_000_000)
    session.answer_list(
        [_fields(party, codes[party.company_id]) for party in parties],
        session.table(
            ((party.id, codes[party.company_id], party.name, _identifier(party), party.documents) for party in parties),
            ("Id", _("Company"), _("Name"), _("VAT number"), _("Documents")),
            "rlllr",
        ),
    )
    return DONE


def _show(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.ports import DocumentFilter

    with session.open().reading() as reader:
        party = reader.party(options.id)
        if party is None:
            raise Refusal("party-unknown", "There is no party {}", (str(options.id),))
        code = next(company.code for company in reader.companies() if company.id == party.company_id)
        rows = reader.documents(DocumentFilter(company_id=party.company_id, party_id=party.id), limit=100_000)
    session.answer(
        {**_fields(party, code), "document_ids": [row.id for row in rows]},
        session.table(
            ((row.id, row.date, row.type_code, row.number) for row in rows),
            ("Id", _("Date"), _("Type"), party.name),
            "rlll",
        ),
    )
    return DONE


def _identifier(party: Party) -> str:
    return f"{party.country or ''}{party.vat_number}" if party.vat_number else party.fiscal_code or ""


def _fields(party: Party, company_code: str) -> dict[str, Any]:
    return {
        "id": party.id,
        "company": company_code,
        "name": party.name,
        "country": party.country,
        "vat_number": party.vat_number,
        "fiscal_code": party.fiscal_code,
        "documents": party.documents,
    }
