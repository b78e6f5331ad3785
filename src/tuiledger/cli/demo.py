"""``tuiledger demo`` and ``tuiledger screenshots``: the program shown on a studio of its own making."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

from tuiledger.cli.session import DONE, USAGE, Session
from tuiledger.cli.terminal import can_draw
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _


def register(commands: Any) -> None:
    """Declare the commands."""
    demo = commands.add("demo", _("try the program on a sample studio, without network"))
    demo.add_argument("--headless", action="store_true", help=_("run the whole job through and print what was done"))
    demo.add_argument("--keep", type=Path, metavar=_("DIR"), help=_("keep the sample studio in this folder"))
    demo.add_argument("--seed", type=int, default=1, metavar="N", help=argparse.SUPPRESS)
    demo.add_argument("--documents", type=int, default=400, metavar="N", help=argparse.SUPPRESS)
    demo.set_defaults(run=_demo)
    pictures = commands.add("screenshots", _("draw the pictures of the documentation from the running program"))
    pictures.add_argument("folder", type=Path, metavar=_("DIR"))
    pictures.set_defaults(run=_screenshots)


def _demo(options: argparse.Namespace, session: Session) -> int:
    if not options.headless and not can_draw(session):
        return USAGE
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        if (options.keep / "studio.db").exists():
            raise Refusal(
                "demo-there",
                "{} holds a sample studio already: name another folder, or open it with tuiledger --db {}",
                (str(options.keep), str(options.keep / "studio.db")),
            )
        return _demo_in(options.keep, options, session)
    with tempfile.TemporaryDirectory(prefix="tuiledger-demo-") as folder:
        return _demo_in(Path(folder), options, session)


def _demo_in(folder: Path, options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.demo_cloud import connect_studio, link_studio, read_studio, simulated_cloud
    from tuiledger.cli.demo_studio import open_studio, report

    session.place = str(folder / "studio.db")
    session.tell(_("Writing a sample studio and bringing its documents in; this takes some seconds…"))
    told = open_studio(folder, session, seed=options.seed, documents=options.documents)
    with simulated_cloud(folder, seed=options.seed, documents=options.documents) as (base_url, token):
        connect_studio(session, base_url, token)
        link_studio(session)
        if options.headless:
            data, text = report(session, told, read_studio(session), read_studio(session))
            session.answer(data, text)
            session.close()
            return DONE
        session.close()
        from tuiledger.tui.opening import open_workbench

        return open_workbench(session.place, demo=True)


def _screenshots(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.demo_cloud import connect_studio, simulated_cloud
    from tuiledger.cli.demo_studio import open_studio
    from tuiledger.tui.pictures import CLOUD_WALK, StillClock, render

    folder = options.folder.absolute()
    # Pictures show paths and moments: theirs are the same wherever and whenever they are drawn.
    session.clock, session.actor = StillClock(), "studio"
    with tempfile.TemporaryDirectory(prefix="tuiledger-pictures-") as scratch, chdir(scratch):
        session.place = "studio.db"
        open_studio(Path(), session, seed=1, documents=400)
        session.close()
        made = render(session.place, folder, clock=session.clock)
        with simulated_cloud(Path(scratch), seed=1, documents=400) as (base_url, token):
            connect_studio(session, base_url, token)
            session.close()
            made += render(session.place, folder, clock=session.clock, walk=CLOUD_WALK)
    session.answer_list([str(path) for path in made], "\n".join(str(path) for path in made))
    return DONE
