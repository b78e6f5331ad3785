"""A command is a class: its name is the title, its docstring the help, and a key and a stable id come with it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final

from tuiledger.text.translation import N_, _

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tuiledger.config.keymap import Keymap
    from tuiledger.tui.screens.place import Place

_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

_KEY_NAMES: Final = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "enter": N_("enter"),
    "space": N_("space"),
    "tab": N_("tab"),
    "escape": N_("esc"),
    "backspace": "⌫",
    "delete": N_("del"),
    "comma": ",",
    "minus": "-",
    "asterisk": "*",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left": "←",
    "up": "↑",
    "down": "↓",
}


class Command:
    """One thing a person can do. Subclasses are never made into objects; screens list them.

    ``key`` holds one key or several with commas, the first of which is shown. A command that ``writes`` is not
    available where the books are open for reading only. ``hint`` puts it on the key line.
    """

    key: ClassVar[str]
    hint: ClassVar[bool] = False
    writes: ClassVar[bool] = False
    #: Works although a field of text has the focus.
    priority: ClassVar[bool] = False

    # The key line asks for these of eight commands at every step of the cursor.

    @classmethod
    @cache
    def words(cls) -> tuple[str, ...]:
        """The class name as words: ``DryRun`` is ``("Dry", "Run")``."""
        return tuple(_WORDS.split(cls.__name__))

    @classmethod
    @cache
    def id(cls) -> str:
        """Stable name, for keymaps: ``dry-run``."""
        return "-".join(cls.words()).lower()

    @classmethod
    def title(cls) -> str:
        """What it is called, in the language in force."""
        first, *rest = cls.words()
        return _(" ".join((first, *map(str.lower, rest))))

    @classmethod
    def label(cls, screen: Place) -> str:
        """What the key line calls it on ``screen``."""
        return cls.title().lower()

    @classmethod
    def help(cls) -> str:
        """What it does, in one sentence, in the language in force."""
        return _(" ".join((cls.__doc__ or "").split()))

    @classmethod
    def keys(cls, screen: Place) -> str:
        """Its keys, with commas between them: those declared, or those a person wants; none where others cover them."""
        return "" if cls in screen.COVERS else cls.keys_in(screen.bench.keymap)

    @classmethod
    def keys_in(cls, keymap: Keymap | None) -> str:
        """Its keys in ``keymap``, or those declared."""
        return ",".join(keymap.keys_of(cls.id())) if keymap and cls.id() in keymap.changed else cls.key

    @classmethod
    def available(cls, screen: Place) -> bool | str:
        """True, or why it cannot be done now."""
        if cls.writes and screen.bench.read_only:
            return _("the books are open for reading only")
        if cls.writes and screen.bench.lost:
            return _("the books cannot be reached")
        reason = getattr(screen, f"why_not_{cls._method()}", None)
        return reason() or True if reason else True

    @classmethod
    def run(cls, screen: Place) -> None:
        """Do it on ``screen``: its method ``do_…``."""
        getattr(screen, f"do_{cls._method()}")()

    @classmethod
    @cache
    def _method(cls) -> str:
        return cls.id().replace("-", "_")


def bindings(*commands: type[Command]) -> list[BindingType]:
    """The bindings of ``commands``: every one goes through the screen's ``run_command``, and has the command's id."""
    # The table of commands is also read where no screen is, and without the framework.
    from textual.binding import Binding

    return [
        Binding(command.key, f"run_command('{command.id()}')", command.id(), id=command.id(), priority=command.priority)
        for command in commands
        if command.key
    ]


def key_text(key: str) -> str:
    """The first of the keys in ``key`` as it is written on the key line."""
    first = key.split(",")[0]
    return _(_KEY_NAMES[first]) if first in _KEY_NAMES else first
