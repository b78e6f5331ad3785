"""Signs take one cell each, and a terminal without Unicode gets letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from tuiledger.domain.documents import State
from tuiledger.domain.runs import Outcome
from tuiledger.tui import glyphs


@pytest.fixture(autouse=True)
def unicode_again() -> Iterator[None]:
    yield
    glyphs.choose("utf-8")


def test_every_sign_takes_one_cell() -> None:
    assert {cell_len(sign) for sign in (*glyphs.UNICODE, *glyphs.ASCII)} == {1}


@pytest.mark.parametrize("encoding", ["ANSI_X3.4-1968", "iso-8859-1", "cp850"])
def test_a_terminal_without_unicode_gets_ascii(encoding: str) -> None:
    chosen = glyphs.choose(encoding)
    assert "".join(chosen).isascii()
    assert glyphs.STATES[State.HELD].text == "! held"


def test_every_state_and_outcome_has_a_sign_and_a_word() -> None:
    assert set(glyphs.STATES) == set(State) and set(glyphs.OUTCOMES) == set(Outcome)
    assert len({sign.text for sign in glyphs.STATES.values()}) == len(State)
