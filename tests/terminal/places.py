"""Where one can go in the workbench, and the keys that lead there from the first screen."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tests.terminal.harness import ENTER, ESCAPE, Terminal, workbench

from tuiledger.tui.commands.general import GENERAL
from tuiledger.tui.places import ASIDES, PLACES

#: Keys whose names in a command are not what a keyboard sends.
_SENT: Final = {"comma": ",", "slash": "/", "colon": ":", "question_mark": "?", "full_stop": "."}
#: Keys of the screens that are reached from everywhere and left again.
_ASIDE_KEYS: Final = {"work": "w", "notices": "n", "acts": "L", "settings": ","}


def _keys() -> dict[str, str]:
    """The key of every place of the application, as a keyboard sends it."""
    named = {getattr(command, "place", ""): command.key.split(",")[0] for command in GENERAL}
    return {place: _SENT.get(named[place], named[place]) for place in PLACES}


def _aside_keys() -> dict[str, str]:
    """The keys of the asides that have a screen."""
    return {name: key for name, key in _ASIDE_KEYS.items() if find_spec(f"tuiledger.tui.screens.{ASIDES[name].module}")}


#: Every place by its name, in the order of the application.
PLACE_KEYS: Final = _keys()
#: What is opened from places: one document, one entry, one import, help, the palette, a question, a preview.
_DEEPER: Final = {
    "a document": ("2", ENTER),
    "an entry": ("5", ENTER),
    "an import": ("8", ENTER),
    "help": ("2", "?"),
    "palette": ("2", ":"),
    "a question": ("2", "/"),
    "a preview": ("4", "D"),
}
#: Those that lie over another screen, as boxes that do not fill it.
DIALOGS: Final = frozenset({"palette", "a question", "a preview"})
#: Every screen that is walked to, with the keys from the first one.
SCREENS: Final[dict[str, tuple[str, ...]]] = {
    **{place: (key,) for place, key in PLACE_KEYS.items()},
    **{aside: (key,) for aside, key in _aside_keys().items()},
    **_DEEPER,
}


def open_at(books: Path | str, screen: str, columns: int = 80, lines: int = 24) -> Terminal:
    """The workbench at one of the :data:`SCREENS`, come to rest."""
    terminal = workbench(books, columns=columns, lines=lines)
    at_home(terminal)
    return go(terminal, screen)


def at_home(terminal: Terminal) -> Terminal:
    """Wait until the books are open and the first screen shows the client."""
    terminal.until_shown("Workbench", "Client")
    terminal.until(lambda: "Opening the books" not in terminal.text, "opened the books")
    return terminal.rest()


def go(terminal: Terminal, screen: str) -> Terminal:
    """From the first screen to another."""
    return terminal.press(*SCREENS[screen])


def return_home(terminal: Terminal, screen: str) -> Terminal:
    """From ``screen`` back to the first, which escape would leave for good."""
    return terminal if screen == "home" else terminal.press(ESCAPE, PLACE_KEYS["home"])
