"""``check``, ``backup``, ``restore``, ``migrate`` and ``completion``: keeping the books safe."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tuiledger import bootstrap
from tuiledger.cli.session import ATTENTION, DONE, Session, said
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _, ngettext


def register(commands: Any) -> None:
    """Declare the commands."""
    check = commands.add("check", _("look for broken promises of the books"))
    check.add_argument("--deep", action="store_true", help=_("walk the hash chains and the stored payloads too"))
    check.set_defaults(run=_check)
    backup = commands.add("backup", _("write a verified copy of the books"))
    backup.add_argument("file")
    backup.set_defaults(run=_backup)
    restore = commands.add("restore", _("put a backup in the place of the books"))
    restore.add_argument("file")
    restore.add_argument("--replace", action="store_true", help=_("although there are books; they are kept beside it"))
    restore.set_defaults(run=_restore)
    commands.add("migrate", _("bring the books to this version's schema, after a backup")).set_defaults(run=_migrate)
    completion = commands.add("completion", _("print the completion script of a shell"))
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.set_defaults(run=_completion)


def _check(options: argparse.Namespace, session: Session) -> int:
    with session.open().reading() as reader:
        found = [
            {"code": violation.code, "message": said(violation.message, violation.values)}
            for violation in reader.check(deep=options.deep)
        ]
    text = ngettext("{} promise broken", "{} promises broken", len(found)).format(len(found))
    session.answer(
        {"ok": not found, "deep": options.deep, "items": found, "total": len(found)},
        "\n".join(f"✖ {item['code']}: {item['message']}" for item in found) + f"\n{text}"
        if found
        else "● " + _("The books are sound"),
    )
    return ATTENTION if found else DONE


def _backup(options: argparse.Namespace, session: Session) -> int:
    if not options.file or Path(options.file).is_dir():
        raise Refusal("not-a-file", "{} is a folder: name a file in it", (options.file,))
    if not Path(options.file).absolute().parent.is_dir():
        raise Refusal("no-folder", "There is no folder for {}: make it first", (options.file,))
    session.open().backup(options.file)
    session.answer({"path": options.file}, options.file)
    return DONE


def _restore(options: argparse.Namespace, session: Session) -> int:
    session.require_firm()
    if not Path(options.file).exists():
        raise Refusal("unreadable", "There is no file {}", (options.file,))
    bootstrap.restore_books(options.file, session.place, replace=options.replace)
    shown = bootstrap.shown_place(session.place)
    session.answer({"path": shown, "from": options.file}, shown)
    if options.replace:
        session.tell(_("What was there before is kept in a file that ends in .before-restore"))
    return DONE


def _migrate(_options: argparse.Namespace, session: Session) -> int:
    session.require_firm()
    done = bootstrap.migrate_books(session.place)
    session.answer({"path": bootstrap.shown_place(session.place), "schema": done}, done)
    return DONE


def _completion(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.cli.completion import script
    from tuiledger.cli.main import build_parser

    session.answer(None, script(options.shell, build_parser()))
    return DONE
