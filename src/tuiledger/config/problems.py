"""What is wrong with what a person has set: told on screen with its place, its reason and what is used instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from tuiledger.text.clean import clean_line
from tuiledger.text.translation import N_, translate

#: The most characters of a value that a message repeats.
_SHOWN: Final = 60
#: The most problems of one kind that are told one by one.
_TOLD: Final = 100


class SettingsProblem(NamedTuple):
    """One line of the settings that is not used as it stands.

    ``message`` is an English template whose fields ``values`` fill, cleaned already. ``file`` is the path of the file
    or the name of the environment's variable, ``line`` counts from 1 and is None where there is none. ``field`` is the
    setting as ``table.name``; ``used`` is what holds instead, empty where that says nothing.
    """

    code: str
    message: str
    values: tuple[str, ...] = ()
    file: str = ""
    line: int | None = None
    field: str = ""
    used: str = ""

    @property
    def place(self) -> str:
        """Where to look: ``path:line``, as far as it is known."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def sentence(self) -> str:
        """The problem in the language in force: what is wrong, and what is used instead."""
        told = translate(self.message, *self.values)
        if self.field:
            told = f"{self.field}: {told}"
        return translate(N_("{}; instead: {}"), told, self.used) if self.used else told


def shown(value: object) -> str:
    """A value from outside as a message repeats it: one line, nothing in it steers the terminal, not too long.

    A path is never cut, for it is where a person must go.
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return clean_line(text, None if isinstance(value, Path) else _SHOWN)


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known name that was probably meant; ``likeness`` is from 0 (anything) to 1 (the same)."""
    import difflib

    return next(iter(difflib.get_close_matches(name[:_SHOWN], sorted(known), 1, likeness)), None)


def most(problems: Iterator[SettingsProblem], total: int) -> list[SettingsProblem]:
    """As many of the ``total`` problems as anybody reads, and then how many there are more."""
    told = list(islice(problems, _TOLD))
    if total > _TOLD:
        message = N_("further lines that cannot be used: {}")
        told.append(SettingsProblem("too-many", message, (str(total - _TOLD),)))
    return told
