"""Keys come faster than pictures, and pastes are long: neither is lost where it counts, nor taken for commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.terminal.harness import ALTERNATE, DOWN, ESCAPE, PAGE_DOWN, workbench
from tests.terminal.places import PLACE_KEYS, at_home, open_at
from tests.terminal.test_endings import asked

#: A megabyte of a text that would do harm as keys: it leaves, posts, reverses and confirms.
HARMFUL = ("QqPyRy\r\n\t:;dsu " * 70_000)[:1_000_000]


def test_a_pasted_megabyte_over_a_list_is_no_key_at_all(books: Path) -> None:
    before = asked(books, "entries", "list")["total"]
    with open_at(books, "posting") as terminal:
        shown = terminal.text
        terminal.paste(HARMFUL)
        terminal.rest()
        assert terminal.alive
        assert terminal.text == shown
        terminal.press(PLACE_KEYS["documents"])
        assert "Documents" in terminal.display[0]
    assert asked(books, "entries", "list")["total"] == before


@pytest.mark.timeout(300)
def test_a_pasted_megabyte_in_a_question_stays_text(books: Path) -> None:
    before = asked(books, "entries", "list")["total"]
    with open_at(books, "a question") as terminal:
        terminal.paste(HARMFUL)
        terminal.rest()
        assert terminal.alive
        terminal.press(ESCAPE)
        terminal.press(PLACE_KEYS["home"])
        assert "Workbench" in terminal.display[0]
    assert asked(books, "entries", "list")["total"] == before


def test_keys_before_the_first_picture_are_neither_lost_nor_harmful(books: Path) -> None:
    with workbench(books) as terminal:
        terminal.send(PLACE_KEYS["documents"])
        terminal.until(lambda: "of 241" in terminal.display[0])
        assert terminal.alive


@pytest.mark.parametrize(
    ("keys", "out"),
    [("4Py", ""), ("2" + DOWN * 40 + PAGE_DOWN, ""), (":", ESCAPE), ("8I", ESCAPE)],
)
def test_any_keys_before_the_books_are_open_leave_a_program_that_answers(books: Path, keys: str, out: str) -> None:
    with workbench(books) as terminal:
        terminal.until_written(ALTERNATE)
        terminal.send(keys)
        terminal.until(lambda: "Opening the books" not in terminal.text and "tuiledger" in terminal.text)
        terminal.rest()
        terminal.press(out, PLACE_KEYS["documents"])
        assert "Documents" in terminal.display[0]
    assert asked(books, "entries", "list")["total"] == 120


def test_keys_in_a_rush_arrive_all_and_in_order(books: Path) -> None:
    with open_at(books, "documents") as terminal:
        terminal.send(DOWN * 30 + "j" * 20 + "k" * 5 + "\x1b[A" * 5)
        terminal.until_shown("41 of 241")
        terminal.send("G")
        terminal.until_shown("241 of 241")
        terminal.send("g" + PAGE_DOWN)
        terminal.rest()
        at = int(terminal.display[0].rsplit(" of 241", 1)[0].split()[-1])
        assert 10 < at < 25


def test_halves_of_key_sequences_are_no_letters(books: Path) -> None:
    with workbench(books) as terminal:
        at_home(terminal)
        terminal.press(PLACE_KEYS["documents"])
        for part in ("\x1b", "[", "B"):
            terminal.send(part)
        terminal.until_shown("2 of 241")
        assert "Documents" in terminal.display[0]
