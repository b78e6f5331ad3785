"""The settings in force, from ``config.toml`` and from variables ``TUILEDGER_…``, and what is wrong with them.

A line that cannot be used never stops the program: its default holds, and a :class:`SettingsProblem` says so.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource

from tuiledger.config.choices import THEMES, Base
from tuiledger.config.colours import hard_to_read, own_themes
from tuiledger.config.keymap import KeyDeclaration, Keymap, resolve
from tuiledger.config.model import PREFIX, Settings, ThemeColours, fields, tables, value_of
from tuiledger.config.problems import SettingsProblem, most, nearest, shown
from tuiledger.config.source import Source, read_source, split
from tuiledger.text.translation import N_, language_from

__all__ = ["Reading", "Settings", "fields", "judged", "read_all", "read_settings", "read_with_keys", "value_of"]

Table = dict[str, Any]
#: Variables of the program that are no settings.
_OTHERS: Final = frozenset({
    "TUILEDGER_ACTOR", "TUILEDGER_DB", "TUILEDGER_LANG", "TUILEDGER_PASSPHRASE", "TUILEDGER_PASSPHRASE_FILE",
    "TUILEDGER_SANDBOX", "TUILEDGER_VAULT",
})  # fmt: skip


class Reading(NamedTuple):
    """The settings in force and how they came about.

    ``origins`` tells of each field that is not at its default where it was set: ``path:line`` or a variable's name.
    """

    settings: Settings
    problems: list[SettingsProblem]
    origins: Mapping[str, str]
    source: Source


def read_settings(
    path: Path | None = None, environ: Mapping[str, str] | None = None
) -> tuple[Settings, list[SettingsProblem]]:
    """The settings from the file at ``path`` (default: where settings are kept) and the environment, which prevails.

    Never raises for what they contain: a line that cannot be used leaves its default, and is told.
    """
    reading = read_all(path, environ)
    return reading.settings, reading.problems


def read_all(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Reading:
    """:func:`read_settings` with the origin of every value."""
    environ = os.environ if environ is None else environ
    source = read_source(path)
    written, wrong = judged(source.table)
    given, strange = judged(_from_environment(environ), written.get("themes", ()))
    settings = Settings(**_over(written, given))
    placed = map(source.placed, (*wrong, *hard_to_read(own_themes(settings))))
    problems = [
        *([source.problem] if source.problem else []),
        *sorted(placed, key=_by_line),
        *(problem._replace(file=fields()[problem.field].variable) for problem in strange),
        *_misspelt(environ),
    ]
    told = [_with_used(problem, settings) for problem in problems]
    return Reading(settings, told, _origins(written, given, source), source)


def read_with_keys(
    declared: Sequence[KeyDeclaration], path: Path | None = None, environ: Mapping[str, str] | None = None
) -> tuple[Reading, Keymap]:
    """The settings and the keys in force, with everything that is wrong with either among the reading's problems."""
    reading = read_all(path, environ)
    keymap = resolve(declared, reading.settings.keys)
    placed = [reading.source.placed(problem) for problem in keymap.problems]
    problems = sorted((*reading.problems, *placed), key=_by_line)
    return reading._replace(problems=problems), keymap._replace(problems=tuple(placed))


def _by_line(problem: SettingsProblem) -> tuple[bool, int]:
    """The order of the file, and what has no line after it."""
    return problem.line is None, problem.line or 0


def judged(table: Mapping[str, Any], themes: Iterable[str] = ()) -> tuple[Table, list[SettingsProblem]]:
    """What of a table of settings can be used, and a problem for everything else in it.

    ``themes`` are the names of themes that the table may choose beside the built-in ones and its own.
    """
    known, strange = tables(), [name for name in table if name not in tables()]
    # What has no such name must not even reach the model, whose constructor has options of its own.
    good: Table = copy.deepcopy({name: value for name, value in table.items() if name in known})
    wrong: list[ErrorDetails] = []
    while errors := _errors(good):
        wrong += errors
        if not any([_dropped(good, error["loc"]) for error in errors]):
            good.clear()
    told = chain((_unknown((name,)) for name in strange), map(_problem, wrong))
    problems = most(told, len(strange) + len(wrong))
    themes = (*THEMES, *good.get("themes", ()), *themes)
    if "theme" in good and good["theme"] not in themes:
        problems.append(_not_a_choice("theme", good.pop("theme"), themes))
    return good, problems


def _errors(table: Table) -> list[ErrorDetails]:
    try:
        Settings(**table)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _dropped(table: Table, path: Sequence[str | int]) -> bool:
    """Take what stands at ``path`` out of ``table``, if it is still there; a wrong key goes with its value."""
    names = [str(name) for name in path if name != "[key]"]
    if not _has(table, names):
        return False
    for name in names[:-1]:
        table = table[name]
    del table[names[-1]]
    return True


class _Environment(EnvSettingsSource):
    """The variables of an environment that is handed in."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        told = {name: self._environ.get(field.variable, "").strip() for name, field in fields().items()}
        if told["language"]:
            # The same reading of a locale's name as everywhere.
            told["language"] = language_from({"TUILEDGER_LANG": told["language"]})
        return {f"{PREFIX}{name.replace('.', '_')}".lower(): text for name, text in told.items() if text}


def _from_environment(environ: Mapping[str, str]) -> Table:
    return _Environment(environ)()


def _misspelt(environ: Mapping[str, str]) -> Iterator[SettingsProblem]:
    """Variables that look like one of ours but are none."""
    known = {field.variable for field in fields().values()} | _OTHERS
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            meant = nearest(name.removeprefix(PREFIX), {one.removeprefix(PREFIX) for one in known}, 0.75)
            if meant:
                message = N_("there is no such variable; {} was probably meant")
                yield SettingsProblem("unknown-variable", message, (PREFIX + meant,), shown(name))


def _over(table: Mapping[str, Any], upper: Mapping[str, Any]) -> Table:
    """``table`` with the values of ``upper`` laid over it."""
    merged = dict(table)
    for name, value in upper.items():
        below = merged.get(name)
        merged[name] = {**below, **value} if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _origins(written: Table, given: Table, source: Source) -> dict[str, str]:
    origins = {}
    for name, field in fields().items():
        path = split(name)
        if _has(given, path):
            origins[name] = field.variable
        elif _has(written, path):
            origins[name] = source.place(name)
    return origins


def _has(table: Any, path: Sequence[str]) -> bool:
    for name in path:
        if not isinstance(table, dict) or name not in table:
            return False
        table = table[name]
    return True


def _with_used(problem: SettingsProblem, settings: Settings) -> SettingsProblem:
    return problem._replace(used=shown(value_of(settings, problem.field))) if problem.field in fields() else problem


# what is said

_MESSAGES: Final = {
    "bool_type": ("not-a-switch", N_("true or false is wanted, not {}")),
    "int_type": ("not-a-number", N_("a whole number is wanted, not {}")),
    "string_type": ("not-a-text", N_("a text in quotes is wanted, not {}")),
    "model_type": ("not-a-table", N_("a table is wanted, not {}")),
    "dict_type": ("not-a-table", N_("a table is wanted, not {}")),
    "string_pattern_mismatch": ("not-a-colour", N_("a colour such as #1a2b3c is wanted, not {}")),
    "value_error": ("not-a-path", N_("a path of visible characters is wanted, not {}")),
    "greater_than_equal": ("out-of-range", N_("{} is too small: {} at least")),
    "less_than_equal": ("out-of-range", N_("{} is too large: {} at most")),
}
_NOT_USABLE: Final = ("not-usable", N_("{} cannot be used"))
_THEME_NAME: Final = N_("{} cannot be the name of a new theme: letters, digits, - and _, and none that is built in")


def _problem(detail: ErrorDetails) -> SettingsProblem:
    """An error of the model as a person is told it."""
    path = tuple(str(part) for part in detail["loc"])
    if path[-1] == "[key]":
        return SettingsProblem("theme-name", _THEME_NAME, (shown(path[-2]),), field=shown(".".join(path[:-1])))
    if detail["type"] == "extra_forbidden":
        return _unknown(path)
    field = shown(".".join(path))
    if detail["type"] == "literal_error":
        return _not_a_choice(field, detail["input"], get_args(Base) if path[0] == "themes" else fields()[field].choices)
    code, message = _MESSAGES.get(detail["type"], _NOT_USABLE)
    bound = [str(value) for name, value in detail.get("ctx", {}).items() if name in ("ge", "le")]
    return SettingsProblem(code, message, (shown(detail["input"]), *bound), field=field)


def _not_a_choice(field: str, value: object, choices: Sequence[str]) -> SettingsProblem:
    meant = nearest(value, choices) if isinstance(value, str) else None
    values, code = (shown(value), ", ".join(choices)), "not-a-choice"
    if meant:
        return SettingsProblem(code, "{} is none of: {}; {} was probably meant", (*values, meant), field=field)
    return SettingsProblem(code, "{} is none of: {}", values, field=field)


def _unknown(path: Sequence[str]) -> SettingsProblem:
    """A name that no setting has."""
    known: Iterable[str] = tables()
    if len(path) > 1:
        known = ThemeColours.model_fields if path[0] == "themes" else fields()
        known = [name.removeprefix(f"{path[0]}.") for name in known]
    meant, field, code = nearest(path[-1], known), shown(".".join(path)), "unknown-setting"
    if meant:
        return SettingsProblem(code, "there is no such setting; {} was probably meant", (meant,), field=field)
    return SettingsProblem(code, "there is no such setting", field=field)
