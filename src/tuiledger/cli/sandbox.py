"""``tuiledger sandbox``: the clouds, simulated on this machine."""

from __future__ import annotations

import argparse
import json
from typing import Any, Final

from tuiledger.cli.arguments import count, port
from tuiledger.cli.session import DONE, Session
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _

#: The most clients there are names for.
_MOST_COMPANIES: Final = 100


def register(commands: Any) -> None:
    """Declare the command."""
    sandbox = commands.add("sandbox", _("simulate the clouds, on this machine only"))
    sandbox.add_argument(
        "providers", nargs="*", type=_provider, metavar=_("PROVIDER"), help=_("which clouds; all without a name")
    )
    sandbox.add_argument("--port", type=port, default=0, metavar="N", help=_("port of the first cloud; 0 takes any"))
    sandbox.add_argument("--seed", type=int, default=1, metavar="N", help=_("of everything that is drawn"))
    sandbox.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("a fault that happens from the start"),
    )
    sandbox.add_argument(
        "--companies", type=_companies, default=12, metavar="N", help=_("clients that the accountant has")
    )
    sandbox.add_argument("--documents", type=count, default=600, metavar="N", help=_("documents in their companies"))
    sandbox.set_defaults(run=_sandbox)


def _companies(text: str) -> int:
    number = count(text)
    if number > _MOST_COMPANIES:
        raise argparse.ArgumentTypeError(_("100 at most"))
    return number


def _provider(text: str) -> str:
    from tuiledger.sandbox.clouds.running import NAMES

    if text not in NAMES:
        raise argparse.ArgumentTypeError(_("no such cloud; there are: {}").format(", ".join(NAMES)))
    return text


def _fault(text: str) -> str:
    from tuiledger.sandbox.clouds.running import fault_names

    if text not in fault_names():
        raise argparse.ArgumentTypeError(_("no such fault; there are: {}").format(", ".join(fault_names())))
    return text


def _sandbox(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.sandbox.clouds.running import NAMES, make, serve

    clouds = {
        name: make(name, seed=options.seed, companies=options.companies, documents=options.documents)
        for name in dict.fromkeys(options.providers or NAMES)
    }
    for cloud in clouds.values():
        for fault in options.fault:
            cloud.faults.arm({"fault": fault, "times": None})

    def ready(told: dict[str, Any]) -> None:
        # One line, because whoever waits for it reads lines.
        print(json.dumps({"providers": told}) if session.as_json else _shown(told), flush=True)
        for cloud in told.values():
            session.tell(_("To connect the workbench to it: TUILEDGER_SANDBOX={} tuiledger").format(cloud["base_url"]))
        session.tell(_("Control+C ends the clouds"))

    try:
        serve(clouds, options.port, ready)
    except OSError as error:
        raise Refusal(
            "no-port",
            "Port {} cannot be used ({}): choose another, or 0 for any",
            (str(options.port), error.strerror or ""),
        ) from None
    return DONE


def _shown(told: dict[str, Any]) -> str:
    """Every cloud's address and what opens it."""
    lines = []
    for name, cloud in told.items():
        lines.append(f"{name}  {cloud['base_url']}")
        lines += [f"  {who}  {token}" for who, token in cloud["tokens"].items()]
        lines.append(f"  client_id  {cloud['client_id']}")
        lines.append(f"  client_secret  {cloud['client_secret']}")
    return "\n".join(lines)
