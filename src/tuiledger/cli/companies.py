"""``tuiledger company``: the studio's clients."""

from __future__ import annotations

import argparse
from typing import Any

from tuiledger.cli.arguments import day
from tuiledger.cli.session import DONE, Session, said
from tuiledger.domain.documents import Finding
from tuiledger.domain.parties import Company
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("company", _("client companies: register, list, change"))
    add = group.add("add", _("register a company"))
    add.add_argument("code", nargs="?", help=_("short code; made from the name when left out"))
    add.add_argument("--code", dest="code_option", help=argparse.SUPPRESS)
    _fields(add)
    add.add_argument("--chart", help=_("it (built in), the code of a company to copy from, or a CSV file"))
    add.set_defaults(run=_add)
    group.add("list", _("list the companies")).set_defaults(run=_list)
    show = group.add("show", _("show one company"))
    show.add_argument("code")
    show.set_defaults(run=_show)
    change = group.add("set", _("change a company"))
    change.add_argument("code")
    _fields(change)
    change.add_argument("--chart", help=_("a CSV file that replaces the chart of accounts"))
    change.set_defaults(run=_set)


def _fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help=_("name"))
    parser.add_argument("--vat", metavar=_("NUMBER"), help=_("VAT number"))
    parser.add_argument("--fiscal-code", metavar=_("CODE"), help=_("fiscal code"))
    parser.add_argument("--country", metavar="XX", help=_("country, IT when left out"))
    locks = parser.add_mutually_exclusive_group()
    locks.add_argument("--lock-date", type=day, metavar=_("DATE"), help=_("last day that no entry may touch"))
    locks.add_argument("--unlock", action="store_true", help=_("take the lock date away"))
    parser.add_argument("--tolerance", type=int, metavar=_("CENTS"), help=_("largest rounding posted without asking"))


def _form(options: argparse.Namespace) -> Any:
    from tuiledger.services.companies import CompanyForm

    return CompanyForm(
        name=options.name,
        country=options.country,
        vat_number=options.vat,
        fiscal_code=options.fiscal_code,
        locked_until=options.lock_date,
        unlock=options.unlock,
        tolerance=options.tolerance,
    )


def _add(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.accounts import chart_from_file, is_file
    from tuiledger.services.companies import register_company, set_chart

    accounts = chart_from_file(options.chart) if is_file(options.chart) else None
    store = session.open(create=True)
    company, warnings = register_company(
        store,
        session.clock,
        session.actor,
        _form(options),
        options.code or options.code_option,
        None if accounts else options.chart,
    )
    if accounts:
        set_chart(store, session.clock, session.actor, company.code, accounts)
    return _answer(session, company, warnings)


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.accounts import chart_from_file
    from tuiledger.services.companies import change_company, set_chart

    accounts = chart_from_file(options.chart) if options.chart else None
    store = session.open()
    change = change_company(store, session.clock, session.actor, options.code, _form(options))
    if accounts:
        set_chart(store, session.clock, session.actor, change.after.code, accounts)
    return _answer(session, change.after, change.warnings)


def _show(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company, warnings_about

    with session.open().reading() as reader:
        company = find_company(reader, options.code)
    return _answer(session, company, warnings_about(company))


def _list(_options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        statuses = reader.home()
    session.answer_list(
        [
            {
                **company_fields(status.company),
                "documents": {
                    "ready": status.ready,
                    "held": status.held,
                    "posted": status.posted,
                    "void": status.void,
                    "filed": status.filed,
                },
                "duplicates": status.duplicates,
            }
            for status in statuses
        ],
        session.table(
            (
                (s.company.code, s.company.name, s.company.vat_number or s.company.fiscal_code, s.ready, s.held,
                 s.duplicates, s.posted)
                for s in statuses
            ),
            (_("Code"), _("Name"), _("VAT number"), _("Ready"), _("Held"), _("Duplicates"), _("Posted")),
            "lllrrrr",
        ),
    )  # fmt: skip
    return DONE


def _answer(session: Session, company: Company, warnings: tuple[Finding, ...]) -> int:
    told = [{"code": finding.code, "message": said(finding.message, finding.values)} for finding in warnings]
    rows = [
        (_("Code"), company.code),
        (_("Name"), company.name),
        (_("VAT number"), f"{company.country}{company.vat_number}" if company.vat_number else ""),
        (_("Fiscal code"), company.fiscal_code or ""),
        (_("Locked until"), company.locked_until or ""),
    ]
    session.answer({**company_fields(company), "warnings": told}, session.table(rows, (_("Company"), company.name)))
    for warning in told:
        session.tell(warning["message"])
    return DONE


def company_fields(company: Company) -> dict[str, Any]:
    """A company as JSON shows it."""
    return {
        "id": company.id,
        "code": company.code,
        "name": company.name,
        "country": company.country,
        "vat_number": company.vat_number,
        "fiscal_code": company.fiscal_code,
        "chart": company.chart,
        "lock_date": company.locked_until.isoformat() if company.locked_until else None,
        "tolerance": company.tolerance,
    }
