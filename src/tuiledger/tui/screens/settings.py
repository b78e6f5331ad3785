"""The settings and the keys: what each is, where it comes from, and what it can be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from tuiledger.text.translation import N_, _
from tuiledger.tui.commands.command import bindings, key_text
from tuiledger.tui.commands.lists import Open
from tuiledger.tui.commands.work import Default
from tuiledger.tui.lists.fields import fields_of
from tuiledger.tui.lists.source import Records, Source
from tuiledger.tui.restoring import Judgement, judge
from tuiledger.tui.screens.listing import Listing
from tuiledger.tui.widgets.columns import Cell, Column, Row

if TYPE_CHECKING:
    from tuiledger.ports import Reader


class Setting(NamedTuple):
    """One line of the list; ``choices`` are all it can be, where there are few."""

    name: str
    value: str
    origin: str
    help: str
    kind: str
    choices: Sequence[str] = ()


class SettingsPage(Listing):
    """Everything that can be set; enter changes it at once, and the file says so."""

    VIEW = "settings"
    EXPLAINS = True
    OFFERS: ClassVar = (Open, Default)
    BINDINGS: ClassVar = bindings(*OFFERS)
    GUIDE = "settings"

    def __init__(self) -> None:
        super().__init__()
        self._judgement: Judgement | None = None

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("Setting"), 24, name="setting"),
            Column(_("Value"), 18, grow=1, name="value"),
            Column(_("From"), 16, grow=1, least=100, name="origin"),
            Column(_("What it is"), 24, grow=3, name="help"),
        )

    def source(self) -> Source:
        def read(_reader: Reader) -> Sequence[Setting]:
            self._judgement = judge()
            return settings_of(self._judgement)

        return Records(read, _row, self.columns_declared, fields_of(self.columns_declared))

    def path(self) -> Sequence[str]:
        return (_("Settings"),)

    def explain(self, row: Row) -> str:
        setting: Setting = row.record
        can = "  ".join(setting.choices)
        wrong = self._judgement.problems if self._judgement else ()
        problems = [problem.sentence() for problem in wrong if problem.field == setting.name]
        return "\n".join(part for part in (setting.help, can, *problems) if part)

    # commands

    def do_open(self) -> None:
        row = self.current
        if row is None:
            return
        setting: Setting = row.record
        if setting.choices:
            from tuiledger.tui.dialogs.choose import Choose

            answers = [(choice, choice) for choice in setting.choices]
            self.app.push_screen(Choose(setting.help, answers, present=setting.value), partial(self._set, setting))
        else:
            from tuiledger.tui.dialogs.ask import Ask

            hint = _("keys with commas between them, such as ctrl+n,f7") if setting.kind == "keys" else ""
            question = Ask(setting.help, setting.value, hint=hint, optional=setting.kind == "keys")
            self.app.push_screen(question, partial(self._set, setting))

    def do_default(self) -> None:
        row = self.current
        if row:
            self._change(row.record.name, None)

    def why_not_default(self) -> str | None:
        row = self.current
        return None if row and row.record.origin else _("it is as it was made")

    def _set(self, setting: Setting, value: str | None) -> None:
        if value == setting.value:
            self.bench.say(_("Nothing changes."))
        elif value is not None:
            self._change(setting.name, value)

    def _change(self, name: str, value: str | None) -> None:
        """Write the file in a thread, then take everything up anew."""

        def write(_reader: Reader) -> Judgement:
            from tuiledger.config.writing import write_setting

            if value is not None:
                _require_free(name, value)
            write_setting(name, value)
            return judge()

        doing = _("The setting could not be changed")
        self.read(write, partial(self._taken_up, name), group="write", doing=doing)

    def _taken_up(self, name: str, judgement: Judgement) -> None:
        self.load()
        self.bench.judged(judgement, name)


def _require_free(name: str, value: str) -> None:
    """Raise a Refusal where ``value`` are keys that another command has, or that are none."""
    from tuiledger.config.keymap import resolve
    from tuiledger.config.settings import read_settings
    from tuiledger.domain.runs import Refusal
    from tuiledger.tui.commands.offers import declarations

    table, _dot, command = name.partition(".")
    if table != "keys":
        return
    settings, _problems = read_settings()
    others = {ident: keys for ident, keys in settings.keys.items() if ident != command}
    for problem in resolve(declarations(), {**others, command: value}).problems:
        if problem.field == name:
            raise Refusal(problem.code, problem.message, problem.values)


def settings_of(judgement: Judgement) -> list[Setting]:
    """Every setting, then the keys of every command."""
    from tuiledger.config.settings import fields, value_of
    from tuiledger.tui.commands.offers import MOVES, groups

    found = []
    for field in fields().values():
        value = value_of(judgement.settings, field.name)
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        choices = field.choices or (("true", "false") if field.kind == "switch" else ())
        if field.name == "theme":
            choices = (*choices, *judgement.settings.themes)
        found.append(
            Setting(field.name, shown, judgement.origins.get(field.name, ""), _(field.help), field.kind, choices)
        )
    for group in groups():
        for command in group.commands:
            help_text = f"{command.title()} ({_(group.title)}): {command.help()}"
            found.append(_key_setting(judgement, command.id(), help_text))
    found += [_key_setting(judgement, move.id, f"{_(move.title)} ({_(move.where)})") for move in MOVES]
    return found


def _key_setting(judgement: Judgement, ident: str, help_text: str) -> Setting:
    keys = ",".join(map(key_text, judgement.keymap.keys_of(ident)))
    origin = _("your keys") if ident in judgement.keymap.changed else ""
    return Setting(f"keys.{ident}", keys, origin, help_text, "keys")


def _row(place: int, setting: Setting) -> Row:
    changed = "strong" if setting.origin else ""
    return Row(
        place,
        (
            Cell(setting.name, changed),
            Cell(setting.value, changed),
            Cell(setting.origin or _(N_("default")), "dim"),
            Cell(setting.help, "dim"),
        ),
        setting,
    )
