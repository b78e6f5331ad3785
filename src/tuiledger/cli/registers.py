"""``tuiledger registers print``, ``trial-balance`` and ``ledger``: the books, read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tuiledger.cli.arguments import company_option, day, period
from tuiledger.cli.session import ATTENTION, DONE, Session
from tuiledger.domain.runs import Refusal
from tuiledger.domain.vat import Register
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("registers", _("VAT registers: print"))
    show = group.add("print", _("print a VAT register"))
    company_option(show, required=True)
    show.add_argument("--register", choices=[register.value for register in Register], required=True)
    show.add_argument("--period", type=period, required=True, metavar="YYYY-MM|YYYY")
    show.add_argument("--format", choices=("text", "csv", "json"), default="text")
    show.add_argument("--width", type=int, default=0, metavar="N", help=_("cells of the page, 80 or 132"))
    show.add_argument("--out", type=Path, metavar=_("FILE"))
    show.set_defaults(run=_print)
    balance = commands.add("trial-balance", _("print the trial balance"))
    company_option(balance, required=True)
    balance.add_argument("--at", type=day, metavar=_("DATE"), help=_("up to and with this day"))
    balance.add_argument("--format", choices=("text", "csv", "json"), default="text")
    balance.set_defaults(run=_trial_balance)
    ledger = commands.add("ledger", _("print the ledger of an account"))
    company_option(ledger, required=True)
    ledger.add_argument("--account", metavar=_("CODE"), required=True, help=_("the account, by its code"))
    ledger.add_argument("--from", dest="since", type=day, metavar=_("DATE"), help=_("from this day on"))
    ledger.add_argument("--to", dest="until", type=day, metavar=_("DATE"), help=_("up to and with this day"))
    ledger.add_argument("--format", choices=("text", "csv", "json"), default="text")
    ledger.set_defaults(run=_ledger)


def _print(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.print_books import print_register

    since, until = options.period
    session.as_json = session.as_json or options.format == "json"
    with session.open().reading() as reader:
        printed = print_register(reader, options.company, Register(options.register), since, until)
    if session.as_json:
        items, sums = printed.fields()
        session.answer_list(
            items,
            "",
            company=printed.company.code,
            register=options.register,
            since=since.isoformat(),
            until=until.isoformat(),
            totals=sums,
        )
        return DONE
    text = printed.csv() if options.format == "csv" else printed.text(options.width or _terminal_width())
    return _deliver(session, text, options.out)


def _deliver(session: Session, text: str, out: Path | None) -> int:
    if out is None:
        session.answer(None, text)
        return DONE
    write_new(out, text)
    session.tell(str(out))
    return DONE


#: How every SQLite database begins: books are never overwritten by what is printed from them.
SQLITE = b"SQLite format 3\x00"


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, whole or not at all: a file that was there is replaced only by a finished one.

    Raises:
        Refusal: it cannot be written.
    """
    temporary = path.with_name(path.name + ".part")
    try:
        if path.exists() and (not path.is_file() or path.open("rb").read(16) == SQLITE):
            raise Refusal("not-written", "{} holds a database or is no file: name another", (str(path),))
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Refusal("not-written", "{} cannot be written: {}", (str(path), error.strerror or "")) from error


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size((132, 24)).columns if sys.stdout.isatty() else 132


def _trial_balance(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.print_books import print_trial_balance

    session.as_json = session.as_json or options.format == "json"
    with session.open().reading() as reader:
        printed = print_trial_balance(reader, options.company, options.at)
    if session.as_json:
        items, sums = printed.fields()
        at = options.at.isoformat() if options.at else None
        session.answer_list(items, "", company=printed.company.code, at=at, **sums)
    else:
        session.answer(None, printed.csv() if options.format == "csv" else printed.text(_terminal_width()))
    return DONE if printed.balanced else ATTENTION


def _ledger(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.print_books import print_ledger

    session.as_json = session.as_json or options.format == "json"
    with session.open().reading() as reader:
        printed = print_ledger(reader, options.company, options.account, options.since, options.until)
    if session.as_json:
        items, sums = printed.fields()
        session.answer_list(
            items,
            "",
            company=printed.header.company.code,
            account=printed.header.account.code,
            since=options.since.isoformat() if options.since else None,
            until=options.until.isoformat() if options.until else None,
            **sums,
        )
    else:
        session.answer(None, printed.csv() if options.format == "csv" else printed.text(_terminal_width()))
    return DONE
