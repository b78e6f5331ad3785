"""``tuiledger config``: what is set, where it comes from, what is wrong with it, and the keys of the workbench."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tuiledger.cli.session import ATTENTION, DONE, Session
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import _, ngettext

if TYPE_CHECKING:
    from tuiledger.config.keymap import Keymap
    from tuiledger.config.problems import SettingsProblem
    from tuiledger.config.settings import Reading


def register(commands: Any) -> None:
    """Declare the commands."""
    group = commands.group("config", _("settings of the program: path, show, check, set, unset, keys"))
    group.add("path", _("print where the settings are kept")).set_defaults(run=_path)
    group.add("show", _("print what is set, and where each value comes from")).set_defaults(run=_show)
    group.add("check", _("look for lines that cannot be used")).set_defaults(run=_check)
    put = group.add("set", _("set one value; every other line of the file stays as it is"))
    put.add_argument("field", metavar=_("FIELD"), help=_("such as theme, copy.limit or keys.post"))
    put.add_argument("value", metavar=_("VALUE"))
    put.set_defaults(run=_set)
    unset = group.add("unset", _("take one value out again: its default holds"))
    unset.add_argument("field", metavar=_("FIELD"))
    unset.set_defaults(run=_unset)
    group.add("keys", _("list the commands of the workbench and their keys")).set_defaults(run=_keys)


def _path(_options: argparse.Namespace, session: Session) -> int:
    from tuiledger.config.source import settings_path

    path = settings_path()
    session.answer({"path": str(path), "exists": path.exists()}, str(path))
    return DONE


def _show(_options: argparse.Namespace, session: Session) -> int:
    reading, _keymap = _reading()
    items = list(_values(reading))
    session.answer(
        {"items": items, "total": len(items), "problems": [_fields(problem) for problem in reading.problems]},
        session.table(
            ((item["field"], item["value"], item["from"] or _("default"), item["help"]) for item in items),
            (_("Setting"), _("Value"), _("From"), ""),
        ),
    )
    return _told(session, reading.problems)


def _check(_options: argparse.Namespace, session: Session) -> int:
    reading, _keymap = _reading()
    problems = [_fields(problem) for problem in reading.problems]
    session.answer(
        {"ok": not problems, "path": str(reading.source.path), "items": problems, "total": len(problems)},
        "" if problems else "● " + _("The settings are in order"),
    )
    return _told(session, reading.problems)


def _set(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.config.writing import write_setting

    table, _dot, command = options.field.partition(".")
    if table == "keys":
        _require_free(command, options.value)
    write_setting(options.field, options.value)
    return _said_now(options.field, session)


def _unset(options: argparse.Namespace, session: Session) -> int:
    from tuiledger.config.writing import write_setting

    write_setting(options.field, None)
    return _said_now(options.field, session)


def _keys(_options: argparse.Namespace, session: Session) -> int:
    from tuiledger.config.keys import key_text

    _settings, keymap = _reading()
    items = list(_commands(keymap))
    session.answer_list(
        items,
        session.table(
            (
                (item["command"], "  ".join(map(key_text, item["keys"])), _screens(item), item["title"], item["help"])
                for item in items
            ),
            (_("Command"), _("Keys"), _("Screen"), _("Name"), ""),
        ),
    )
    return _told(session, keymap.problems)


def _reading() -> tuple[Reading, Keymap]:
    from tuiledger.config.settings import read_with_keys
    from tuiledger.tui.commands.offers import declarations

    return read_with_keys(declarations())


def _require_free(command: str, keys: str) -> None:
    """See that a command may have ``keys``, beside all others.

    Raises:
        Refusal: there is no such command, or its keys are those of another.
    """
    from tuiledger.config.keymap import resolve
    from tuiledger.tui.commands.offers import declarations

    reading, _keymap = _reading()
    for problem in resolve(declarations(), {**reading.settings.keys, command: keys}).problems:
        if problem.field == f"keys.{command}":
            raise Refusal(problem.code, problem.message, problem.values)


def _said_now(field: str, session: Session) -> int:
    """Say what holds after a change."""
    reading, _keymap = _reading()
    now = next((item for item in _values(reading) if item["field"] == field), {"field": field, "value": None})
    shown = "" if now["value"] is None else f" = {now['value']}"
    session.answer(now, f"{field}{shown}")
    if now.get("variable") and now["from"] == now["variable"]:
        session.tell(_("{} in the environment prevails").format(now["from"]))
    return DONE


def _values(reading: Reading) -> Iterator[dict[str, Any]]:
    """Every value in force with its origin; those of themes and keys only where there are any."""
    from tuiledger.config.settings import fields, value_of

    for name, field in fields().items():
        yield {
            "field": name,
            "value": _text(value_of(reading.settings, name)),
            "from": reading.origins.get(name),
            "default": _text(field.default),
            "choices": list(field.choices),
            "variable": field.variable,
            "help": _(field.help),
        }
    own: dict[str, str] = {f"keys.{command}": keys for command, keys in reading.settings.keys.items()}
    for name, theme in reading.settings.themes.items():
        own |= {f"themes.{name}.{colour}": value for colour, value in theme.model_dump(exclude_none=True).items()}
    nothing_more: dict[str, Any] = {"default": None, "choices": [], "variable": None, "help": ""}
    for name, value in own.items():
        yield {"field": name, "value": value, "from": reading.source.place(name), **nothing_more}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _commands(keymap: Keymap) -> Iterator[dict[str, Any]]:
    """Every command and every key that moves about, each once, with all the screens that have it."""
    from tuiledger.tui.commands.offers import MOVES, groups

    told: dict[str, dict[str, Any]] = {}
    for group in groups():
        for command in group.commands:
            row = told.setdefault(
                command.id(), _row(keymap, command.id(), command.title(), command.help(), writes=command.writes)
            )
            row["screens"].append(_(group.title))
    yield from told.values()
    for move in MOVES:
        yield _row(keymap, move.id, _(move.title), "") | {"screens": [_(move.where)]}


def _row(keymap: Keymap, command: str, title: str, help_text: str, *, writes: bool = False) -> dict[str, Any]:
    return {
        "command": command,
        "keys": list(keymap.keys_of(command)),
        "changed": command in keymap.changed,
        "screens": [],
        "title": title,
        "help": help_text,
        "writes": writes,
    }


def _screens(row: Mapping[str, Any]) -> str:
    return ", ".join(row["screens"])


def _fields(problem: SettingsProblem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.sentence(),
        "file": problem.file or None,
        "line": problem.line,
        "field": problem.field or None,
        "used": problem.used or None,
    }


def _told(session: Session, problems: Sequence[SettingsProblem]) -> int:
    """Say what is wrong; the exit code."""
    for problem in problems:
        session.tell(f"{problem.place}: {problem.sentence()} [{problem.code}]")
    if problems:
        session.tell(ngettext("{} line to look at", "{} lines to look at", len(problems)).format(len(problems)))
    return ATTENTION if problems else DONE
