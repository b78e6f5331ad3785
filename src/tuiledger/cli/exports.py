"""``tuiledger export``: the journal for other accounting programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tuiledger.cli.arguments import company_option
from tuiledger.cli.registers import write_new
from tuiledger.cli.session import DONE, Session
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("export", _("hand the books over: journal"))
    journal = group.add("journal", _("write the journal for another accounting program"))
    journal.add_argument("--format", choices=("beancount", "hledger", "csv"), required=True)
    company_option(journal)
    journal.add_argument("--out", type=Path, metavar=_("FILE"), help=_("standard output when left out"))
    journal.set_defaults(run=_journal)


def _journal(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.services.hand_over import export_journal

    with session.open().reading() as reader:
        text = "".join(export_journal(reader, options.format, options.company))
    if options.out is None:
        print(text, end="")
        return DONE
    write_new(options.out, text)
    session.answer({"path": str(options.out), "format": options.format, "size": len(text.encode())}, str(options.out))
    return DONE
