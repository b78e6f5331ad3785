"""Arguments at and past their limits, and answers that cannot be written: a usage error, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.deliveries import body, file, put

from tuiledger.cli.main import run


@pytest.fixture
def books(tmp_path: Path) -> str:
    """Books of one company with one invoice."""
    place = str(tmp_path / "books.db")
    assert run(["company", "add", "OLMO", "--vat", "99900010010", "--db", place]) == 0
    put(tmp_path, "a.xml", file(body()))
    return place


@pytest.mark.parametrize(
    "arguments",
    [
        ["documents", "show", "99999999999999999999999"],
        ["documents", "show", "-1"],
        ["documents", "list", "--limit", "-1"],
        ["documents", "list", "--kind", "nope"],
        ["registers", "print", "--company", "OLMO", "--register", "sales", "--period", "٢٠٢٦"],
        ["company", "set", "OLMO", "--lock-date", "2026-03-31", "--unlock"],
        ["company", "list", "--db", ""],
    ],
)
def test_an_argument_past_its_limit_is_a_usage_error(books: str, arguments: list[str]) -> None:
    place = [] if "--db" in arguments else ["--db", books]
    assert run([*arguments, *place]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["company", "set", "OLMO", "--tolerance", "999999999999999999999"],
        ["company", "set", "OLMO", "--tolerance", "-5"],
        ["runs", "show", "99"],
        ["backup", "/no/such/folder/copy.db"],
    ],
)
def test_what_cannot_be_done_is_refused(books: str, arguments: list[str]) -> None:
    assert run([*arguments, "--db", books]) == 3


def test_what_is_printed_never_overwrites_books(books: str) -> None:
    before = Path(books).read_bytes()
    assert run(["export", "journal", "--format", "csv", "--out", books, "--db", books]) == 3
    assert Path(books).read_bytes() == before


def test_a_pipe_in_a_folder_is_answered_and_does_not_hang(books: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.xml")
    (tmp_path / "elsewhere").mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    assert run(["import", str(folder), "--db", books, "--json"]) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_an_answer_that_cannot_be_written_is_told(books: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tuiledger", "company", "list", "--db", books],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("tuiledger: ")
    assert "Traceback" not in done.stderr
