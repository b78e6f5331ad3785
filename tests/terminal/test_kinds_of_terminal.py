"""Terminals that can do little, or nothing, and terminals far away."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.terminal.harness import ENTER, Terminal, workbench
from tests.terminal.places import PLACE_KEYS, SCREENS, at_home, go, return_home

#: Parameters of SGR that choose a colour, for text or for its ground.
_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_WALK = (PLACE_KEYS["documents"], ENTER, "q", PLACE_KEYS["posting"], PLACE_KEYS["registers"], PLACE_KEYS["home"])


def walked(books: Path, env: Mapping[str, str | None]) -> Terminal:
    """The program in such a terminal, after a walk through places with every tone of colour, and left well."""
    with workbench(books, env=env) as terminal:
        at_home(terminal)
        terminal.press(*_WALK)
        assert "Olmo" in terminal.text
        terminal.send("Q")
        assert terminal.ended() == 0
        assert terminal.modes_left_on() == set()
        return terminal


def colours(output: bytes) -> set[str]:
    """The kinds of colour that were asked for: 16, 256 or 24bit."""
    found = set()
    for parameters in _SGR.findall(output):
        codes = [int(code or 0) for code in re.split(rb"[;:]", parameters)]
        while codes:
            code, *codes = codes
            if code in (38, 48):
                found.add("24bit" if codes[0] == 2 else "256")
                codes = codes[4 if codes[0] == 2 else 2 :]
            elif 30 <= code <= 37 or 40 <= code <= 47 or 90 <= code <= 97 or 100 <= code <= 107:
                found.add("16")
    return found


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_a_terminal_that_cannot_place_text_is_refused_in_clear_words(books: Path, command: list[str]) -> None:
    with workbench(books, *command, env={"TERM": "dumb"}) as terminal:
        assert terminal.ended() == 2
        assert b"\x1b" not in terminal.output
        assert "TERM" in terminal.text and "dumb" in terminal.text


def test_the_demo_opens_the_workbench_on_a_studio_of_its_own() -> None:
    with Terminal([sys.executable, "-m", "tuiledger", "demo", "--documents", "40"]) as terminal:
        terminal.until_shown("Workbench", "DEMO")
        terminal.rest()
        terminal.send("\x03")
        assert terminal.ended() == 0
        assert terminal.modes_left_on() == set()


def test_no_colour_means_none(books: Path) -> None:
    assert colours(bytes(walked(books, {"NO_COLOR": "1", "COLORTERM": "truecolor"}).output)) == set()


@pytest.mark.parametrize(
    ("env", "allowed"),
    [
        ({"TERM": "linux", "TEXTUAL_COLOR_SYSTEM": "standard"}, {"16"}),
        ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "standard"}, {"16"}),
        ({"TERM": "xterm-256color"}, {"256", "16"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"24bit", "256", "16"}),
        ({"TERM": "tmux-256color"}, {"256", "16"}),
    ],
)
def test_a_terminal_is_asked_for_no_more_colours_than_it_has(
    books: Path, env: dict[str, str], allowed: set[str]
) -> None:
    found = colours(bytes(walked(books, env).output))
    assert found and found <= allowed


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_terminal_that_knows_ascii_alone_gets_nothing_else_from_us(books: Path, language: str) -> None:
    env = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TUILEDGER_LANG": language}
    with workbench(books, env=env) as terminal:
        terminal.until_shown("tuiledger", "Olmo")
        terminal.rest()
        for screen in SCREENS if language == "en" else ("home", "documents", "a preview"):
            return_home(go(terminal, screen), screen)
        assert terminal.alive
        beyond = {byte for byte in terminal.output if byte > 0x7F}
    assert not beyond, sorted(map(hex, beyond))


def test_a_terminal_far_away_gets_no_movement_and_few_bytes(books: Path) -> None:
    env = {"SSH_TTY": "/dev/pts/9", "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    with workbench(books, env=env) as terminal:
        at_home(terminal)
        terminal.press(PLACE_KEYS["documents"])
        before = len(terminal.output)
        terminal.press("j")
        assert 0 < len(terminal.output) - before < 4_000
        assert terminal.idle_bytes(1.0) == b""
