"""The command line as a person or a script uses it: one process, or the same parser inside this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.deliveries import OLMO, PONTE, Firm

from tuiledger.cli.main import run


@dataclass
class Answer:
    """What a command said: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the error it answered with."""
        return str(self.data["error"]["code"])


@dataclass
class Terminal:
    """Commands on books of one's own, with ``--json``."""

    db: Path
    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object, json: bool = True) -> Answer:
        """Run a command in this process."""
        self.capture.readouterr()
        words = [*map(str, arguments), "--db", str(self.db), *(["--json"] if json else [])]
        code = run(words)
        return Answer(code, *self.capture.readouterr())

    def process(self, *arguments: object, **options: Any) -> Answer:
        """Run a command in a process of its own."""
        command = [sys.executable, "-m", "tuiledger", *map(str, arguments), "--db", str(self.db)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"COLUMNS": "200"},
            **options,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def company(self, firm: Firm, code: str) -> Answer:
        """Register a client."""
        more = ["--fiscal-code", firm.fiscal_code] if firm.fiscal_code else []
        return self("company", "add", code, "--name", firm.name, "--vat", firm.vat, *more)


@pytest.fixture
def terminal(tmp_path: Path, tmp_home: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """No books yet."""
    folder = tmp_path / "in"
    folder.mkdir()
    return Terminal(tmp_path / "books.db", folder, capsys)


@pytest.fixture
def studio(terminal: Terminal) -> Terminal:
    """Olmo and Ponte are clients."""
    assert terminal.company(OLMO, "OLMO").code == terminal.company(PONTE, "PONTE").code == 0
    return terminal
