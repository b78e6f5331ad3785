"""The demonstration runs the whole main job: files and a cloud in, posted once, books that balance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Terminal


def test_the_demonstration_reads_files_and_a_cloud_and_posts_each_document_once(tmp_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tuiledger", "demo", "--headless", "--json", "--documents", "120"],
        capture_output=True, text=True, env={**os.environ}, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    cloud, again = told["cloud"], told["cloud_again"]
    assert told["check"]["ok"] and cloud["state"] == "done"
    assert told["import"]["created"] > 100 and told["imported_again"]["created"] == 0
    assert 0 < cloud["created"] < cloud["new"] == cloud["fetched"], "some were in files already"
    assert (again["new"], again["changed"], again["created"]) == (0, 0, 0)
    assert cloud["problems"] > 0, "some clients do not let themselves be read"
    assert all(company["debit"] == company["credit"] for company in told["companies"])
    assert not any(tmp_home.rglob("vault*")), "the demonstration has a vault of its own"


def test_a_folder_that_holds_a_sample_studio_is_not_written_into_again(terminal: Terminal, tmp_path: Path) -> None:
    books = tmp_path / "kept" / "studio.db"
    books.parent.mkdir()
    books.write_bytes(b"there")
    answer = terminal("demo", "--headless", "--keep", books.parent)
    assert (answer.code, answer.error) == (3, "demo-there")
    assert f"tuiledger --db {books}" in answer.data["error"]["message"]
    assert books.read_bytes() == b"there" and list(books.parent.iterdir()) == [books]
