"""``tuiledger accounts``: a company's chart of accounts."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tuiledger.cli.arguments import company_option
from tuiledger.cli.session import DONE, Session
from tuiledger.domain.chart import Account
from tuiledger.domain.money import decimal_text
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("accounts", _("chart of accounts: list, set from CSV"))
    listing = group.add("list", _("list a company's accounts"))
    company_option(listing, required=True)
    listing.add_argument("--csv", action="store_true", help=_("as the CSV that accounts set reads"))
    listing.set_defaults(run=_list)
    change = group.add("set", _("replace a company's chart with the one in a CSV file"))
    change.add_argument("file")
    company_option(change, required=True)
    change.set_defaults(run=_set)


def is_file(chart: str | None) -> bool:
    """Whether ``--chart`` names a file rather than a chart or a company."""
    return chart is not None and (chart.lower().endswith(".csv") or Path(chart).is_file())


def chart_from_file(path: str) -> Sequence[Account]:
    """The chart in a CSV file.

    Raises:
        Refusal: the file cannot be read, or is not a chart.
    """
    from tuiledger.services.companies import read_chart

    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("unreadable", "The file cannot be read: {}", (type(error).__name__,)) from error
    return read_chart(text)


def _list(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import find_company

    with session.open().reading() as reader:
        chart = reader.chart(find_company(reader, options.company).id)
    accounts = sorted(chart.accounts.values())
    if options.csv and not session.as_json:
        from tuiledger.services.print_books import chart_csv

        session.answer(None, chart_csv(accounts))
        return DONE
    session.answer_list(
        [
            {
                "code": account.code,
                "name": account.name,
                "kind": account.kind.value,
                "group": account.group,
                "role": account.role.value if account.role else None,
                "deductible": decimal_text(account.deductible),
            }
            for account in accounts
        ],
        session.table(
            ((a.code, _(a.name), _(a.group), a.role or "", decimal_text(a.deductible)) for a in accounts),
            (_("Code"), _("Name"), _("Group"), _("Role"), _("VAT deductible %")),
            "llllr",
        ),
    )
    return DONE


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.companies import set_chart

    accounts = chart_from_file(options.file)
    set_chart(session.open(), session.clock, session.actor, options.company, accounts)
    session.answer({"company": options.company, "accounts": len(accounts)}, str(len(accounts)))
    return DONE
