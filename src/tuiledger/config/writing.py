"""One setting changed in the file, and nothing else in it."""

from __future__ import annotations

import copy
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tuiledger.config.choices import NAME
from tuiledger.config.editing import with_value, without_value
from tuiledger.config.keys import NotAKeyError, key_names
from tuiledger.config.problems import shown
from tuiledger.config.replacing import alone_in, replace_file
from tuiledger.config.settings import fields, judged
from tuiledger.config.source import Source, read_source, settings_path, split
from tuiledger.config.startup import SWITCHES
from tuiledger.domain.runs import Refusal
from tuiledger.text.translation import N_

Value = str | int | bool
_FORM: Final = N_("{} is written in a way that cannot be changed here: edit {} by hand")


def write_setting(field: str, value: Value | None, path: Path | None = None) -> None:
    """Set ``field`` (``table.key``, ``keys.COMMAND`` or ``themes.NAME.COLOUR``) to ``value``; None takes it out again.

    A text is taken for what the field wants: ``"true"`` for a switch, ``"1000"`` for a number. The file is replaced as
    a whole, readable by its owner alone, and created when it is missing; where it is a link, what it leads to is.

    Raises:
        Refusal: there is no such field, it cannot have this value, or the file cannot be changed.
    """
    path = path or settings_path()
    where = Path(os.path.realpath(path))
    try:
        with alone_in(where.parent):
            _change(read_source(path), where, field, value)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refusal("not-writable", "The settings cannot be written: {}", (shown(reason),)) from error


def _change(source: Source, where: Path, field: str, value: Value | None) -> None:
    if source.problem:
        told = f"{source.problem.place}: {source.problem.sentence()}"
        raise Refusal(source.problem.code, "The settings cannot be changed: {}", (told,))
    names = _names(field)
    if value is None:
        text = without_value(source.text, names)
        wanted = _without(source.table, names)
    else:
        value = _typed(field, value)
        wanted = _with(source, names, value)
        _require_usable(field, value, wanted)
        text = with_value(source.text, names, value)
    try:
        sound = tomllib.loads(text) == wanted
    except ValueError:
        sound = False
    if not sound:
        raise Refusal("settings-form", _FORM, (shown(field), source.place(field)))
    if text != source.text or not where.exists():
        replace_file(where, text.encode("utf-8"))


def _names(field: str) -> tuple[str, ...]:
    """The tables and the key of ``field``."""
    names = split(field)
    wanted = {"keys": 2, "themes": 3}.get(names[0])
    known = field in fields() if wanted is None else len(names) == wanted and all(map(NAME.fullmatch, names))
    if not known:
        raise Refusal("unknown-setting", "There is no setting {}", (shown(field),))
    return names


def _typed(field: str, value: Value) -> Value:
    kind = fields()[field].kind if field in fields() else "text"
    if isinstance(value, str):
        if kind == "switch":
            return SWITCHES.get(value.lower(), value)
        if kind == "number" and re.fullmatch(r"[0-9]{1,12}", value):
            return int(value)
    return value


def _require_usable(field: str, value: Value, wanted: dict[str, Any]) -> None:
    _good, problems = judged(wanted)
    for problem in problems:
        if field == problem.field or field.startswith(f"{problem.field}."):
            raise Refusal(problem.code, problem.message, problem.values)
    if field.startswith("keys."):
        try:
            key_names(str(value))
        except NotAKeyError as error:
            raise Refusal("not-a-key", "{} is no key", (shown(error),)) from error


def _with(source: Source, names: tuple[str, ...], value: Value) -> dict[str, Any]:
    changed = copy.deepcopy(dict(source.table))
    inner: Any = changed
    for name in names[:-1]:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Refusal("settings-form", _FORM, (shown(name), source.place(name)))
    inner[names[-1]] = value
    return changed


def _without(table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(dict(table))
    inner: Any = changed
    for name in names[:-1]:
        inner = inner.get(name, {}) if isinstance(inner, dict) else {}
    if isinstance(inner, dict):
        inner.pop(names[-1], None)
    return changed
