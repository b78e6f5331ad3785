"""The page asks nothing of anybody else."""

from __future__ import annotations

import re
from pathlib import Path

import textual_serve

from tuiledger.cli.web.page import HEADERS, page
from tuiledger.text.translation import set_language

STATIC = Path(textual_serve.__file__).parent


def test_everything_on_the_page_comes_from_this_server_and_is_there() -> None:
    named = re.findall(r'(?:src|href)="(.*?)"|url\("(.*?)"\)', page("127.0.0.1:8765"))
    files = {first or second for first, second in named} - {"/", "data:,"}
    assert len(files) == 4
    assert [file for file in files if not (STATIC / file.removeprefix("/")).is_file()] == []


def test_the_page_knows_where_its_workbench_is() -> None:
    assert re.findall(r"[a-z]+://[^\"]*", page("localhost:8765")) == ["ws://localhost:8765/ws"]


def test_the_page_runs_nothing_that_is_written_in_it() -> None:
    assert re.findall(r"<script(?! src=)|\son\w+=|javascript:", page("127.0.0.1:8765")) == []
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


def test_the_page_speaks_the_language_of_the_person() -> None:
    set_language("it")
    assert '<html lang="it">' in page("127.0.0.1:8765")
    assert "Apri di nuovo" in page("127.0.0.1:8765")
