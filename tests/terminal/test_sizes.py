"""Windows of every size, changed again and again: the program lives, and paints what fits."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.terminal.harness import ALTERNATE, Terminal, workbench
from tests.terminal.places import DIALOGS, PLACE_KEYS, SCREENS, at_home, go, open_at, return_home

#: The smallest and the largest window, flat ones, high ones, and both sides of every step of the layout.
_SIZES = (
    (1, 1), (300, 100), (2, 1), (1, 100), (300, 1), (59, 16), (60, 15), (60, 16), (80, 24), (99, 30), (100, 30),
    (159, 50), (160, 50), (200, 60), (10, 5),
)  # fmt: skip
#: How many times a window changes on all screens together: in long, and in short.
_LONG, _SHORT = 1_500, 60


@pytest.mark.timeout(1800)
def test_resizing_to_anything_leaves_every_screen_alive_and_painted(books: Path, thorough: bool) -> None:
    rng = random.Random(5)  # noqa: S311  the same storm every time
    each = (_LONG if thorough else _SHORT) // len(SCREENS) + 1
    with workbench(books) as terminal:
        at_home(terminal)
        for screen in SCREENS:
            before = go(terminal, screen).text
            for number in range(each):
                columns, lines = rng.choice(_SIZES) if number % 2 else _any(rng)
                terminal.resize(columns, lines)
                if number % 4 == 0:
                    assert_painted(terminal, screen, columns, lines)
            terminal.resize(80, 24)
            terminal.rest()
            assert terminal.alive
            if screen not in DIALOGS:
                assert terminal.text == before, screen
            return_home(terminal, screen)


def _any(rng: random.Random) -> tuple[int, int]:
    return rng.randint(1, 300), rng.randint(1, 100)


def assert_painted(terminal: Terminal, screen: str, columns: int, lines: int) -> None:
    """The window shows the program at its new size, or says that it is too small."""
    terminal.rest()
    shown = terminal.text.strip()
    where = f"{screen} at {columns} by {lines}:\n{shown}"
    assert terminal.alive, where
    if columns >= 20 and lines >= 4:
        small = columns < 60 or lines < 16
        assert shown, where
        assert ("too small" in " ".join(shown.split())) is small or screen in DIALOGS, where


def test_the_screen_below_a_dialog_follows_the_window_too(books: Path) -> None:
    with open_at(books, "palette") as terminal:
        before = terminal.text
        for columns, lines in ((200, 60), (80, 24)):
            terminal.resize(columns, lines)
            terminal.rest()
        assert terminal.text == before


@pytest.mark.parametrize(("columns", "lines"), [(60, 16), (80, 24), (300, 100)])
def test_a_window_of_any_size_from_the_start_shows_where_one_is_and_the_keys(
    books: Path, columns: int, lines: int
) -> None:
    with open_at(books, "home", columns=columns, lines=lines) as terminal:
        assert "tuiledger" in terminal.display[0] and "quit" in terminal.display[-1]
        go(terminal, "documents")
        assert "› Docu" in terminal.display[0] and "back" in terminal.display[-1]


def test_the_smallest_window_takes_keys_and_shows_where_they_led_when_it_grows(books: Path) -> None:
    with workbench(books, columns=1, lines=1) as terminal:
        terminal.until_written(ALTERNATE)
        terminal.rest()
        terminal.press(PLACE_KEYS["documents"])
        terminal.resize(80, 24)
        terminal.rest()
        assert "Documents" in terminal.display[0]
