"""Whether the workbench can be drawn where the program was started."""

from __future__ import annotations

import os
import sys

from tuiledger.cli.session import Session
from tuiledger.text.translation import _


def can_draw(session: Session) -> bool:
    """Whether standard input and output are a terminal that can place text; tells the user why where they are not."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        session.tell(_("The workbench needs a terminal; see tuiledger --help for commands that do not"))
    elif os.environ.get("TERM") == "dumb":
        session.tell(_("This terminal cannot draw the workbench (TERM=dumb); tuiledger --help lists plain commands"))
    else:
        return True
    return False
