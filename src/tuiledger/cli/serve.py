"""``tuiledger serve``: the workbench in a browser, on this machine only."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from typing import Any, Final

from tuiledger.cli.arguments import port
from tuiledger.cli.session import DONE, Session
from tuiledger.cli.web.door import LOOPBACK, Door
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _

_PORT: Final = 8765


def register(commands: Any) -> None:
    """Declare the command."""
    serve = commands.add("serve", _("open the workbench in a browser, on this machine only"))
    serve.add_argument("--port", type=port, default=_PORT, metavar="N", help=_("port of the server; 0 takes any"))
    serve.add_argument(
        "--host", type=_host, default=LOOPBACK[0], metavar=_("ADDRESS"), help=_("127.0.0.1, or ::1 for IPv6")
    )
    serve.add_argument(
        "--read-only",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("open the workbench without the right to change"),
    )
    serve.set_defaults(run=_serve)


def _host(text: str) -> str:
    """An address of this machine that no other machine reaches."""
    host = {"localhost": LOOPBACK[0], "[::1]": "::1"}.get(text.lower(), text)
    if host not in LOOPBACK:
        raise argparse.ArgumentTypeError(
            _("the books are served on this machine only: 127.0.0.1 or ::1; from elsewhere, use an SSH tunnel")
        )
    return host


def _serve(options: argparse.Namespace, session: Session) -> int:
    try:
        from tuiledger.cli.web.server import WorkbenchServer, listen, serve
        from tuiledger.cli.web.visit import Workbench
    except ModuleNotFoundError as absent:
        raise Refusal(
            "no-web",
            "The workbench in a browser needs {}, which is not installed: install {}",
            (absent.name or "", "tuiledger[web]"),
        ) from None

    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        raise Refusal(
            "no-port",
            "Port {} cannot be used ({}): choose another, or 0 for any",
            (str(options.port), error.strerror or ""),
        ) from None
    door = Door.of(listener.getsockname()[1])
    workbench = Workbench(
        session.place,
        read_only=options.read_only,
        language=options.lang,
        as_intermediary=session.as_intermediary,
    )
    server = WorkbenchServer(door, options.host, workbench)
    answers = sys.stdout

    def ready() -> None:
        address = door.address(options.host)
        line = json.dumps({"url": address, "token": door.token}) if session.as_json else address
        print(line, file=answers, flush=True)
        session.tell(_("Open this address in a browser on this machine: whoever has it can work in the books"))
        session.tell(_("Control+C ends the server"))

    # The address is the whole answer; a workbench's last words belong to standard error.
    with listener, contextlib.redirect_stdout(sys.stderr):
        serve(server, listener, ready)
    return DONE
