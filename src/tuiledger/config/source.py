"""The file of settings as it lies on the disk: read only when it is its owner's alone to write, and of a sane size."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tuiledger.config.locations import config_folder
from tuiledger.config.problems import SettingsProblem, shown
from tuiledger.text.translation import N_, translate

if TYPE_CHECKING:
    from tuiledger.config.statements import Statement

#: The most bytes of a file of settings.
LIMIT: Final = 64 * 1024
_WHERE: Final = re.compile(r" *\(at (?:line (\d+), column (\d+)|end of document)\)$")
#: What the reader of TOML finds wrong, in its own words.
_REASONS: Final = frozenset(
    {
        N_("Cannot overwrite a value"),
        N_("Expected '=' after a key in a key/value pair"),
        N_("Expected ']' at the end of a table declaration"),
        N_("Expected newline or end of document after a statement"),
        N_("Illegal character '\\n'"),
        N_("Invalid initial character for a key part"),
        N_("Invalid statement"),
        N_("Invalid value"),
        N_("Unclosed array"),
        N_("Unterminated string"),
        N_("nested too deeply"),
    }
)


class Reason(str):
    """A reason that is kept in English and shown in the language in force."""

    __slots__ = ()

    def __str__(self) -> str:
        return translate(self[:])


def settings_path() -> Path:
    """Where the settings are kept."""
    return config_folder() / "config.toml"


@dataclass(frozen=True)
class Source:
    """A file of settings: its text and table; ``problem`` says why neither is used."""

    path: Path
    text: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)
    problem: SettingsProblem | None = None

    @cached_property
    def _statements(self) -> Sequence[Statement]:
        from tuiledger.config.statements import statements

        return () if self.problem else tuple(statements(self.text))

    def line(self, name: str) -> int | None:
        """The line of a setting."""
        from tuiledger.config.statements import line_of

        return line_of(self._statements, name)

    def place(self, name: str) -> str:
        """Where a setting stands: ``path:line``."""
        line = self.line(name)
        return f"{shown(self.path)}:{line}" if line else shown(self.path)

    def placed(self, problem: SettingsProblem) -> SettingsProblem:
        """``problem`` with this file and the line of its field."""
        return problem._replace(file=shown(self.path), line=self.line(problem.field))


def split(field: str) -> tuple[str, ...]:
    """A field's name as tables and key: only the names of themes and commands may hold a dot."""
    table, dot, rest = field.partition(".")
    if table == "themes" and "." in rest:
        return (table, *rest.rsplit(".", 1))
    return (table, rest) if dot else (table,)


def read_source(path: Path | None = None) -> Source:
    """The file at ``path``, or where settings are kept; one that is not there is empty, and nothing is ever raised."""
    path = path or settings_path()
    try:
        data = _bytes(path)
    except _Refused as refused:
        return Source(path, problem=refused.problem._replace(file=shown(path)))
    except FileNotFoundError:
        return Source(path)
    except OSError as error:
        message = N_("the file cannot be read and is not used: {}")
        why = shown(error.strerror or type(error).__name__)
        return Source(path, problem=SettingsProblem("unreadable", message, (why,), shown(path)))
    return parsed(path, data)


def parsed(path: Path, data: bytes) -> Source:
    """The contents of a file of settings."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = SettingsProblem("not-utf8", "the file is not UTF-8 text and is not used", (), shown(path), line)
        return Source(path, problem=problem)
    if not text.strip():
        return Source(path, text)
    # Most people have no file of settings, and need not wait for its reader.
    import tomllib

    try:
        return Source(path, text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        return Source(path, text, problem=_not_toml(path, error, text))


def _not_toml(path: Path, error: Exception, text: str) -> SettingsProblem:
    """Where the reader gave up, and why; of the end of the file it does not say the line."""
    told = str(error) if isinstance(error, ValueError) else "nested too deeply"
    where = _WHERE.search(told)
    told = shown(_WHERE.sub("", told))
    told = Reason(told) if told in _REASONS else told
    if where and where[1]:
        message = N_("the file is not TOML and is not used: column {}: {}")
        return SettingsProblem("not-toml", message, (where[2], told), shown(path), int(where[1]))
    line = text.rstrip("\n").count("\n") + 1 if where else None
    return SettingsProblem("not-toml", "the file is not TOML and is not used: {}", (told,), shown(path), line)


class _Refused(Exception):
    def __init__(self, problem: SettingsProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _bytes(path: Path) -> bytes:
    """The bytes of ``path``; a link is followed, and what it leads to is held to the same rules.

    Raises:
        OSError: it cannot be read.
        _Refused: somebody else could have written it, or it is no file of settings.
    """
    # Whoever may write to the folder may put another file in the place of this one.
    for folder in dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)):
        _require_own(folder.stat(), folder)
    # Without waiting: what has the name of the file may be a pipe.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise _Refused(SettingsProblem("not-a-file", "it is not a file and is not used"))
        _require_own(state, path)
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(LIMIT + 1)
    finally:
        os.close(handle)
    if len(data) > LIMIT:
        message = N_("the file is larger than {} KiB and is not used")
        raise _Refused(SettingsProblem("too-large", message, (str(LIMIT // 1024),)))
    return data


def _require_own(state: os.stat_result, path: Path) -> None:
    """Refuse what others could have written; what the system's administrator put there is trusted as the system is."""
    told = (shown(path),)
    if state.st_uid not in (os.getuid(), 0):
        message = N_("{} belongs to another user: the settings in it are not used")
        raise _Refused(SettingsProblem("foreign", message, told))
    if state.st_mode & stat.S_IWOTH:
        message = N_("everybody can write to {}: the settings in it are not used")
        raise _Refused(SettingsProblem("world-writable", message, told))
