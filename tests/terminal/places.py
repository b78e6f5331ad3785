"""Where one can go in the workbench, and the keys that lead there from the first screen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.terminal.harness import ENTER, ESCAPE, Terminal, workbench

from tuiledger.tui.commands.general import GENERAL
from tuiledger.tui.places import PLACES

#: Keys whose names in a command are not what a keyboard sends.
_SENT: Final = {"comma": ",", "slash": "/", "colon": ":", "question_mark": "?", "full_stop": "."}


def _keys() -> dict[str, str]:
    """The key of every place of the application, as a keyboard sends it."""
    named = {getattr(command, "place", ""): command.key.split(",")[0] for command in GENERAL}
    return {place: _SENT.get(named[place], named[place]) for place in PLACES}


#: Every place by its name, in the order of the application.
PLACE_KEYS: Final = _keys()
#: What is opened from places: one document, one entry, one import, help, the palette, and a question.
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
    **_DEEPER,
}


def open_at(books: Path, screen: str, **options: int) -> Terminal:
    """The workbench at one of the :data:`SCREENS`, come to rest."""
    terminal = workbench(books, **options)
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
