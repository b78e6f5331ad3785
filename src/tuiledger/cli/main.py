"""The command line: one parser, one place where failures become sentences and exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from tuiledger import __version__, bootstrap
from tuiledger.cli.asking import attached
from tuiledger.cli.session import ATTENTION, DONE, IMPOSSIBLE, INTERRUPTED, USAGE, Session, error_fields, said
from tuiledger.config.startup import language_in_force
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import LANGUAGES, _, set_language

#: The command modules in the order of the help; each has ``register(commands)``.
MODULES: Final = (
    "companies",
    "imports",
    "documents",
    "parties",
    "duplicates",
    "accounts",
    "posting",
    "entries",
    "acts",
    "registers",
    "exports",
    "upkeep",
    "config",
    "vault",
    "intermediaries",
    "connections",
    "links",
    "sync",
    "runs",
    "support",
    "worker",
    "serve",
    "sandbox",
    "demo",
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code: 0 done, 1 needs attention, 2 usage, 3 could not be done, 130 stopped."""
    set_language(_asked_language(arguments))
    parser = build_parser()
    try:
        options = parser.parse_args(attached(arguments))
        if options.db is not None and not options.db.strip():
            parser.error(_("--db names nothing"))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    session = Session(
        place=options.db or bootstrap.default_database(),
        as_json=getattr(options, "json", False),
        clock=bootstrap.system_clock(),
        actor=bootstrap.actor(),
        as_intermediary=options.as_intermediary,
    )
    return _guarded(options, session)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as one parser."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--db", metavar=_("URL|PATH"), help=_("the books: a file or a PostgreSQL URL"))
    common.add_argument("--lang", choices=LANGUAGES, help=_("language of the answers"))
    common.add_argument("--as-intermediary", metavar=_("CODE"),
                        help=_("only the clients of this intermediary: a view, not a right of access"))  # fmt: skip
    parser = argparse.ArgumentParser(
        prog="tuiledger",
        parents=[common],
        description=_("E-invoices in, posted once to books that balance. Without a command: the workbench."),
    )
    parser.add_argument("--version", action="version", version=f"tuiledger {__version__}")
    parser.add_argument("--read-only", action="store_true", help=_("open the workbench without the right to change"))
    parser.set_defaults(run=_workbench)
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    for name in MODULES:
        import_module(f"tuiledger.cli.{name}").register(Commands(commands))
    return parser


class Commands:
    """The commands being declared: every one takes the common options and ``--json``.

    The common options of a command do not overwrite those given before it.
    """

    def __init__(self, parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self._parsers = parsers

    def add(self, name: str, help_text: str) -> argparse.ArgumentParser:
        """Declare the command ``name``."""
        parser = self._parsers.add_parser(name, help=help_text, description=help_text)
        group = parser.add_argument_group(_("common options"))
        group.add_argument("--db", metavar=_("URL|PATH"), default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        group.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        group.add_argument("--as-intermediary", metavar=_("CODE"), default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        group.add_argument("--json", action="store_true", help=_("answer with one JSON document"))
        return parser

    def group(self, name: str, help_text: str) -> Commands:
        """Declare ``name`` as a word with commands of its own behind it."""
        parser = self._parsers.add_parser(name, help=help_text, description=help_text)
        return Commands(parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True))


def _asked_language(arguments: Sequence[str]) -> str:
    """The language of the help itself, which is built before the arguments are parsed."""
    for place, argument in enumerate(arguments):
        value = argument[7:] if argument.startswith("--lang=") else None
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return language_in_force()


def _guarded(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.ports import StoreError
    from tuiledger.ports.clouds import VaultError

    try:
        return int(options.run(options, session))
    except (Refusal, StoreError, VaultError) as failure:
        if session.as_json:
            session.answer(error_fields(failure.code, failure.message, failure.values), "")
        session.tell(f"tuiledger: {said(failure.message, failure.values)} [{failure.code}]")
        return IMPOSSIBLE
    except KeyboardInterrupt:
        session.tell(_("Interrupted: what was finished is kept"))
        return INTERRUPTED
    except MemoryError:
        session.tell(_("Out of memory: what was finished is kept"))
        return IMPOSSIBLE
    except OSError:
        # The answer itself cannot be written: the door of the program says so.
        raise
    except Exception as fault:
        from tuiledger.text.last_words import last_words

        session.tell(last_words(fault))
        return IMPOSSIBLE
    finally:
        session.close()


def _workbench(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.terminal import can_draw
    from tuiledger.cli.web.served import is_served, leave_with_the_server
    from tuiledger.tui.opening import open_workbench

    if is_served():
        leave_with_the_server()
    elif not can_draw(session):
        return USAGE
    return open_workbench(session.place, read_only=options.read_only, as_intermediary=session.as_intermediary)


__all__ = ["ATTENTION", "DONE", "Commands", "build_parser", "run"]
