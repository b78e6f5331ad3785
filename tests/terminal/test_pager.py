"""The terminal is lent to a pager that shows a document's text, and taken back when it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.terminal.harness import ENTER, workbench
from tests.terminal.places import at_home

#: Copies what it is given to show, says that it has the terminal, and ends with the next line typed.
_PAGER = """#!/bin/sh
cp "$1" "{copy}.part" && mv "{copy}.part" "{copy}"
echo "pager has the terminal"
read line
"""


@pytest.mark.timeout(120)
def test_a_pager_gets_the_text_and_gives_the_terminal_back(books: Path, tmp_path: Path) -> None:
    pager, copy = tmp_path / "mine", tmp_path / "copy"
    pager.write_text(_PAGER.format(copy=copy))
    pager.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with workbench(books, env={"PAGER": str(pager), "TMPDIR": str(scratch)}) as terminal:
        at_home(terminal)
        terminal.press("2", ENTER)
        terminal.until_shown("Parties")
        terminal.send("V")
        terminal.until_shown("pager has the terminal")
        terminal.send("\n")
        terminal.until_shown("Parties")
        terminal.press("q")
        terminal.until_shown("Documents")
    assert "<FatturaElettronicaHeader>" in copy.read_text(encoding="utf-8")
    assert list(scratch.iterdir()) == [], "the text does not stay behind"
